"""`python -m app.opener BUNDLE`, and what the packaged `sanad-opener` starts: the window, or one of the
two children that it needs."""

import sys
from pathlib import Path

from app.broker.rooms import DRAWER, OPENER
from app.platform import system


def main() -> int:
    system.keep_memory_private()
    words = sys.argv[1:]
    if words == [OPENER]:
        from app.bundle.seal_worker import open_child

        return open_child()
    if words == [DRAWER]:
        from app.ui.attachments.draw_worker import child

        return child()
    from app.opener.viewer import open_window

    return open_window(Path(words[0]).absolute() if words else None)


if __name__ == "__main__":
    sys.exit(main())

"""`./run hq setup`, and what the packaged `sanad-headquarters` starts: the window, or, as a service does,
the server itself (--serve FOLDER)."""

import os
import sys
from pathlib import Path

from app.platform import system

SERVE = "--serve"


def main() -> int:
    system.keep_memory_private()
    # on Windows a program without a terminal has neither, and a server says things to both
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115  as long as it runs
    words = sys.argv[1:]
    if len(words) == 2 and words[0] == SERVE:
        from app.headquarters_setup.serving import serve

        return serve(Path(words[1]))
    from app.headquarters_setup.window import open_window

    return open_window(Path(words[0]).absolute() if words else None)


if __name__ == "__main__":
    sys.exit(main())

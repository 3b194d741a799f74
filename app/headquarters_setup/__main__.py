"""`./run hq setup`, and what the packaged `sanad-headquarters` starts: the window, or, as a service does,
the server itself (--serve FOLDER), or a trial of it that ends with the window (--try FOLDER)."""

import os
import sys
from pathlib import Path

from app.platform import system

_USAGE = """Sets a server up in a window, shows how it is, and backs it up.

./run hq setup           in the folder that is offered
./run hq setup FOLDER    in another one, or the server that is there

Without a window: ./run hq --help"""
SERVE, TRY = "--serve", "--try"


def main() -> int:
    system.keep_memory_private()
    # on Windows a program without a terminal has neither, and a server says things to both
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115  as long as it runs
    words = sys.argv[1:]
    if "--help" in words:
        print(_USAGE)
        return 0
    if len(words) == 2 and words[0] in (SERVE, TRY):
        # a trial outlives nobody who started it, however that ended
        if words[0] == TRY and not system.end_with_parent():
            return 1
        from app.headquarters_setup.serving import serve

        return serve(Path(words[1]))
    from app.headquarters_setup.window import open_window

    return open_window(Path(words[0]).absolute() if words else None)


if __name__ == "__main__":
    sys.exit(main())

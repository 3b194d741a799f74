"""The same use cases without a screen: the words of the command line. docs/cli.md

With --json a command prints one JSON document and nothing else on standard output. It ends with 0
when done, 1 when refused ({"error": {"kind", "says"}} on standard output, the sentence on standard
error), 2 for a wrong use. Never a traceback.

How a command is added: docs/cli.md. `app.cli.commands` is the table of all words."""

import os
import sys
from collections.abc import Sequence
from contextlib import suppress

import typer

from app.cli.commands import command_line
from app.cli.output import broken, refused
from app.disk import OutOfMemory, condition
from app.errors import SanadError


def main(words: Sequence[str]) -> int:
    """Run one command; its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    if hasattr(sys.stdin, "reconfigure"):  # what is no UTF-8 is refused, not kept as something else
        sys.stdin.reconfigure(encoding="utf-8", errors="surrogateescape")
    try:
        return _run(words)
    except OSError:  # nobody can be told: standard output is full or closed
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 1


def _run(words: Sequence[str]) -> int:
    try:
        status = command_line().main(list(words), prog_name="./run", standalone_mode=False)
    except SanadError as error:
        return refused(error)
    except typer.Exit as end:
        return end.exit_code
    except typer.TyperException as wrong_use:
        show = getattr(wrong_use, "show", None)
        show(file=sys.stderr) if show else print(wrong_use, file=sys.stderr)
        return 2
    except (typer.Abort, KeyboardInterrupt):
        return 130
    except BrokenPipeError:
        raise
    except OSError as error:
        return refused(condition(error))
    except MemoryError:
        return refused(OutOfMemory())
    except Exception as bug:  # a bug has a place but must not show what was in its variables
        return broken(bug)
    if sys.stdout:
        sys.stdout.flush()
    return status if isinstance(status, int) else 0

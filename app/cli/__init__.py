"""The same use cases without a screen: the words of the command line. docs/cli.md

With --json a command prints one JSON document and nothing else on standard output. It ends with 0
when done, 1 when refused ({"error": {"kind", "says"}} on standard output, the sentence on standard
error), 2 for a wrong use. Never a traceback.
"""

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from app.cli.bundle import bundle
from app.cli.form import form
from app.cli.headquarters import desk
from app.cli.hq import hq
from app.cli.inbox import inbox
from app.cli.interview import draft, interview
from app.cli.organisation import enrol, org
from app.cli.output import (
    PLAIN,
    Json,
    broken,
    refused,
    show,
)
from app.cli.post import post
from app.cli.profile import profile
from app.cli.shift import shift
from app.cli.support_services import case
from app.cli.sync import sync
from app.cli.tasks import tasks
from app.cli.vault import vault
from app.disk import OutOfMemory, condition
from app.errors import SanadError
from app.version import PROGRAM

app = typer.Typer(help="Sanad: identify and document victims of trafficking, offline.", **PLAIN)
for name, group in {
    "vault": vault,
    "form": form,
    "draft": draft,
    "case": case,
    "bundle": bundle,
    "org": org,
    "desk": desk,
    "post": post,
    "hq": hq,
    "profile": profile,
}.items():
    app.add_typer(group, name=name)
app.command("interview")(interview)
app.command("enrol")(enrol)
app.command("sync")(sync)
app.command("tasks")(tasks)
app.command("inbox")(inbox)
app.add_typer(shift, name="shift")


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
        told = app(list(words), standalone_mode=False, prog_name="./run")
    except SanadError as error:
        return refused(error)
    except typer.Exit as left:
        return left.exit_code
    except typer.TyperException as wrong:
        show = getattr(wrong, "show", None)
        show(file=sys.stderr) if show else print(wrong, file=sys.stderr)
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
    return told if isinstance(told, int) else 0


def _version(wanted: bool) -> None:
    if wanted:
        print(PROGRAM)
        raise typer.Exit


@app.callback()
def sanad(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Which Sanad this is."),
    ] = False,
) -> None:
    """Sanad: identify and document victims of trafficking, offline."""


@app.command("demo")
def demo(
    out: Annotated[Path | None, typer.Option("--out", help="Keep the data folder here.")] = None,
    as_json: Json = False,
) -> None:
    """The whole main job on fictional answers, without a screen."""
    from app.casework.pages import demo

    told = demo.run(out.absolute() if out else None)
    show(told, as_json, demo.as_text)
    if not all(step["ok"] for step in told["steps"]):
        raise typer.Exit(1)


@app.command("selftest")
def selftest(as_json: Json = False) -> None:
    """Does this installation work: vault, form, PDF with Arabic, fonts, translations?"""
    from app.casework.pages import demo

    told = demo.selftest()
    show(told, as_json, demo.as_text)
    if not all(step["ok"] for step in told["steps"]):
        raise typer.Exit(1)

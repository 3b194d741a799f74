"""`demo`, `selftest`: the whole main job, and a look at this installation."""

from pathlib import Path
from typing import Annotated

from typer import Option

from app.casework.pages import demo
from app.cli.command import command
from app.cli.json_output import Document


def _all_ok(document: Document) -> bool:
    return all(step["ok"] for step in document["steps"])


@command(text=demo.as_text, succeeded=_all_ok)
def sanad_demo(
    out_folder: Annotated[Path | None, Option("--out", help="Keep the data folder here.")] = None,
    country: Annotated[str, Option(help="Of a referral system that came with Sanad: kw, bh.")] = "",
) -> Document:
    return demo.run(out_folder.absolute() if out_folder else None, country)


@command(text=demo.as_text, succeeded=_all_ok)
def sanad_selftest() -> Document:
    return demo.selftest()

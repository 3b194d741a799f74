"""`--set NAME=TEXT`: facts as they are given on the command line."""

from typing import Annotated

import typer

Set = Annotated[
    list[str] | None, typer.Option("--set", help="A fact: name=..., phone=...; several.")
]


def told_facts(facts: list[str] | None, known: tuple[str, ...]) -> dict[str, str]:
    """As a map; wrong use for a name that isn't among the known ones."""
    told = {}
    for each in facts or []:
        name, sign, text = each.partition("=")
        if not sign or name not in known:
            raise typer.BadParameter(f"--set is NAME=TEXT, with one of {', '.join(known)}.")
        told[name] = text
    return told

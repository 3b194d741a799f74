"""`policy`: what the administrator of this computer set."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from app import settings
from app.cli.command import command
from app.cli.json_output import Document
from app.cli.output import words
from app.policy import PolicyLine


def _document(lines: Sequence[PolicyLine]) -> Document:
    return {
        "file": str(settings.policy_file()),
        "planted": settings.planted_policy(),
        "lines": [asdict(line) for line in lines],
    }


def _text(document: Document) -> str:
    speak = words()
    return "\n".join(
        f"{line['name']} = {_shown(line['value'])}  ({line['source']}): {speak(line['says'])}"
        for line in document["lines"]
    )


def _shown(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list | tuple) else str(value)


@command(view=_document, text=_text)
def sanad_policy() -> tuple[PolicyLine, ...]:
    return settings.policy_lines()

"""`policy`: what the administrator of this computer set."""

from dataclasses import asdict
from typing import Any

from app import settings
from app.cli.command import command
from app.cli.json_output import Document
from app.cli.output import words


def _text(document: Document) -> str:
    speak = words()
    return "\n".join(
        f"{line['name']} = {_shown(line['value'])}  ({line['source']}): {speak(line['says'])}"
        for line in document["lines"]
    )


def _shown(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list | tuple) else str(value)


@command(text=_text)
def sanad_policy() -> Document:
    return {
        "file": str(settings.policy_file()),
        "planted": settings.planted_policy(),
        "lines": [asdict(line) for line in settings.policy_lines()],
    }

"""How a command shows its document, and how it refuses."""

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from app import bug_records, settings
from app.cli.json_output import Document, encode
from app.errors import SanadError
from app.language import Words, strip_marks

TextOf = Callable[[Document], str]
clock_doubts: list[str] = []  # the kind, where the clock of whoever is at work can't be relied on


def words() -> Words:
    """The words of whoever reads standard error: a person, or a script."""
    return Words(settings.preferences().language if sys.stderr.isatty() else "en")


def show(document: object, as_json: bool = True, text: TextOf | None = None) -> None:
    """One document; said at once, since who reads may wait for it."""
    encoded = encode(document)
    if clock_doubts and isinstance(encoded, dict):
        encoded["clock_in_doubt"] = clock_doubts[-1]
    print((one_line if as_json or text is None else text)(encoded), flush=True)


def one_line(document: Document) -> str:
    return json.dumps(document, ensure_ascii=False)


def indented(document: Document) -> str:
    """A document for which plain output has no words of its own."""
    return json.dumps(document, ensure_ascii=False, indent=1)


def value_of(key: str) -> TextOf:
    """One value of the document alone."""
    return lambda document: str(document[key])


def rows(key: str, line: str) -> TextOf:
    """A line for each entry of a list, made of its values."""
    return lambda document: "\n".join(line.format_map(row) for row in document[key])


def refused(error: SanadError, document: Mapping[str, Any] | None = None) -> int:
    """Say an error; `document`: what stands beside it. The exit status."""
    ref = getattr(error, "ref", "")
    error = getattr(error, "error", error)  # of an answers file: what was refused there
    sentence = strip_marks(words().say(error))
    refusal: Document = {"kind": error.kind(), "says": sentence}
    if ref:
        refusal["ref"] = ref
    for extra in ("refs", "seconds", "missing"):
        if hasattr(error, extra):
            refusal[extra] = getattr(error, extra)
    print(one_line({**encode(document or {}), "error": refusal}))
    print(f"{ref}: {sentence}" if ref else sentence, file=sys.stderr)
    return 1


def broken(bug: Exception) -> int:
    """Say where a bug is, without what was in its variables. The exit status."""
    place = bug.__traceback__
    while place and place.tb_next:
        place = place.tb_next
    line = f"{Path(place.tb_frame.f_code.co_filename).name}:{place.tb_lineno}" if place else ""
    bug_records.keep(type(bug).__name__, [line])
    sentence = f"Something unexpected happened ({type(bug).__name__}, {line}). What was kept before is still kept."
    print(json.dumps({"error": {"kind": "unexpected", "says": sentence}}))
    print(sentence, file=sys.stderr)
    return 1

"""Answers that a newer version of a questionnaire has no place for: kept to be read, in a drawer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.seal.canonical import Value, nfc


@dataclass(frozen=True, slots=True)
class OrphanedAnswer:
    """`version`: of the questionnaire that asked."""

    ref: str
    question: str
    answer: str
    version: str
    hidden: bool = False


def drawer_of(meta: Mapping[str, object]) -> tuple[OrphanedAnswer, ...]:
    """What a draft carries along."""
    return retired_of(meta.get("drawer"))


def retired_of(entries: object) -> tuple[OrphanedAnswer, ...]:
    """As an event or a draft says it; what is nothing of the kind is left out."""
    orphans = []
    for entry in entries if isinstance(entries, list | tuple) else ():
        if isinstance(entry, list | tuple) and len(entry) == 5:
            ref, question, answer, version, hidden = entry
            if all(isinstance(text, str) for text in (ref, question, answer, version)):
                orphans.append(OrphanedAnswer(ref, question, answer, version, bool(hidden)))
    return tuple(orphans)


def stored(drawer: Iterable[OrphanedAnswer]) -> list[Value]:
    return [
        [
            *(
                nfc(text)
                for text in (retired.ref, retired.question, retired.answer, retired.version)
            ),
            int(retired.hidden),
        ]
        for retired in drawer
    ]

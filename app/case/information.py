"""What kind of information something of a case is: health, whereabouts, somebody else's name.

Which recipient gets what is said by kinds (app.case.recipient_rules). Which question, fact or field of
HTCDS is of which kind is data, `resources/redaction/kinds.toml`; a questionnaire may say it itself, in
the column `sanad:kind`. What nobody sorted is UNSORTED. docs/formats/redaction.md"""

import tomllib
from collections.abc import Mapping
from fnmatch import fnmatchcase
from functools import lru_cache

from app.settings import RESOURCES

UNSORTED = "unsorted"
# Of answers, facts and fields.
KINDS = (
    "name", "identity_numbers", "birth", "person", "phone", "contact", "whereabouts", "protection", "health",
    "sexual", "family", "others", "account", "journey", "work", "offences", "assistance", "return", "danger", "wishes",
    "process", "notes", "course", "staff", UNSORTED,
)  # fmt: skip
# Of what else stands on papers and in files.
OF_PAPERS = ("addresses", "decisions", "proceedings", "consents", "custody", "file_names", "file_notes", "result")
# Of an answer beside its kinds: it is marked as restricted; the interviewer alone gives it.
MARKS = ("restricted_answers", "interviewer_only")
_FILE = RESOURCES / "redaction" / "kinds.toml"
_PLAIN = "plain"
_FACT, _QUESTION, _FIELD = "facts", "questions", "fields"


def kinds_of_question(name: str, fact: str = "", kinds: str = "") -> frozenset[str]:
    """`kinds`: what the questionnaire says itself, kinds with spaces between. A word that is no kind
    counts as UNSORTED, so that a slip holds back."""
    if kinds:
        return frozenset(word if word in KINDS else UNSORTED for word in kinds.split())
    sorted_as = _of(_FACT, fact) | _of(_QUESTION, name) if fact else _of(_QUESTION, name)
    return sorted_as or frozenset({UNSORTED})


def kinds_of_field(field: str) -> frozenset[str]:
    """Of a field of HTCDS."""
    return _of(_FIELD, field) or frozenset({UNSORTED})


@lru_cache(maxsize=4096)
def is_plain(name: str, fact: str = "", field: str = "") -> bool:
    """Is what is typed there a name, a number or a place, and no free text?"""
    lists = _table()[_PLAIN]
    return (
        fact in lists[_FACT]
        or any(fnmatchcase(name, pattern) for pattern in lists[_QUESTION])
        or field in lists[_FIELD]
    )


@lru_cache(maxsize=4096)
def _of(place: str, name: str) -> frozenset[str]:
    return frozenset(
        kind
        for kind, lists in _table().items()
        if kind != _PLAIN and any(fnmatchcase(name, pattern) for pattern in lists.get(place, ()))
    )


@lru_cache(maxsize=1)
def _table() -> Mapping[str, Mapping[str, list[str]]]:
    table: dict[str, dict[str, list[str]]] = tomllib.loads(_FILE.read_text("utf-8"))
    return table

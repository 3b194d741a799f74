"""What of a case is held back: from who looks at its page, and from whoever gets a paper or a file.

Whole parts of its work, and answers of a kind. A hidden answer (`sanad:restricted` is `hidden`: an
absconding report, a safe way to call, where somebody is staying) is shown on request only, and never
goes to an agency. docs/formats/form.md, bundle.md
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.casework.answers import HIDDEN, plain
from app.casework.parts import FOLLOW_UP, INTAKE, NEEDS, PARTS, RISK, SAFETY_PLAN, part_of
from app.errors import N_, SanadError
from app.form import Form

RESTRICTED, PHONE, NUMBERS, FOR_OFFICER = KINDS = (
    "restricted_answers", "phone", "identity_numbers", "interviewer_only",
)  # fmt: skip
HIDDEN_ANSWERS = "hidden_answers"
ANSWERS, INTERVIEWS = "answers", "interviews"  # ways to count
# facts whose answers are sensitive by themselves
_BY_FACT = {"phone": PHONE, "civil_id": NUMBERS, "passport": NUMBERS}
_FROM_AGENCIES = frozenset({PHONE, INTAKE, NEEDS, RISK, SAFETY_PLAN, FOLLOW_UP})


@dataclass(eq=False)
class NothingOfThatName(SanadError):
    """A kind of answers, or a part of the work, that nobody knows."""

    name: str
    known: str = " ".join((*KINDS, *PARTS))
    says = N_("There is nothing called {name} to hold back. Nothing was written. Choose among: {known}")


@dataclass(eq=False)
class HeldBack:
    """Kinds of answers and parts of the work that don't go along; hidden answers never go where an
    `agency` is named. It counts what it held back, by kind or part."""

    what: frozenset[str] = frozenset()
    hidden: bool = True
    counted: Counter[str] = field(default_factory=Counter)

    def interview(self, form: Form | None) -> bool:
        """Is this interview held back as a whole?"""
        part = part_of(form) if form else ""
        held = part in self.what
        self.counted[part] += held
        return held

    def answer(self, extras: Mapping[str, str]) -> bool:
        """Is the answer of this question held back?"""
        kinds = kinds_of(extras)
        held = (kinds & self.what) | ({HIDDEN_ANSWERS} & kinds if self.hidden else set())
        for kind in sorted(held)[:1]:
            self.counted[kind] += 1
        return bool(held)

    def view(self) -> bool:
        """Is the officer's own view held back?"""
        held = FOR_OFFICER in self.what
        self.counted[FOR_OFFICER] += held
        return held

    def said(self) -> dict[str, int]:
        return {kind: n for kind, n in sorted(self.counted.items()) if n}


def for_agency(agency: str) -> frozenset[str]:
    """What is held back unless somebody decides otherwise: nothing from colleagues."""
    return _FROM_AGENCIES if agency else frozenset()


def chosen(agency: str, hold: Iterable[str] = (), give: Iterable[str] = ()) -> HeldBack:
    """What is held back by itself, with `hold` and without `give`. NothingOfThatName."""
    hold, give = frozenset(hold), frozenset(give)
    for name in sorted(hold | give):
        if name not in (*KINDS, *PARTS):
            raise NothingOfThatName(name)
    return HeldBack((for_agency(agency) | hold) - give)


def kinds_of(extras: Mapping[str, str]) -> set[str]:
    """How the answer of a question is sensitive."""
    restricted = extras.get("restricted")
    found = {_BY_FACT[fact]} if (fact := extras.get("fact", "")) in _BY_FACT else set()
    found |= {RESTRICTED} if restricted in ("yes", HIDDEN) else set()
    found |= {HIDDEN_ANSWERS} if restricted == HIDDEN else set()
    return found | ({FOR_OFFICER} if extras.get("aside") == "yes" else set())


def hidden(form: Form, refs: Collection[str]) -> frozenset[str]:
    """Those of these places whose answers are shown on request only."""
    paths = {each.path for each in form.questions() if each.extras.get("restricted") == HIDDEN}
    return frozenset(ref for ref in refs if plain(ref) in paths)


def masked(form: Form, values: Mapping[str, str]) -> dict[str, Any]:
    """Answers without the hidden ones, and where those are."""
    away = hidden(form, [ref for ref, text in values.items() if text])
    return {
        "values": {ref: "" if ref in away else text for ref, text in values.items()},
        "hidden": sorted(away),
    }

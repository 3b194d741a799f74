"""What of a case is held back: from who looks at its page, and from whoever gets a paper or a file.

Whole parts of its work, and answers of a kind. A hidden answer (`sanad:restricted` is `hidden`: an
absconding report, a safe way to call, where somebody is staying) is shown on request only, and never
goes to an agency. docs/formats/form.md, bundle.md
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from app.casework.questionnaires.answers import HIDDEN, open_facts, plain
from app.casework.questionnaires.aside_questions import is_aside
from app.casework.questionnaires.form_parts import (
    CHILD,
    CLOSING,
    FOLLOW_UP,
    FURTHER,
    HOTLINE,
    INTAKE,
    LABOUR,
    NEEDS,
    PARTS,
    RETURN_PLAN,
    RISK,
    SAFETY_PLAN,
    SCREENING,
    SEXUAL,
    SMUGGLING,
    part_of,
)
from app.errors import N_, SanadError
from app.form import Form, Node

RESTRICTED, PHONE, NUMBERS, FOR_OFFICER = KINDS = (
    "restricted_answers", "phone", "identity_numbers", "interviewer_only",
)  # fmt: skip
HIDDEN_ANSWERS = "hidden_answers"
OTHER_PEOPLE = "other_people"  # noted in a case beside those whom its facts are about
SAYS = {
    RESTRICTED: N_("Restricted answers"), PHONE: N_("Telephone numbers"),
    NUMBERS: N_("Passport and civil numbers"), FOR_OFFICER: N_("Notes for the officer only"),
    HIDDEN_ANSWERS: N_("Hidden answers"), OTHER_PEOPLE: N_("Family and other people noted"), SCREENING: N_("Screening"), INTAKE: N_("Intake"),
    NEEDS: N_("Needs"), RISK: N_("Risks"), SAFETY_PLAN: N_("Safety plan"),
    FOLLOW_UP: N_("Follow-up"), SMUGGLING: N_("Smuggling of migrants"),
    **FURTHER,
}  # fmt: skip
# facts whose answers are sensitive by themselves
_BY_FACT = {"phone": PHONE, "civil_id": NUMBERS, "passport": NUMBERS}
_FROM_AGENCIES = frozenset(
    {
        PHONE, INTAKE, NEEDS, RISK, SAFETY_PLAN, FOLLOW_UP, HOTLINE, CHILD, LABOUR, SEXUAL, RETURN_PLAN, CLOSING,
    }
)  # fmt: skip


class NothingOfThatName(SanadError):
    """A kind of answers, or a part of the work, that nobody knows."""

    name: str
    known: str = " ".join((*KINDS, HIDDEN_ANSWERS, *PARTS))
    says = N_("Nothing named {name} can be left out. Nothing was written. Choose among: {known}")


class NeverLeaves(SanadError):
    """Hidden answers, for an agency."""

    says = N_(
        "Hidden answers never go to an agency: where the person is staying, a safe way "
        "to contact them. Nothing was written. Put what the agency must know in the "
        "referral."
    )


@dataclass
class Withheld:
    """Kinds of answers and parts of the work that don't go along; hidden answers never go where an
    `agency` is named. It counts what it held back, by kind or part."""

    what: frozenset[str] = frozenset()
    hidden: bool = True
    counted: Counter[str] = field(default_factory=Counter, compare=False)

    def interview(self, form: Form | None) -> bool:
        """Is this interview held back as a whole? One whose questionnaire isn't here is, where anything is:
        nobody can tell what is in it."""
        part = part_of(form) if form else SCREENING
        is_withheld = part in self.what if form else bool(self.what)
        self.counted[part] += is_withheld
        return is_withheld

    def holds(self, extras: Mapping[str, str]) -> str:
        """Why the answer of a question is held back, "" where it goes along."""
        kinds = kinds_of(extras)
        if self.hidden and HIDDEN_ANSWERS in kinds:
            return HIDDEN_ANSWERS
        return min(kinds & self.what, default="")

    def answer(self, extras: Mapping[str, str]) -> bool:
        """Is it held back? Then it is counted."""
        kind = self.holds(extras)
        self.counted[kind] += 1
        return bool(kind)

    def fact(self, name: str) -> bool:
        """Is a fact of the case held back, as the answers that say it are?"""
        return (self.hidden and name not in open_facts({name: ""})) or _BY_FACT.get(
            name
        ) in self.what

    def view(self) -> bool:
        """Is the officer's own view held back?"""
        is_withheld = FOR_OFFICER in self.what
        self.counted[FOR_OFFICER] += is_withheld
        return is_withheld

    def said(self) -> dict[str, int]:
        """What was held back so far, and how many."""
        return {kind: n for kind, n in sorted(self.counted.items()) if kind and n}

    def anew(self) -> "Withheld":
        """The same, with nothing counted yet."""
        return Withheld(self.what, self.hidden)


def for_agency(agency: str) -> frozenset[str]:
    """What is held back unless somebody decides otherwise: nothing from colleagues."""
    return _FROM_AGENCIES if agency else frozenset()


def chosen(agency: str, hold: Iterable[str] = (), give: Iterable[str] = ()) -> Withheld:
    """What is held back by itself, with `hold` and without `give`. NothingOfThatName, NeverLeaves."""
    hold, give = frozenset(hold), frozenset(give)
    for name in sorted(hold | give):
        if name not in (*KINDS, *PARTS, HIDDEN_ANSWERS):
            raise NothingOfThatName(name)
    if agency and HIDDEN_ANSWERS in give:
        raise NeverLeaves
    return Withheld((for_agency(agency) | hold) - give, HIDDEN_ANSWERS not in give)


def kinds_of(extras: Mapping[str, str]) -> set[str]:
    """How the answer of a question is sensitive."""
    restricted = extras.get("restricted")
    kinds = {_BY_FACT[fact]} if (fact := extras.get("fact", "")) in _BY_FACT else set()
    kinds |= {RESTRICTED} if restricted in ("yes", HIDDEN) else set()
    kinds |= {HIDDEN_ANSWERS} if restricted == HIDDEN else set()
    return kinds | ({FOR_OFFICER} if extras.get("aside") == "yes" else set())


def extras_of(form: Form, ref: str) -> Mapping[str, str]:
    """What the question at a place says beside its words; nothing where there is none."""
    at = plain(ref)
    extras = next(
        (definition.extras for definition in form.questions() if definition.path == at), {}
    )
    return {**extras, "aside": "yes"} if is_aside(form, ref) else extras


def extras_at(form: Form, node: Node) -> Mapping[str, str]:
    """The same of a place that was looked at."""
    return {**node.extras, "aside": "yes"} if is_aside(form, node.ref) else node.extras


def hidden(form: Form, refs: Collection[str]) -> frozenset[str]:
    """Those of these places whose answers are shown on request only."""
    paths = {
        definition.path
        for definition in form.questions()
        if definition.extras.get("restricted") == HIDDEN
    }
    return frozenset(ref for ref in refs if plain(ref) in paths)

"""What of a case goes into a file for partners: each value with how sensitive it is and of which part of
the work, so that redaction is done when the file is made; and what no field of the standard can hold.

Made again with the lists of a case (`index`), so that files of many cases open none of them."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple
from weakref import WeakKeyDictionary

from app.case import htcds, information
from app.case.consent import YES
from app.case.kinds.people import people, proceedings
from app.case.projection import Case, FinishedInterview
from app.case.referral import DRAFT, GOING
from app.casework.cases import case_rows, redaction
from app.casework.cases.covered_text import MARK
from app.casework.questionnaires import forms
from app.casework.questionnaires.answers import fact_of, open_facts, plain
from app.casework.questionnaires.form_parts import part_of
from app.casework.session import profiles
from app.casework.session.session import Session
from app.clock import utc
from app.errors import SanadError
from app.form import Form

# Beside answers, what of a case has no place in the standard.
BEYOND = ("attachments", "people", "proceedings", "services", "results", "notes", "referrals", "questionnaires")
_FROM_FACTS = ""  # values of the case itself, of no part of its work


class ExchangeValue(NamedTuple):
    """`extras`: what makes it sensitive, as a question says it (`redaction.kinds_of`)."""

    name: str
    values: tuple[str, ...]
    part: str = _FROM_FACTS
    extras: Mapping[str, str] = MappingProxyType({})


class AnswerSort(NamedTuple):
    """Answers that are alike. `kinds`: of information; `fields`: of the standard that say them, () for none;
    `number`: how many."""

    part: str
    extras: tuple[tuple[str, str], ...]
    kinds: tuple[str, ...]
    fields: tuple[str, ...]
    number: int


_Sort = tuple[str, tuple[tuple[str, str], ...], tuple[str, ...], tuple[str, ...]]  # without how many


@dataclass(frozen=True, slots=True)
class ExchangeRecord:
    """`beyond`: questions and kinds of things that the standard has no place for, and how many. `answers`: every
    one of the case, None in a record that was kept before they were counted."""

    values: tuple[ExchangeValue, ...]
    beyond: Mapping[str, int]
    answers: tuple[AnswerSort, ...] | None = None

    def let_through(self, withheld: redaction.Withheld) -> dict[str, tuple[str, ...]]:
        """Field to values, without what is held back, which is counted there."""
        merged: dict[str, tuple[str, ...]] = {}
        kinds_held = frozenset(withheld.what)
        counted = withheld.counted
        counted_given = withheld.given
        for name, as_stored, part, extras in self.values:
            sorting = _sorting(kinds_held, withheld.hidden, name, part, tuple(extras.items()))
            if sorting.stays:
                counted[sorting.stays] += 1
                continue
            for kind in sorting.kinds:
                counted_given[kind] += 1
            earlier_values = merged.get(name, ()) if sorting.is_one_of_several else ()
            values = as_stored
            if sorting.is_typed:  # as they were read over for this recipient
                values = tuple(withheld.text(f"record:{name}", text) for text in as_stored)
            is_plain = not earlier_values and len(values) == 1
            merged[name] = values if is_plain else tuple(dict.fromkeys((*earlier_values, *values)))
        return merged

    def account_of(
        self,
        merged: Mapping[str, tuple[str, ...]],
        file_values: Mapping[str, tuple[str, ...]],
        withheld: redaction.Withheld,
        expressed: Mapping[str, bool] | None,
    ) -> Counter[str]:
        """What becomes of each answer, where `file_values` is what goes of `merged`, as `let_through` gave it.
        `expressed`: fields that the file has, and whether as exactly; None for all, exactly."""
        account = Counter[str]()
        for part, extras, kinds, names, number in self.answers or ():
            in_file = [name for name in names if expressed is None or name in expressed]
            if not in_file:
                is_held = part in withheld.what or withheld.holds(dict(extras), frozenset(kinds))
                account[redaction.HELD_BACK if is_held else redaction.NOT_EXPRESSIBLE] += number
            elif all({*file_values.get(name, ())} <= {MARK} for name in in_file):
                account[redaction.HELD_BACK] += number
            elif withheld.manner_of(frozenset(kinds)) or any(
                merged.get(name) != file_values.get(name) or (expressed and not expressed[name]) for name in in_file
            ):
                account[redaction.LESS_EXACT] += number
            else:
                account[redaction.AS_GIVEN] += number
        return account


class _Sorting(NamedTuple):
    """What is done with a value: why it stays, "" where it goes; of which kinds of information it is."""

    stays: str
    kinds: frozenset[str]
    is_one_of_several: bool
    is_typed: bool


@lru_cache(maxsize=4096)  # of some fields there are a hundred thousand values
def _sorting(what: frozenset[str], hidden: bool, name: str, part: str, extras: tuple[tuple[str, str], ...]) -> _Sorting:
    kinds, standard_field = information.kinds_of_field(name), htcds.fields()[name]
    stays = part if part in what else redaction.Withheld(what, hidden).holds(dict(extras), kinds)
    is_typed = standard_field.kind == "text" and not information.is_plain("", field=name)
    return _Sorting(stays, kinds, standard_field.several, is_typed)


def record_of(session: Session, case: Case) -> ExchangeRecord:
    """Nothing of a case needs to be here but its events: a questionnaire that is not is counted."""
    beyond: Counter[str] = Counter()
    case_values = [*_of_course(session, case), *_of_facts(case)]
    decided = {value.name for value in case_values}
    sorts = Counter[_Sort]()
    answered = [value for value in _of_answers(session, case, beyond, sorts) if value.name not in decided]
    decided |= {value.name for value in answered}
    imported = [value for value in _of_imports(case) if value.name not in decided]
    _count_beyond(case, beyond)
    return ExchangeRecord(
        (*imported, *answered, *case_values),
        {name: n for name, n in sorted(beyond.items()) if n},
        tuple(AnswerSort(*sort, number) for sort, number in sorts.items()),
    )


def as_bytes(record: ExchangeRecord) -> bytes:
    values = [[value.name, list(value.values), value.part, dict(value.extras)] for value in record.values]
    answers = [] if record.answers is None else [record.answers]
    return json.dumps([values, dict(record.beyond), *answers], ensure_ascii=False, separators=(",", ":")).encode()


def from_bytes(raw: bytes) -> ExchangeRecord:
    """What `as_bytes` made."""
    values, beyond, *sorts = json.loads(raw)
    return ExchangeRecord(
        tuple(ExchangeValue(name, tuple(texts), part, extras) for name, texts, part, extras in values),
        beyond,
        tuple(AnswerSort(*sort) for sort in sorts[0]) if sorts else None,
    )


# -- facts and the course of the case --------------------------------------------------------


def _of_facts(case: Case) -> Iterator[ExchangeValue]:
    for fact, text in open_facts(case.facts).items():
        by_field = {name: (value,) for name, value in htcds.of_fact(fact, text).items()}
        # as another organisation wrote it, where that is still so: in more words than ours
        for name, values in (_as_imported(case, fact, text) or by_field).items():
            yield ExchangeValue(name, values, extras=_extras(name))


def _as_imported(case: Case, fact: str, text: str) -> dict[str, tuple[str, ...]]:
    names = htcds.NAMES if fact == "name" else (htcds.mapping().exported.get(fact, ""),)
    for record in reversed(case.imported):
        values = {name: record.values[name] for name in names if name in record.values}
        if htcds.as_facts(values).get(fact) == text:
            return values
    return {}


def _extras(name: str) -> dict[str, str]:
    """Wherever a field comes from: as a question of that fact says it."""
    kind = htcds.mapping().kinds.get(name)
    return {"fact": {"phone": "phone", "identity_numbers": "civil_id"}[kind]} if kind else {}


def _of_course(session: Session, case: Case) -> Iterator[ExchangeValue]:
    mapping, profile = htcds.mapping(), profiles.in_use(session)
    if value := mapping.status.get(case.shown(("status",))):
        yield ExchangeValue("vic_TraffickingStatus", (value,))
    forms_of = case.shown(("exploitation",)).split()
    if values := tuple(dict.fromkeys(mapping.exploitation[id_] for id_ in forms_of if id_ in mapping.exploitation)):
        yield ExchangeValue("vic_TypeOfExploitation", values)
    referrals = [referral for referral in case.referrals.values() if case.shown(("referral", referral.id)) in GOING]
    status = "ClosedReferred" if case.closed and referrals else "Closed" if case.closed else "Active"
    yield ExchangeValue("cas_Status", (status,))
    if case.closed and (closing := case.standing(("closed",))):
        content = case.timeline[closing[-1].place].content
        result = profile.result(str(content.get("result", "")))
        if result:
            yield ExchangeValue("cas_ReasonForCaseClosure", (result.name["en"],))
    if owner := case_rows.responsible(session, case)[1] or case.officer:
        yield ExchangeValue("cas_CaseOwner", (owner,))
    if referrals:
        last = max(referrals, key=case.sent_at)
        agency = profile.agency(last.agency)
        yield ExchangeValue("cas_ReferredOrganisation", (agency.name["en"] if agency else last.agency,))
        yield ExchangeValue("cas_OutgoingReferralDate", (_day(case.sent_at(last)),))
    if consent := case.shown(("consent", "record", "")):
        yield ExchangeValue(htcds.CONSENT, (htcds.TRUE if consent == YES else htcds.FALSE,))


def _day(seconds: int) -> str:
    return utc(seconds).astimezone().date().isoformat()


# -- answers and imports ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question of a form: `fields`: of the standard; `fact`: of the case, where it is one."""

    name: str
    fields: tuple[str, ...]
    fact: str
    extras: Mapping[str, str]
    kinds: tuple[str, ...]


# of each form once: thousands of cases have the same
_QUESTIONS: "WeakKeyDictionary[Form, Mapping[str, _Asked]]" = WeakKeyDictionary()
_SENSITIVE = ("restricted", "fact", "aside")


def _questions(form: Form) -> Mapping[str, _Asked]:
    if form not in _QUESTIONS:
        questions = {}
        for definition in form.questions():
            if definition.kind != "question" or definition.control in ("", "note"):
                continue
            extras = redaction.extras_of(form, definition.path)
            names = tuple(name for name in extras.get("htcds", "").split() if name in htcds.fields())
            sensitive = {key: extras[key] for key in _SENSITIVE if extras.get(key)}
            questions[definition.path] = _Asked(
                definition.name,
                names,
                fact_of(definition.extras),
                sensitive,
                tuple(sorted(redaction.information_of(extras))),
            )
        _QUESTIONS[form] = questions
    return _QUESTIONS[form]


def _of_answers(session: Session, case: Case, beyond: Counter[str], sorts: Counter[_Sort]) -> Iterator[ExchangeValue]:
    for interview in case.interviews.values():
        try:
            form = forms.load(session, interview.form["hash"].hex())
        except SanadError:
            beyond["questionnaires"] += 1
            sorts["", (), ("unsorted",), ()] += redaction.number_of(None, interview.answers)
            continue
        yield from _of_interview(form, interview, beyond, sorts)


def _of_interview(
    form: Form, interview: FinishedInterview, beyond: Counter[str], sorts: Counter[_Sort]
) -> Iterable[ExchangeValue]:
    part, questions = part_of(form), _questions(form)
    for path, text in interview.answers.items():
        question = questions.get(plain(path)) if text else None
        if question is None:
            continue
        by_field = {
            name: values
            for name in question.fields
            if (values := htcds.of_answer(htcds.fields()[name], question.name, text))
        }
        names = (*by_field, *htcds.of_fact(question.fact, text))
        beyond[question.name] += not names
        sorts[part, tuple(question.extras.items()), question.kinds, names] += 1
        for name, values in by_field.items():
            yield ExchangeValue(name, tuple(values), part, question.extras)


def _of_imports(case: Case) -> Iterator[ExchangeValue]:
    for record in case.imported:
        for name, texts in record.values.items():
            if name in htcds.fields():
                yield ExchangeValue(name, texts, extras=_extras(name))


def _count_beyond(case: Case, beyond: Counter[str]) -> None:
    beyond["attachments"] += len(case.attached)
    beyond["people"] += len(people(case))
    beyond["proceedings"] += len(proceedings(case))
    beyond["services"] += len(case.services)
    beyond["results"] += sum(talk.assessment is not None for talk in case.interviews.values())
    beyond["notes"] += sum(bool(talk.view) for talk in case.interviews.values()) + len(case.shift)
    sent = [id_ for id_ in case.referrals if case.shown(("referral", id_)) != DRAFT]
    beyond["referrals"] += max(0, len(sent) - 1)

"""What of a case goes to a recipient: the rules that count, the values that stay wherever they stand, and the
free texts that somebody has read over.

Every paper and every file for somebody outside is made through this; one made without it holds back all
of its free texts and what the rules that came with Sanad hold back. docs/formats/redaction.md"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.case import built_in_profiles, events, information
from app.case.kinds.people import FACTS
from app.case.kinds.people import people as people_in
from app.case.mentions import IDENTITY, NAME, NUMBER, PLACE, MentionedFact
from app.case.profile import Agency
from app.case.projection import Case, FinishedInterview
from app.case.recipient_rules import PERSON, RecipientRules, kind_of_agency
from app.casework.cases.covered_text import MARK, Sweep
from app.casework.cases.redaction import FOR_OFFICER, HIDDEN_ANSWERS, NAMED, Withheld, chosen, extras_of, less_exact
from app.casework.cases.refusals import AgreementOver, NoAgency
from app.casework.cases.related_people import ROLE_SAYS
from app.casework.questionnaires import forms
from app.casework.questionnaires.answers import open_facts, plain
from app.casework.session import clock_check, profiles
from app.casework.session.session import Session
from app.clock import utc
from app.errors import N_, SanadError
from app.form import Form
from app.language import Words
from app.vault import text_reviews

_STAFF, _PERSON = N_("Officer"), N_("The person")
_NAMED_SAYS = N_("Named in an answer")
_OWN = {"name": NAME, "name_ar": NAME, "phone": NUMBER, "civil_id": IDENTITY, "passport": IDENTITY}
_THINGS = {"employer": NAME, "sponsor": NAME, "site": PLACE, "employer_file": NUMBER}
_ROLE_OF = {"employer": "employer", "sponsor": "sponsor", "site": "site", "employer_file": "employer"}
_OF_PEOPLE: Mapping[str, str] = {
    "name": NAME,
    "name_ar": NAME,
    "phone": NUMBER,
    "civil_id": IDENTITY,
    "address": PLACE,
    "licence": NUMBER,
}
_FACT_KINDS: Mapping[str, str] = {
    "phone": "phone",
    "civil_id": "identity_numbers",
    "address": "addresses",
    "note": FOR_OFFICER,
}
_LEAST = 3  # letters of a value that is looked for everywhere


@dataclass(eq=False)
class AgreementNeeded(SanadError):
    agency: str
    says = N_(
        "Nothing can be sent to {agency} without an agreement that has a last day, and none is recorded. Nothing was "
        "written. Ask user management to enter it in the referral system."
    )


@dataclass(eq=False)
class RecipientNeedsAgency(SanadError):
    recipient: str
    says = N_(
        "A recipient of the kind “{recipient}” needs an agency, because the person’s consent names one. Nothing was "
        "written. Choose the agency."
    )


@dataclass(frozen=True, slots=True)
class _Value:
    """Something of a case that may stand in a paper. `stays`: why it stays, "" where it goes; `instead`: what
    stands in its place; `whatever`: it stays although the same goes elsewhere."""

    text: str
    stays: str
    instead: str = MARK
    whatever: bool = False


def rules_for(session: Session, case: Case, withheld: Withheld) -> RecipientRules | None:
    """Those of the referral system in use, at the stage of the case; None between colleagues. NoAgency,
    NoSuchRecipient, RecipientNeedsAgency, AgreementNeeded, AgreementOver."""
    if not (withheld.agency or withheld.recipient):
        return None
    profile, agency = profiles.in_use(session), None
    kind = withheld.recipient
    if withheld.agency:
        agency = profile.agency(withheld.agency)
        if agency is None or agency.own:
            raise NoAgency
        kind = kind_of_agency(agency.id, agency.recipient)
    elif kind != PERSON:
        raise RecipientNeedsAgency(kind)
    own_rules = {rules.id: rules for rules in profile.recipients}
    rules = own_rules.get(kind) or built_in_profiles.recipients()[kind]
    if rules.agreement:
        _check_agreement(clock_check.likely(session), agency)
    stage = profile.stage(case.stage)
    return rules.at_stage(stage.national if stage else "")


def _check_agreement(now: int, agency: Agency | None) -> None:
    if agency is None or not (agency.agreement and agency.until):
        raise AgreementNeeded(agency.id if agency else "")
    if agency.until < now:
        raise AgreementOver


def reading(session: Session, case: Case, withheld: Withheld) -> Withheld:
    """What goes of this case: `withheld` with the rules that count now, what was read over, and the values
    that stay. As `rules_for`, and NeverGoesThere."""
    rules = rules_for(session, case, withheld)
    fresh = chosen(withheld.agency, withheld.hold, withheld.give, withheld.recipient, rules)
    read = replace(
        withheld.anew() if rules is None else fresh,
        files=withheld.files,
        leaves_unreviewed=withheld.leaves_unreviewed,
        case=case.id,
        author=withheld.author,
        brought=withheld.brought,
        year=utc(session.now()).year,
        country=profiles.in_use(session).prefix,
        is_resolved=True,
    )
    if rules is None:
        return read
    read.reviewed = {
        review.hash: review.covers for review in text_reviews.of(session.reading(), case.id, recipient_of(withheld))
    }
    if withheld.brought is not None:
        read.reviewed = withheld.brought
    read.known = tuple(_known(session, case, read))
    read.sweep = Sweep(_swept(_values(session, case, read)))
    return read


def never_leaves(session: Session, case: Case, agency: str) -> Sweep:
    """For what an officer writes to an agency in her own words: hidden answers, and what never goes to such a
    recipient, wherever they stand in it. As `rules_for`."""
    read = reading(session, case, chosen(agency))
    kinds = read.rules.never if read.rules else frozenset[str]()
    values = list(_values(session, case, read))
    return Sweep(
        _swept(replace(value, stays=value.stays if value.whatever or value.stays in kinds else "") for value in values)
    )


def recipient_of(withheld: Withheld) -> str:
    """By which reviews of texts are kept."""
    return withheld.agency or withheld.recipient


def said_in_event(withheld: Withheld) -> dict[str, Any]:
    """What an export's event says of the rules, and of the texts that were read over: by place and hash."""
    if withheld.rules is None:
        return {}
    texts = [
        [text.place, text.hash, [list(cover) for cover in text.covers]]
        for text in withheld.texts.values()
        if text.covers is not None and text.is_read
    ]
    unread = sum(not text.is_read for text in withheld.texts.values())
    rules: dict[str, Any] = {"rules": [withheld.rules.id, withheld.rules.version]}
    rules |= {"unread": unread} if unread else {}
    rules |= {} if withheld.agency else {"recipient": withheld.recipient}
    return {**rules, **({"texts": texts} if texts else {})}


def in_manifest(withheld: Withheld) -> dict[str, Any]:
    """The rules by name and version, for whoever reads what came of them."""
    rules = withheld.rules
    if rules is None:
        return {}
    return {"id": rules.id, "version": rules.version, "en": rules.name["en"], "ar": rules.name["ar"]}


def label_of(label: str, words: Words) -> str:
    """ "witness:2" as people read it."""
    role, _, number = label.partition(":")
    named = {"victim": _PERSON, NAMED: _NAMED_SAYS, **ROLE_SAYS}
    says = words(named.get(role, _STAFF))
    return f"{says} {words.number(int(number))}" if number.isdigit() else says


def in_both(label: str) -> str:
    """What stands for a name, in both languages."""
    return f"[{label_of(label, Words('en'))} · {label_of(label, Words('ar'))}]"


# -- who and what is in a case ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Somebody:
    """`label`: role and number; `facts`: all that was ever written of each, also what was struck off."""

    role: str
    label: str
    facts: Mapping[str, tuple[str, ...]]


def _people(case: Case) -> list[_Somebody]:
    listed = {person.id: person.role for person in people_in(case)}
    facts_by_person: dict[bytes, dict[str, tuple[str, ...]]] = {}
    for field in case.named("person"):
        _kind, id_, fact = field
        if isinstance(id_, bytes) and fact in FACTS:
            texts = _written(case, field)
            facts_by_person.setdefault(id_, {})[str(fact)] = texts
    counts: dict[str, int] = {}
    somebody: list[_Somebody] = []
    for id_, facts in facts_by_person.items():
        role = listed.get(id_, "other")
        counts[role] = counts.get(role, 0) + 1
        somebody.append(_Somebody(role, f"{role}:{counts[role]}", facts))
    return somebody


def numbers_of(case: Case) -> dict[str, str]:
    """Of each person of a case, by id, the role and number that may stand for the name."""
    ids = list(
        dict.fromkeys(
            field[1].hex() for field in case.named("person") if isinstance(field[1], bytes) and field[2] in FACTS
        )
    )
    return dict(zip(ids, (person.label for person in _people(case)), strict=True))


def _written(case: Case, field: tuple[str | bytes, ...]) -> tuple[str, ...]:
    register = case.registers.get(field)
    if register is None:
        return ()
    texts = (text for write in register.written for text in (write.text, *write.texts))
    return tuple(dict.fromkeys(text for text in texts if text))


def _staff(session: Session, case: Case, read: Withheld) -> list[str]:
    """Names of all who wrote in the case but the officer who signs what goes."""
    author = read.author or session.officer.name
    name_of = session.vault.directory.name_of
    names = dict.fromkeys(name_of(event.stream) for event in case.timeline)
    return [name for name in names if name and name != author]


def _known(session: Session, case: Case, read: Withheld) -> Iterator[MentionedFact]:
    """What is pointed out in free text."""
    for fact, kind in (_OWN | _THINGS).items():
        for text in _written(case, ("fact", fact)):
            yield MentionedFact(kind, text, _ROLE_OF.get(fact, "victim"))
    for person in _people(case):
        for fact, texts in person.facts.items():
            kind = _OF_PEOPLE.get(fact, "")
            for text in texts if kind else ():
                yield MentionedFact(kind, text, person.label)
    for number, name in enumerate(_staff(session, case, read), 1):
        yield MentionedFact(NAME, name, f"staff:{number}")
    for interview in case.interviews.values():
        form = _form(session, interview)
        if form is None:
            continue
        for _ref, text, extras in _typed(form, interview, case):
            kinds = information.kinds_of_question(extras.get("name", ""), extras.get("fact", ""))
            if "others" in kinds and len(text) <= _LONGEST_NAME:
                yield MentionedFact(NAME, text, NAMED)
            elif kinds & {"phone", "identity_numbers"}:
                yield MentionedFact(NUMBER if "phone" in kinds else IDENTITY, text, "victim")


_LONGEST_NAME = 80


def _form(session: Session, interview: FinishedInterview) -> Form | None:
    try:
        return forms.load(session, interview.form["hash"].hex())
    except SanadError:
        return None


def _places(case: Case, interview: FinishedInterview) -> list[str]:
    """Where anything was ever answered in it."""
    return [str(field[2]) for field in case.registers if field[0] == "answer" and field[1] == interview.id]


def _typed(form: Form, interview: FinishedInterview, case: Case) -> Iterator[tuple[str, str, Mapping[str, str]]]:
    """Answers that are no choices, with all that ever stood in their places."""
    questions = {
        definition.path: definition
        for definition in form.questions()
        if definition.control == "input" and definition.type in ("string", "date", "dateTime", "geopoint")
    }
    extras_by_path: dict[str, Mapping[str, str]] = {}
    for field in _places(case, interview):
        path = plain(field)
        if path not in questions:
            continue
        extras = extras_by_path.setdefault(path, extras_of(form, path))
        for text in _written(case, ("answer", interview.id, field)):
            yield field, text, extras


# -- the values that stay, wherever they stand -----------------------------------------------


def _values(session: Session, case: Case, read: Withheld) -> Iterator[_Value]:
    yield from _of_people(case, read)
    yield from _of_facts(case, read)
    for interview in case.interviews.values():
        yield from _of_answers(session, case, interview, read)
    for number, name in enumerate(_staff(session, case, read), 1):
        stays = "" if read.names("staff") else "staff"
        yield _Value(name, stays, in_both(f"staff:{number}"))
    yield from _of_course(case, read)
    for record in case.imported:
        for field, texts in record.values.items():
            kinds = information.kinds_of_field(field)
            for text in texts:
                yield _Value(text, min(kinds & read.what, default="") if not _is_code(text) else "")


def _of_people(case: Case, read: Withheld) -> Iterator[_Value]:
    rules = read.rules
    assert rules is not None
    for person in _people(case):
        is_named = read.names(person.role)
        is_numbered = person.role in rules.people_number
        instead = in_both(person.label) if is_numbered else MARK
        for fact, texts in person.facts.items():
            stays = _stays_of_person(read, fact, is_named=is_named)
            for text in texts:
                yield _Value(text, stays, instead if fact in ("name", "name_ar") else MARK)


def _stays_of_person(read: Withheld, fact: str, *, is_named: bool) -> str:
    if fact in ("name", "name_ar"):
        return "" if is_named else "others"
    kind = _FACT_KINDS.get(fact, "")
    if kind in read.what or (kind and not is_named):
        return kind
    return ""


def _of_facts(case: Case, read: Withheld) -> Iterator[_Value]:
    for field in case.named("fact"):
        name = str(field[1])
        is_hidden = name not in open_facts({name: ""})
        kinds = information.kinds_of_question("", name)
        stays = "fact" if read.fact(name) else ""
        for text in _written(case, field):
            if is_hidden or not _is_code(text):
                manner = read.manner_of(kinds)
                yield _Value(text, stays or manner, _instead(read, manner, text), whatever=is_hidden)


def _instead(read: Withheld, manner: str, text: str) -> str:
    return less_exact(manner, text, read.year, read.country) or MARK


def _of_answers(session: Session, case: Case, interview: FinishedInterview, read: Withheld) -> Iterator[_Value]:
    form = _form(session, interview)
    if form is None:
        for field in _places(case, interview):
            for text in _written(case, ("answer", interview.id, field)):
                yield _Value(text, "questionnaire" if not _is_code(text) else "")
        return
    is_part_held = read.anew().interview(form)
    for _ref, text, extras in _typed(form, interview, case):
        reason = read.holds(extras)
        manner = (
            ""
            if reason
            else read.manner_of(information.kinds_of_question(extras.get("name", ""), extras.get("fact", "")))
        )
        stays = reason or ("part" if is_part_held else manner)
        yield _Value(text, stays, _instead(read, manner, text), whatever=reason == HIDDEN_ANSWERS)
    for text in _written(case, ("view", interview.id)):
        yield _Value(text, FOR_OFFICER if FOR_OFFICER in read.what else "")


def _of_interpretation(case: Case, read: Withheld) -> Iterator[_Value]:
    """Who interpreted and translated; a translation of a text that stays was read over with it."""
    stays = "" if read.names("interpreter") else "others"
    for declaration in case.declarations:
        yield _Value(declaration.interpreter, stays)
    for translation in case.translations:
        yield _Value(translation.name, stays)


def _of_course(case: Case, read: Withheld) -> Iterator[_Value]:
    """Reasons, notes, names of files, proceedings."""
    for file in case.attached.values():
        yield _Value(file.name, "file_names" if "file_names" in read.what else "")
        yield _Value(file.note, "file_notes" if {"file_notes", FOR_OFFICER} & read.what else "")
    for kind in ("proceeding", "hearing"):
        for field in case.named(kind):
            stays = "proceedings" if "proceedings" in read.what else ""
            if field[2] == "note":
                stays = FOR_OFFICER if FOR_OFFICER in read.what else stays
            for text in _written(case, field) if field[2] not in ("person", "group") else ():
                yield _Value(text, stays)
    yield from _of_interpretation(case, read)
    for event in case.timeline:
        reason = event.content.get("reason")
        if isinstance(reason, str) and event.what in (events.STATUS, events.OF_KIND):
            yield _Value(reason, "decisions" if "decisions" in read.what else "")
        for part in ("witness", "interpreter", "giver"):
            name = event.content.get(part)
            if isinstance(name, str) and event.what == events.CONSENT:
                is_held = "consents" in read.what or (part != "giver" and not read.names(part))
                yield _Value(name, "consents" if is_held else "")


def _is_code(text: str) -> bool:
    """Is it a choice of a questionnaire, or a number, and no text of somebody?"""
    return (
        text.isascii()
        and text.islower()
        and " " not in text
        and len(text) < 25
        and text.replace("_", "").replace("-", "").isalnum()
    ) or (text.isdigit() and len(text) < 5)


def _swept(values: Iterable[_Value]) -> dict[str, str]:
    """What is looked for everywhere: nothing that goes at another place, unless it stays whatever happens."""
    listed = list(values)
    elsewhere = {value.text.strip() for value in listed if not value.stays}
    swept: dict[str, str] = {}
    for value in listed:
        text = value.text.strip()
        if value.stays and len(text) >= _LEAST and (value.whatever or text not in elsewhere):
            swept.setdefault(text, value.instead)
    return swept

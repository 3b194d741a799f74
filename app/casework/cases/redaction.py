"""What of a case is held back: from who looks at its page, and from whoever gets a paper or a file.

What goes is said by the rules of its recipient (`app.case.recipient_rules`): whole parts of the work,
answers of a kind, free texts as somebody read them over for this recipient. A hidden answer
(`sanad:restricted` is `hidden`: an absconding report, a safe way to call, where somebody is staying) is
shown on request only, and never goes to an agency. Between colleagues there are no rules, only what
somebody chose to leave out. docs/formats/form.md, bundle.md, redaction.md"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, TypeVar

from app.case import built_in_profiles, information
from app.case.mentions import IDENTITY, NUMBER, PLACE, Mention, MentionedFact, mentions
from app.case.recipient_rules import (
    AGE_GROUP,
    ALL_FILES,
    CHOSEN_FILES,
    DISTRICT,
    INFORMATION,
    UNREAD_GOES,
    YEAR,
    RecipientRules,
    kind_of_agency,
)
from app.casework.cases.covered_text import MARK, Covers, Sweep, age_group, covered, district_of
from app.casework.questionnaires.answers import HIDDEN, open_facts, plain
from app.casework.questionnaires.apart_notes import is_aside
from app.casework.questionnaires.form_parts import (
    FOLLOW_UP,
    FURTHER,
    INTAKE,
    NEEDS,
    PARTS,
    RISK,
    SAFETY_PLAN,
    SCREENING,
    SMUGGLING,
    part_of,
)
from app.errors import N_, SanadError
from app.form import Form, Node, QuestionDef
from app.seal.keys import digest

_T = TypeVar("_T")
RESTRICTED, PHONE, NUMBERS, FOR_OFFICER = KINDS = (
    "restricted_answers",
    "phone",
    "identity_numbers",
    "interviewer_only",
)
HIDDEN_ANSWERS = "hidden_answers"
# What becomes of an answer in a file that leaves: one of these.
ACCOUNTS = AS_GIVEN, LESS_EXACT, HELD_BACK, NOT_EXPRESSIBLE = ("as_given", "less_exact", "held_back", "not_expressible")
_NOT_ASKED = ("", "note")  # controls of what is calculated or only shown
OTHER_PEOPLE = "other_people"  # noted in a case beside those whom its facts are about
_OF_MARK = {"urgent": "assistance", "danger": "danger"}
UNREVIEWED, COVERED, REPLACED = "unreviewed_texts", "covered_passages", "replaced_answers"
FILES, FILE_NAMES = "files", "file_names"
NAMED = "named"  # somebody whom an answer names, and nobody has noted
SAYS = {
    RESTRICTED: N_("Restricted answers"), PHONE: N_("Telephone numbers"),
    NUMBERS: N_("Passport and identity numbers"), FOR_OFFICER: N_("Notes for the officer only"),
    HIDDEN_ANSWERS: N_("Hidden answers"), OTHER_PEOPLE: N_("Family and other people noted"), SCREENING: N_("Screening"), INTAKE: N_("Intake"),
    NEEDS: N_("Needs"), RISK: N_("Risks"), SAFETY_PLAN: N_("Safety plan"),
    FOLLOW_UP: N_("Follow-up"), SMUGGLING: N_("Smuggling of migrants"),
    **FURTHER,
    "name": N_("Name of the person"), "birth": N_("Date of birth and age"),
    "person": N_("Sex, nationality, language"), "contact": N_("How to reach the person safely"),
    "whereabouts": N_("Where the person is or is going"),
    "protection": N_("Fear of return and requests for protection"), "health": N_("Health"),
    "sexual": N_("Sexual violence and exploitation"), "family": N_("Family and children"),
    "others": N_("Other people in the answers"), "account": N_("What happened"),
    "journey": N_("Recruitment and journey"), "work": N_("Work and employer"),
    "offences": N_("Acts that could be held against the person"),
    "assistance": N_("Needs and services"), "return": N_("Return"), "danger": N_("Dangers and measures"),
    "wishes": N_("What the person wants"), "process": N_("How the talk was held"),
    "notes": N_("Notes of staff"), "course": N_("Course of the case"), "staff": N_("Names of staff"),
    "unsorted": N_("Answers that nobody has sorted"), "addresses": N_("Addresses of other people"),
    "decisions": N_("Decisions"), "proceedings": N_("Proceedings"), "consents": N_("Consents"),
    "custody": N_("Who held files and papers"), FILE_NAMES: N_("Names of files"), "file_notes": N_("Notes on files"),
    "result": N_("Screening result"), FILES: N_("Files of the case"),
    UNREVIEWED: N_("Texts that nobody has read over"), COVERED: N_("Covered passages"),
    REPLACED: N_("Answers made less exact"),
}  # fmt: skip
# facts that name somebody else or lead to them: whose name it is then
_NAMING = {"employer": "employer", "employer_file": "employer", "sponsor": "sponsor", "site": "site"}
# facts whose answers are sensitive by themselves
_BY_FACT = {"phone": PHONE, "civil_id": NUMBERS, "passport": NUMBERS}


class NothingOfThatName(SanadError):
    name: str
    known: str = " ".join((*KINDS, HIDDEN_ANSWERS, *PARTS, *(kind for kind in INFORMATION if kind not in KINDS)))
    says = N_("No content called {name} can be left out. Nothing was written. Choose one of these: {known}")


class NeverLeaves(SanadError):
    says = N_(
        "Hidden answers (where the person is staying, a safe way to contact them) are never sent to an agency. Nothing "
        "was written. Put what the agency must know in the referral."
    )


class NeverGoesThere(SanadError):
    name: str
    recipient: str
    says = N_(
        "“{name}” is never sent to this recipient ({recipient}), whoever decides: it could be used against the person. "
        "Nothing was written. Leave it out."
    )


class NoSuchRecipient(SanadError):
    name: str
    known: str
    says = N_("There are no rules for the recipient “{name}”. Nothing was written. Choose one of these: {known}")


class TextsNotReviewed(SanadError):
    number: int
    says = N_(
        "Texts that nobody has read over for this recipient: {number}. Nothing was written. Read them "
        "over and cover what must stay, or leave them out."
    )


@dataclass(frozen=True, slots=True)
class FreeText:
    """A text that somebody typed and that would go. `place`: of the case; `heading`: its question; `hash`: of
    the case and the text; `covers`: passages that are covered, None where nobody has read it over and it stays
    for that. Not `is_read`: nobody has, and it goes as the rules say."""

    place: str
    heading: str
    text: str
    hash: bytes
    covers: Covers | None
    is_read: bool


@dataclass
class Withheld:
    """What stays here of a case. `what`: kinds of information, marks and parts of the work. It counts what
    it held back, by kind or part, and answers that go, by kind (`given`).

    `agency`, `recipient`: for whom, with its `rules` (None: colleagues); `hold`, `give`: as somebody chose
    against them. `files`: those that were chosen, by their ids. `reviewed`: hash of a text to the passages
    that somebody covered in it. `sweep`: values that stay, wherever they stand. `texts`: the free texts
    that came by, `replaced`: places of what went less exactly; `changed`: of answers, by place, what became of
    those that `account` counts as given.
    `author`: whose name signs what goes, "" for the officer at work; `brought`: texts as its author read them
    over, where somebody else looks at it. `leaves_unreviewed`: what nobody read over stays here, and nothing is refused for it."""

    what: frozenset[str] = frozenset()
    hidden: bool = True
    counted: Counter[str] = field(default_factory=Counter, compare=False)
    given: Counter[str] = field(default_factory=Counter, compare=False)
    account: Counter[str] = field(default_factory=Counter, compare=False)  # of answers, by what became of them
    agency: str = ""
    recipient: str = ""
    rules: RecipientRules | None = None
    hold: frozenset[str] = frozenset()
    give: frozenset[str] = frozenset()
    files: frozenset[str] = frozenset()
    leaves_unreviewed: bool = False
    case: bytes = b""
    year: int = 0  # now
    country: str = ""  # of the referral system, as numbers of cases begin
    reviewed: Mapping[bytes, Covers] = field(default_factory=dict, compare=False)
    known: tuple[MentionedFact, ...] = field(default=(), compare=False)
    sweep: Sweep | None = field(default=None, compare=False)
    texts: dict[tuple[str, bytes], FreeText] = field(default_factory=dict, compare=False)
    replaced: set[str] = field(default_factory=set, compare=False)
    changed: dict[str, str] = field(default_factory=dict, compare=False)
    is_resolved: bool = field(default=False, compare=False)
    author: str = ""
    brought: Mapping[bytes, Covers] | None = None

    def accounts(self) -> dict[str, int]:
        """Of the answers that came by, how many went as given, went less exactly, were held back, and can't be said
        there; together they are all."""
        counts = self.account + Counter(self.changed.values())
        counts[AS_GIVEN] -= len(self.changed)
        return {name: counts[name] for name in ACCOUNTS}

    def interview(self, form: Form | None, answers: Mapping[str, str] | None = None) -> bool:
        """Is this interview held back as a whole? One whose questionnaire isn't here is, where anything is:
        nobody can tell what is in it."""
        part = part_of(form) if form else SCREENING
        is_withheld = part in self.what if form else bool(self.what)
        self.counted[part] += is_withheld
        self.account[HELD_BACK] += number_of(form, answers or {}) if is_withheld else 0
        return is_withheld

    def holds(self, extras: Mapping[str, str], kinds: frozenset[str] | None = None) -> str:
        """Why the answer of a question is held back, "" where it goes along. `kinds`: of information, where
        they are known otherwise than by the question."""
        marks = kinds_of(extras)
        if self.hidden and HIDDEN_ANSWERS in marks:
            return HIDDEN_ANSWERS
        kinds = information_of(extras) if kinds is None else kinds
        named = "others" if self._covers_name(extras.get("fact", "")) else ""
        return min((marks | kinds) & self.what, default=named)

    def _covers_name(self, fact: str) -> bool:
        """Does an answer name somebody whose name the rules ask to cover, noted as a person or not?"""
        role = _NAMING.get(fact, "")
        is_covered = self.rules is not None and role in self.rules.cover
        return is_covered and not self.names(role) and "others" not in self.give

    def answer(self, extras: Mapping[str, str], kinds: frozenset[str] | None = None) -> bool:
        """Is it held back? Then it is counted."""
        kind = self.holds(extras, kinds)
        self.counted[kind] += 1
        self.account[HELD_BACK if kind else AS_GIVEN] += "asked" in extras
        if not kind:
            for kind_given in information_of(extras) if kinds is None else kinds:
                self.given[kind_given] += 1
        return bool(kind)

    def fact(self, name: str) -> bool:
        """Is a fact of the case held back, as the answers that say it are?"""
        if self.hidden and name not in open_facts({name: ""}):
            return True
        return self._covers_name(name) or bool(
            ({_BY_FACT.get(name, "")} | information.kinds_of_question("", name)) & self.what
        )

    def view(self) -> bool:
        """Is the officer's own view held back?"""
        is_withheld = FOR_OFFICER in self.what
        self.counted[FOR_OFFICER] += is_withheld
        return is_withheld

    def holds_kind(self, kind: str, number: int = 1) -> bool:
        """Does a whole kind stay here? Then so many are counted."""
        is_withheld = kind in self.what
        self.counted[kind] += number if is_withheld else 0
        return is_withheld

    # what goes, and how

    def shown(self, extras: Mapping[str, str], place: str, value: str, text: str, heading: str = "") -> str:
        """What goes of an answer that isn't held back: as it is, less exactly, or as it was read over. `value`:
        as it is stored; `text`: as it is shown."""
        if self.rules is None or not text:
            return text
        if manner := self.manner_of(information_of(extras)):
            self.replaced.add(place)
            text_going = less_exact(manner, value, self.year, self.country) or MARK
        else:
            text_going = self.text(place, text, heading) if extras.get("typed") else text
        text_going = self.clean(text_going)
        if place and text_going != text and "asked" in extras:
            self.changed[place] = HELD_BACK if text_going == MARK else LESS_EXACT
        return text_going

    def manner_of(self, kinds: frozenset[str]) -> str:
        """How an answer of these kinds goes less exactly, "" where it goes as it is."""
        replaced = self.rules.replaced if self.rules else {}
        return max((replaced.get(kind, "") for kind in kinds - self.give), default="")

    def text(self, place: str, text: str, heading: str = "") -> str:
        """A free text as it was read over for this recipient; of one that nobody has, only that it is there."""
        if self.rules is None or not text.strip():
            return text
        hash_ = hash_of(self.case, text)
        covers = self.reviewed.get(hash_)
        is_read = covers is not None or self.rules.unread != UNREAD_GOES
        if not is_read:
            covers = self.asked_for(text)
        self.texts.setdefault((place, hash_), FreeText(place, heading, text, hash_, covers, is_read))
        return MARK if covers is None else covered(text, covers)

    def asked_for(self, text: str) -> Covers:
        """The passages of a text that the rules ask to cover."""
        passages = mentions(text, self.known)
        return tuple((mention.start, mention.end) for mention in passages if self.asks_to_cover(mention))

    def asks_to_cover(self, mention: Mention) -> bool:
        """Whose names and numbers the rules ask to cover; the person herself where her name stays here, others
        whom answers name where those stay."""
        cover = self.rules.cover if self.rules else frozenset[str]()
        role = mention.label.partition(":")[0]
        is_covered = (
            role in cover or (role == "victim" and "name" in self.what) or (role == NAMED and "others" in self.what)
        )
        if mention.kind == IDENTITY:
            is_nobody = role not in ("victim", NAMED) and not self.names(role)
            return is_covered or is_nobody or "identity_numbers" in self.what
        if mention.kind == NUMBER:
            return is_covered or (role != "victim" and "phones" in cover) or "phone" in self.what
        return is_covered or (mention.kind == PLACE and "addresses" in cover)

    def require_reviewed(self) -> None:
        """TextsNotReviewed, where a text came by that nobody has read over."""
        if (number := self._unreviewed()) and not self.leaves_unreviewed:
            raise TextsNotReviewed(number)

    def clean(self, document: _T) -> _T:
        """A paper's contents or a file's, without the values that stay here, wherever they stand in it."""
        return self.sweep.clean(document) if self.sweep else document

    def note(self, place: str, text: str, kind: str) -> str:
        """A note of staff, "" where its kind stays here."""
        if not text:
            return text
        return "" if self.holds_kind(kind) else self.text(place, text)

    def for_agency(self, agency: str) -> "Withheld":
        """The same choice for an agency: it is what an export names that counts."""
        if agency == self.agency:
            return self
        return replace(chosen(agency, self.hold, self.give), files=self.files, leaves_unreviewed=self.leaves_unreviewed)

    def file(self, file_id: str) -> bool:
        """Does a file of the case stay here?"""
        if self.rules is None:
            return False
        is_chosen = self.rules.files == CHOSEN_FILES and file_id in self.files
        is_withheld = self.rules.files != ALL_FILES and not is_chosen
        (self.counted if is_withheld else self.given)[FILES] += 1
        return is_withheld

    def file_name(self, file_id: str, number: int, name: str) -> str:
        """What a file is called there: a person's own name for it is free text."""
        if FILE_NAMES in self.what:
            self.counted[FILE_NAMES] += 1
            suffix = name.rpartition(".")[2].lower()
            return f"{number:02}.{suffix}" if suffix.isalnum() and len(suffix) <= 8 and "." in name else f"{number:02}"
        return self.text(f"file:{file_id}:name", name)

    def marks(self, marks: Iterable[str]) -> list[str]:
        """Those marks of the case that go: that somebody is a child always."""
        return [mark for mark in marks if _OF_MARK.get(mark, "") not in self.what]

    def names(self, role: str) -> bool:
        """Does somebody of a role stand there by name?"""
        return self.rules is None or role in self.rules.people_give

    def stays(self) -> list[str]:
        """What stays here, by kind: whether or not the case has any, since that would tell what was asked. Of texts
        that go, what was covered or given less exactly is seen in them."""
        stay = {*self.what, *({HIDDEN_ANSWERS} if self.hidden else ())}
        if self.rules:
            stay |= {OTHER_PEOPLE, *({FILES} if self.rules.files != ALL_FILES else ())}
        of_texts = {UNREVIEWED, COVERED, REPLACED} & self.said().keys()
        return sorted(kind for kind in stay | of_texts if kind in SAYS)

    def held(self) -> dict[str, Any]:
        """For the event of an export: each kind that stays, and how many; they are read here alone."""
        counts = self.said()
        kinds = sorted({*self.stays(), *counts})
        return {"held": [[kind, counts.get(kind, 0)] for kind in kinds]} if kinds else {}

    def said(self) -> dict[str, int]:
        """What was held back so far, and how many: for the officer alone."""
        passages = sum(len(text.covers or ()) for text in self.texts.values())
        counts = {**self.counted, UNREVIEWED: self._unreviewed(), COVERED: passages, REPLACED: len(self.replaced)}
        return {kind: n for kind, n in sorted(counts.items()) if kind and n}

    def _unreviewed(self) -> int:
        return sum(text.covers is None for text in self.texts.values())

    def learn(self, read: "Withheld") -> None:
        """What another that read the case held back."""
        self.counted.update(read.counted)
        self.account.update(read.accounts())
        self.texts.update(read.texts)
        self.replaced |= read.replaced

    def anew(self) -> "Withheld":
        """The same, with nothing counted yet."""
        fresh_copy = copy(self)  # a hundred thousand times for a large file: `replace` takes three times as long
        fresh_copy.counted = Counter()
        fresh_copy.given = Counter()
        fresh_copy.account = Counter()
        fresh_copy.texts = {}
        fresh_copy.replaced, fresh_copy.changed = set(), {}
        return fresh_copy


def hash_of(case: bytes, text: str) -> bytes:
    """By which a decision on a text is kept: of nobody else's use without the case."""
    return digest(b"sanad text review", case, text.encode())


def less_exact(manner: str, value: str, year: int, country: str) -> str:
    """What goes instead of an answer; "" where nothing can be said less exactly, and it stays."""
    match manner:
        case str(name) if name == YEAR:
            try:
                return str(date.fromisoformat(value).year)
            except ValueError:
                return age_group(value, year)
        case str(name) if name == AGE_GROUP:
            return age_group(value, year)
        case str(name) if name == DISTRICT:
            return district_of(value, country)
    return ""


def chosen(
    agency: str,
    hold: Iterable[str] = (),
    give: Iterable[str] = (),
    recipient: str = "",
    rules: RecipientRules | None = None,
) -> Withheld:
    """What is held back by itself, with `hold` and without `give`. `recipient`: which rules count where no
    agency is named, or instead of the agency's; `rules`: those of the referral system in use, at the
    stage of the case. NothingOfThatName, NeverLeaves, NeverGoesThere, NoSuchRecipient."""
    hold, give = frozenset(hold), frozenset(give)
    for name in sorted(hold | give):
        if name not in (*KINDS, *PARTS, HIDDEN_ANSWERS, *INFORMATION):
            raise NothingOfThatName(name)
    if (agency or recipient) and HIDDEN_ANSWERS in give:
        raise NeverLeaves
    if FOR_OFFICER in give:  # whoever asks it, a note of staff is one
        give |= {"notes"}
    rules = rules or _built_in(agency, recipient)
    if rules and (forbidden := sorted(give & rules.never)):
        raise NeverGoesThere(forbidden[0], rules.id)
    kinds_held = rules.held(PARTS) if rules else frozenset()
    return Withheld(
        (kinds_held | hold) - give,
        HIDDEN_ANSWERS not in give,
        agency=agency,
        recipient=recipient,
        rules=rules,
        hold=hold,
        give=give,
    )


def _built_in(agency: str, recipient: str) -> RecipientRules | None:
    if not (agency or recipient):
        return None
    rules = built_in_profiles.recipients()
    name = kind_of_agency(agency) if agency else recipient
    if name not in rules:
        raise NoSuchRecipient(name, " ".join(rules))
    return rules[name]


def information_of(extras: Mapping[str, str]) -> frozenset[str]:
    """What kind of information the answer of a question is."""
    fact = extras.get("fact", "")
    return information.kinds_of_question(extras.get("name", ""), fact, extras.get("kind", ""))


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
    definition = next((row for row in form.questions() if row.path == at), None)
    if definition is None:
        return {}
    return _said_of(form, ref, definition)


def extras_at(form: Form, node: Node) -> Mapping[str, str]:
    """The same of a place that was looked at."""
    return _said_of(form, node.ref, node)


def _said_of(form: Form, ref: str, question: QuestionDef | Node) -> Mapping[str, str]:
    """Its own words, its name, and whether the interviewer alone answers it or it is free text."""
    name, fact = plain(ref).rpartition("/")[2], question.extras.get("fact", "")
    is_typed = question.control == "input" and question.type == "string"
    return {
        **question.extras,
        "name": name,
        **({"asked": "yes"} if question.control not in _NOT_ASKED else {}),
        **({"aside": "yes"} if is_aside(form, ref) else {}),
        **({"typed": "yes"} if is_typed and not information.is_plain(name, fact) else {}),
    }


def number_of(form: Form | None, answers: Mapping[str, str]) -> int:
    """How many answers to questions there are among values."""
    paths = {row.path for row in form.questions() if row.control not in _NOT_ASKED} if form else None
    return sum(bool(text) and (paths is None or plain(ref) in paths) for ref, text in answers.items())


def hidden(form: Form, refs: Collection[str]) -> frozenset[str]:
    """Those of these places whose answers are shown on request only."""
    paths = {definition.path for definition in form.questions() if definition.extras.get("restricted") == HIDDEN}
    return frozenset(ref for ref in refs if plain(ref) in paths)

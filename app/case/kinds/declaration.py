"""How a kind of record is declared: all that the program knows of it stands in its declaration.

Who may write it, its keys, what it does to the case, its words, its place in the history, who hears of it and
whether it may leave are clauses of `CaseKind`; one that is missing is an error at import. The table of
docs/formats/events.md, the checks of roles, the fold, the history, the inbox, what may be shared and the
seeds of the fuzzer come from the declarations. What a record says by fields alone, such as a visit at
somebody's home, adds a `RecordForm`: its command, its dialog and its list are made from that."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.case.events import Content, Event
from app.case.fields import text as text_of
from app.case.roles import DESK, INSPECTOR, SHELTER, SUPERVISOR, UNKNOWN

if TYPE_CHECKING:
    from app.case.projection import CaseBuilder

Effect = Callable[["CaseBuilder", int, Event], bool]

# who may write it; an author whose role nobody knows may write what all may
ALL = frozenset({INSPECTOR, SHELTER, SUPERVISOR, DESK, UNKNOWN})
SUPERVISING = frozenset({SUPERVISOR, DESK})
AT_DESK = frozenset({DESK})

# where the history shows it
TALKS, COURSE, CONSENTS, SHARED, OTHERS = GROUPS = ("talks", "course", "consent", "shared", "others")
# what came of it where its kind alone would say something else
ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Type:
    """What a key holds. `page`: as docs/formats/events.md says it; `sample`: a value of it; `free`: is it what
    somebody wrote in their own words?"""

    page: str
    sample: Any
    free: bool = False


_TYPES = {
    "id": Type("(16)", b"i" * 16),
    "hash": Type("(32)", b"h" * 32),
    "text": Type(" text", "text"),
    "words": Type(" text", "in their own words", free=True),
    "flag": Type(" 0/1", 1),
    "number": Type(": whole number", 3),
    "seconds": Type(" seconds", 1_796_000_000),
    "day": Type(": a day such as 2026-12-01", "2026-12-01"),
    "bytes": Type(": byte string", b"bytes"),
}
# keys that every event has
_COMMON = frozenset({"what", "at", "seen", "directory", "clock"})
_SAMPLES = {"[[": [["text", "text"]], "[{": [{"name": "text"}], "[": ["text"], "{": {"name": "text"}}


@dataclass(frozen=True, slots=True)
class Key:
    """A key of an event. `note`: what the page says of it beside its type."""

    name: str
    type: Type
    note: str = ""

    @property
    def page(self) -> str:
        return f"{self.name}{self.type.page}" + (f" ({self.note})" if self.note else "")


def keys(text: str) -> tuple[Key, ...]:
    """Keys as `name type -- note`, with "; " between. A type is one of _TYPES, words in quotation marks of
    which it is one, or a list or a map as the page describes it. ValueError for a key without a type, or one
    that every event has for itself."""
    return tuple(_key(part) for part in " ".join(text.split()).split("; "))


def _key(text: str) -> Key:
    words, _, note = text.partition(" -- ")
    name, _, type_ = words.partition(" ")
    if name in _COMMON:
        raise ValueError(f"every event has a key of its own that is called {name!r}")
    if type_ in _TYPES:
        return Key(name, _TYPES[type_], note)
    if not type_:
        raise ValueError(f"a key without a type: {text}")
    sample = next((value for start, value in _SAMPLES.items() if type_.startswith(start)), None)
    word = type_.partition('"')[2].partition('"')[0]
    return Key(name, Type(" " + type_.replace("|", r"\|"), sample or word), note)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of event. `what`: its word in the event; `page`: what docs/formats/events.md says of it beside
    its keys."""

    what: str
    keys: tuple[Key, ...]
    page: str = ""

    def row(self) -> str:
        """Its row of docs/formats/events.md, without who may write it."""
        keys = "; ".join(key.page for key in self.keys) or "nothing"
        return f"| {self.what} | {keys}{'. ' if self.page else ''}{self.page} |"

    def sample(self) -> dict[str, Any]:
        """A content with every key."""
        return {key.name: key.type.sample for key in self.keys}

    @property
    def free(self) -> frozenset[str]:
        """Its keys that hold what somebody wrote in their own words."""
        return frozenset(key.name for key in self.keys if key.type.free)


DECISIONS, CONSENT_LINES, REFERRALS, OTHER_LINES = "decisions", "consent", "referrals", "others"


@dataclass(frozen=True, slots=True)
class Inbox:
    """The line by which those hear of it whose case it is. `line`: its kind, one for each kind of event that
    reads differently; `subject`: the key that names whom or what it is about; `follows`: what it means for who
    reads it, a message id; `passing`: does who wrote it not share in the case's work by that?"""

    line: str
    group: str = OTHER_LINES
    subject: str = ""
    follows: str = ""


@dataclass(frozen=True, slots=True)
class Silent:
    """Nobody hears of it. `reason`: for who reads the declaration."""

    reason: str


@dataclass(frozen=True, slots=True)
class Leaves:
    """Whether its events go along in a bundle, as they were signed. `outside`: also to an agency, where nothing
    in it is held back; `held_with`: the kind of information that holds it back there; `of_others`: it names
    other people or cases, and goes to no recipient who has no rules."""

    outside: bool = False
    held_with: str = ""
    of_others: bool = False


STAYS = Leaves()  # with colleagues, who have the case


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it, where that says more than its kind. `word`: of its content, "" for nothing;
    `says`: a message id by word."""

    word: Callable[[Content], str]
    says: Mapping[str, str]


def by_key(key: str, says: Mapping[str, str]) -> Outcome:
    """The text of a key is its outcome; an empty one ends something."""
    return Outcome(lambda content: text_of(content.get(key)) or ENDED, says)


@dataclass(frozen=True, slots=True)
class RecordQuestion:
    """What the dialog and the command of a record ask for. `type`: day, text (a line) or words (several);
    `label`, `required`: message ids; `required` is "" where it may be left out."""

    key: str
    type: str
    label: str
    required: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordForm:
    """How somebody writes a record that says what it says by its fields alone. `word`: of the command, and the
    beginning of its keys in JSON; `heading`: above its list; `add`, `hint`: behind "Add"; `sentence`: under the
    dialog's title. The first day that is asked is when it was, and no later than today. `next`: the key of the day
    until which the next one is a task, with `due` as its words; "" where none follows."""

    word: str
    heading: str
    add: str
    hint: str
    sentence: str
    questions: tuple[RecordQuestion, ...]
    next: str = ""
    due: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseKind(Kind):
    """A kind of event of a case. `says`: a message id. `effect`: what it does to the case that is folded, None
    where it is shown alone. `fills`: the kinds of fields whose conflicts its authors may decide. `about`: the
    key that the history shows, beside what it writes. `machinery`: the program's own doing, which lists don't
    call the last change; `of_readers`: it says something of who read the case, and nothing of the case;
    `passing`: who wrote it does not share in the work on the case by that."""

    says: str
    who: frozenset[str]
    effect: Effect | None
    group: str
    inbox: Inbox | Silent
    leaves: Leaves
    about: str = "name"
    fills: tuple[str, ...] = ()
    outcome: Outcome | None = None
    machinery: bool = False
    of_readers: bool = False
    passing: bool = False
    record: RecordForm | None = None

    def row(self) -> str:
        listed = [role for role in (INSPECTOR, SHELTER, SUPERVISOR, DESK) if role in self.who]
        roles = "all" if self.who == ALL else ", ".join(listed)
        return f"{Kind.row(self)} {roles} |"

    def outcome_of(self, content: Content) -> tuple[str, str]:
        """(word, message id) of what came of it; ("", "") where the kind says it."""
        word = self.outcome.word(content) if self.outcome else ""
        says = self.outcome.says.get(word, "") if self.outcome else ""
        return (word, says) if says else ("", "")

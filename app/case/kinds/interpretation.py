"""What was said in another language than it is read in: translations of what was typed, apart from it, and
what an interpreter declared. docs/formats/events.md

A translation belongs to the words that it translates: once they were put right it says nothing of those
that stand there now."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.case import events, fields, refusal
from app.case.events import Event
from app.case.kinds.declaration import ALL, STAYS, TALKS, CaseKind, Inbox, keys
from app.errors import N_

if TYPE_CHECKING:
    from app.case.projection import CaseBuilder

LONGEST = 20_000  # letters of a translation
LONGEST_NAME = 200  # of a person, a language, a wording
OFFICER, INTERPRETER, TRANSLATOR = HANDS = ("officer", "interpreter", "translator")  # whose it is
BEFORE, AFTER = MOMENTS = ("before", "after")  # the talk
SIGNED, SPOKEN = MODES = ("signed", "spoken")
WORDING = "interpreter-1"  # what an interpreter declares; a changed sentence has another number


@dataclass(frozen=True, slots=True)
class Translation:
    """`original`: the answer as it is stored. `language`: into which; `hand`: one of HANDS, `name`: whose it
    is, "" for the officer who wrote the event."""

    event: bytes
    interview: bytes
    ref: str
    original: str
    text: str
    language: str
    hand: str
    name: str
    at: int
    stream: bytes
    person: bytes = b""


@dataclass(frozen=True, slots=True)
class InterpreterDeclaration:
    """`moment`: one of MOMENTS; `mode`: one of MODES; `wording`: which sentence; `at`: as the officer's computer
    said when it was written down."""

    event: bytes
    interview: bytes
    interpreter: str
    moment: str
    mode: str
    wording: str
    at: int
    stream: bytes


def translations_of(translations: list[Translation], interview: bytes, ref: str, original: str) -> list[Translation]:
    """Of these words, the last that each hand wrote into each language; in their order."""
    newest: dict[tuple[str, str, str, bytes], Translation] = {}
    for entry in translations:
        if (entry.interview, entry.ref, entry.original) == (interview, ref, original):
            key = (entry.language, entry.hand, entry.name, entry.person or entry.stream)
            newest.pop(key, None)
            newest[key] = entry
    return list(newest.values())


def _translated(folding: "CaseBuilder", _: int, event: Event) -> bool:
    content, interview = event.content, event.content.get("interview")
    texts = {name: fields.text(content.get(name)) for name in ("ref", "original", "language", "hand", "name")}
    text = fields.text(content.get("text")).strip()
    if (
        not isinstance(interview, bytes)
        or not all(texts[name] for name in ("ref", "original", "language"))
        or texts["hand"] not in HANDS
        or (texts["hand"] != OFFICER and not texts["name"])
        or not 0 < len(text) <= LONGEST
        or max(len(texts["name"]), len(texts["language"])) > LONGEST_NAME
    ):
        return folding.refuse(event, refusal.NOTHING)
    entry = Translation(
        event=event.id, interview=interview, text=text, at=event.at, stream=event.stream, person=event.person, **texts
    )
    folding.case.translations.append(entry)
    return True


def _declared(folding: "CaseBuilder", _: int, event: Event) -> bool:
    content, interview = event.content, event.content.get("interview")
    texts = {name: fields.text(content.get(name)) for name in ("interpreter", "moment", "mode", "wording")}
    if (
        not isinstance(interview, bytes)
        or not (texts["interpreter"] and texts["wording"])
        or max(len(texts["interpreter"]), len(texts["wording"])) > LONGEST_NAME
        or texts["moment"] not in MOMENTS
        or texts["mode"] not in MODES
    ):
        return folding.refuse(event, refusal.NOTHING)
    folding.case.declarations.append(
        InterpreterDeclaration(event=event.id, interview=interview, at=event.at, stream=event.stream, **texts)
    )
    return True


TRANSLATED = CaseKind(
    what=events.TRANSLATED,
    says=N_("Answer translated"),
    who=ALL,
    effect=_translated,
    group=TALKS,
    keys=keys("""
        interview id; ref text -- the answer's place; original words -- the answer as it is stored
        and was translated; text words -- the translation, 1 to 20,000 letters; language text --
        into which: ar, en; hand "officer" | "interpreter" | "translator"; name text -- whose it is,
        of up to 200 letters, empty only of the officer
    """),
    page="It says nothing of an answer that is another by now; of one hand into one language the last counts, "
    "those of others stand beside it",
    inbox=Inbox("translation"),
    leaves=STAYS,
)
DECLARED = CaseKind(
    what=events.DECLARED,
    says=N_("Interpreter’s declaration recorded"),
    who=ALL,
    effect=_declared,
    group=TALKS,
    keys=keys("""
        interview id; interpreter text -- up to 200 letters; moment "before" | "after" -- the talk;
        mode "signed" | "spoken"; wording text -- which sentence: interpreter-1 so far
    """),
    inbox=Inbox("declaration"),
    leaves=STAYS,
)

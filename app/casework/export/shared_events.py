"""The signed events of a case that go along in a bundle: as they were sealed, and what they say.

An event goes as a whole or not at all: one that holds anything of what is held back stays, also sealed.
The case's key never goes. Whoever has it (colleagues) opens the envelopes and takes them in; anybody
else checks the signatures, and has what they say by the word of who signed the bundle.
docs/formats/bundle.md, docs/decisions/0049"""

import base64
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.bundle.manifest import as_json
from app.case import events, fields
from app.case.events import Event
from app.case.kinds.declaration import STAYS, Leaves
from app.case.kinds.table import KINDS, OF_CASES
from app.case.projection import Case
from app.casework.cases.redaction import FOR_OFFICER, Withheld, extras_of
from app.casework.export.dossier_contents import NAMED_ROLES
from app.casework.questionnaires import forms
from app.casework.questionnaires.answers import plain
from app.casework.session.session import Session
from app.clock import iso, utc
from app.form import Form
from app.seal.directory import REGISTRAR, ROOT, Device, Directory
from app.seal.envelope import Envelope, Kind
from app.seal.keys import key_id
from app.vault import audit

FILE = "events/events.json"
FORMAT, VERSION = "sanad-events", 2
_WITH_ANSWERS = frozenset({events.ANSWERS, events.CORRECTED, events.HANDED_ON, events.RESOLVED})
# other people and cases: a file for others names nobody else, unless the rules for an agency do
_FIELDS_OF_OTHERS = frozenset(field for kind in OF_CASES.values() if kind.leaves.of_others for field in kind.fills)
_FREE_FACTS = (
    "relation", "charge", "decision", "sentence", "compensation", "appeal", "protection", "subject", "outcome", "note",
)  # fmt: skip
# what somebody wrote in their own words, whatever the kind: a later version may have one of its own
_FREE = (*sorted({name for kind in KINDS.values() for name in kind.free}), *_FREE_FACTS)
_NOT_SAID = frozenset({"key", "chunks", "directory"})  # keys, and what is known of the office


@dataclass(frozen=True, slots=True)
class SharedSelection:
    """What goes along: for whom, without what, and of which files. `place`: with what is noted in
    pictures."""

    agency: str
    withheld: Withheld
    files: Collection[str]
    place: bool

    @property
    def is_outside(self) -> bool:
        """Does it leave the organisation?"""
        return bool(self.agency or self.withheld.rules)

    @property
    def is_narrow(self) -> bool:
        """Does anything at all stay here?"""
        return self.is_outside or bool(self.withheld.what)


@dataclass(frozen=True, slots=True)
class SharedEvents:
    """`ids`: of the events that go, in the case's order; `left_out`: may any stay here?"""

    ids: tuple[bytes, ...]
    left_out: bool


def choose(session: Session, case: Case, leaving: SharedSelection) -> SharedEvents:
    """Which events go along as they are."""
    stays = _Reading(session, case, leaving)
    ids = tuple(event.id for event in case.timeline if stays.may_go(event))
    return SharedEvents(ids, leaving.is_outside or len(ids) < len(case.timeline))


class _Reading:
    """Looks at each event with what is held back; each questionnaire once."""

    def __init__(self, session: Session, case: Case, leaving: SharedSelection) -> None:
        self._session, self._case, self._going = session, case, leaving
        self._withheld = leaving.withheld.anew()
        self._forms: dict[bytes, Form | None] = {}
        self._extras: dict[tuple[bytes, str], Mapping[str, str]] = {}

    def may_go(self, event: Event) -> bool:
        """Everything of it, with every word as it stands."""
        withheld, is_narrow = self._withheld, self._going.is_narrow
        if is_narrow and not _leaves(event).outside:
            return False
        if not self._kind_may_go(event):
            return False
        said_content = {key: value for key, value in event.content.items() if key not in _NOT_SAID}
        return withheld.clean(said_content) == said_content and all(
            withheld.text(f"event:{event.id.hex()}", text) == text for text in _typed(said_content)
        )

    def _kind_may_go(self, event: Event) -> bool:
        content, withheld, leaving = event.content, self._withheld, self._going
        is_narrow = leaving.is_narrow
        if not leaving.is_outside and _is_of_others(event):
            return False
        match event.what:
            case events.CONSENT | events.BASIS if is_narrow:
                agency = fields.text(content.get("agency"))
                is_named = all(
                    withheld.names(role) for role in ("witness", "interpreter") if fields.text(content.get(role))
                )
                is_given = not self._is_held(event) and agency in ("", leaving.agency)
                return is_given and is_named
            case events.VIEWED:
                return "interview" not in content
            case kind if kind in _WITH_ANSWERS:
                return self._answers_may_go(event)
            case _ if not is_narrow:
                return True
            case events.STATUS | events.CONFIRMED | events.OF_KIND:
                return not self._is_held(event)
            case events.ATTACHED:
                return self._file_may_go(event)
            case events.PERSON:
                role = fields.text(content.get("role"))
                is_named = role in NAMED_ROLES and withheld.names(role)
                return is_named and self._facts_may_go(event)
            case events.PROCEEDING | events.HEARING:
                return not self._is_held(event) and self._facts_may_go(event)
        return True

    def _is_held(self, event: Event) -> bool:
        return _leaves(event).held_with in self._withheld.what

    def _file_may_go(self, event: Event) -> bool:
        content, withheld = event.content, self._withheld
        hash_, file = content.get("hash"), content.get("file")
        if not isinstance(hash_, bytes) or not isinstance(file, bytes):
            return False
        name, note = fields.text(content.get("name")), fields.text(content.get("note"))
        is_placed = not self._going.place and content.get("photo")
        return (
            hash_.hex() in self._going.files
            and not withheld.file(file.hex())
            and withheld.file_name(file.hex(), 0, name) == name
            and withheld.note("", note, "file_notes") == note
            and not (note and FOR_OFFICER in withheld.what)
            and not is_placed
        )

    def _facts_may_go(self, event: Event) -> bool:
        """Of a person or proceeding: nothing that the dossier would leave out."""
        facts = fields.mapped(event.content.get("facts"))
        return not facts.get("note") and not any(self._withheld.fact(name) for name, text in facts.items() if text)

    def _answers_may_go(self, event: Event) -> bool:
        content, withheld = event.content, self._withheld
        hash_, form = self._form_of(event)
        if form is None:
            return not (withheld.what or withheld.hidden)
        if withheld.interview(form) or content.get("retired"):
            return False
        if any(withheld.fact(name) for name in fields.mapped(content.get("facts"))):
            return False
        for path, value in _answers(content):
            extras = self._extras_of(form, hash_, path)
            if withheld.holds(extras) or withheld.shown(extras, "", value, value) != value:
                return False
        return True

    def _extras_of(self, form: Form, hash_: bytes, path: str) -> Mapping[str, str]:
        place = hash_, plain(path)
        if place not in self._extras:
            self._extras[place] = extras_of(form, path)
        return self._extras[place]

    def _form_of(self, event: Event) -> tuple[bytes, Form | None]:
        raw, place = event.content.get("interview"), event.content.get("field")
        if event.what == events.RESOLVED:
            raw = place[1] if isinstance(place, list) and len(place) == 3 else None
        talk = self._case.interviews.get(raw) if isinstance(raw, bytes) else None
        hash_ = talk.form["hash"] if talk else b""
        if hash_ not in self._forms:
            self._forms[hash_] = forms.load_if_here(self._session, hash_.hex())
        return hash_, self._forms[hash_]


def _is_of_others(event: Event) -> bool:
    """Also a decision between values of such a field."""
    field = event.content.get("field")
    named = field[0] if isinstance(field, list) and field else ""
    return _leaves(event).of_others or named in _FIELDS_OF_OTHERS


def _leaves(event: Event) -> Leaves:
    kind = OF_CASES.get(event.what)
    return kind.leaves if kind else STAYS


def _answers(content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    answers = content.get("answers")
    for row in answers if isinstance(answers, list) else []:
        match row:
            case [str() as path, str() as value]:
                yield path, value
    match content.get("field"):
        case ["answer", bytes(), str() as path]:
            yield path, fields.text(content.get("value"))


def _typed(content: Mapping[str, Any]) -> Iterator[str]:
    """What somebody may have written in their own words."""
    facts = fields.mapped(content.get("facts")) if "answers" not in content else {}
    for name in _FREE:
        yield from filter(None, (fields.text(content.get(name)), facts.get(name, "")))


def document(session: Session, case: Case, shared: SharedEvents, *, outside: bool) -> bytes:
    """The file. Colleagues (not `outside`) get the grants of the case's key too, which open for their teams alone."""
    known = {event.id: event for event in case.timeline}
    wanted_ids = set(shared.ids)
    envelopes, grants = dict[bytes, Envelope](), list[Envelope]()
    rows = audit.envelopes(session.reading(), "case_id = ? ORDER BY n", (case.id,))
    for row in rows:
        if not isinstance(row, Envelope):
            continue
        if row.id in wanted_ids and row.body:
            envelopes[row.id] = row
        elif row.header.kind == Kind.GRANT and not outside:
            grants.append(row)
    streams = dict.fromkeys(
        row.header.stream for row in (*grants, *(envelopes[id_] for id_ in shared.ids if id_ in envelopes))
    )
    return as_json(
        {
            "format": FORMAT,
            "version": VERSION,
            "case": case.id.hex(),
            "left_out": shared.left_out,
            "certificates": [_base64(raw) for raw in _certificates(session, list(streams))],
            "grants": [_base64(grant.to_bytes()) for grant in grants],
            "events": [_row(session, known[id_], envelopes[id_]) for id_ in shared.ids if id_ in envelopes],
        }
    )


def _row(session: Session, event: Event, envelope: Envelope) -> dict[str, Any]:
    content = {key: value for key, value in event.content.items() if key not in _NOT_SAID}
    return {
        "id": event.id.hex(),
        "author": session.vault.directory.name_of(event.stream),
        "role": event.role,
        "at": iso(utc(event.at)),
        "what": event.what,
        "content": _plain(content),
        "envelope": _base64(envelope.to_bytes()),
    }


def _plain(value: Any) -> Any:
    """Bytes in hexadecimal; everything else is JSON already."""
    match value:
        case bytes():
            return value.hex()
        case list() | tuple():
            return [_plain(item) for item in value]
        case dict():
            return {str(key): _plain(item) for key, item in value.items()}
    return value


def _certificates(session: Session, streams: Collection[bytes]) -> Iterator[bytes]:
    """The root, its registrars, and what was signed of the authors; of nobody else."""
    colleagues = session.vault.directory
    raws: dict[bytes, None] = {}
    for stream in streams:
        for directory in (colleagues.organisation, colleagues.own):
            if device := directory.devices.get(stream):
                raws |= dict.fromkeys(_of_device(directory, device))
                break
    yield from raws


def _of_device(directory: Directory, device: Device) -> Iterator[bytes]:
    persons, devices = directory.certificates(device)
    # a later version names cases in which the role before had ended
    of_person = [entry for entry in persons if not any(entry.content[4:5])][:1]
    signed = [*of_person, *devices[-1:]]
    signers = {entry.signer for entry in signed}
    for entry in directory.known.values():
        if entry.kind == ROOT:
            yield entry.raw
    for entry in directory.known.values():
        if entry.kind == REGISTRAR and key_id(entry.content[0]) in signers:
            yield entry.raw
    yield from (entry.raw for entry in signed)


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()

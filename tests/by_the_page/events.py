"""docs/formats/events.md: what an event says, and the order and the fields of a case."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.by_the_page.primitives import fits, need, sha256

YEAR_9000 = 221_845_391_999

# How a key is shaped: besides those of `fits`, a dict is a map of just these keys (those in `_MAYBE`
# may be missing), MAP one of texts by name, PATHS paths, FLAG 0 or 1, ID16 16 bytes.
MAP, FLAG, ANY_ID = "map of texts", "0 or 1", "16 bytes or none"
PATHS, ANSWERS, PROFILE, WHO = [str], [(str, str)], (str, int), (str, 16)
CONSENT = {"purpose": str, "answer": str, "ref": str, "language": str, "interpreter": str, "wording": str}
SPOKEN = {"asked": str, "given": str, "reviewed": str, "interpreter": str, "by": str, "answers": PATHS}
ORIGINS = "origins"
CHUNKS = [(32, int)]
_ANSWERED = {"interview": 16, "answers": ANSWERS, "facts": MAP, "consents": [CONSENT], "origins": ORIGINS, "over": MAP}
_TAKEN = {**_ANSWERED, "form": "form", "language": str, "started": int, "known": MAP,
          "restricted": FLAG, "program": str, "spoken": [SPOKEN], "stops": [(int, str)], "again": 16,
          "retired": [(str, str, str, str, FLAG)]}  # fmt: skip
_PAPER = {"document": 16, "language": str, "agency": str, "override": str, "profile": PROFILE,
          "referral": 16, "held": [(str, int)], "receipt": 32,
          "unread": int, "rules": (str, int), "recipient": str, "texts": [(str, 32, [(int, int)])]}  # fmt: skip
_HOLDERS = {"set": str, "threshold": int, "cards": [(int, str)]}
_ISSUED = {"paper": str, "of": bytes, "document": 16, "number": int, "record": 32, "language": str}

KINDS: dict[str, dict[str, Any]] = {
    "opened": {"reference": str, "profile": str, "officer": str, "role": str},
    "answers given": {**_TAKEN, "several": PATHS, "computed": PATHS, "agreement": MAP, "apart": FLAG,
                      "retired": [(str, str, str, str, FLAG)],
                      "rolled back": [{"kept": int, "remained": int, "at": int, "noticed": int}]},
    "assessment made": {"interview": 16, "assessment": dict},
    "note": {"about": str, "interview": 16, "text": str, "of": [32], "reason": str, "fact": str,
             "day": str},
    "answers corrected": {**_ANSWERED, "source": str, "reason": str},
    "answer translated": {"interview": 16, "ref": str, "original": str, "text": str,
                          "language": str, "hand": str, "name": str},
    "interpreter declared": {"interview": 16, "interpreter": str, "moment": str, "mode": str,
                             "wording": str},
    "conflict resolved": {**_ANSWERED, "field": list, "value": str, "both": FLAG, "reason": str,
                          "values": [str]},
    "reviewed": {"decision": str, "text": str},
    "access given": {"to": WHO, "name": str},
    "handed over": {"to": WHO, "name": str, "note": str, "assigned": FLAG},
    "accepted": {"of": 32},
    "declined": {"of": 32, "reason": str},
    "substitute named": {"person": 16, "name": str, "from": int, "until": int, "absence": 16,
                         "absent": 16, "absent_name": str},
    "substitute ended": {"absence": 16, "person": 16, "name": str, "absent": 16,
                         "absent_name": str},
    "interview handed on": {**_TAKEN, "place": str, "to": WHO, "name": str, "note": str},
    "questionnaire added": {"hash": 32, "id": str, "version": str, "xml": bytes},
    "questionnaire wanted": {"hash": 32},
    "questionnaire files": {"form": 32, "files": [{"name": str, "file": 16, "key": 32, "size": int,
                                                   "hash": 32, "chunks": CHUNKS}]},
    "received": {"heads": [32]},
    "attachment added": {"file": 16, "key": 32, "name": str, "type": str, "size": int, "hash": 32,
                         "chunks": CHUNKS, "note": str, "photo": MAP},
    "erasure ordered": {"reason": str},
    "erasure confirmed": {},
    "erasure objected to": {"reason": str},
    "erasure decided": {"reason": str, "goes_on": FLAG},
    "printed": {**_PAPER, **_ISSUED},
    "exported": {**_PAPER, **_ISSUED, "protected": FLAG, "file": 16, "original": 32, "hash": 32,
                 "place": FLAG, "to": [(str, str)], "purpose": str, "counter": int,
                 "manifest": 32, "standard": str, "format": str, "dossier": int, "annexes": [str],
                 "release": 16},
    "stage moved": {"to": str, "reason": str, "profile": PROFILE},
    "consent recorded": {"purpose": str, "agency": str, "answer": str, "language": str, "mode": str,
                         "witness": str, "interpreter": str, "giver": str, "wording": str,
                         "expires": int, "reason": str, "profile": PROFILE, "picture": 16},
    "legal basis recorded": {"purpose": str, "agency": str, "basis": str, "reason": str,
                             "profile": PROFILE},
    "condition checked": {"check": str, "answer": str, "reason": str, "profile": PROFILE,
                          "interview": 16},
    "referral made": {"referral": 16, "reference": str, "agency": str, "service": str,
                      "reason": str, "urgency": str, "person": str, "phone": str, "summary": str,
                      "withheld": [str], "interpreter": str, "escort": str, "attached": [32],
                      "override": str, "draft": FLAG, "profile": PROFILE, "where": str,
                      "until": str},
    "referral answered": {"referral": 16, "status": str, "reason": str, "override": str,
                          "profile": PROFILE},
    "status decided": {"status": str, "body": str, "reason": str, "profile": PROFILE},
    "status confirmed": {"of": 32},
    "withdrawal told": {"of": 32, "agency": str, "reason": str},
    "kind of case set": {"kinds": [str], "reason": str, "profile": PROFILE, "exploitation": [str]},
    "closed": {"result": str, "reason": str, "profile": PROFILE},
    "reopened": {"reason": str},
    "legal hold": {"on": FLAG, "reason": str},
    "linked": {"other": 16, "as": str, "reason": str},
    "record imported": {"standard": str, "source": str, "file": 32, "row": int,
                        "values": [(str, str)], "facts": MAP, "reason": str},
    "release asked": {"release": 16, "digest": 32, "agency": str, "to": [(str, str)], "purpose": str,
                      "override": str, "cases": [16], "chosen": dict, "profile": PROFILE},
    "release decided": {"release": 16, "digest": 32, "answer": str, "reason": str},
    "receipt returned": {"document": 16, "manifest": 32, "recipient": str, "by": str,
                         "received": int, "key": str, "receipt": bytes},
    "matched": {"run": 32, "partner": str, "agency": str, "kinds": [str]},
    "viewed": {"interview": 16, "answers": PATHS},
    "person noted": {"person": 16, "role": str, "facts": MAP, "group": ANY_ID, "reason": str},
    "proceeding noted": {"proceeding": 16, "person": ANY_ID, "group": ANY_ID, "facts": MAP},
    "hearing noted": {"hearing": 16, "proceeding": 16, "facts": MAP},
    "service given": {"service": 16, "given": FLAG, "gave": str, "need": str, "note": str,
                      "on": int, "reason": str, "profile": PROFILE},
    "home visit": {"record": 16, "noted": FLAG, "day": str, "by": str, "observed": str, "next": str,
                   "reason": str},
    "recovery extended": {"days": int, "reason": str, "profile": PROFILE},
    "put into a group": {"group": 16, "kind": str, "name": str, "others": int, "reason": str},
    # of the journal, and of what a team shares
    "recovery card used": {}, "passphrase changed": {}, "backup restored": {},
    "recovery card made": {}, "organisation joined": {},
    "page written": {**_ISSUED, "as": str, "pack": str, "first": str, "last": str,
                     "totals": [(str, str)], "told": [(str, str)]},
    "matching step": {"run": 32, "agreement": str, "partner": str, "step": str, "persons": int,
                      "common": int, "reference": str},
    "profile adopted": {"id": str, "version": int, "text": bytes},
    "absence set": {"absence": 16, "version": int, "person": 16, "substitute": 16, "first": str,
                    "last": str, "reason": str, "restricted": FLAG, "ended": FLAG},
    # of a vault's log of keys
    "computer report": {"version": str, "name": str, "contact": int, "backup": int, "disk": str},
    "holders' cards made": _HOLDERS,
    "holders' cards ended": _HOLDERS,
    "holders' cards used": _HOLDERS,
    "root given to holders": _HOLDERS,
    "root used": {**_HOLDERS, "about": str},
    "office certificate": {"certificate": 32, "chain": [bytes], "desk": 32, "signature": 64},
    "office certificate ended": {"certificate": 32, "desk": 32, "signature": 64},
    "paper signed": {"certificate": 32, "document": 16, "paper": 32},
}  # fmt: skip


@dataclass(frozen=True)
class Event:
    id: bytes
    stream: bytes
    what: str
    at: int
    seen: frozenset[bytes]
    directory: tuple[bytes, ...]
    content: dict[str, Any] = field(hash=False)
    beyond: tuple[str, ...] = ()  # keys that the page does not have for this kind, or not so


def read(id_: bytes, stream: bytes, body: dict[str, Any]) -> Event:
    need(isinstance(body.get("what"), str), "event: no kind")
    what, at = body["what"], body.get("at")
    common = {"what", "at", "seen", "directory", "clock"}
    keys = KINDS.get(what, {})
    content, beyond = {}, []
    for key, value in body.items():
        if key in common:
            continue
        if key in keys and _is(value, keys[key]):
            content[key] = value
        elif what in KINDS:
            beyond.append(key)
    if body.get("clock", "in doubt") != "in doubt":
        beyond.append("clock")
    return Event(
        id_,
        stream,
        what,
        at if fits(at, int) and at <= YEAR_9000 else 0,
        frozenset(_ids(body.get("seen"))),
        tuple(_ids(body.get("directory"))),
        content,
        tuple(beyond),
    )


def _ids(value: Any) -> list[bytes]:
    return [part for part in value if type(part) is bytes] if isinstance(value, list) else []


def _is(value: Any, shape: Any) -> bool:
    match shape:
        case "map of texts":
            return isinstance(value, dict) and all(type(part) is str for pair in value.items() for part in pair)
        case "0 or 1":
            return value in (0, 1) and type(value) is int
        case "16 bytes or none":
            return type(value) is bytes and len(value) in (0, 16)
        case "origins":
            return isinstance(value, dict) and all(
                origin in ("calculated", "default", "carried", "action", "unknown") and fits(paths, PATHS)
                for origin, paths in value.items()
            )
        case "form":
            need_ = {"id": str, "version": str, "title": str, "hash": 32}
            return isinstance(value, dict) and _is({key: part for key, part in value.items() if key != "part"}, need_)
        case dict():
            return (
                isinstance(value, dict)
                and set(value) == set(shape)
                and all(_is(value[key], part) for key, part in shape.items())
            )
        case list() if isinstance(shape[0], dict | str | tuple):
            return isinstance(value, list) and all(_is(part, shape[0]) for part in value)
        case tuple():
            return isinstance(value, list) and len(value) == len(shape) and all(map(_is, value, shape))
    return fits(value, shape)


# -- folding -----------------------------------------------------------------------------------


def ordered(events: Iterable[Event]) -> list[Event]:
    """By depth in the graph of `seen`, then id; those in a circle, or that saw one, last."""
    known = {event.id: event for event in events}
    depth: dict[bytes, int] = {}
    pending = dict(known)
    while pending:
        ready = [event for event in pending.values() if all(id_ in depth for id_ in event.seen if id_ in known)]
        if not ready:
            break
        depth |= {event.id: 1 + max((depth[id_] for id_ in event.seen if id_ in known), default=0) for event in ready}
        for event in ready:
            del pending[event.id]
    last = len(known) + 1
    return sorted(known.values(), key=lambda event: (depth.get(event.id, last), event.id))


def ancestors(events: list[Event]) -> dict[bytes, frozenset[bytes]]:
    """What each author had seen, directly or through others."""
    seen: dict[bytes, frozenset[bytes]] = {}
    for event in events:
        parts = [frozenset({id_}) | seen.get(id_, frozenset()) for id_ in event.seen]
        seen[event.id] = frozenset().union(*parts) if parts else frozenset()
    return seen


@dataclass
class Fields:
    """Answers and facts as their standing values: {field: {event's id: text}}."""

    standing: dict[tuple[Any, ...], dict[bytes, str]] = field(default_factory=dict)
    order: dict[bytes, int] = field(default_factory=dict)
    accounts: dict[bytes, list[Event]] = field(default_factory=dict)  # whole ones, by interview
    # values that stand for several, by field and event
    both: dict[tuple[tuple[Any, ...], bytes], frozenset[str]] = field(default_factory=dict)

    def stands_for(self, name: tuple[Any, ...], id_: bytes) -> frozenset[str]:
        return self.both.get((name, id_)) or frozenset({self.standing[name][id_]})

    def shown(self, name: tuple[Any, ...]) -> str:
        values = self.standing.get(name, {})
        texts = [values[id_] for id_ in sorted(values, key=self.order.__getitem__) if values[id_]]
        return texts[-1] if texts else ""

    def differs(self, name: tuple[Any, ...]) -> bool:
        accounts = self.accounts.get(name[1], []) if name[0] == "answer" else []
        texts = {self.stands_for(name, id_) for id_ in self.standing.get(name, {})}
        if accounts and all(name[2] in account.content.get("computed", []) for account in accounts):
            return False
        if accounts and all(name[2] in account.content.get("several", []) for account in accounts):
            return len({frozenset(frozenset(text.split()) for text in one) for one in texts}) > 1
        return len(texts) > 1

    def conflicts(self) -> list[str]:
        """Their ids, sorted."""
        names = [name for name in self.standing if self.differs(name)]
        answers = [set(self.standing[name]) for name in names if name[0] == "answer"]
        return sorted(
            self.conflict_id(name)
            for name in names
            if name[0] != "fact" or not any(set(self.standing[name]) <= events for events in answers)
        )

    def conflict_id(self, name: tuple[Any, ...]) -> str:
        parts = [part if isinstance(part, bytes) else part.encode() for part in name]
        parts += sorted(self.standing[name])
        lengths = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
        return sha256(lengths)[:8].hex()


def heads(events: Iterable[Event]) -> list[bytes]:
    """Those that no other event here had seen."""
    known = list(events)
    seen = frozenset().union(*(event.seen for event in known)) if known else frozenset()
    return sorted(event.id for event in known if event.id not in seen)


def _decided(event: Event) -> tuple[Any, ...]:
    """The field that a "conflict resolved" names, of those that are folded here."""
    named = event.content.get("field", [])
    shapes = {"answer": ("answer", 16, str), "fact": ("fact", str), "view": ("view", 16)}
    return tuple(named) if named and fits(named, shapes.get(named[0], ())) else ()


_ACCOUNTS = ("answers given", "answers corrected")


def fields(events: Iterable[Event]) -> Fields:
    """Of what interviews, corrections, hand-overs, views and decisions between values write; the
    course of a case is not folded here."""
    order = ordered(events)
    seen = ancestors(order)
    fields = Fields(order={event.id: place for place, event in enumerate(order)})
    paths: dict[bytes, list[str]] = {}
    for event in order:
        if event.what in _ACCOUNTS:
            named = paths.setdefault(event.content.get("interview", b""), [])
            named += [path for path, _ in event.content.get("answers", []) if path not in named]
        if event.what == "conflict resolved" and (decided := _decided(event))[:1] == ("answer",):
            named = paths.setdefault(decided[1], [])
            also = [decided[2], *(path for path, _ in event.content.get("answers", []))]
            named += [path for path in dict.fromkeys(also) if path not in named]

    waiting: dict[bytes, list[Event]] = {}
    finished: dict[bytes, list[bytes]] = {}

    def unseen(others: list[Event], event: Event) -> list[Event]:
        return [other for other in others if other.id not in seen[event.id]]

    named_before: set[tuple[Any, ...]] = set()

    def known(event: Event, name: tuple[Any, ...]) -> frozenset[str]:
        """All that its author had seen standing; nothing of a path that no event before it names."""
        if name[0] == "answer" and name not in named_before:
            return frozenset()
        ids = [id_ for id_ in fields.standing.get(name, {}) if id_ in seen[event.id]]
        return frozenset().union(*(fields.stands_for(name, id_) for id_ in ids))

    def write(event: Event, name: tuple[Any, ...], text: str, both: frozenset[str] = frozenset()) -> None:
        if both:
            fields.both[name, event.id] = both
        values = fields.standing.get(name, {})
        stays = {id_: old for id_, old in values.items() if id_ not in seen[event.id]}
        fields.standing[name] = {**stays, event.id: text}

    for event in order:
        content, talk = event.content, event.content.get("interview", b"")
        facts = dict(content.get("facts", {}))
        if event.what in _ACCOUNTS:
            named_before |= {("answer", talk, path) for path, _ in content.get("answers", [])}
        match event.what:
            case "answers given":
                answers = dict(map(tuple, content.get("answers", [])))
                for path in paths[talk]:
                    write(event, ("answer", talk, path), answers.get(path, ""))
                for handed in waiting.get(talk, []):
                    if handed.id in seen[event.id]:
                        left = handed.content.get("facts", {})
                        facts = {name: "" for name in left if name not in facts} | facts
                waiting[talk] = unseen(waiting.get(talk, []), event)
                finished.setdefault(talk, []).append(event.id)
                fields.accounts.setdefault(talk, []).append(event)
            case "answers corrected":
                for path, text in content.get("answers", []):
                    write(event, ("answer", talk, path), text)
            case "note" if content.get("about") == "view":
                write(event, ("view", talk), content.get("text", ""))
            case "interview handed on":
                if seen[event.id].intersection(finished.get(talk, [])):
                    continue
                waiting[talk] = [*unseen(waiting.get(talk, []), event), event]
            case "conflict resolved" if (name := _decided(event)) and "value" in content:
                both = content.get("both") == 1
                texts = frozenset(content.get("values", [])) or known(event, name)
                write(event, name, content["value"], texts if both else frozenset())
                named_before.add(name)
                if name[0] == "answer":
                    for path, text in content.get("answers", []):
                        if path != name[2]:
                            write(event, ("answer", name[1], path), text)
                            named_before.add(("answer", name[1], path))
                    for fact, text in facts.items():
                        every = known(event, ("fact", fact)) if both else frozenset()
                        write(event, ("fact", fact), text, every)
                continue
            case _:
                continue
        for name, text in facts.items():
            write(event, ("fact", name), text)
    return fields

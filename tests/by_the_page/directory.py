"""docs/formats/directory.md: what a set of signed entries says."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tests.by_the_page import canonical
from tests.by_the_page.primitives import key_id, need, sha256, shaped, verify

ROOT, PERSON, DEVICE, TEAM, REVOKED, REGISTRAR, UNREGISTERED, HEADQUARTERS, AS_OF, NAMED = range(1, 11)
NAMES = [(16, int, 32)]
CONTENT: dict[int, Any] = {
    ROOT: (32, str),
    PERSON: (16, str, str, int, [(16, 16, int, 32)]),
    DEVICE: (16, 16, 32, 1216, int, int),
    TEAM: (16, str, int, int, 1216, [16], [(16, 1168)]),
    REVOKED: (16, 16, NAMES),
    REGISTRAR: (32, str),
    UNREGISTERED: (16, [32]),
    HEADQUARTERS: (32, str, str, int),
    AS_OF: (int, int, [32]),
    NAMED: (16, str, int),
    12: (16, str, str, int),
}
ALONE: dict[int, Any] = {
    ROOT: (32,),
    PERSON: (16, str, str),
    DEVICE: (16, 16, 32, 1216),
    REVOKED: (16,),
    TEAM: CONTENT[TEAM],
}
BY_ROOT = {ROOT, REGISTRAR, UNREGISTERED}


@dataclass(frozen=True)
class Entry:
    raw: bytes
    number: int
    before: bytes
    kind: int
    content: list[Any]
    signer: bytes

    @property
    def id(self) -> bytes:
        return sha256(self.raw)


def entry(raw: bytes) -> tuple[Entry, bytes, bytes]:
    """As far as nobody has verified it; body and signature."""
    body, signature = shaped(canonical.decode(raw), (bytes, 64), "entry")
    parts = shaped(canonical.decode(body), (int, int, 32, int, list, 16), "entry")
    need(parts[0] == 1, "entry: version")
    need(parts[1] >= 1 and (parts[1] > 1 or parts[2] == bytes(32)), "entry: its place")
    return Entry(raw, *parts[1:]), body, signature


def opened(raw: bytes, public: bytes) -> Entry:
    read, body, signature = entry(raw)
    need(read.signer == key_id(public), "entry: another signer")
    verify(public, signature, b"sanad-directory-1" + body)
    if read.kind in CONTENT:
        shaped(read.content, CONTENT[read.kind], "entry")
        need(_largest(read.content) < 1 << 63, "entry: number")
    return read


def _largest(content: Any) -> int:
    if isinstance(content, list):
        return max(map(_largest, content), default=0)
    return content if isinstance(content, int) else 0


@dataclass
class Device:
    stream: bytes
    person: bytes
    public: bytes
    receiving: bytes
    until: int
    before: int
    revoked: bool = False
    named: dict[bytes, dict[bytes, int]] = field(default_factory=dict)


@dataclass
class Version:
    name: str
    role: str
    number: int
    id: bytes
    ended: dict[tuple[bytes, bytes], dict[bytes, int]] = field(default_factory=dict)


@dataclass
class Team:
    team: bytes
    name: str
    number: int
    sort: int
    public: bytes
    members: list[bytes]
    keys: dict[int, list[tuple[bytes, bytes]]] = field(default_factory=dict)


@dataclass
class Directory:
    """What counts of a directory of an organisation, or (`alone`) of one officer's own."""

    root: bytes = b""
    name: str = ""
    entries: dict[bytes, Entry] = field(default_factory=dict)
    registrars: dict[bytes, bytes] = field(default_factory=dict)
    people: dict[bytes, list[Version]] = field(default_factory=dict)
    devices: dict[bytes, Device] = field(default_factory=dict)
    teams: dict[bytes, Team] = field(default_factory=dict)
    headquarters: list[list[Any]] = field(default_factory=list)
    as_of: dict[bytes, tuple[int, int]] = field(default_factory=dict)
    names: dict[bytes, tuple[int, bytes, str]] = field(default_factory=dict)
    judicial: dict[bytes, tuple[int, bytes, str, str]] = field(default_factory=dict)

    def role(self, person: bytes) -> str:
        return self.people[person][-1].role

    @property
    def ends(self) -> dict[bytes, list[bytes]]:
        """The last entries of each signer."""
        followed = {read.before for read in self.entries.values()}
        last: dict[bytes, list[bytes]] = {}
        for read in self.entries.values():
            if read.id not in followed:
                last.setdefault(read.signer, []).append(read.id)
        return {signer: sorted(ids) for signer, ids in last.items()}


def directory(raws: Iterable[bytes]) -> Directory:
    """In whatever order they come."""
    directory = Directory()
    pending = {sha256(raw): raw for raw in raws}
    roots = [read for read, *_ in map(entry, pending.values()) if read.kind == ROOT]
    need(len(roots) == 1 and roots[0].number == 1, "directory: its root")
    public, directory.name = shaped(roots[0].content, CONTENT[ROOT], "entry")
    directory.root = public
    need(roots[0].signer == key_id(public), "directory: its root")
    read = {id_: opened(raw, public) for id_, raw in pending.items() if _signer(raw) == key_id(public)}
    for one in read.values():
        need(one.kind in BY_ROOT or one.kind not in CONTENT, "the root signs its own kinds alone")
        if one.kind == REGISTRAR:
            directory.registrars[key_id(one.content[0])] = one.content[0]
    kept: dict[bytes, set[bytes]] = {}
    for one in read.values():
        if one.kind == UNREGISTERED:
            signer, ends = one.content
            kept[signer] = kept.get(signer, set(pending)) & _followed(ends, pending)
    for id_, raw in pending.items():
        signer = _signer(raw)
        if signer in directory.registrars and id_ in kept.get(signer, pending):
            one = opened(raw, directory.registrars[signer])
            need(one.kind not in BY_ROOT, "a registrar signs its own kinds alone")
            read[id_] = one
    signers = {key_id(public), *directory.registrars}
    need(all(_signer(raw) in signers for raw in pending.values()), "directory: a signer of nobody")
    for raw in pending.values():
        one, *_ = entry(raw)
        before = pending.get(one.before)
        if one.number > 1:
            need(before is not None, "directory: one is missing")
            assert before is not None
            follows, *_ = entry(before)
            need((follows.signer, follows.number + 1) == (one.signer, one.number), "entry: number")
    directory.entries = read
    for one in sorted(read.values(), key=lambda one: (one.kind, one.id)):
        _say(directory, one)
    for team, (_, _, name) in directory.names.items():
        if team in directory.teams and directory.teams[team].sort != 1:
            directory.teams[team].name = name
    for versions in directory.people.values():
        versions.sort(key=lambda version: (version.number, version.id))
    directory.headquarters.sort(key=lambda content: content[3])
    return directory


def _signer(raw: bytes) -> bytes:
    return entry(raw)[0].signer


def _followed(ends: list[bytes], raws: dict[bytes, bytes]) -> set[bytes]:
    reached: set[bytes] = set()
    for end in ends:
        while end in raws and end not in reached:
            reached.add(end)
            end = entry(raws[end])[0].before  # noqa: PLW2901
    return reached


def _say(said: Directory, one: Entry) -> None:
    content = one.content
    match one.kind:
        case 2:
            person, name, role, number, ended = content
            versions = said.people.setdefault(person, [])
            version = Version(name, role, number, one.id)
            versions.append(version)
            for stream, case, case_seq, id_ in ended:
                version.ended.setdefault((stream, case), {})[id_] = case_seq
        case 3:
            stream, person, public, receiving, until, before = content
            if stream != key_id(public):
                return
            known = said.devices.get(stream)
            if known is None:
                said.devices[stream] = Device(stream, person, public, receiving, until, before)
            elif (known.person, known.receiving) == (person, receiving):
                known.until = until if not until or not known.until else max(until, known.until)
        case 4:
            team, name, number, sort, public, members, sealed = content
            known_team = said.teams.get(team)
            if known_team is None or number > known_team.number:
                keys = known_team.keys if known_team else {}
                said.teams[team] = known_team = Team(team, name, number, sort, public, members, keys)
            elif number == known_team.number:
                known_team.members = sorted({*known_team.members, *members})
                known_team.public = min(known_team.public, public)
            known_team.keys.setdefault(number, []).extend(map(tuple, sealed))
        case 5:
            stream, key, named = content
            device = said.devices.get(stream)
            if device and key == key_id(device.public):
                device.revoked = True
                for case, case_seq, id_ in named:
                    device.named.setdefault(case, {})[id_] = case_seq
        case 8:
            said.headquarters.append(content)
        case 10:
            team, name, version = content
            said.names[team] = max(said.names.get(team, (0, b"", "")), (version, one.id, name))
        case 12:
            person, number, day, version = content
            if day and str(date.fromordinal(_ordinal(day) or 1)) != day:
                return
            said.judicial[person] = max(said.judicial.get(person, (0, b"", "", "")), (version, one.id, number, day))
        case 9:
            at, until, _ = content
            last = said.as_of.get(one.signer, (0, 0))
            said.as_of[one.signer] = max(last, (at, min(until, at + 31 * 86_400)))


def alone(raws: Iterable[bytes]) -> Directory:
    """A directory of one: the vault's own root signs everything."""
    directory = Directory()
    read = [entry(raw) for raw in raws]
    directory.root = read[0][0].content[0]
    for one, body, signature in read:
        need(one.signer == key_id(directory.root), "entry: another signer")
        verify(directory.root, signature, b"sanad-directory-1" + body)
        if one.kind in ALONE:
            shaped(one.content, ALONE[one.kind], "entry")
        directory.entries[one.id] = one
        match one.kind:
            case 2:
                person, name, role = one.content
                directory.people.setdefault(person, []).append(Version(name, role, 1, one.id))
            case 3:
                stream, person, public, receiving = one.content
                need(stream == key_id(public), "device: its stream")
                directory.devices[stream] = Device(stream, person, public, receiving, 0, 0)
            case 4:
                _say(directory, one)
            case 5:
                directory.devices[one.content[0]].revoked = True
    return directory


FOLLOWED, BESIDE, MISSING = "followed", "beside", "missing"
Headers = Mapping[bytes, Mapping[int, Any]]  # by the envelope's id


def descent(ends: Mapping[bytes, int], id_: bytes, case_seq: int, headers: Headers) -> str:
    """Is an envelope one of these last ones of its stream in its case, or one that they follow?"""
    missing = False
    for end, end_seq in ends.items():
        at, number = end, end_seq
        while number >= case_seq:
            if at == id_:
                return FOLLOWED
            if at not in headers:
                missing = True
                break
            number, at = headers[at][6] - 1, headers[at][7]
    return MISSING if missing else BESIDE


def role_of(said: Directory, id_: bytes, headers: Headers) -> str:
    """The author's role as an envelope was written; "" where nobody knows, or not yet."""
    header = headers[id_]
    device = said.devices.get(header[3])
    if device is None:
        return ""
    versions = said.people[device.person]
    role = ""
    for version in versions:
        ends: dict[bytes, int] = {}
        for one in versions:  # what several of one version list adds up
            if one.number == version.number:
                ends |= one.ended.get((header[3], header[2]), {})
        if role and ends:
            match descent(ends, id_, header[6], headers):
                case "followed":
                    break
                case "missing":
                    return ""
        role = version.role
    return role


def standing(said: Directory, id_: bytes, headers: Headers) -> str:
    """Of a withdrawn computer's envelope: followed (valid), beside (refused), missing (it waits)."""
    header = headers[id_]
    device = said.devices[header[3]]
    if not device.revoked:
        return FOLLOWED
    return descent(device.named.get(header[2], {}), id_, header[6], headers)


def own_team(stream: bytes) -> bytes:
    return sha256(b"sanad-own-team-1", stream)[:16]


def _ordinal(day: str) -> int:
    """Of a day written as 2019-05-05; 0 for another text."""
    year, month, number, *_ = [*day.split("-"), "", ""]
    try:
        return date(int(year), int(month), int(number)).toordinal()
    except ValueError:
        return 0

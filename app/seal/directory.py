"""Who may sign: people, devices and teams, as logs of numbered entries that each signer chains.

The organisation's root names registrars; registrars sign people, devices, teams and revocations.
What a directory says depends only on which entries it has, not on the order in which they came. A
signer's chain may branch, as after a backup of the desk was restored: all branches count.
Until an officer joins an organisation there is a directory of one, whose root the vault itself
made. docs/formats/directory.md"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from app.errors import N_, SanadError
from app.seal import canonical
from app.seal.directory_entry import (
    A_TEAM,
    AS_OF,
    CAPACITY,
    DESK_TEAM,
    DEVICE,
    HEADQUARTERS,
    NAMED,
    OWN_TEAM,
    PERSON,
    REGISTRAR,
    REVOKED,
    ROOT,
    TEAM,
    UNREGISTERED,
    VERSION,
    DirectoryEntry,
    DirectoryRefused,
    EntryTooEarly,
    fits,
)
from app.seal.keys import ID, DeviceKeys, digest, key_id, verify
from app.seal.lineage import Descent, Lineage, Link

__all__ = [
    "AS_OF", "A_TEAM", "CAPACITY", "DESK_TEAM", "DEVICE", "HEADQUARTERS", "NAMED", "OWN_TEAM", "PERSON",
    "REGISTRAR", "REVOKED", "ROOT", "TEAM", "UNREGISTERED", "DirectoryEntry", "DirectoryRefused",
    "EntryTooEarly", "fits",
]  # fmt: skip

_BY_ROOT = {ROOT, REGISTRAR, UNREGISTERED}
_SIGNED = b"sanad-directory-1"
LONGEST_FRESH_S = 31 * 86_400  # no statement of what the directory is counts for longer
_NOTHING = bytes(32)


def own_team(stream: bytes) -> bytes:
    """The id of an officer's own team, named after the computer whose it is."""
    return digest(b"sanad-own-team-1", stream)[:ID]


@dataclass(frozen=True, slots=True)
class Person:
    """A person as one version says. `ended`: by stream and case, the last envelopes under the role
    before, with their numbers: these and those that they follow keep it. `signer`: the registrar that
    says so; another may say the same."""

    id: bytes
    name: str
    role: str
    version: int
    ended: dict[tuple[bytes, bytes], dict[bytes, int]]
    signer: bytes


@dataclass(slots=True)
class Device:
    """A device's certificate: its stream of envelopes carries the same id.

    `until`: seconds since 1970, 0 without end. `before`: how many envelopes it had written when it
    joined. `known`: of a revoked one, the last envelopes in each case that the registrars had seen,
    with their numbers: these and those that they follow are valid. None where it is not revoked, or
    only replaced by its owner's next. `certifiers`: the registrars that signed its certificate."""

    id: bytes
    person: bytes
    public: bytes
    receiving: bytes
    until: int = 0
    before: int = 0
    revoked: bool = False
    known: dict[bytes, dict[bytes, int]] | None = None
    certifiers: set[bytes] = field(default_factory=set)

    @property
    def bound(self) -> bool:
        """Is its stream named after its key, so that nobody else can claim it?"""
        return self.id == key_id(self.public)


@dataclass(slots=True)
class Team:
    """`number`: of its current key; `public`: what seals to it; `members`: people; `sort`: an
    ordinary team, one officer's own, or the desk's. `holders`: the streams that current key was
    sealed to; two registrars at once may have made two, of which the lesser is the current one."""

    id: bytes
    name: str
    number: int
    public: bytes
    sort: int
    members: set[bytes] = field(default_factory=set)
    sealed: dict[tuple[int, bytes], list[bytes]] = field(default_factory=dict)
    holders: set[bytes] = field(default_factory=set)

    @property
    def personal(self) -> bool:
        return self.sort == OWN_TEAM


@dataclass(frozen=True, slots=True)
class Headquarters:
    """A server that may sign receipts. `public`: its receipt key; `ca`: the certificate that its
    address is checked against, PEM, "" for the system's; `version`: the highest is in use."""

    public: bytes
    url: str
    ca: str
    version: int


@dataclass(slots=True)
class Registrar:
    """`last`: where the root withdrew it, the last entries that count: these and those before."""

    public: bytes
    name: str
    last: frozenset[bytes] | None = None


@dataclass(slots=True)
class Directory:
    """What the entries say, after every check. `entries` are the raw signed bytes."""

    entries: list[bytes] = field(default_factory=list)
    chains: dict[bytes, list[DirectoryEntry]] = field(default_factory=dict)  # signer -> entries, in order
    known: dict[bytes, DirectoryEntry] = field(default_factory=dict)  # by id
    root: bytes = b""  # the root's key id
    name: str = ""  # the organisation's; "" in a directory of one
    registrars: dict[bytes, Registrar] = field(default_factory=dict)
    versions: dict[bytes, list[Person]] = field(default_factory=dict)
    devices: dict[bytes, Device] = field(default_factory=dict)
    teams: dict[bytes, Team] = field(default_factory=dict)
    team_names: dict[bytes, tuple[int, bytes, str]] = field(
        default_factory=dict
    )  # team -> the highest (version, entry, name) of those given to it since it was made
    capacities: dict[bytes, tuple[int, bytes, str, str]] = field(
        default_factory=dict
    )  # person -> the highest (version, entry, number, day) of the decision that made them a judicial officer
    headquarters: list[Headquarters] = field(default_factory=list)  # the one in use last
    as_of: dict[bytes, tuple[int, int]] = field(default_factory=dict)  # signer -> the last (at, until)
    said_as_of: list[tuple[bytes, int, int]] = field(
        default_factory=list
    )  # (signer, at, until), all of them: a clock may have run ahead
    heads: tuple[bytes, ...] = ()  # the last entries of each signer, by their ids
    missing: frozenset[bytes] = frozenset()  # entries that a registrar had seen, and that aren't here

    @classmethod
    def read(cls, entries: Iterable[bytes], *, trusted: bool = False) -> "Directory":
        """DirectoryRefused where an entry's number, chain, signature or right is wrong.

        `trusted`: they were verified when they were taken in."""
        directory = cls()
        for raw in entries:
            try:
                directory._take(DirectoryEntry.parse(raw), trusted=trusted)
            except EntryTooEarly as error:
                raise DirectoryRefused(len(directory.entries) + 1) from error
        directory._fold()
        return directory

    def take(self, entries: Iterable[bytes]) -> tuple[list[bytes], list[bytes], list[SanadError]]:
        """Take what can be taken, in whatever order it came: (new, too early, refused)."""
        new: list[bytes] = []
        refused: list[SanadError] = []
        parsed = []
        for raw in entries:
            try:
                parsed.append(DirectoryEntry.parse(raw))
            except DirectoryRefused as error:
                refused.append(error)
        pending = sorted(parsed, key=lambda entry: (entry.signer != self.root, entry.number))
        while pending:
            early = []
            for entry in pending:
                try:
                    if self._take(entry):
                        new.append(entry.raw)
                except EntryTooEarly:
                    early.append(entry)
                except DirectoryRefused as error:
                    refused.append(error)
            if len(early) == len(pending):
                break
            pending = early
        if new:
            self._fold()
        return new, [entry.raw for entry in pending], refused

    def add(self, keys: DeviceKeys, kind: int, content: list[canonical.Value]) -> bytes:
        """Sign and take a next entry; its bytes."""
        signer = key_id(keys.public)
        last = max(self.chains.get(signer, []), key=lambda entry: (entry.number, entry.id), default=None)
        number, previous_id = (last.number + 1, last.id) if last else (1, _NOTHING)
        body = canonical.encode([VERSION, number, previous_id, kind, content, signer])
        raw = canonical.encode([body, keys.sign(_SIGNED + body)])
        try:
            self._take(DirectoryEntry.parse(raw))
        except EntryTooEarly as error:
            raise DirectoryRefused from error
        self._fold()
        return raw

    def signer(self, author: bytes, stream: bytes) -> Device | None:
        """The device that a header names, if this directory certifies its key for that stream."""
        device = self.devices.get(stream)
        return device if device and key_id(device.public) == author else None

    def person(self, person: bytes) -> Person | None:
        versions = self.versions.get(person)
        return versions[-1] if versions else None

    def name_of(self, stream: bytes) -> str:
        device = self.devices.get(stream)
        person = self.person(device.person) if device else None
        return person.name if person else ""

    def role_at(self, link: Link, id_: bytes, lineage: Lineage) -> str:
        """The author's role when an envelope was written; "" if unknown, as while what lies between
        it and the last under a former role isn't here."""
        device = self.devices.get(link.stream)
        role = ""
        for person in self.versions.get(device.person, []) if device else []:
            if role and (tips := person.ended.get((link.stream, link.case))):
                match lineage.descent(tips, link.case_seq, id_):
                    case Descent.FOLLOWED:
                        break
                    case Descent.MISSING:
                        return ""
            role = person.role
        return role

    def certificates(self, device: Device) -> tuple[list[DirectoryEntry], list[DirectoryEntry]]:
        """What was signed of a computer's person in the role of today, and of the computer; in each the
        highest version, or the longest, last."""
        person, device_keys = self.person(device.person), [device.id, device.person, device.public]
        names = [person.id, person.name, person.role] if person else []
        chosen: tuple[list[DirectoryEntry], list[DirectoryEntry]] = ([], [])
        for entry in self.known.values():
            if entry.kind == PERSON and entry.content[:3] == names:
                chosen[0].append(entry)
            elif entry.kind == DEVICE and entry.content[:3] == device_keys:
                chosen[1].append(entry)
        chosen[0].sort(key=lambda entry: tuple(entry.content[3:4]))
        chosen[1].sort(key=lambda entry: tuple(entry.content[4:5]))
        return chosen

    def is_certified_by(self, device: Device, registrar: bytes) -> bool:
        """Has this registrar signed the computer's certificate and its person's role of today?"""
        person = self.person(device.person)
        return registrar in device.certifiers and any(
            person is not None and (version.signer, version.role) == (registrar, person.role)
            for version in self.versions.get(device.person, [])
        )

    def let_in_by(self, stream: bytes, role: str) -> frozenset[bytes]:
        """The registrars of whom each alone could have made this computer, or its person's role, up;
        none where a second one signed the same."""
        device = self.devices.get(stream)
        if device is None:
            return frozenset()
        roles = {version.signer for version in self.versions.get(device.person, []) if version.role == role}
        return frozenset().union(*(signers for signers in (device.certifiers, roles) if len(signers) == 1))

    def registrar_key(self, registrar: bytes) -> bytes | None:
        """A registrar's public key, also of one that the root has withdrawn."""
        entry = self.registrars.get(registrar)
        return entry.public if entry else None

    def counts(self, registrar: bytes) -> bool:
        """Is this a registrar that the root has named and not withdrawn?"""
        entry = self.registrars.get(registrar)
        return entry is not None and entry.last is None

    def is_after_role(self, link: Link, id_: bytes, lineage: Lineage) -> bool:
        """Does an envelope claim a number at which its author still had a former role, beside what
        was written then? No honest program does."""
        device = self.devices.get(link.stream)
        for person in self.versions.get(device.person, [])[1:] if device else []:
            tips = person.ended.get((link.stream, link.case), {})
            if link.case_seq <= max(tips.values(), default=0):
                return lineage.descent(tips, link.case_seq, id_) is Descent.BESIDE
        return False

    def tips(self, signer: bytes) -> list[bytes]:
        """The last entries of a signer that are here: one, or more where its chain branches."""
        chain = self.chains.get(signer, [])
        followed = {entry.before for entry in chain}
        return sorted(entry.id for entry in chain if entry.id not in followed)

    # -- taking ------------------------------------------------------------------------------

    def _take(self, entry: DirectoryEntry, *, trusted: bool = False) -> bool:
        """True if it is new and taken; EntryTooEarly, DirectoryRefused."""
        if entry.id in self.known:
            return False
        refused = DirectoryRefused(entry.number)
        public, previous = self._key_of(entry), self.known.get(entry.before)
        if public is None:
            if entry.kind == ROOT:
                self._may(entry)
            raise EntryTooEarly
        if not trusted and not self._signed(entry, public):
            refused.problem = N_("its signature is not valid")
            raise refused
        if entry.number > 1 and previous is None:
            raise EntryTooEarly
        follows = (previous.signer, previous.number + 1) if previous else (entry.signer, 1)
        if follows != (entry.signer, entry.number) or (previous is None and any(entry.before)):
            raise refused
        self._may(entry)
        self.chains.setdefault(entry.signer, []).append(entry)
        self.known[entry.id] = entry
        self.entries.append(entry.raw)
        if entry.kind == ROOT:
            self.root = entry.signer
            self.name = entry.content[1] if len(entry.content) > 1 else ""
        elif entry.kind == REGISTRAR:
            public, name = entry.content
            registrar = self.registrars.setdefault(key_id(public), Registrar(public, name))
            registrar.name = min(registrar.name, name)
        return True

    @staticmethod
    def _signed(entry: DirectoryEntry, public: bytes) -> bool:
        return verify(public, entry.signature, _SIGNED + entry.body)

    def _key_of(self, entry: DirectoryEntry) -> bytes | None:
        if not self.root:
            first = entry.kind == ROOT and entry.number == 1
            return entry.content[0] if first and key_id(entry.content[0]) == entry.signer else None
        if entry.signer == self.root:
            root_key: bytes = self.chains[self.root][0].content[0]
            return root_key
        registrar = self.registrars.get(entry.signer)
        return registrar.public if registrar else None

    def _may(self, entry: DirectoryEntry) -> None:
        """Root and registrars each sign their own kinds; in a directory of one the root signs all."""
        of_one = bool(self.root) and not self.name
        by_root = not self.root or entry.signer == self.root
        if entry.kind == ROOT and self.root:
            raise DirectoryRefused(entry.number, N_("a second master key"))
        if not of_one and by_root != (entry.kind in _BY_ROOT):
            raise DirectoryRefused(entry.number, N_("a key signed something that only another kind of key may sign"))

    # -- saying ------------------------------------------------------------------------------

    def _fold(self) -> None:
        """Say again what the entries say, from nothing: the same for the same set of them."""
        for registrar in self.registrars.values():
            registrar.last = None
        cut: dict[bytes, set[bytes]] = {}  # of who was withdrawn: what still counts
        for entry in self.chains.get(self.root, []):
            if entry.kind == UNREGISTERED and (unregistered := self.registrars.get(entry.content[0])):
                signer, last = entry.content
                unregistered.last = frozenset(last) | (unregistered.last or frozenset())
                valid_ids = self._before(signer, last)
                cut[signer] = cut.get(signer, valid_ids) & valid_ids
        self.versions, self.devices, self.teams, self.headquarters = {}, {}, {}, []
        self.team_names, self.capacities = {}, {}
        self.as_of, self.said_as_of, self.missing = {}, [], frozenset()
        counted = [
            entry
            for signer, chain in self.chains.items()
            for entry in chain
            if signer not in cut or entry.id in cut[signer]
        ]
        for entry in sorted(counted, key=lambda entry: (entry.kind, entry.id)):
            if say := self._says().get(entry.kind):
                say(entry)
        for versions in self.versions.values():
            versions.sort(key=lambda person: person.version)  # and of one version, as the ids were
            for person, former in pairwise(versions[::-1]):
                if person.version == former.version:  # what two desks saw adds up
                    _add_up(former.ended, person.ended)
            for former, person in pairwise(versions):
                if person.version == former.version:
                    _add_up(person.ended, former.ended)
        for team, (_, _, name) in self.team_names.items():
            if team in self.teams and not self.teams[team].personal:
                self.teams[team].name = name
        self.headquarters.sort(key=lambda headquarters: headquarters.version)
        self.missing = frozenset(self.missing - self.known.keys())
        tips = (self.tips(signer) for signer in sorted(self.chains))
        self.heads = tuple(tip for signer_tips in tips for tip in signer_tips)

    def _before(self, signer: bytes, last: Iterable[bytes]) -> set[bytes]:
        """These entries of a signer and all that they follow, as far as they are here."""
        entry_ids: set[bytes] = set()
        for id_ in last:
            entry = self.known.get(id_)
            while entry and entry.signer == signer and entry.id not in entry_ids:
                entry_ids.add(entry.id)
                entry = self.known.get(entry.before)
        return entry_ids

    def _says(self) -> dict[int, Callable[[DirectoryEntry], None]]:
        return {PERSON: self._person, DEVICE: self._device, TEAM: self._team,
                REVOKED: self._revoked, HEADQUARTERS: self._headquarters, AS_OF: self._as_of,
                NAMED: self._named, CAPACITY: self._capacity}  # fmt: skip

    def _person(self, entry: DirectoryEntry) -> None:
        person, name, role, *optional_fields = entry.content
        version, ends = optional_fields or (1, [])
        ended: dict[tuple[bytes, bytes], dict[bytes, int]] = {}
        for stream, case, number, tip in ends:
            ended.setdefault((stream, case), {})[tip] = number
        person_version = Person(person, name, role, version, ended, entry.signer)
        self.versions.setdefault(person, []).append(person_version)

    def _device(self, entry: DirectoryEntry) -> None:
        stream, person, public, receiving, *optional_fields = entry.content
        expires_at, earlier_count = optional_fields or (0, 0)
        device = Device(stream, person, public, receiving)
        if person not in self.versions or not device.bound:
            return
        known_device = self.devices.setdefault(stream, device)
        if (known_device.person, known_device.public, known_device.receiving) != (person, public, receiving):
            return  # one stream, one person and receiving key: the first in the order of ids
        known_device.until = max(known_device.until, expires_at)
        known_device.before = max(known_device.before, earlier_count)
        known_device.certifiers.add(entry.signer)

    def _team(self, entry: DirectoryEntry) -> None:
        team, name, number, sort, public, members, sealed = entry.content
        known_team = self.teams.setdefault(team, Team(team, name, number, public, sort))
        if number > known_team.number:
            known_team.name = name
            known_team.number = number
            known_team.public = public
            known_team.members = set()
            known_team.holders = set()
        if number == known_team.number:
            known_team.members.update(members)
            if public < known_team.public:
                known_team.public, known_team.holders = public, set()
            if public == known_team.public:
                known_team.holders.update(stream for stream, _ in sealed)
        for stream, key in sealed:
            known_team.sealed.setdefault((number, stream), []).append(key)

    def _named(self, entry: DirectoryEntry) -> None:
        team, name, version = entry.content
        self.team_names[team] = max(self.team_names.get(team, (0, b"", "")), (version, entry.id, name))

    def _capacity(self, entry: DirectoryEntry) -> None:
        person, number, day, version = entry.content
        if day and not _is_day(day):
            return  # says nothing
        self.capacities[person] = max(self.capacities.get(person, (0, b"", "", "")), (version, entry.id, number, day))

    def judicial_decision(self, person: bytes) -> tuple[str, str]:
        """Number and day of the decision that made somebody a judicial officer, "" where there is none."""
        _, _, number, day = self.capacities.get(person, (0, b"", "", ""))
        return number, day

    def _as_of(self, entry: DirectoryEntry) -> None:
        at, until, heads = entry.content
        until = min(until, at + LONGEST_FRESH_S)
        last = self.as_of.get(entry.signer, (0, 0))
        self.as_of[entry.signer] = max(last, (at, until))
        self.said_as_of.append((entry.signer, at, until))
        self.missing |= frozenset(heads)

    def _headquarters(self, entry: DirectoryEntry) -> None:
        self.headquarters.append(Headquarters(*entry.content))

    def _revoked(self, entry: DirectoryEntry) -> None:
        stream, *optional_fields = entry.content
        device = self.devices.get(stream)
        if device is None or (optional_fields and key_id(device.public) != optional_fields[0]):
            return
        device.revoked = True
        if optional_fields:
            device.known = device.known or {}
            for case, number, tip in optional_fields[1]:
                device.known.setdefault(case, {})[tip] = number


def _add_up(
    ended: dict[tuple[bytes, bytes], dict[bytes, int]], member_keys: dict[tuple[bytes, bytes], dict[bytes, int]]
) -> None:
    for place, tips in member_keys.items():
        ended[place] = ended.get(place, {}) | tips


@dataclass(slots=True)
class Colleagues:
    """Whom this vault knows: its own directory of one, and the organisation's once it has joined."""

    own: Directory
    organisation: Directory = field(default_factory=Directory)

    @property
    def joined(self) -> bool:
        return bool(self.organisation.root)

    def signer(self, author: bytes, stream: bytes) -> Device | None:
        """What the organisation says of a device goes before what the vault says of itself."""
        return self.organisation.signer(author, stream) or self.own.signer(author, stream)

    def device(self, stream: bytes) -> Device | None:
        return self.organisation.devices.get(stream) or self.own.devices.get(stream)

    def name_of(self, stream: bytes) -> str:
        return self.organisation.name_of(stream) or self.own.name_of(stream)

    def role_at(self, link: Link, id_: bytes, lineage: Lineage) -> str:
        if link.stream in self.organisation.devices:
            return self.organisation.role_at(link, id_, lineage)
        return self.own.role_at(link, id_, lineage)

    def streams(self) -> list[bytes]:
        return list({**self.own.devices, **self.organisation.devices})


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False

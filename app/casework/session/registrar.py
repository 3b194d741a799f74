"""What a registrar signs: the entries by which people, computers and teams come and go.

A `Book` is a directory under the pen: each entry is signed into a copy, and the vault learns them
all in the caller's transaction, or none."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from app.casework.session.session import Session
from app.seal import directory as people
from app.seal.case_grant import unbound_id
from app.seal.directory import Colleagues, Device, Directory, Team
from app.seal.enrolment import EnrolmentAnswer
from app.seal.envelope import Header
from app.seal.keys import DeviceKeys, Secret, TeamKey, fresh, key_id
from app.vault import organisation
from app.vault.database import Database, Writer
from app.vault.vault import Vault, setting

DESK = "desk"
KEY, ORGANISATION_KEY, HOME = "registrar", "organisation key", "home team"
YEARS_S = 2 * 365 * 86400  # how long a certificate lasts
FRESH_S, AS_OF_EVERY_S = 7 * 86400, 86400  # how long "as of" holds, and how often it is said
_AHEAD_S = 86400  # a word further ahead was said by a clock that was wrong


def key_of(session: Session) -> DeviceKeys | None:
    """The registrar's key of this vault, if it has one that still counts."""
    seed = setting(session.reading(), KEY)
    keys = signing(seed) if seed else None
    registrars = session.vault.directory.organisation.registrars
    registrar = registrars.get(key_id(keys.public)) if keys else None
    return keys if registrar and registrar.last is None else None


def signing(seed: bytes) -> DeviceKeys:
    """A key that only signs: a root's or a registrar's."""
    return DeviceKeys(Secret(seed), Secret())


@dataclass(slots=True)
class DirectorySigner:
    """Entries about to be learnt."""

    vault: Vault
    keys: DeviceKeys
    directory: Directory
    entries: list[bytes] = field(default_factory=list)
    new_keys: list[TeamKey] = field(default_factory=list)

    @classmethod
    def of(cls, vault: Vault, keys: DeviceKeys) -> "DirectorySigner":
        return cls(vault, keys, Directory.read(vault.directory.organisation.entries, trusted=True))

    def say(self, kind: int, content: list[object], device_keys: DeviceKeys | None = None) -> None:
        self.entries.append(self.directory.add(device_keys or self.keys, kind, content))

    def learn(self, writer: Writer) -> None:
        """Into the vault, with the keys of new teams."""
        for key in self.new_keys:
            organisation.keep_key(writer, key)
        self.vault.learn(writer, self.entries)

    def learn_now(self) -> bool:
        """The same in a transaction of its own; False where nothing was said."""
        if self.entries:
            with self.vault.transaction() as writer:
                self.learn(writer)
        return bool(self.entries)

    def as_of(self, now: int) -> None:
        """Say, once a day, that the directory is this one: what the other signers' last entries are. For a
        week whoever hears of it knows that nothing newer was withheld."""
        own_key = key_id(self.keys.public)
        own_words = [at for signer, at, _ in self.directory.said_as_of if signer == own_key]
        if any(now - AS_OF_EVERY_S < at <= now + _AHEAD_S for at in own_words):
            return
        other_keys = sorted(
            tip for signer in self.directory.chains if signer != own_key for tip in self.directory.tips(signer)
        )
        self.say(people.AS_OF, [now, now + FRESH_S, other_keys])

    # -- people and computers ----------------------------------------------------------------

    def person(self, person: bytes, name: str, role: str, ends: Iterable[tuple[bytes, bytes, int, bytes]]) -> None:
        """A new person, or a new name or role from here on. `ends`: the last of each stream in each
        case under the former role; what they don't follow by hash has the new one."""
        person_entry = self.directory.person(person)
        if person_entry and (person_entry.name, person_entry.role) == (name, role):
            return
        version = person_entry.version + 1 if person_entry else 1
        end_rows = [list(end) for end in sorted(ends)] if person_entry else []
        self.say(people.PERSON, [person, name, role, version, end_rows])

    def device(self, device: Device, expires_at: int, prior_count: int) -> None:
        device_entry = self.directory.devices.get(device.id)
        if device_entry and device_entry.until >= expires_at:
            return
        prior_count = device_entry.before if device_entry else prior_count
        self.say(people.DEVICE, [device.id, device.person, device.public, device.receiving, expires_at, prior_count])

    def former(self, answer: EnrolmentAnswer) -> None:
        """Computers' keys that this vault used before: what they signed until then stays valid, and
        what came here from them, as from a copy of the vault that went on elsewhere."""
        for former_device in answer.former:
            device = answer.device_of(former_device.stream)
            if device.id not in self.directory.devices:
                self.device(device, 0, max((n for _, n, _ in former_device.known), default=0))
            if not self.directory.devices[device.id].revoked:
                local_positions = last_in_cases(self.vault.database, device.id)
                self.withdraw(device, sorted({*former_device.known, *local_positions}))

    def withdraw(self, device: Device, positions: Iterable[tuple[bytes, int, bytes]]) -> None:
        """A computer signs nothing more after the last that is `positions` of it in each case."""
        last = [list(position) for position in positions]
        self.say(people.REVOKED, [device.id, key_id(device.public), last])

    def headquarters(self, public: bytes, url: str, ca: str) -> None:
        """The server in use from here on; receipts of former ones still count."""
        headquarters = self.directory.headquarters
        if headquarters and (headquarters[-1].public, headquarters[-1].url, headquarters[-1].ca) == (public, url, ca):
            return
        version = headquarters[-1].version + 1 if headquarters else 1
        self.say(people.HEADQUARTERS, [public, url, ca, version])

    def own_team(self, answer: EnrolmentAnswer) -> None:
        """The officer's own team: the desk knows its public half only."""
        team, number, public = answer.team
        if team in self.directory.teams:
            return
        self.say(people.TEAM, [team, answer.stream.hex(), number, people.OWN_TEAM, public, [answer.person], []])

    # -- teams -------------------------------------------------------------------------------

    def new_team(self, name: str, members: Iterable[bytes] = (), sort: int = people.A_TEAM) -> Team:
        """A team with a fresh key, sealed to its members' computers and to the desk's."""
        key = TeamKey(unbound_id(), 1, fresh())
        self._say_team(key, name, sort, list(members))
        return self.directory.teams[key.team]

    def join(self, person: bytes, device: Device, team: bytes, source: Database | Writer) -> None:
        """A person into a team: every key of it that this desk holds, sealed to the computer."""
        team_entry = self.directory.teams[team]
        for number, keys in self._held(team, source):
            new = number == team_entry.number and person not in team_entry.members
            if new or (number, device.id) not in team_entry.sealed:
                self._seal(team_entry, number, keys, device, [person] if new else [])

    def deliver(self, device: Device, team: bytes, source: Database | Writer) -> None:
        """The keys of a team for a computer of the desk, which isn't counted among its members."""
        team_entry = self.directory.teams[team]
        for number, keys in self._held(team, source):
            if (number, device.id) not in team_entry.sealed:
                self._seal(team_entry, number, keys, device, [])

    def _held(self, team: bytes, source: Database | Writer) -> list[tuple[int, list[TeamKey]]]:
        ring = organisation.keyring(source)
        for key in self.new_keys:
            ring.setdefault((key.team, key.number), []).append(key)
        return sorted((number, keys) for (id_, number), keys in ring.items() if id_ == team)

    def _seal(self, team: Team, number: int, keys: list[TeamKey], device: Device, members: list[bytes]) -> None:
        for key in keys:
            sealed = [[device.id, organisation.seal_key(key, device.receiving)]]
            self.say(people.TEAM, [team.id, team.name, number, team.sort, key.public, members, sealed])

    def rotate(self, team: Team) -> None:
        """A new key at once, for everybody whose computer is not withdrawn."""
        key = TeamKey(team.id, team.number + 1, fresh())
        self._say_team(key, team.name, team.sort, self._staying(team.members))

    def _staying(self, members: Collection[bytes]) -> list[bytes]:
        active = {device.person for device in self._active()}
        return [person for person in members if person in active]

    def enter(self, person: bytes, team: bytes, source: Database | Writer) -> None:
        """A person into a team, on all computers that count. A desk without the team's key gives it a new
        one first."""
        if not self._held(team, source):
            self.rotate(self.directory.teams[team])
        for device in self._active():
            if device.person == person:
                self.join(person, device, team, source)

    def leave(self, person: bytes, team: Team) -> None:
        """A person out of a team: it has a new key, without that person's computers."""
        if person not in team.members:
            return
        key = TeamKey(team.id, team.number + 1, fresh())
        self._say_team(key, team.name, team.sort, self._staying(team.members - {person}))

    def rename_team(self, team: Team, name: str) -> None:
        """Its key stays what it is, so no case has to be given to it again."""
        if team.name != name:
            version, *_ = self.directory.team_names.get(team.id, (0, b"", ""))
            self.say(people.NAMED, [team.id, name, version + 1])

    def judicial(self, person: bytes, number: str, day: str) -> None:
        """By which decision somebody is a judicial officer; "" for none."""
        if self.directory.judicial_decision(person) != (number, day):
            version, *_ = self.directory.capacities.get(person, (0, b"", "", ""))
            self.say(people.CAPACITY, [person, number, day, version + 1])

    def mend(self, source: Database | Writer) -> None:
        """No team's key is with a withdrawn computer, nor with one of somebody who is not in it any more,
        and each that should have it does: also where two registrars at once let somebody in and
        withdrew somebody."""
        devices = {device.id for device in self.directory.devices.values() if device.revoked}
        for team in list(self.directory.teams.values()):
            if team.personal:
                if team.members and bytes.fromhex(team.name) in devices:
                    # its computer was withdrawn: nobody is given anything by it
                    number = team.number + 1
                    self.say(people.TEAM, [team.id, team.name, number, team.sort, team.public, [], []])
                continue
            entitled = self._holders(team.members)
            missing = [device for device in entitled if device.id not in team.holders]
            team_keys = [
                key
                for number, keys in self._held(team.id, source)
                for key in keys
                if (number, key.public) == (team.number, team.public)
            ]
            strangers = team.holders - {device.id for device in entitled}
            if strangers or (missing and not team_keys):
                self.rotate(team)
            for missing_device in missing:  # and the keys that the team had before, for its older cases
                self.deliver(missing_device, team.id, source)

    def _say_team(self, key: TeamKey, name: str, sort: int, members: list[bytes]) -> None:
        devices = self._holders(members)
        sealed = [[device.id, organisation.seal_key(key, device.receiving)] for device in devices]
        self.new_keys.append(key)
        self.say(people.TEAM, [key.team, name, key.number, sort, key.public, sorted(members), sealed])

    def _holders(self, members: Collection[bytes]) -> list[Device]:
        """The computers of a team's members and of the desk."""
        return [device for device in self._active() if device.person in members or self._at_desk(device.person)]

    def _active(self) -> list[Device]:
        return [device for device in self.directory.devices.values() if not device.revoked]

    def _at_desk(self, person: bytes) -> bool:
        person_entry = self.directory.person(person)
        return person_entry is not None and person_entry.role == DESK


def last_of_person(database: Database, colleagues: Colleagues, person: bytes) -> list[tuple[bytes, bytes, int, bytes]]:
    """(stream, case, case_seq, id) of the last that each of a person's computers wrote in each case,
    as far as is known here."""
    return [
        (device.id, *position)
        for device in colleagues.organisation.devices.values()
        if device.person == person
        for position in last_in_cases(database, device.id)
    ]


def last_in_cases(database: Database, stream: bytes) -> list[tuple[bytes, int, bytes]]:
    """The last envelope of a stream in each case, as far as is known here; where it branches, the
    last of each branch."""
    rows = database.rows("SELECT case_id, case_seq, id, header FROM envelope WHERE stream = ? ORDER BY n", (stream,))
    followed = {Header.from_bytes(header).case_prev for _, _, _, header in rows}
    return [(case, number, id_) for case, number, id_, _ in rows if id_ not in followed]


def mend(session: Session, writer: Writer) -> None:
    """At a desk, when entries of others came: see `Book.mend`."""
    if keys := key_of(session):
        book = DirectorySigner.of(session.vault, keys)
        book.mend(writer)
        book.learn(writer)

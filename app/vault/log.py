"""The log: envelopes appended to a case, taken in from colleagues, and read again.

Appending chains, signs and seals; reading decrypts what was verified when it entered. `audit`
verifies everything again. Which teams may read a case stands in its grants (`app.vault.grants`)."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from app.seal import case_grant, envelope
from app.seal.directory import Team
from app.seal.envelope import Envelope, EnvelopeRefused, Header, Kind, LogPosition
from app.seal.keys import Secret, fresh
from app.seal.lineage import Lineage
from app.vault import apart, case_keys, grants, stand_ins
from app.vault.database import Database, Source, Writer
from app.vault.vault import Vault

_INSERT = (
    "INSERT INTO envelope (id, case_id, stream, seq, case_seq, kind, header, signature, body, "
    "arrived) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """An event as it stands in the log."""

    id: bytes
    header: Header
    event: bytes


# -- writing ---------------------------------------------------------------------------------


def append(
    writer: Writer,
    vault: Vault,
    case: bytes,
    event: bytes,
    *,
    restricted: bool = False,
    for_teams: Collection[bytes] = (),
) -> bytes:
    """Seal an event's canonical bytes as the case's next; its envelope's id.

    A case's first event is preceded by the grant of its key to the officer's own team, and to the
    home team unless it is restricted. `for_teams`: one of these can read it, if any ever could read the
    case: so who stood in reads that it has ended."""
    number, key = _key_of(writer, vault, case, for_teams) or _key_for_writing(
        writer, vault, case, restricted=restricted
    )
    sealed = envelope.seal_event(event, place(writer, vault, case), vault.device, key, number)
    insert(writer, vault, sealed)
    return sealed.id


def grant(writer: Writer, vault: Vault, case: bytes, teams: Iterable[Team]) -> bool:
    """Give teams every key of a case that they don't have yet; False where nothing was missing."""
    access, recipients = case_keys.access(writer, vault, case), list(teams)
    items: list[case_grant.Item] = []
    for number, keys in sorted(access.keys.items()):
        previous_key = access.keys[number - 1][0] if number > case_grant.FIRST else b""
        for key in keys:
            reader = access.readers.get(key, {})
            lack = [team for team in recipients if reader.get(team.id, 0) < team.number]
            items += grants.give(vault.keyring, case, number, key, previous_key, lack)
    if items:
        _say_grant(writer, vault, case, items, grants.first_key(access.keys, case))
    return bool(items)


def complete(writer: Writer, vault: Vault, case: bytes) -> bool:
    """Give every team that reads a case what it lacks: two colleagues at once may have given the
    case to another team and a new key to those that read it before."""
    access = case_keys.access(writer, vault, case)
    return _complete(writer, vault, case, access, stand_ins.over(writer, vault, case))


def _complete(writer: Writer, vault: Vault, case: bytes, access: grants.Access, ended_teams: Collection[bytes]) -> bool:
    lacking = [t for t in _reading(vault, access) if access.lack(t.id) and t.id not in ended_teams]
    return bool(lacking) and grant(writer, vault, case, lacking)


def _reading(vault: Vault, access: grants.Access) -> list[Team]:
    """The teams that read a case and still have members."""
    teams = vault.directory.organisation.teams
    return [teams[id_] for id_ in access.teams if id_ in teams and teams[id_].members]


def _key_of(writer: Writer, vault: Vault, case: bytes, teams: Collection[bytes]) -> tuple[int, Secret] | None:
    """The last of a case's keys that one of these teams has."""
    if not teams:
        return None
    access = case_keys.access(writer, vault, case)
    for number in sorted(access.keys, reverse=True):
        for key in access.keys[number]:
            if any(team in access.readers.get(key, {}) for team in teams):
                return number, key
    return None


def _key_for_writing(writer: Writer, vault: Vault, case: bytes, *, restricted: bool) -> tuple[int, Secret]:
    access = case_keys.access(writer, vault, case)
    teams = vault.directory.organisation.teams
    if not access.keys:
        if has(writer, case):
            raise case_keys.NoKeyYet
        home, key = teams.get(vault.home_team), vault.first_key(case)
        own_teams = [vault.own_team()] + ([home] if home and not restricted else [])
        items = grants.give(vault.keyring, case, case_grant.FIRST, key, b"", own_teams)
        _say_grant(writer, vault, case, items, key)
        return case_grant.FIRST, key
    number, key = _last_key(access)
    ended_teams = stand_ins.over(writer, vault, case)
    if _stands(vault, access, key, ended_teams):
        _complete(writer, vault, case, access, ended_teams)
        return number, key
    # somebody was withdrawn from a team that reads this case, or stood in until now: from here on it
    # has a new key
    own_teams = [team for team in _reading(vault, access) if team.id not in ended_teams]
    if vault.team.team not in [team.id for team in own_teams]:
        own_teams.append(vault.own_team())
    new = fresh()
    items = grants.give(vault.keyring, case, number + 1, new, key, own_teams)
    _say_grant(writer, vault, case, items, grants.first_key(access.keys, case))
    return number + 1, new


def key_of_all(vault: Vault, access: grants.Access) -> tuple[int, Secret] | None:
    """The key that the next event of a case is sealed under, where no team of the case lacks one, nobody was
    withdrawn from one, and nobody stands in; None where that is to be looked at first."""
    if not access.keys or any(access.lack(team.id) for team in _reading(vault, access)):
        return None
    number, key = _last_key(access)
    return (number, key) if _stands(vault, access, key, ()) else None


def _last_key(access: grants.Access) -> tuple[int, Secret]:
    number = max(access.keys)
    return number, access.keys[number][0]


def _stands(vault: Vault, access: grants.Access, key: Secret, ended_teams: Collection[bytes]) -> bool:
    """May all who have a key go on reading what is written under it?"""
    teams, reader = vault.directory.organisation.teams, access.readers.get(key, {})
    return not any(id_ in ended_teams or (id_ in teams and teams[id_].number > last) for id_, last in reader.items())


def _say_grant(writer: Writer, vault: Vault, case: bytes, items: Sequence[case_grant.Item], first_key: bytes) -> None:
    body = case_grant.write(case, vault.stream, items, first_key)
    at = place(writer, vault, case)
    insert(writer, vault, envelope.seal_public(body, Kind.GRANT, at, vault.device))


def place(writer: Writer, vault: Vault, case: bytes) -> LogPosition:
    seq, prev = last_of_stream(writer, vault)
    case_seq, case_prev = writer.row(
        # by the case's index (+): a stream is far longer than a case
        "SELECT case_seq, id FROM envelope WHERE case_id = ? AND +stream = ? ORDER BY case_seq DESC, n LIMIT 1",
        (case, vault.stream),
    ) or (0, bytes(32))
    return LogPosition(case, vault.stream, seq, prev, case_seq, case_prev)


def last_of_stream(writer: Writer, vault: Vault) -> tuple[int, bytes]:
    """Number and id of the last envelope that this computer wrote."""
    seq, id_ = writer.row(
        "SELECT seq, id FROM envelope WHERE stream = ? ORDER BY seq DESC, n LIMIT 1", (vault.stream,)
    ) or (0, bytes(32))
    return int(seq), bytes(id_)


def insert(writer: Writer, vault: Vault, envelope: Envelope) -> None:
    insert_all(writer, vault, [(envelope.id, envelope)])


def insert_all(writer: Writer, vault: Vault, envelopes: Iterable[tuple[bytes, Envelope]]) -> None:
    now = vault.now()
    writer.run_all(_INSERT, [_row(id_, envelope, now) for id_, envelope in envelopes])


def _row(id_: bytes, envelope: Envelope, now: int) -> tuple[object, ...]:
    head = envelope.header
    return (
        id_, head.case, head.stream, head.seq, head.case_seq, head.kind,
        envelope.header_bytes, envelope.signature, envelope.body, now,
    )  # fmt: skip


# -- reading ---------------------------------------------------------------------------------


def events(
    database: Database,
    vault: Vault,
    case: bytes,
    ids: Iterable[bytes] | None = None,
    damaged: list[bytes] | None = None,
) -> list[LoggedEvent]:
    """The events of a case that this vault can read, in the order in which they arrived. `ids`:
    these alone. EnvelopeRefused where one is damaged, or its id goes into `damaged`."""
    keys = case_keys.openers_of(case_keys.access(database, vault, case).keys)
    logged_events = []
    for row in _events(database, case, ids):
        try:
            envelope = case_keys.stored(row)
            if openers := keys.get(envelope.header.key_number):
                logged_events.append(LoggedEvent(row[0], envelope.header, case_keys.opened(envelope, openers)))
        except EnvelopeRefused:
            if damaged is None:
                raise
            damaged.append(row[0])
    return logged_events


def _events(database: Database, case: bytes, ids: Iterable[bytes] | None) -> Iterator[Sequence[Any]]:
    if ids is None:
        yield from database.rows(
            f"{case_keys.STORED} WHERE case_id = ? AND kind = ? AND body <> x'' ORDER BY n", (case, int(Kind.EVENT))
        )
        return
    for id_ in ids:
        yield from database.rows(f"{case_keys.STORED} WHERE id = ?", (id_,))


def event_sizes(database: Database, case: bytes) -> list[tuple[bytes, int]]:
    """(id, bytes of its body) of the events of a case, in the order in which they arrived; without
    those that were erased."""
    rows: list[tuple[bytes, int]] = database.rows(
        "SELECT id, length(body) FROM envelope WHERE case_id = ? AND kind = ? AND body <> x'' ORDER BY n",
        (case, int(Kind.EVENT)),
    )
    return rows


def destroyed_grants(database: Database, case: bytes) -> int:
    """How many grants of a case were erased: what was read with their keys can be read no more."""
    return database.number(
        "SELECT count(*) FROM envelope INDEXED BY envelope_grant WHERE case_id = ? AND kind = 2 AND body = x''", (case,)
    )


def cases(database: Database, vault: Vault) -> list[bytes]:
    """Every case that has an envelope here, and every log of keys (app.seal.case_grant.is_key_log); neither
    the vault's own journal nor what teams share."""
    rows = database.rows("SELECT DISTINCT case_id FROM envelope ORDER BY case_id")
    excluded = {vault.id, *shares(vault)}
    return [row[0] for row in rows if row[0] not in excluded]


def shares(vault: Vault) -> set[bytes]:
    """What teams share is kept like a case with the team's id. An officer's own team shares nothing:
    its id was chosen on the officer's computer."""
    return {team.id for team in vault.directory.organisation.teams.values() if not team.personal}


def count(database: Database) -> int:
    return database.number("SELECT count(*) FROM envelope WHERE kind = ?", (int(Kind.EVENT),))


def readers(database: Database, vault: Vault, case: bytes) -> dict[bytes, int]:
    """The teams that read a case, and the number of the team's key that it is wrapped for."""
    return case_keys.access(database, vault, case).teams


def granted(source: Source, vault: Vault, case: bytes) -> dict[bytes, int]:
    """The teams that ever had a key of a case, and the lowest number of a team's key that one was wrapped
    for: whoever holds that key, or a later one, could read it."""
    access, numbers = case_keys.access(source, vault, case), dict[bytes, int]()
    for item in case_keys.items(source, case):
        if access.proves(case, item):
            numbers[item.team] = min(numbers.get(item.team, item.team_number), item.team_number)
    return numbers


def lineage(source: Source) -> Lineage:
    """What named envelopes follow, of what is here and of what waits."""
    return Lineage(lambda id_: _header(source, id_))


def _header(source: Source, id_: bytes) -> Header | None:
    """A header by its id, which is its hash: also of what still waits."""
    if row := source.row(f"{case_keys.STORED} WHERE id = ?", (id_,)):
        return case_keys.stored(row).header
    row = source.row("SELECT raw FROM waiting WHERE about = ?", (id_,))
    return envelope.peek_unverified(row[0]).header if row else apart.header(source, id_)


def has(source: Source, case: bytes) -> bool:
    return source.has("SELECT 1 FROM envelope WHERE case_id = ? LIMIT 1", (case,))

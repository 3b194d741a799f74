"""The log: envelopes appended to a case, taken in from colleagues, and read again.

Appending chains, signs and seals; reading decrypts what was verified when it entered. `audit`
verifies everything again. Which teams may read a case stands in its grants (`app.vault.grants`).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from app.disk import SystemRefusal
from app.errors import N_, SanadError
from app.seal import canonical, case_grant, envelope, erasure
from app.seal.budgets import OverBudget, Used
from app.seal.directory import Device, Team
from app.seal.envelope import (
    CertificateExpired,
    CheckedEnvelope,
    Envelope,
    EnvelopeRefused,
    Header,
    Kind,
    Opener,
    Place,
)
from app.seal.keys import Secret, digest, fresh
from app.seal.lineage import Lineage
from app.vault import apart, grants, purge
from app.vault.database import Database, Writer
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


@dataclass(eq=False)
class NoKeyYet(EnvelopeRefused):
    """An envelope whose case's key has not arrived."""

    problem: str = N_("the key of its case has not arrived yet")


@dataclass(eq=False)
class OrderNotHere(NoKeyYet):
    """An envelope without its body, and no order here that it be destroyed."""

    problem: str = N_("its content was erased, and the order for that has not arrived yet")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a case's log. `kind`: damaged, unknown author, withdrawn author, former
    role, fork, missing, unreadable."""

    kind: str
    envelope: bytes
    stream: bytes


# -- writing ---------------------------------------------------------------------------------


def append(
    writer: Writer, vault: Vault, case: bytes, event: bytes, *, restricted: bool = False
) -> bytes:
    """Seal an event's canonical bytes as the case's next; its envelope's id.

    A case's first event is preceded by the grant of its key to the officer's own team, and to the
    home team unless it is restricted.
    """
    number, key = _key_for_writing(writer, vault, case, restricted=restricted)
    sealed = envelope.seal_event(event, place(writer, vault, case), vault.device, key, number)
    insert(writer, vault, sealed)
    return sealed.id


def grant(writer: Writer, vault: Vault, case: bytes, teams: Iterable[Team]) -> bool:
    """Give teams every key of a case that they don't have yet; False where nothing was missing."""
    access, recipients = _access(writer, vault, case), list(teams)
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
    access = _access(writer, vault, case)
    return grant(writer, vault, case, [t for t in _reading(vault, access) if access.lack(t.id)])


def _reading(vault: Vault, access: grants.Access) -> list[Team]:
    """The teams that read a case and still have members."""
    teams = vault.directory.organisation.teams
    return [teams[id_] for id_ in access.teams if id_ in teams and teams[id_].members]


def _key_for_writing(
    writer: Writer, vault: Vault, case: bytes, *, restricted: bool
) -> tuple[int, Secret]:
    access = _access(writer, vault, case)
    teams = vault.directory.organisation.teams
    if not access.keys:
        if _is_here(writer, case):
            raise NoKeyYet
        home, key = teams.get(vault.home_team), vault.unborn.get(case) or fresh()
        own_teams = [vault.own_team()] + ([home] if home and not restricted else [])
        items = grants.give(vault.keyring, case, case_grant.FIRST, key, b"", own_teams)
        _say_grant(writer, vault, case, items, key)
        return case_grant.FIRST, key
    number = max(access.keys)
    key = access.keys[number][0]
    reader = access.readers.get(key, {})
    if not any(id_ in teams and teams[id_].number > last for id_, last in reader.items()):
        complete(writer, vault, case)
        return number, key
    # somebody was withdrawn from a team that reads this case: from here on it has a new key
    own_teams = _reading(vault, access)
    if vault.team.team not in [team.id for team in own_teams]:
        own_teams.append(vault.own_team())
    new = fresh()
    items = grants.give(vault.keyring, case, number + 1, new, key, own_teams)
    _say_grant(writer, vault, case, items, grants.first_key(access.keys, case))
    return number + 1, new


def _say_grant(
    writer: Writer, vault: Vault, case: bytes, items: Sequence[case_grant.Item], first_key: bytes
) -> None:
    body = case_grant.write(case, vault.stream, items, first_key)
    at = place(writer, vault, case)
    insert(writer, vault, envelope.seal_public(body, Kind.GRANT, at, vault.device))


def place(writer: Writer, vault: Vault, case: bytes) -> Place:
    seq, prev = writer.row(
        "SELECT seq, id FROM envelope WHERE stream = ? ORDER BY seq DESC, n LIMIT 1",
        (vault.stream,),
    ) or (0, bytes(32))
    case_seq, case_prev = writer.row(
        # by the case's index (+): a stream is far longer than a case
        "SELECT case_seq, id FROM envelope WHERE case_id = ? AND +stream = ? "
        "ORDER BY case_seq DESC, n LIMIT 1",
        (case, vault.stream),
    ) or (0, bytes(32))
    return Place(case, vault.stream, seq, prev, case_seq, case_prev)


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


# -- taking in -------------------------------------------------------------------------------

Dated = Callable[[bytes], int]
_AT_ONCE = 128  # ids asked for in one statement
_HERE = f"SELECT id FROM envelope WHERE id IN ({', '.join('?' * _AT_ONCE)})"  # noqa: S608
_GONE = f"SELECT id, case_id FROM erased WHERE id IN ({', '.join('?' * _AT_ONCE)})"  # noqa: S608


class Intake:
    """Takes colleagues' envelopes in, in one transaction; the order doesn't matter. What the database is
    asked for each is asked once for all. `flush` lays what was taken: before anybody else looks, and
    at the end. `dated` reads the time that an event claims; `ids`: of what is to come."""

    def __init__(self, writer: Writer, vault: Vault, dated: Dated, ids: Sequence[bytes]) -> None:
        self.writer, self.vault, self._dated = writer, vault, dated
        self._here = {row[0] for row in _asked(writer, _HERE, ids)} | apart.here(writer, ids)
        self._gone = set(_asked(writer, _GONE, ids))
        self._disposed = apart.disposed(writer, ids)
        self._used: dict[tuple[bytes, bytes], Used] = {}
        self._counted: set[tuple[bytes, bytes]] = set()  # whose orders are in `_used`
        self._apart: dict[tuple[bytes, bytes], int] = {}  # bytes
        self._cases: dict[bytes, bool] = {}
        self._access: dict[bytes, grants.Access] = {}
        self._openers: dict[Secret, Opener] = {}
        self._taken: list[tuple[bytes, Envelope]] = []
        self._lineage = lineage(writer)

    def receive(self, looked: CheckedEnvelope) -> bool:
        """False if it is here already. AuthorUnknown, NoKeyYet and LaterMissing may resolve
        themselves when more arrives; AuthorWithdrawn, CertificateExpired and EnvelopeRefused are
        for the desk, as is OverBudget, which was kept apart."""
        if looked.id in self._here:
            return False
        sealed = looked.told
        place = looked.id, sealed.header.case
        if sealed.header.kind == Kind.ERASE:  # of these, open orders alone can be put away
            is_order = not sealed.body or erasure.sort_of(sealed.body) == erasure.ORDER
            is_erased = is_order and place in self._disposed
        else:
            is_erased = place in self._gone
        if is_erased or not sealed.body:
            self._standing(
                sealed, envelope.check_header(sealed, self.vault.directory, looked.holds)
            )
            if not is_erased:
                raise OrderNotHere
            sealed = replace(sealed, body=b"")
        else:
            device = envelope.check_envelope(sealed, self.vault.directory, looked.holds)
            self._standing(sealed, device)
            self._readable(sealed, device)
            if not self._has_room(sealed):
                self._keep_apart(looked.id, sealed)
                return False
        self._here.add(looked.id)
        self._taken.append((looked.id, sealed))
        self._cases[sealed.header.case] = True
        return True

    def _has_room(self, sealed: Envelope) -> bool:
        """Count one more of its author's in its case, if there is room. Own records always have."""
        head, size = sealed.header, len(sealed.body)
        if head.stream in self.vault.directory.own.devices:
            return True
        place = head.case, head.stream
        if place not in self._used:
            self._used[place] = apart.used(self.writer, *place)
        used = self._used[place]
        is_order = is_statement = False
        if head.kind == Kind.ERASE:
            if place not in self._counted:
                self._counted.add(place)
                self.flush()
                used.orders, used.statements = apart.count_statements(self.writer, *place)
            is_order = erasure.sort_of(sealed.body) == erasure.ORDER
            is_statement = not is_order
        if not used.has_room(self.vault.budget, size, order=is_order, statement=is_statement):
            return False
        used.add(size, order=is_order, statement=is_statement)
        return True

    def _keep_apart(self, id_: bytes, sealed: Envelope) -> None:
        """OverBudget, unless the desk has put it away already."""
        place = sealed.header.case, sealed.header.stream
        if place not in self._apart:
            self._apart[place] = apart.size_of(self.writer, *place)
        is_disposed = (id_, sealed.header.case) in self._disposed
        if is_disposed or self._apart[place] + len(sealed.body) > apart.MOST:
            sealed = replace(sealed, body=b"")
        self._apart[place] += len(sealed.body)
        apart.keep(self.writer, id_, sealed)
        self._here.add(id_)
        if not is_disposed:
            raise OverBudget

    def flush(self) -> None:
        if self._taken:
            insert_all(self.writer, self.vault, self._taken)
        self._taken = []

    def _standing(self, sealed: Envelope, device: Device) -> None:
        if device.known is not None:
            self.flush()
        envelope.check_standing(sealed, device, self._lineage)

    def _readable(self, envelope: Envelope, device: Device) -> None:
        case, kind = envelope.header.case, envelope.header.kind
        if kind == Kind.GRANT:
            self._access[case] = self._granted(case, case_grant.read(envelope.body))
        elif kind == Kind.EVENT:
            keys = self._keys(case).get(envelope.header.key_number)
            if not keys:
                raise NoKeyYet
            event = _opened(envelope, [self._opener(key) for key in keys])
            if device.until and self._dated(event) > device.until:
                raise CertificateExpired
        elif kind != Kind.ERASE and not self.has(case):
            raise NoKeyYet

    def _granted(self, case: bytes, items: list[case_grant.Item]) -> grants.Access:
        self.flush()
        access = grants.access(self.vault.keyring, case, [*_grants(self.writer, case), *items])
        if not any(access.proves(case, item) for item in items):
            raise NoKeyYet
        return access

    def _keys(self, case: bytes) -> grants.Keys:
        if case not in self._access:
            self._access[case] = _access(self.writer, self.vault, case)
        return self._access[case].keys

    def _opener(self, key: Secret) -> Opener:
        if key not in self._openers:
            self._openers[key] = Opener(key)
        return self._openers[key]

    def has(self, case: bytes) -> bool:
        """Is something of a case here, or taken just now?"""
        return self._cases.get(case, False) or _is_here(self.writer, case)


def receive(writer: Writer, vault: Vault, raw: bytes, dated: Dated) -> bool:
    """Take one envelope in, as `Intake` does."""
    looked = CheckedEnvelope.at(raw, vault.directory)
    intake = Intake(writer, vault, dated, [looked.id])
    new = intake.receive(looked)
    intake.flush()
    return new


def _asked(writer: Writer, statement: str, ids: Sequence[bytes]) -> Iterator[tuple[bytes, ...]]:
    for start in range(0, len(ids), _AT_ONCE):
        batch = ids[start : start + _AT_ONCE]
        yield from writer.rows(statement, [*batch, *[None] * (_AT_ONCE - len(batch))])


def _erased(source: Database | Writer, envelope: Envelope) -> bool:
    """Was its body destroyed by order, or that of an order put away, here or before it came?"""
    if envelope.header.kind == Kind.ERASE:
        return bool(apart.disposed(source, [envelope.id]))
    row = source.row(
        "SELECT 1 FROM erased WHERE id = ? AND case_id = ?", (envelope.id, envelope.header.case)
    )
    return row is not None


def keep_waiting(
    writer: Writer, vault: Vault, raw: bytes, reason: str, envelope_id: bytes = b""
) -> None:
    """Keep what can't be used yet, or was refused: it is tried again when more is known. `envelope_id`:
    the id of an envelope."""
    writer.run(
        "INSERT INTO waiting (id, raw, about, why, arrived) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET why = excluded.why",
        (digest(raw), raw, envelope_id, reason, vault.now()),
    )


def grants_waiting(source: Database | Writer) -> list[tuple[Envelope, int]]:
    """Grants that can't be used yet, for want of a team's key, and when each came."""
    rows: Sequence[tuple[bytes, int]] = source.rows(
        "SELECT raw, arrived FROM waiting WHERE why = ? ORDER BY arrived, id", (NoKeyYet.kind(),)
    )
    peeked = ((envelope.peek_unverified(raw), arrived) for raw, arrived in rows)
    return [(sealed, arrived) for sealed, arrived in peeked if sealed.header.kind == Kind.GRANT]


def waiting(source: Database | Writer) -> list[tuple[bytes, bytes, str]]:
    """(id, bytes, why) of what waits, the oldest first."""
    rows: list[tuple[bytes, bytes, str]] = source.rows(
        "SELECT id, raw, why FROM waiting ORDER BY arrived, id"
    )
    return rows


def no_longer_waiting(writer: Writer, id_: bytes) -> None:
    writer.run("DELETE FROM waiting WHERE id = ?", (id_,))


def _is_here(writer: Writer, case: bytes) -> bool:
    return writer.row("SELECT 1 FROM envelope WHERE case_id = ? LIMIT 1", (case,)) is not None


# -- reading ---------------------------------------------------------------------------------


def events(
    database: Database, vault: Vault, case: bytes, ids: Iterable[bytes] | None = None
) -> list[LoggedEvent]:
    """The events of a case that this vault can read, in the order in which they arrived. `ids`:
    these alone."""
    keys = _openers(_access(database, vault, case).keys)
    logged_events = []
    for id_, header, signature, body in _events(database, case, ids):
        envelope = Envelope(Header.from_bytes(header), header, signature, body)
        if openers := keys.get(envelope.header.key_number):
            logged_events.append(LoggedEvent(id_, envelope.header, _opened(envelope, openers)))
    return logged_events


_COLUMNS = "SELECT id, header, signature, body FROM envelope "


def _events(
    database: Database, case: bytes, ids: Iterable[bytes] | None
) -> Iterator[tuple[bytes, bytes, bytes, bytes]]:
    if ids is None:
        yield from database.rows(
            f"{_COLUMNS} WHERE case_id = ? AND kind = ? AND body <> x'' ORDER BY n",
            (case, int(Kind.EVENT)),
        )
        return
    for id_ in ids:
        yield from database.rows(f"{_COLUMNS} WHERE id = ?", (id_,))


def event_sizes(database: Database, case: bytes) -> list[tuple[bytes, int]]:
    """(id, bytes of its body) of the events of a case, in the order in which they arrived; without
    those that were erased."""
    rows: list[tuple[bytes, int]] = database.rows(
        "SELECT id, length(body) FROM envelope WHERE case_id = ? AND kind = ? AND body <> x'' "
        "ORDER BY n",
        (case, int(Kind.EVENT)),
    )
    return rows


def cases(database: Database, vault: Vault) -> list[bytes]:
    """Every case that has an envelope here; neither the vault's own journal nor what teams share."""
    rows = database.rows("SELECT DISTINCT case_id FROM envelope ORDER BY case_id")
    excluded = {vault.id, *shares(vault)}
    return [row[0] for row in rows if row[0] not in excluded]


def shares(vault: Vault) -> set[bytes]:
    """What teams share is kept like a case with the team's id. An officer's own team shares nothing:
    its id was chosen on the officer's computer."""
    return {team.id for team in vault.directory.organisation.teams.values() if not team.personal}


def count(database: Database) -> int:
    row = database.row("SELECT count(*) FROM envelope WHERE kind = ?", (int(Kind.EVENT),))
    return int(row[0]) if row else 0


def readers(database: Database, vault: Vault, case: bytes) -> dict[bytes, int]:
    """The teams that read a case, and the number of the team's key that it is wrapped for."""
    return _access(database, vault, case).teams


def granted(source: Database | Writer, vault: Vault, case: bytes) -> dict[bytes, int]:
    """The teams that ever had a key of a case, and the lowest number of a team's key that one was wrapped
    for: whoever holds that key, or a later one, could read it."""
    access, lowest_numbers = _access(source, vault, case), dict[bytes, int]()
    for item in _grants(source, case):
        if access.proves(case, item):
            lowest_numbers[item.team] = min(
                lowest_numbers.get(item.team, item.team_number), item.team_number
            )
    return lowest_numbers


def key_numbers(database: Database, case: bytes) -> list[int]:
    return sorted({item.number for item in _grants(database, case)})


# -- looking over ----------------------------------------------------------------------------


def audit(database: Database, vault: Vault) -> Iterator[SanadError]:
    """Verify every signature and body, and the whole chain of what this vault wrote itself; what
    doesn't hold, one condition each."""
    devices = set(vault.directory.own.devices)
    for (stream,) in database.rows("SELECT DISTINCT stream FROM envelope"):
        last: tuple[int, bytes] = (0, bytes(32))
        for sealed in _envelopes(database, "stream = ? ORDER BY seq, n", (stream,)):
            if isinstance(sealed, SanadError):
                yield sealed
                continue
            try:
                _check(database, sealed, vault)
            except SanadError as error:
                yield error
                continue
            if stream in devices:
                if (sealed.header.seq, sealed.header.prev) != (last[0] + 1, last[1]):
                    yield EnvelopeRefused(envelope.OUT_OF_CHAIN)
                last = sealed.header.seq, sealed.id


def is_damaged(database: Database, vault: Vault, case: bytes) -> bool:
    """Is one of a case's records not to be read, or not as it was signed?"""
    try:
        for envelope in _envelopes(database, "case_id = ? ORDER BY n", (case,)):
            if isinstance(envelope, SanadError):
                return True
            _check(database, envelope, vault)
    except SystemRefusal:
        raise
    except SanadError:
        return True
    return False


def verify(database: Database, vault: Vault, case: bytes) -> tuple[int, list[Problem]]:
    """How many envelopes a case has here, and what is wrong: every signature, author, body and
    place looked at again."""
    problems: list[Problem] = []
    keys = _openers(_access(database, vault, case).keys)
    places: dict[tuple[bytes, int], list[Envelope]] = {}
    number, descent = 0, lineage(database)
    for record in _envelopes(database, "case_id = ? ORDER BY n", (case,)):
        number += 1
        if isinstance(record, SanadError):
            problems.append(Problem("damaged", b"", b""))
            continue
        head = record.header
        places.setdefault((head.stream, head.case_seq), []).append(record)
        if wrong := _wrong(database, record, vault, keys, descent):
            problems.append(Problem(wrong, record.id, head.stream))
    kept_apart = set(apart.ids_of(database, case))
    return number, [*problems, *_misplaced(places, kept_apart)]


def _wrong(
    database: Database, sealed: Envelope, vault: Vault, keys: Mapping[int, Sequence[Opener]],
    descent: Lineage,
) -> str:  # fmt: skip
    try:
        device = _check(database, sealed, vault)
        if not sealed.body:
            pass
        elif sealed.header.kind == Kind.GRANT:
            case_grant.read(sealed.body)
        elif sealed.header.kind == Kind.EVENT:
            openers = keys.get(sealed.header.key_number)
            if not openers:
                return "unreadable"
            canonical.decode(_opened(sealed, openers))
        envelope.check_standing(sealed, device, descent)
        if vault.directory.organisation.is_after_role(sealed.header, sealed.id, descent):
            return "former role"
    except envelope.AuthorUnknown:
        return "unknown author"
    except (envelope.AuthorWithdrawn, envelope.LaterMissing):
        return "withdrawn author"
    except SanadError:
        return "damaged"
    return ""


def _check(database: Database, sealed: Envelope, vault: Vault) -> Device:
    """As `check_envelope`; of what was erased by order or cleared here, what is left of it."""
    if not sealed.body and (_erased(database, sealed) or purge.is_away(database, sealed.id)):
        return envelope.check_header(sealed, vault.directory)
    return envelope.check_envelope(sealed, vault.directory)


def _misplaced(
    places: dict[tuple[bytes, int], list[Envelope]], kept_apart: set[bytes]
) -> Iterator[Problem]:
    """Two in one place, or one whose predecessor in this case isn't here, nor kept apart."""
    for (stream, number), envelopes in places.items():
        if len(envelopes) > 1:
            yield from (Problem("fork", envelope.id, stream) for envelope in envelopes)
        place = {envelope.id for envelope in places.get((stream, number - 1), [])}
        for sealed in envelopes:
            previous_id = sealed.header.case_prev
            if (
                (previous_id not in place and previous_id not in kept_apart)
                if number > 1
                else any(sealed.header.case_prev)
            ):
                yield Problem("missing", sealed.id, stream)


def forks(database: Database, case: bytes) -> list[bytes]:
    """The streams that have two envelopes in one place of this case."""
    rows = database.rows(
        "SELECT DISTINCT stream FROM envelope WHERE case_id = ? "
        "GROUP BY stream, case_seq HAVING count(*) > 1",
        (case,),
    )
    return [row[0] for row in rows]


def _envelopes(
    database: Database, condition: str, values: Sequence[object]
) -> Iterator[Envelope | SanadError]:
    for id_, header, signature, body in database.rows(
        f"SELECT id, header, signature, body FROM envelope WHERE {condition}",  # noqa: S608
        values,
    ):
        try:
            envelope = Envelope(Header.from_bytes(header), header, signature, body)
            if envelope.id != id_:
                raise EnvelopeRefused
            yield envelope
        except SanadError as error:
            yield error


# -- keys ------------------------------------------------------------------------------------


def _access(source: Database | Writer, vault: Vault, case: bytes) -> grants.Access:
    """The case's keys as far as this vault's teams were granted them, and who else has them."""
    mark = (
        case,
        tuple(
            source.rows(
                "SELECT id, length(body) FROM envelope INDEXED BY envelope_grant "
                "WHERE case_id = ? AND kind = 2 ORDER BY n",
                (case,),
            )
        ),
    )
    memo = vault.memo
    if memo and memo[0] == mark and memo[1] is vault.keyring:
        access: grants.Access = memo[2]
        return access
    new_access = grants.access(vault.keyring, case, _grants(source, case))
    vault.memo = mark, vault.keyring, new_access
    return new_access


def _grants(source: Database | Writer, case: bytes) -> list[case_grant.Item]:
    """Every item of every grant of a case, as they came."""
    rows: Sequence[tuple[bytes]] = source.rows(
        "SELECT body FROM envelope INDEXED BY envelope_grant "
        "WHERE case_id = ? AND kind = 2 AND body <> x'' ORDER BY n",
        (case,),
    )
    return [item for (body,) in rows for item in case_grant.read(body)]


def lineage(source: Database | Writer) -> Lineage:
    """What named envelopes follow, of what is here and of what waits."""
    return Lineage(lambda id_: _header(source, id_))


def _header(source: Database | Writer, id_: bytes) -> Header | None:
    """A header by its id, which is its hash: also of what still waits."""
    if row := source.row("SELECT header FROM envelope WHERE id = ?", (id_,)):
        return Header.from_bytes(row[0])
    row = source.row("SELECT raw FROM waiting WHERE about = ?", (id_,))
    return envelope.peek_unverified(row[0]).header if row else apart.header(source, id_)


def _opened(envelope: Envelope, keys: Sequence[Opener]) -> bytes:
    """With the key that fits; EnvelopeRefused where none does."""
    for key in keys[:-1]:
        try:
            return key.open(envelope)
        except EnvelopeRefused:
            continue
    return keys[-1].open(envelope)


def _openers(keys: grants.Keys) -> dict[int, list[Opener]]:
    return {number: [Opener(key) for key in secrets] for number, secrets in keys.items()}

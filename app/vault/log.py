"""The log: envelopes appended to a case, taken in from colleagues, and read again.

Appending chains, signs and seals; reading decrypts what was verified when it entered. `audit`
verifies everything again. Which teams may read a case stands in its grants.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.errors import N_, SanadError
from app.seal import canonical, envelope
from app.seal.directory import Team
from app.seal.envelope import CertificateExpired, Envelope, EnvelopeRefused, Header, Kind, Place
from app.seal.keys import Secret, fresh
from app.vault import organisation
from app.vault.database import Database, Writer
from app.vault.vault import Vault

_INSERT = (
    "INSERT INTO envelope (id, case_id, stream, seq, case_seq, kind, header, signature, body, "
    "arrived) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_FIRST_KEY = 1
Keys = dict[int, list[Secret]]  # by number; more than one only where colleagues rotated at once


@dataclass(frozen=True, slots=True)
class Written:
    """An event as it stands in the log."""

    id: bytes
    header: Header
    event: bytes


@dataclass(eq=False)
class NoKeyYet(EnvelopeRefused):
    """An envelope whose case's key has not arrived."""

    problem: str = N_("the key of its case has not arrived yet")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a case's log. `kind`: damaged, unknown author, withdrawn author, fork,
    missing, unreadable."""

    kind: str
    envelope: bytes
    stream: bytes


# -- writing ---------------------------------------------------------------------------------


def append(
    writer: Writer, vault: Vault, case: bytes, event: bytes, *, restricted: bool = False
) -> bytes:
    """Seal an event's canonical bytes as the case's next; its envelope's id.

    A case's first event is preceded by the grant of its key to the officer's own team, and to the
    home team unless it is restricted. The caller calls `vault.say_head()` after the transaction.
    """
    number, key = _key_for_writing(writer, vault, case, restricted=restricted)
    made = envelope.seal_event(event, _place(writer, vault, case), vault.device, key, number)
    _insert(writer, made)
    return made.id


def grant(writer: Writer, vault: Vault, case: bytes, teams: Iterable[Team]) -> bool:
    """Give teams every key of a case that they don't have yet; False where nothing was missing."""
    readers = _readers(_grants(writer, case))
    items = [
        organisation.wrapped(vault.keyring, team, case, number, keys[0])
        for number, keys in sorted(_keys(writer, vault, case).items())
        for team in teams
        if readers.get(number, {}).get(team.id, 0) < team.number
    ]
    if items:
        _say_grant(writer, vault, case, items)
    return bool(items)


def _key_for_writing(
    writer: Writer, vault: Vault, case: bytes, *, restricted: bool
) -> tuple[int, Secret]:
    keys = _keys(writer, vault, case)
    teams = vault.directory.organisation.teams
    if not keys:
        home = teams.get(vault.home_team)
        to = [vault.own_team()] + ([home] if home and not restricted else [])
        return _new_key(writer, vault, case, _FIRST_KEY, to)
    number = max(keys)
    readers = _readers(_grants(writer, case)).get(number, {})
    behind = any(id_ in teams and teams[id_].number > had for id_, had in readers.items())
    if not behind:
        return number, keys[number][0]
    # somebody was withdrawn from a team that reads this case: from here on it has a new key
    to = [teams[id_] for id_ in readers if id_ in teams and teams[id_].members]
    if vault.team.team not in [team.id for team in to]:
        to.append(vault.own_team())
    return _new_key(writer, vault, case, number + 1, to)


def _new_key(
    writer: Writer, vault: Vault, case: bytes, number: int, to: Sequence[Team]
) -> tuple[int, Secret]:
    key = fresh()
    items = [organisation.wrapped(vault.keyring, team, case, number, key) for team in to]
    _say_grant(writer, vault, case, items)
    return number, key


def _say_grant(writer: Writer, vault: Vault, case: bytes, items: list[list[bytes | int]]) -> None:
    place = _place(writer, vault, case)
    body = canonical.encode(items)
    _insert(writer, envelope.seal_public(body, Kind.GRANT, place, vault.device))


def _place(writer: Writer, vault: Vault, case: bytes) -> Place:
    seq, prev = writer.row(
        "SELECT seq, id FROM envelope WHERE stream = ? ORDER BY seq DESC, n LIMIT 1",
        (vault.stream,),
    ) or (0, bytes(32))
    case_seq, case_prev = writer.row(
        "SELECT case_seq, id FROM envelope WHERE case_id = ? AND stream = ? "
        "ORDER BY case_seq DESC, n LIMIT 1",
        (case, vault.stream),
    ) or (0, bytes(32))
    return Place(case, vault.stream, seq, prev, case_seq, case_prev)


def _insert(writer: Writer, made: Envelope) -> None:
    head = made.header
    writer.run(
        _INSERT,
        (made.id, head.case, head.stream, head.seq, head.case_seq, head.kind,
         made.header_bytes, made.signature, made.body, int(time.time())),
    )  # fmt: skip


# -- taking in -------------------------------------------------------------------------------


def receive(writer: Writer, vault: Vault, raw: bytes, dated: Callable[[bytes], int]) -> bool:
    """Take a colleague's envelope in; False if it is here already. The order doesn't matter.

    `dated` reads the time that an event claims. AuthorUnknown and NoKeyYet may resolve themselves
    when more arrives; AuthorWithdrawn, CertificateExpired and EnvelopeRefused are for the desk.
    """
    told = envelope.peek_unverified(raw)
    if writer.row("SELECT 1 FROM envelope WHERE id = ?", (told.id,)):
        return False
    device = envelope.check_envelope(told, vault.directory)
    envelope.check_standing(told, device)
    case = told.header.case
    if told.header.kind == Kind.GRANT:
        items = _items(told.body)
        ours = any((team, number) in vault.keyring for team, number, _, _ in items)
        if not ours and not _is_here(writer, case):
            raise NoKeyYet
    elif told.header.kind == Kind.EVENT:
        keys = _keys(writer, vault, case).get(told.header.key_number)
        if not keys:
            raise NoKeyYet
        event = _opened(told, keys)
        if device.until and dated(event) > device.until:
            raise CertificateExpired
    elif not _is_here(writer, case):
        raise NoKeyYet
    _insert(writer, told)
    return True


def keep_waiting(writer: Writer, id_: bytes, raw: bytes, why: str) -> None:
    """Keep what can't be used yet, or was refused: it is tried again when more is known."""
    writer.run(
        "INSERT INTO waiting (id, raw, why, arrived) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET why = excluded.why",
        (id_, raw, why, int(time.time())),
    )


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


def events(database: Database, vault: Vault, case: bytes) -> list[Written]:
    """The events of a case that this vault can read, in the order in which they arrived."""
    keys = _keys(database, vault, case)
    found = []
    for id_, header, signature, body in database.rows(
        "SELECT id, header, signature, body FROM envelope WHERE case_id = ? AND kind = ? ORDER BY n",
        (case, int(Kind.EVENT)),
    ):
        told = Envelope(Header.from_bytes(header), header, signature, body)
        if held := keys.get(told.header.key_number):
            found.append(Written(id_, told.header, _opened(told, held)))
    return found


def cases(database: Database, vault: Vault) -> list[bytes]:
    """Every case that has an envelope here; neither the vault's own journal nor what teams share."""
    rows = database.rows("SELECT DISTINCT case_id FROM envelope ORDER BY case_id")
    others = {vault.id, *vault.directory.organisation.teams}
    return [row[0] for row in rows if row[0] not in others]


def count(database: Database) -> int:
    found = database.row("SELECT count(*) FROM envelope WHERE kind = ?", (int(Kind.EVENT),))
    return int(found[0]) if found else 0


def readers(database: Database, case: bytes) -> dict[bytes, int]:
    """The teams that read a case's newest key, and the number of the team's key it is wrapped for."""
    told = _readers(_grants(database, case))
    return told[max(told)] if told else {}


def key_numbers(database: Database, case: bytes) -> list[int]:
    return sorted(_readers(_grants(database, case)))


# -- looking over ----------------------------------------------------------------------------


def audit(database: Database, vault: Vault) -> Iterator[SanadError]:
    """Verify every signature and body, and the whole chain of what this vault wrote itself; what
    doesn't hold, one condition each."""
    own = set(vault.directory.own.devices)
    for (stream,) in database.rows("SELECT DISTINCT stream FROM envelope"):
        last: tuple[int, bytes] = (0, bytes(32))
        for told in _envelopes(database, "stream = ? ORDER BY seq, n", (stream,)):
            if isinstance(told, SanadError):
                yield told
                continue
            try:
                envelope.check_envelope(told, vault.directory)
            except SanadError as error:
                yield error
                continue
            if stream in own:
                if (told.header.seq, told.header.prev) != (last[0] + 1, last[1]):
                    yield EnvelopeRefused(envelope.OUT_OF_CHAIN)
                last = told.header.seq, told.id


def verify(database: Database, vault: Vault, case: bytes) -> tuple[int, list[Problem]]:
    """How many envelopes a case has here, and what is wrong: every signature, author, body and
    place looked at again."""
    found: list[Problem] = []
    keys = _keys(database, vault, case)
    places: dict[tuple[bytes, int], list[Envelope]] = {}
    number = 0
    for told in _envelopes(database, "case_id = ? ORDER BY n", (case,)):
        number += 1
        if isinstance(told, SanadError):
            found.append(Problem("damaged", b"", b""))
            continue
        head = told.header
        places.setdefault((head.stream, head.case_seq), []).append(told)
        if wrong := _wrong(told, vault, keys):
            found.append(Problem(wrong, told.id, head.stream))
    return number, [*found, *_misplaced(places)]


def _wrong(told: Envelope, vault: Vault, keys: Keys) -> str:
    try:
        device = envelope.check_envelope(told, vault.directory)
        if told.header.kind == Kind.GRANT:
            _items(told.body)
        elif told.header.kind == Kind.EVENT:
            held = keys.get(told.header.key_number)
            if not held:
                return "unreadable"
            canonical.decode(_opened(told, held))
        envelope.check_standing(told, device)
    except envelope.AuthorUnknown:
        return "unknown author"
    except envelope.AuthorWithdrawn:
        return "withdrawn author"
    except SanadError:
        return "damaged"
    return ""


def _misplaced(places: dict[tuple[bytes, int], list[Envelope]]) -> Iterator[Problem]:
    """Two in one place, or one whose predecessor in this case isn't here."""
    for (stream, number), here in places.items():
        if len(here) > 1:
            yield from (Problem("fork", told.id, stream) for told in here)
        before = {told.id for told in places.get((stream, number - 1), [])}
        for told in here:
            if (told.header.case_prev not in before) if number > 1 else any(told.header.case_prev):
                yield Problem("missing", told.id, stream)


def forks(database: Database, case: bytes) -> list[bytes]:
    """The streams that have two envelopes in one place of this case."""
    rows = database.rows(
        "SELECT DISTINCT stream FROM envelope WHERE case_id = ? "
        "GROUP BY stream, case_seq HAVING count(*) > 1",
        (case,),
    )
    return [row[0] for row in rows]


def _envelopes(
    database: Database, where: str, values: Sequence[object]
) -> Iterator[Envelope | SanadError]:
    for id_, header, signature, body in database.rows(
        f"SELECT id, header, signature, body FROM envelope WHERE {where}",  # noqa: S608
        values,
    ):
        try:
            told = Envelope(Header.from_bytes(header), header, signature, body)
            if told.id != id_:
                raise EnvelopeRefused
            yield told
        except SanadError as error:
            yield error


# -- keys ------------------------------------------------------------------------------------


def _keys(source: Database | Writer, vault: Vault, case: bytes) -> Keys:
    """The case's keys by number, as far as this vault's teams were granted them."""
    found: Keys = {}
    for item in _grants(source, case):
        held = found.setdefault(item[2], [])
        for key in organisation.unwrapped(vault.keyring, case, item):
            if key not in held:
                held.append(key)
    return {number: keys for number, keys in found.items() if keys}


def _grants(source: Database | Writer, case: bytes) -> list[tuple[bytes, int, int, bytes]]:
    """(team, its key's number, the case key's number, wrapped key) of every grant of a case."""
    rows: Sequence[tuple[bytes]] = source.rows(
        "SELECT body FROM envelope WHERE case_id = ? AND kind = ? ORDER BY n",
        (case, int(Kind.GRANT)),
    )
    return [item for (body,) in rows for item in _items(body)]


def _items(body: bytes) -> list[tuple[bytes, int, int, bytes]]:
    told = canonical.decode(body)
    good = isinstance(told, list) and all(
        isinstance(each, list)
        and [type(part) for part in each] == [bytes, int, int, bytes]
        and len(each[0]) == 16
        for each in told
    )
    if not good:
        raise EnvelopeRefused
    return [tuple(each) for each in told]


def _readers(items: Iterable[tuple[bytes, int, int, bytes]]) -> dict[int, dict[bytes, int]]:
    found: dict[int, dict[bytes, int]] = {}
    for team, team_number, number, _ in items:
        known = found.setdefault(number, {})
        known[team] = max(known.get(team, 0), team_number)
    return found


def _opened(told: Envelope, keys: Sequence[Secret]) -> bytes:
    """With the key that fits; EnvelopeRefused where none does."""
    for key in keys[:-1]:
        try:
            return envelope.open_checked(told, key)
        except EnvelopeRefused:
            continue
    return envelope.open_checked(told, keys[-1])

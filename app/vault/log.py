"""The log: envelopes appended to a case, and read again.

Appending chains, signs and seals; reading decrypts what was verified when it entered. `audit`
verifies everything again.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.errors import SanadError
from app.seal import canonical, envelope
from app.seal.envelope import Envelope, EnvelopeRefused, Header, Kind, Place
from app.seal.keys import Secret, fresh
from app.vault.database import Database, Writer
from app.vault.vault import Vault

_INSERT = (
    "INSERT INTO envelope (id, case_id, stream, seq, case_seq, kind, header, signature, body, "
    "arrived) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_FIRST_KEY = 1


@dataclass(frozen=True, slots=True)
class Written:
    """An event as it stands in the log."""

    id: bytes
    header: Header
    event: bytes


def append(writer: Writer, vault: Vault, case: bytes, event: bytes) -> bytes:
    """Seal an event's canonical bytes as the case's next; its envelope's id.

    A case's first event is preceded by the grant of its key to the officer's own team. The caller
    calls `vault.say_head()` after the transaction.
    """
    number, key = _key_for_writing(writer, vault, case)
    made = envelope.seal_event(event, _place(writer, vault, case), vault.device, key, number)
    _insert(writer, made)
    return made.id


def events(database: Database, vault: Vault, case: bytes) -> list[Written]:
    """The events of a case that this vault can read, in the order in which they arrived."""
    keys = _keys(database, vault, case)
    found = []
    for id_, header, signature, body in database.rows(
        "SELECT id, header, signature, body FROM envelope WHERE case_id = ? AND kind = ? ORDER BY n",
        (case, int(Kind.EVENT)),
    ):
        told = Envelope(Header.from_bytes(header), header, signature, body)
        if key := keys.get(told.header.key_number):
            found.append(Written(id_, told.header, envelope.open_checked(told, key)))
    return found


def cases(database: Database, vault: Vault) -> list[bytes]:
    """Every case that has an envelope here, the vault's own journal left out."""
    rows = database.rows("SELECT DISTINCT case_id FROM envelope ORDER BY case_id")
    return [row[0] for row in rows if row[0] != vault.id]


def count(database: Database) -> int:
    found = database.row("SELECT count(*) FROM envelope WHERE kind = ?", (int(Kind.EVENT),))
    return int(found[0]) if found else 0


def audit(database: Database, vault: Vault) -> Iterator[SanadError]:
    """Verify every signature, body and chain; what doesn't hold, one condition each."""
    last: dict[bytes, tuple[int, bytes]] = {}
    in_case: dict[tuple[bytes, bytes], tuple[int, bytes]] = {}
    for (stream,) in database.rows("SELECT DISTINCT stream FROM envelope"):
        for id_, header, signature, body in database.rows(
            "SELECT id, header, signature, body FROM envelope WHERE stream = ? ORDER BY seq",
            (stream,),
        ):
            try:
                told = Envelope(Header.from_bytes(header), header, signature, body)
                envelope.check_envelope(told, vault.directory)
                _check_chain(told, id_, last, in_case)
            except SanadError as error:
                yield error


def _check_chain(
    told: Envelope,
    id_: bytes,
    last: dict[bytes, tuple[int, bytes]],
    in_case: dict[tuple[bytes, bytes], tuple[int, bytes]],
) -> None:
    head = told.header
    place, nothing = (head.case, head.stream), (0, bytes(32))
    seq, prev = last.get(head.stream, nothing)
    case_seq, case_prev = in_case.get(place, nothing)
    last[head.stream] = (head.seq, told.id)
    in_case[place] = (head.case_seq, told.id)
    if (told.id, head.seq, head.prev, head.case_seq, head.case_prev) != (
        id_, seq + 1, prev, case_seq + 1, case_prev,
    ):  # fmt: skip
        raise EnvelopeRefused(envelope.OUT_OF_CHAIN)


def _place(writer: Writer, vault: Vault, case: bytes) -> Place:
    seq, prev = writer.row(
        "SELECT seq, id FROM envelope WHERE stream = ? ORDER BY seq DESC LIMIT 1", (vault.stream,)
    ) or (0, bytes(32))
    case_seq, case_prev = writer.row(
        "SELECT case_seq, id FROM envelope WHERE case_id = ? AND stream = ? "
        "ORDER BY n DESC LIMIT 1",
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


def _key_for_writing(writer: Writer, vault: Vault, case: bytes) -> tuple[int, Secret]:
    keys = _keys(writer, vault, case)
    if keys:
        number = max(keys)
        return number, keys[number]
    key = fresh()
    team = vault.team
    grants = [[team.team, team.number, _FIRST_KEY, team.wrap(case, _FIRST_KEY, key)]]
    place = _place(writer, vault, case)
    _insert(
        writer,
        envelope.seal_public(canonical.encode(grants), Kind.GRANT, place, vault.device),
    )
    return _FIRST_KEY, key


def _keys(source: Database | Writer, vault: Vault, case: bytes) -> dict[int, Secret]:
    """The case's keys by number, as far as the officer's own team was granted them."""
    found: dict[int, Secret] = {}
    rows: Sequence[tuple[bytes]] = source.rows(
        "SELECT body FROM envelope WHERE case_id = ? AND kind = ? ORDER BY n",
        (case, int(Kind.GRANT)),
    )
    for (body,) in rows:
        for team, team_number, number, wrapped in canonical.decode(body):
            if (team, team_number) == (vault.team.team, vault.team.number):
                found[number] = vault.team.unwrap(case, number, wrapped)
    return found

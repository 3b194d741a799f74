"""Looking over what is here: every signature, author, body and place again."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.disk import SystemRefusal
from app.errors import SanadError
from app.seal import canonical, case_grant, envelope
from app.seal.directory import Device
from app.seal.envelope import Envelope, EnvelopeRefused, Kind, Opener
from app.seal.lineage import Lineage
from app.vault import apart, case_keys, log, purge
from app.vault.database import Database, Source
from app.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class LogProblem:
    """What is wrong with a case's log. `kind`: damaged, unknown author, withdrawn author, former
    role, fork, missing, unreadable."""

    kind: str
    envelope: bytes
    stream: bytes


def audit(database: Database, vault: Vault) -> Iterator[SanadError]:
    """Verify every signature and body, and the whole chain of what this vault wrote itself; what
    doesn't hold, one condition each."""
    devices = set(vault.directory.own.devices)
    for (stream,) in database.rows("SELECT DISTINCT stream FROM envelope"):
        last: tuple[int, bytes] = (0, bytes(32))
        for sealed in envelopes(database, "stream = ? ORDER BY seq, n", (stream,)):
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
        for envelope in envelopes(database, "case_id = ? ORDER BY n", (case,)):
            if isinstance(envelope, SanadError):
                return True
            _check(database, envelope, vault)
    except SystemRefusal:
        raise
    except SanadError:
        return True
    return False


def verify(database: Database, vault: Vault, case: bytes) -> tuple[int, list[LogProblem]]:
    """How many envelopes a case has here, and what is wrong: every signature, author, body and
    place looked at again."""
    problems: list[LogProblem] = []
    keys = case_keys.openers_of(case_keys.access(database, vault, case).keys)
    places: dict[tuple[bytes, int], list[Envelope]] = {}
    number, descent = 0, log.lineage(database)
    for record in envelopes(database, "case_id = ? ORDER BY n", (case,)):
        number += 1
        if isinstance(record, SanadError):
            problems.append(LogProblem("damaged", b"", b""))
            continue
        head = record.header
        places.setdefault((head.stream, head.case_seq), []).append(record)
        if wrong := _wrong(database, record, vault, keys, descent):
            problems.append(LogProblem(wrong, record.id, head.stream))
    kept_apart = set(apart.ids_of(database, case))
    return number, [*problems, *_misplaced(places, kept_apart)]


def _wrong(
    database: Database, sealed: Envelope, vault: Vault, keys: Mapping[int, Sequence[Opener]], descent: Lineage
) -> str:
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
            canonical.decode(case_keys.opened(sealed, openers))
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


def _misplaced(places: dict[tuple[bytes, int], list[Envelope]], kept_apart: set[bytes]) -> Iterator[LogProblem]:
    """Two in one place, or one whose predecessor in this case isn't here, nor kept apart."""
    for (stream, number), placed in places.items():
        if len(placed) > 1:
            yield from (LogProblem("fork", envelope.id, stream) for envelope in placed)
        place = {envelope.id for envelope in places.get((stream, number - 1), [])}
        for sealed in placed:
            previous_id = sealed.header.case_prev
            if (
                (previous_id not in place and previous_id not in kept_apart)
                if number > 1
                else any(sealed.header.case_prev)
            ):
                yield LogProblem("missing", sealed.id, stream)


def forks(database: Database, case: bytes) -> list[bytes]:
    """The streams that have two envelopes in one place of this case."""
    return database.column(
        "SELECT DISTINCT stream FROM envelope WHERE case_id = ? GROUP BY stream, case_seq HAVING count(*) > 1", (case,)
    )


def envelopes(database: Database, condition: str, values: Sequence[object]) -> Iterator[Envelope | SanadError]:
    """Those that a condition of SQL leaves, or what is wrong with one."""
    for row in database.rows(f"{case_keys.STORED} WHERE {condition}", values):
        try:
            yield case_keys.stored(row)
        except SanadError as error:
            yield error


def _erased(source: Source, envelope: Envelope) -> bool:
    """Was its body destroyed by order, or that of an order put away, here or before it came?"""
    if envelope.header.kind == Kind.ERASE:
        return bool(apart.disposed(source, [envelope.id]))
    return source.has("SELECT 1 FROM erased WHERE id = ? AND case_id = ?", (envelope.id, envelope.header.case))

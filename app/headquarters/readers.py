"""Who may have a case: the teams that its grants name, as far as headquarters can check them.

A case's grants say so under its reading key (app.seal.case_grant). A vault's journal has an id of its
own, and belongs to the person whose record is its first here; what a team shares (questionnaires,
referral systems) is about no person, and any grant of it counts.
docs/decisions/0029-who-may-fetch.md
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Connection, exists, select

from app.headquarters import bulk_rows, tables
from app.headquarters.database import Database
from app.headquarters.directory import KnownDirectory
from app.headquarters.envelope_checks import IncomingEnvelope
from app.seal.case_grant import bound

_PAGE = 500


def note(connection: Connection, accepted: Iterable[IncomingEnvelope], snapshot: KnownDirectory) -> None:
    """What the grants among records say that have just come in."""
    granting = [arrival for arrival in accepted if arrival.readers]
    owners = _owners(connection, granting, snapshot)
    rows = {
        (arrival.envelope.header.case, team)
        for arrival in granting
        if _counts(arrival, owners, snapshot)
        for team in arrival.readers
    }
    bulk_rows.add(connection, tables.reader, [{"case_id": case, "team": team} for case, team in sorted(rows)])


def _counts(arrival: IncomingEnvelope, owners: dict[bytes, bytes], snapshot: KnownDirectory) -> bool:
    head = arrival.envelope.header
    if bound(head.case) or head.case in snapshot.directory.teams:
        return True
    return owners.get(head.case) == _person(snapshot, head.stream)


def _owners(
    connection: Connection, granting: Iterable[IncomingEnvelope], snapshot: KnownDirectory
) -> dict[bytes, bytes]:
    """Whose record is the first here, of what has an id of its own."""
    cases = sorted({arrival.envelope.header.case for arrival in granting})
    unbound = [case for case in cases if not bound(case)]
    e, people = tables.envelope.c, dict[bytes, bytes]()
    for at in range(0, len(unbound), _PAGE):
        rows = connection.execute(
            select(e.case_id, e.stream).where(e.case_id.in_(unbound[at : at + _PAGE]), e.position == 1)
        )
        people |= {row.case_id: _person(snapshot, row.stream) for row in rows}
    return people


def _person(snapshot: KnownDirectory, stream: bytes) -> bytes:
    device = snapshot.device(stream)
    return device.person if device else b""


def readable(connection: Connection, teams: Sequence[bytes], cases: Iterable[bytes]) -> set[bytes]:
    """Of these cases, those that one of some teams may have."""
    ordered, readable_cases = sorted(set(cases)), set[bytes]()
    r = tables.reader.c
    for at in range(0, len(ordered), _PAGE):
        rows = connection.execute(
            select(r.case_id).where(
                bulk_rows.among(connection, r.case_id, ordered[at : at + _PAGE]),
                bulk_rows.among(connection, r.team, teams),
            )
        )
        readable_cases.update(row.case_id for row in rows)
    return readable_cases


def mine(teams: Sequence[bytes]) -> ColumnElement[bool]:
    """Of a row of cases: may one of some teams have it?"""
    r = tables.reader.c
    return exists().where(r.case_id == tables.case.c.id, r.team.in_(teams))


def concerned(database: Database, cases: Iterable[bytes]) -> set[bytes]:
    """The teams to which news of some cases matters."""
    ordered, teams = sorted(cases), set[bytes]()
    r = tables.reader.c
    with database.look() as connection:
        for at in range(0, len(ordered), _PAGE):
            column = bulk_rows.among(connection, r.case_id, ordered[at : at + _PAGE])
            teams.update(row.team for row in connection.execute(select(r.team).where(column)))
    return teams


def wrote(connection: Connection, stream: bytes, case: bytes) -> bool:
    """Did a computer write in a case?"""
    a = tables.author.c
    query = select(a.stream).where(a.case_id == case, a.stream == stream)
    return connection.execute(query).first() is not None

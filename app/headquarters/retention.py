"""What headquarters forgets, and when. Records are never among it: they go by an order of two alone.

Each node looks once an hour; that two do so at once harms nothing.
"""

from sqlalchemy import Connection, and_, delete, exists, or_, select

from app.headquarters import tables
from app.headquarters.database import Database

_DAY = 86_400
ANSWERS_S = 120 * _DAY  # answers to invitations that the desk named, with the desk's replies
STRANGERS_S = 14 * _DAY  # answers to invitations that it never named
INVITATIONS_S = 400 * _DAY
CHUNKS_S = 60 * _DAY  # pieces of a chunk of which no more came
RECORDS_S = 14 * _DAY  # of a record: its computer's stream stands in place of the case
CALLS_S = 800 * _DAY  # when a computer last called
EVERY_S = 3600


def tidy(database: Database, now: int) -> int:
    """Forget what is old; how many rows. Refused where the database is away."""

    def work(connection: Connection) -> int:
        a, i, b, p, s = (
            table.c
            for table in (
                tables.answer, tables.invitation, tables.blob, tables.blob_part, tables.seen
            )
        )  # fmt: skip
        named = a.invitation.in_(select(i.id))
        record = b.case_id.in_(select(tables.stream.c.id))
        old = and_(
            ~b.whole,
            or_(b.moved < now - CHUNKS_S, and_(record, b.moved < now - RECORDS_S)),
        )
        pieces = exists().where(b.case_id == p.case_id, b.id == p.id, old)
        deletions = (
            delete(tables.answer).where(
                or_(a.came < now - ANSWERS_S, and_(~named, a.came < now - STRANGERS_S))
            ),
            delete(tables.invitation).where(i.named < now - INVITATIONS_S),
            delete(tables.blob_part).where(pieces),
            delete(tables.blob).where(old),
            delete(tables.seen).where(s.at < now - CALLS_S),
        )
        return sum(connection.execute(delete).rowcount for delete in deletions)

    return database.change(work)

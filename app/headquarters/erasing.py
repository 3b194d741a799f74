"""Erasure by order of two: bodies and chunks go, headers and signatures stay and still prove the
chain. docs/formats/envelope.md
"""

from collections.abc import Iterable

from sqlalchemy import Connection

from app.headquarters.checking import Told
from app.headquarters.database import Database
from app.headquarters.people import Known


def ordered(connection: Connection, ids: Iterable[bytes]) -> frozenset[bytes]:
    return frozenset()


def carry_out(
    connection: Connection, database: Database, taken: Iterable[Told], known: Known
) -> None:
    return

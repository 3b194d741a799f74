"""Whatever colleagues sealed into a case is taken in, listed and shown, and stops nobody's work.

Records in memory, with the shipped tables; each time a copy of the same ones.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from app.casework.cases import history, queries
from app.casework.exchange import record_intake
from app.casework.lifecycle import tasks
from app.casework.pages import case_page
from app.casework.sharing import case_verification, inbox
from app.seal import canonical
from app.vault import log
from tests.people import Person, keeps_a_case
from tests.sync.simulation.memory import Laptop, Template


@cache
def _begun() -> tuple[Laptop, bytes]:
    with TemporaryDirectory() as home:
        session = Person("Layla Sample", Path(home), role="supervisor").sets_up()
        laptop = Laptop.new(Template.of("Layla Sample", session))
        session.close()
    return laptop, bytes.fromhex(keeps_a_case(laptop.session, "Maya Sample"))


def take_in(bodies: Sequence[dict[str, Any]]) -> None:
    """As events of one case, of a stream of ours: signed, sealed, and not what our program writes."""
    begun, case = _begun()
    laptop = begun.cloned("Layla Sample")
    session = laptop.session
    with session.vault.transaction() as writer:
        written = {log.append(writer, session.vault, case, canonical.encode(body)) for body in bodies}
    with session.vault.transaction() as writer:
        record_intake.show(session, writer, case, written)
    shows(session, case.hex())
    laptop.database._connection.close()


def shows(session: Any, case: str) -> None:
    """Every page that lists or shows a case; its own conditions are no answer either."""
    assert len(queries.cases(session)) <= 1
    queries.cases(session, "sample")
    queries.case(session, case)
    history.entries(session, case)
    history.entries(session, case, uncover=True)
    tasks.tasks(session)
    case_page.case_page(session, case)
    case_verification.verify(session, case)
    inbox.came_in(session)
    for line in inbox.lines(session):
        inbox.detail(session, line.event)

"""The tables of each pack of 100,000 cases (each under two seconds), all of them opened in the days counted."""

import random
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from app.casework.pages import figure_packs, figure_tables
from app.casework.pages.figure_tables import Days
from app.casework.records import unlock
from app.casework.records.unlock import Cost
from app.vault import case_figures
from app.vault.case_figures import FigureRow
from benchmarks.timing import once
from benchmarks.work_list import NOW, fill

_COST = Cost(memory=64 * 1024, passes=1, lanes=2)


def measure() -> Iterator[str]:
    rng = random.Random(11)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        session = unlock.create(
            Path(folder), "Omar Sample", "supervisor", "en", "granite walnut seven kettle moon", cost=_COST,
            clock=lambda: datetime.fromtimestamp(NOW, UTC),
        ).session  # fmt: skip
        database = session.vault.database
        fill(database, rng)
        with database.transaction() as writer:
            for case, closed in database.rows("SELECT case_id, closed FROM case_row"):
                case_figures.keep(writer, FigureRow(
                    case=case, status=rng.choice(("", "presumed", "identified")),
                    decided=NOW - rng.randrange(10**7), outcome=rng.choice(("", "return", "left")) if closed else "",
                    suspects=rng.randrange(2), charged=0, convicted=0, employer="", recruiter="",
                ))  # fmt: skip
        days = Days(date(2020, 1, 1), date(2027, 12, 31))
        for pack in figure_packs.packs().values():
            for name, work in (("exact", figure_tables.count), ("published", figure_tables.as_published)):  # fmt: skip
                times = [once(lambda w=work, p=pack: w(session, p, days)) for _ in range(3)]  # type: ignore[misc]
                yield f"{pack.id}, {name}: least {min(times):.0f} ms"
        session.close()

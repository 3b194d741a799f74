"""The list of work at 100,000 cases: a page, its count, a sort, a keystroke (each under 50 ms)."""

import random
import statistics
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from app.case import search_text
from app.casework.cases import categories
from app.seal.keys import fresh, fresh_id
from app.vault import case_search, cases, work_list
from app.vault.database import Database
from app.vault.work_list import Conditions
from benchmarks.search import FIRST, LAST
from benchmarks.timing import once

CASES, OFFICERS, NOW, DAY = 100_000, 60, 1_790_000_000, 86400
KEYS = ("s", "su", "sunita", "sunitta", "سونيتا", "lakshm", "5512", "+965 5512", "kw-2026", "nepal", "officer 7", "gulf 12")  # fmt: skip


def fill(database: Database, rng: random.Random) -> list[bytes]:
    """Half of the cases closed; the ids of the officers."""
    officers = [fresh_id() for _ in range(OFFICERS)]
    nations = categories.codes("nationality")
    with database.transaction() as writer:
        for number in range(CASES):
            name = f"{rng.choice(FIRST)} {rng.choice(LAST)} {rng.choice(LAST)}"
            officer, nation = rng.randrange(OFFICERS), rng.choice(nations)
            row = cases.IndexRow(
                fresh_id(), f"KW-2026-{number:05d}", name,
                rng.choice(("identification", "documentation", "referral")),
                NOW - rng.randrange(1000 * DAY), closed=rng.random() < 0.5,
                danger=rng.choices(range(4), (2, 10, 40, 48))[0], urgent=rng.random() < 0.005,
                child=rng.random() < 0.05, officer=officers[officer],
                officer_name=f"Officer {officer}", sort_name=name.casefold(), nationality=nation,
                sex=rng.choice(("female", "male")), age_group=rng.choice(categories.AGE_GROUPS),
                sector=rng.choice(categories.codes("sector")), site=f"Site {number % 500}",
                exploitation=(rng.choice(("forced-labour", "sexual", "begging")),),
                kinds=("trafficking",), opened=NOW - rng.randrange(1000 * DAY),
                due=NOW + rng.randrange(-10 * DAY, 100 * DAY),
                waits="review" if rng.random() < 0.02 else "", waiting_since=NOW - DAY,
            )  # fmt: skip
            telephone = f"+965 {rng.randrange(5000, 9999)} {rng.randrange(10000):04d}"
            texts = [
                (search_text.REFERENCE, row.reference), (search_text.NAME, name),
                (search_text.PHONE, telephone), (search_text.OFFICER, row.officer_name),
                (search_text.EMPLOYER, f"Gulf {number % 3000} Trading"),
                *((search_text.NATIONALITY, text) for text in categories.names("nationality", nation)),
            ]  # fmt: skip
            cases.keep(writer, row, search_text.laid_out(texts))
    return officers


def measure() -> Iterator[str]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        database = Database.create(Path(folder, "cases.db"), fresh())
        officers = fill(database, random.Random(7))
        filters = {
            "all": Conditions(),
            "mine": Conditions(officers=(officers[3],)),
            "a team": Conditions(officers=tuple(officers[:12])),
            "high danger": Conditions(dangers=(cases.HIGH,)),
            "children": Conditions(child=True),
            "urgent": Conditions(urgent=True),
            "late": Conditions(late_at=NOW),
            "to review": Conditions(waits=True),
            "changed": Conditions(changed_since=NOW - 2 * DAY),
            "not sent": Conditions(not_sent=True),
            "stage": Conditions(stages=("referral",)),
            "nationality": Conditions(nationalities=("NP",)),
            "sector": Conditions(sectors=("farm",)),
            "period": Conditions(opened_from=NOW - 60 * DAY, opened_until=NOW - 30 * DAY),
            "four at once": Conditions(nationalities=("NP",), sexes=("female",), sectors=("domestic",), age_groups=("18-24",)),
            "text and nationality": Conditions(typed="sun", nationalities=("NP",)),
        }  # fmt: skip
        for name, conditions in filters.items():
            yield _line(f"page, {name}", lambda c=conditions: work_list.page(database, c))  # type: ignore[misc]
            yield _line(f"count, {name}", lambda c=conditions: work_list.count(database, c))  # type: ignore[misc]
        nepal = filters["nationality"]
        for sort in work_list.Sort:
            yield _line(f"sorted by {sort}", lambda s=sort: work_list.page(database, Conditions(), s))  # type: ignore[misc]
            yield _line(f"Nepal by {sort}", lambda s=sort: work_list.page(database, nepal, s))  # type: ignore[misc]
        for typed in KEYS:
            yield _line(f"typed {typed}", lambda t=typed: case_search.search(database, t))  # type: ignore[misc]
        database.close()


def _line(name: str, work: Callable[[], object]) -> str:
    times = [once(work) for _ in range(5)]
    return f"{name}: first {times[0]:.1f}, least {min(times):.1f}, median {statistics.median(times):.1f} ms"

"""Search among 100,000 cases, beside plain SQLite FTS5 (target: at most 1.2 times, p95 under 50 ms)."""

import random
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

from app.case import search_text
from app.language import fold
from app.seal.keys import fresh, fresh_id
from app.vault import case_search, cases
from app.vault.database import Database
from benchmarks.timing import ratio, said, side_by_side

FIRST = (  # noqa: SIM905 - fictional names, read as a line
    "سونيتا لاكشمي رحيم تيجيست فاطمة ماريا كومار أنيتا جوزيف هيلين Sunita Lakshmi Rahim Tigist Maria Kumar Anita Joseph"
).split()
LAST = [
    "تامانغ",
    "ناير",
    "الدين",
    "بيكيلي",
    "عبدالقادر",
    "سانتوس",
    "سينغ",
    "ثابا",
    "Tamang",
    "Nair",
    "Uddin",
    "Bekele",
    "Santos",
    "Singh",
    "Thapa",
    "Perera",
    "Gurung",
]


def measure() -> Iterator[str]:
    rng = random.Random(7)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        ours = Database.create(Path(folder, "ours.db"), fresh())
        theirs = sqlite3.connect(Path(folder, "theirs.db"), isolation_level=None)
        theirs.execute("PRAGMA journal_mode = WAL")
        theirs.execute("PRAGMA cache_size = -16000")
        theirs.execute("CREATE TABLE row (n INTEGER PRIMARY KEY, id BLOB, reference, name, stage, updated, restricted)")
        theirs.execute("CREATE VIRTUAL TABLE found USING fts5 (text, prefix = '2 3', detail = none)")
        theirs.execute("BEGIN")
        with ours.transaction() as writer:
            for n in range(100_000):
                name = f"{rng.choice(FIRST)} {rng.choice(LAST)} {rng.choice(LAST)}"
                case, number = fresh_id(), f"KW-2026-{n:05d}"
                text = f"{number} {name} {rng.randrange(10**12):012d}"
                laid_out = search_text.laid_out(
                    [
                        (search_text.REFERENCE, number), (search_text.NAME, name),
                        (search_text.ANSWER, text.rpartition(" ")[2]),
                    ]
                )  # fmt: skip
                cases.keep(writer, cases.IndexRow(case, number, name, "identification", n), laid_out)
                theirs.execute(
                    "INSERT INTO row VALUES (?,?,?,?,?,?,0)", (n + 1, case, number, name, "identification", n)
                )
                theirs.execute("INSERT INTO found (rowid, text) VALUES (?, ?)", (n + 1, fold(text).replace("-", " ")))
        theirs.execute("COMMIT")
        wanted = [f"{rng.choice(FIRST)[: rng.randrange(2, 6)]} {rng.choice(LAST)}" for _ in range(100)]
        wanted += [rng.choice(LAST)[:3] for _ in range(50)] + [f"{rng.randrange(100_000):05d}" for _ in range(50)]
        turns = iter([text for text in wanted for _ in range(2)] * 2)

        def there(text: str) -> None:
            query = " AND ".join(f'"{t}"*' for t in fold(text).split())
            theirs.execute(
                "SELECT id, reference, name, stage, updated, restricted FROM (SELECT rowid AS n FROM found WHERE found MATCH ? "
                "ORDER BY rowid DESC LIMIT 200) JOIN row USING (n) ORDER BY n DESC", (query,)).fetchall()  # fmt: skip

        sanad_times, other = side_by_side(
            lambda: case_search.search(ours, next(turns)), lambda: there(next(turns)), len(wanted)
        )
        yield f"Sanad {said(sanad_times)}; plain FTS5 {said(other)}; ratio {ratio(sanad_times, other)}"
        ours.close()
        theirs.close()

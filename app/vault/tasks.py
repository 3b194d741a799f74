"""What is to be done in all cases: made from the log case by case, never the truth itself."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from app.vault.cases import SIGNS
from app.vault.database import Database, Source, Writer
from app.vault.table import Table, column, marks


@dataclass(frozen=True, slots=True)
class TaskRow:
    """`since` and `due` in seconds since 1970; `due` 0: no day."""

    case: bytes = field(metadata=column("case_id"))
    kind: str
    what: str
    agency: str
    ref: bytes
    since: int
    due: int


_TASKS = Table(TaskRow, "task")
_FEW_KINDS = 3


def remake_written_by(writer: Writer, streams: Iterable[bytes]) -> None:
    """Later: those of cases in which these computers wrote."""
    writer.run_all(
        "INSERT OR IGNORE INTO case_to_remake "
        "SELECT DISTINCT case_id FROM envelope JOIN case_row USING (case_id) WHERE stream = ?",
        [(stream,) for stream in streams],
    )


@dataclass(frozen=True, slots=True)
class ListedTask:
    """A task with what the list says of its case. `officer`: whose case it is."""

    row: TaskRow
    reference: str
    name: str
    restricted: bool
    officer: str = ""


def keep(writer: Writer, case: bytes, rows: Iterable[TaskRow]) -> None:
    """These are a case's tasks now."""
    writer.run("DELETE FROM task WHERE case_id = ?", (case,))
    made_again(writer, case)
    _TASKS.add(writer, rows)


def made_again(writer: Writer, case: bytes) -> None:
    """Nothing of it is to be remade any more."""
    writer.run("DELETE FROM case_to_remake WHERE case_id = ?", (case,))


def rows(
    database: Database,
    now: int,
    kinds: Sequence[str] = (),
    due_by: int | None = None,
    limit: int = 500,
    offset: int = 0,
    since: int = 0,
    person: bytes = b"",
) -> list[ListedTask]:
    """What is to be done at a moment: the longest overdue first, what has no day last. `due_by`: what
    is due by then, and not before `since`. `person`: who looks; what is another's is left out where that
    one only stood in, on other days."""
    where_clause, values = _where(now, kinds, due_by, person)
    if len(kinds) > _FEW_KINDS:  # in the order of days, not all of them sorted
        where_clause = where_clause.replace("AND kind IN", "AND +kind IN")
    if since:
        where_clause += " AND due >= ?"
        values.append(since)
    return _listed(
        database,
        f"FROM task JOIN case_row USING (case_id) {where_clause} ORDER BY due = 0, due, case_id LIMIT ? OFFSET ?",
        (*values, limit, offset),
    )


def pressing(
    database: Database, now: int, limit: int, person: bytes = b"", *, needs: bool | None = None
) -> list[ListedTask]:
    """Of people who need something today or are in high danger: the needs first, of these the one for
    which least time is left, what is overdue after that, the latest first; then the nearest. `needs`:
    what is needed today alone, or all else."""
    kinds = {None: "1", True: "kind = 'urgent'", False: "kind <> 'urgent'"}[needs]
    joined = "task CROSS JOIN case_row" if needs else "case_row JOIN task"  # by its own small index
    return _listed(
        database,
        f"FROM {joined} USING (case_id) WHERE closed = 0 AND (urgent = 1 OR danger <= {SIGNS}) "
        f"AND {kinds} AND since <= ? AND case_id NOT IN ({_ELSEWHERE}) "
        "ORDER BY kind <> 'urgent', CASE WHEN kind = 'urgent' THEN due <= ? ELSE danger END, "
        "due = 0, CASE WHEN kind = 'urgent' AND due <= ? THEN -due ELSE due END, case_id LIMIT ?",
        (now, person, now, now, now, now, limit),
    )


def _listed(database: Database, clause: str, values: Sequence[object]) -> list[ListedTask]:
    rows = database.rows(f"SELECT reference, name, restricted, officer_name, {_TASKS.columns} {clause}", values)
    tasks = _TASKS.read(row[4:] for row in rows)
    return [
        ListedTask(task, reference, name, bool(restricted), officer)
        for task, (reference, name, restricted, officer, *_) in zip(tasks, rows, strict=True)
    ]


def nearest(database: Database, cases: Sequence[bytes]) -> dict[bytes, int]:
    """The next day of each of these cases that has one."""
    return dict(
        database.rows(
            "SELECT case_id, min(due) FROM task WHERE due > 0 AND kind <> 'retention' "  # noqa: S608
            f"AND case_id IN ({marks(cases)}) GROUP BY case_id",
            cases,
        )
    )


def count(
    database: Database, now: int, kinds: Sequence[str] = (), until: int | None = None, person: bytes = b""
) -> int:
    where_clause, values = _where(now, kinds, until, person)
    return database.number(f"SELECT count(*) FROM task {where_clause}", values)  # noqa: S608


def oldest(database: Database, now: int, kinds: Sequence[str], person: bytes = b"") -> int:
    """Since when the first of these is to be done; 0 where none is."""
    where_clause, values = _where(now, kinds, None, person)
    return database.number(f"SELECT min(since) FROM task {where_clause}", values)  # noqa: S608


# Cases that a person has as a substitute alone, and not now.
_ELSEWHERE = (
    "SELECT case_id FROM stand_in WHERE person = ? AND own = 0 AND shared = 0 GROUP BY case_id "
    "HAVING max(ended = 0 AND first <= ? AND last >= ?) = 0"
)


def _where(now: int, kinds: Sequence[str], due_by: int | None, person: bytes) -> tuple[str, list[object]]:
    where_clause = f"WHERE since <= ? AND case_id NOT IN ({_ELSEWHERE})"
    values: list[object] = [now, person, now, now]
    if kinds:
        where_clause += f" AND kind IN ({marks(kinds)})"
        values += kinds
    if due_by is not None:
        where_clause += " AND due > 0 AND due <= ?"
        values.append(due_by)
    return where_clause, values


def to_remake(source: Source, limit: int) -> list[bytes]:
    """Cases whose rows and tasks are still to be made again."""
    return source.column("SELECT case_id FROM case_to_remake LIMIT ?", (limit,))


def remake_all(writer: Writer) -> None:
    """Later, a few at a time: the rows of every case."""
    writer.run("INSERT OR IGNORE INTO case_to_remake SELECT case_id FROM case_row")

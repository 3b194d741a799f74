"""Who stands in for somebody, case by case, and whose reading of a case has ended with it."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field

from app.seal import case_grant
from app.seal.secret import ID
from app.vault.database import Database, Source, Writer
from app.vault.table import Table, column
from app.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class StandInRow:
    """`own`: who stands in has the case for another reason too; `shared`: or reads it by a team.
    `by_self`: that person's own word alone. `others`: the ids of teams that somebody else gave the case to, one after the other."""

    case: bytes = field(metadata=column("case_id"))
    absence: bytes
    person: bytes
    absent: bytes
    absent_name: str
    first: int
    last: int
    ended: bool
    own: bool
    shared: bool
    by_self: bool
    others: bytes = b""


_STAND_INS = Table(StandInRow, "stand_in")


def keep(writer: Writer, case: bytes, rows: Iterable[StandInRow]) -> None:
    """These are a case's now."""
    writer.run("DELETE FROM stand_in WHERE case_id = ?", (case,))
    _STAND_INS.add(writer, rows)


def of_case(source: Source, case: bytes) -> list[StandInRow]:
    return _STAND_INS.rows(source, "WHERE case_id = ?", (case,))


def of_absence(source: Source, absence: bytes) -> list[StandInRow]:
    return _STAND_INS.rows(source, "WHERE absence = ?", (absence,))


def absent_names(database: Database, person: bytes, now: int) -> dict[bytes, str]:
    """The cases in which a person stands in now, and for whom."""
    return dict(
        database.rows(
            "SELECT case_id, absent_name FROM stand_in WHERE person = ? AND ended = 0 AND first <= ? AND last >= ?",
            (person, now, now),
        )
    )


def absent_people(database: Database, person: bytes, now: int) -> set[bytes]:
    """For whom a person stands in now, in one case at least."""
    return set(
        database.column(
            "SELECT DISTINCT absent FROM stand_in WHERE person = ? AND ended = 0 AND first <= ? AND last >= ?",
            (person, now, now),
        )
    )


def open_cases_of(source: Source, person: bytes) -> list[tuple[bytes, bool]]:
    """The open cases that a person is responsible for, as far as they are here, and whether each is
    restricted."""
    return [
        (row[0], bool(row[1]))
        for row in source.rows(
            "SELECT case_id, restricted FROM case_row WHERE officer = ? AND closed = 0 ORDER BY case_id", (person,)
        )
    ]


def over(source: Source, vault: Vault, case: bytes) -> frozenset[bytes]:
    """The teams that get no new key of a case, since they read it through a substitute alone whose time
    is over: the substitute's own, and those that he alone gave it to. By the later of the clock and what is
    known of the time."""
    rows, now = of_case(source, case), vault.now()
    current = {row.person for row in rows if not (row.ended or row.by_self) and row.last >= now}
    former = {row.person for row in rows if not (row.own or row.shared)} - current
    if not former:
        return frozenset()
    own_teams = {
        team.id for team in vault.directory.organisation.teams.values() if team.personal and former & team.members
    }
    first_by = first_givers(source, case)
    own_teams |= {team for team, giver in first_by.items() if _is_of(vault, giver, former)}
    return frozenset(own_teams) - {team for row in rows for team in teams_of(row.others)}


def teams_of(ids: bytes) -> set[bytes]:
    return {ids[start : start + ID] for start in range(0, len(ids), ID)}


def give_again(writer: Writer, case: bytes, people: Set[bytes], teams: Set[bytes]) -> None:
    """Somebody gives the case now, to these: nothing of theirs is over. Until the lists are made again,
    which tell the same from the event that says so."""
    for row in of_case(writer, case):
        team_ids = b"".join(sorted(teams_of(row.others) | teams))
        writer.run(
            "UPDATE stand_in SET own = max(own, ?), others = ? WHERE case_id = ? AND absence = ? AND person = ?",
            (int(row.person in people), team_ids, case, row.absence, row.person),
        )


def _is_of(vault: Vault, stream: bytes, people: Set[bytes]) -> bool:
    device = vault.directory.device(stream)
    return device is not None and device.person in people


def first_givers(source: Source, case: bytes) -> Mapping[bytes, bytes]:
    """Of each team the computer whose grant of a case's key came here first."""
    givers: dict[bytes, bytes] = {}
    for stream, body in source.rows(
        "SELECT stream, body FROM envelope INDEXED BY envelope_grant "
        "WHERE case_id = ? AND kind = 2 AND body <> x'' ORDER BY n",
        (case,),
    ):
        for item in case_grant.read(body):
            givers.setdefault(item.team, stream)
    return givers

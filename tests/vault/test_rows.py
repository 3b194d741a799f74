"""The lists of a vault, statement by statement: their order, their edges, and what each leaves alone."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from app import disk
from app.case.absence import AbsenceEntry
from app.seal.keys import digest
from app.vault import (
    absences,
    apart,
    case_figures,
    case_records,
    case_search,
    cases,
    chunks,
    compiled_forms,
    computer_reports,
    draft_files,
    drafts,
    duties,
    forms,
    inbox,
    link_index,
    match_index,
    matching,
    media,
    organisation,
    profiles,
    programs,
    purge,
    safe_copies,
    stand_ins,
    tasks,
    text_reviews,
    typed_text,
    visits,
    work_list,
)
from app.vault.cases import IndexRow
from app.vault.database import Database, Source, Writer
from app.vault.tasks import TaskRow
from app.vault.work_list import Conditions

A, B, C, D, E = (bytes([n]) * 16 for n in range(1, 6))
ID_A, ID_B, ID_C = (bytes([n]) * 32 for n in range(1, 4))


def lists(writer: Writer, case: bytes, searched: str = "", **columns: object) -> bytes:
    named = {"reference": f"R{case[0]}", "name": "", "stage": "open", "changed": 0, **columns}
    cases.keep(writer, IndexRow(case=case, **named), searched)  # type: ignore[arg-type]
    return case


def shown(rows: list[IndexRow]) -> list[bytes]:
    return [row.case for row in rows]


# -- the list of cases -----------------------------------------------------------------------


def test_a_row_of_the_list_comes_back_as_it_was_kept(database: Database, writer: Writer):
    row = IndexRow(
        case=A, reference="R1", name="Maya", stage="open", changed=5, restricted=True, conflicts=2,
        received=True, marks=("danger", "child"), closed=True, visit=True, danger=cases.LOW,
        urgent=True, child=True, officer=B, officer_name="Layla", assigned=True, away_from=3,
        away_until=4, sort_name="maya", nationality="NP", sex="female", age_group="adult",
        sector="home", site="house", exploitation=("work",), kinds=("visit", "talk"), opened=2,
        changed_what="said", changed_by="Omar", next_kind="call", next_what="ring", next_agency="x",
        due=9, waits="handed", waiting_since=7, closed_at=8,
    )  # fmt: skip
    cases.keep(writer, row, "")
    plain = IndexRow(case=B, reference="R2", name="", stage="open", changed=1)
    cases.keep(writer, plain, "")
    assert cases.by_ids(database, [B, A]) == [row, plain]
    assert plain.due == cases.NO_DAY > 1 << 39
    assert [cases.HIGH, cases.SIGNS, cases.NOT_ASSESSED, cases.MEDIUM, cases.LOW] == [0, 1, 2, 3, 4]
    cases.keep(writer, replace(plain, name="Sita"), "")
    assert cases.by_ids(database, [B]) == [replace(plain, name="Sita")]
    assert cases.by_ids(database, []) == []


def test_the_list_has_the_latest_first_page_by_page(database: Database, writer: Writer):
    lists(writer, A, changed=5)
    lists(writer, B, changed=7, conflicts=1)
    lists(writer, C, changed=5, conflicts=3, received=True)
    assert shown(cases.listed(database)) == [B, C, A]
    assert shown(cases.listed(database, 1)) == [B]
    assert shown(cases.listed(database, 2, 1)) == [C, A]
    assert shown(cases.in_conflict(database)) == [B, C]
    assert cases.count(database) == 3
    assert cases.references(database) == {A: "R1", B: "R2", C: "R3"}
    assert sorted(cases.received(database)) == [(A, False), (B, False), (C, True)]
    assert [cases.is_received(database, case) for case in (A, C, D)] == [False, True, False]


def test_what_an_office_counts_is_sorted_by_nobody(database: Database, monkeypatch: pytest.MonkeyPatch):
    """In an office of many cases a sort is most of what a page of figures costs."""
    steps, rows = list[str](), Database.rows

    def planned(self: Database, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        if "GROUP BY" in statement:
            steps.extend(row[-1] for row in rows(self, f"EXPLAIN QUERY PLAN {statement}", values))
        return rows(self, statement, values)

    monkeypatch.setattr(Database, "rows", planned)
    open_cases = Conditions(visits=work_list.NO_VISITS)
    for column in sorted(work_list._GROUPED):
        work_list.counted_by(database, column, open_cases)
    work_list.counts(database, [open_cases, replace(open_cases, urgent=True, waits=True)], "officer")
    assert len(steps) == len(work_list._GROUPED) + 1
    assert all("COVERING INDEX" in step for step in steps), steps


def test_what_happened_last_never_makes_a_case_older(database: Database, writer: Writer):
    lists(writer, A, changed=5, received=True)
    lists(writer, B, changed=5, received=True)
    cases.touched_each(writer, [A], 3, "left", "Omar")
    (row, other) = cases.by_ids(database, [A, B])
    assert (row.changed, row.changed_what, row.changed_by, row.received) == (5, "left", "Omar", False)
    assert (other.changed_what, other.received) == ("", True)
    cases.touched_each(writer, [A], 9, "left", "Omar")
    assert cases.by_ids(database, [A])[0].changed == 9


def test_of_a_removed_case_no_list_says_anything_and_of_others_all_stays(database: Database, writer: Writer):
    for case in (A, B):
        lists(writer, case, "maya")
        tasks.keep(writer, case, [TaskRow(case, "call", "ring", "", b"", 0, 0)])
        tasks.remake_all(writer)
        match_index.keep(writer, case, ["w:maya"], {})
        link_index.keep(writer, case, [link_index.Tie(case, "group", C, "site")])
        stand_ins.keep(writer, case, [stands_in(case)])
        review = text_reviews.TextReview("clinic", ID_A, "note", ((1, 2),), 5)
        text_reviews.keep(writer, case, review)
        matching.keep(writer, case, "clinic", [("k",)])
        matching.note_said(writer, C, matching.PART, {case: ID_A})
    tables = (
        "task", "case_to_remake", "likeness", "likeness_facts", "tie", "stand_in", "text_review", "match_key",
        "match_said", "case_row",
    )  # fmt: skip
    cases.remove(writer, A)
    for table in tables:
        rows = database.rows(f"SELECT case_id FROM {table}")
        assert rows == [(B,)], table
    assert len(database.rows("SELECT rowid FROM case_search WHERE case_search MATCH 'maya'")) == 1


# -- the list of work ------------------------------------------------------------------------


def worked(database: Database, sort: str = work_list.Sort.DANGER, **conditions: object) -> list[bytes]:
    wanted = Conditions(**conditions)  # type: ignore[arg-type]
    rows = shown(work_list.page(database, wanted, sort).rows)
    assert work_list.count(database, wanted) == len(rows)
    if sort == work_list.Sort.DANGER:
        assert work_list.ids(database, wanted, 100) == rows
    return rows


def test_each_filter_of_the_work_holds_to_its_edges(database: Database, writer: Writer):
    lists(
        writer, A, danger=0, due=10, opened=10, changed=10, officer=D, sex="female", child=True,
        exploitation=("home work", "debt"), kinds=("talk",), nationality="NP", age_group="adult",
        sector="home", stage="first", waits="handed", waiting_since=4,
    )  # fmt: skip
    lists(writer, B, danger=2, due=20, opened=20, changed=20, officer=E, urgent=True, sex="male")
    lists(writer, C, danger=2, closed=True, closed_at=30, opened=30, waits="review", waiting_since=2)
    lists(writer, D, danger=3, visit=True, waits="review", waiting_since=3)
    assert worked(database) == [A, B, D]
    assert worked(database, closed=True) == [C]
    assert worked(database, closed=None) == [A, B, C, D]
    assert worked(database, officers=(D,)) == [A]
    assert worked(database, officers=(D, E)) == [A, B]
    assert worked(database, officers=()) == []
    assert worked(database, dangers=(2,)) == [B]
    assert worked(database, dangers=(0, 3)) == [A, D]
    assert worked(database, child=True) == [A]
    assert worked(database, urgent=True) == [B]
    assert worked(database, waits=True) == [A, D]
    assert [worked(database, late_at=at) for at in (9, 10, 20)] == [[], [A], [A, B]]
    assert [worked(database, changed_since=at) for at in (10, 11, 21)] == [[A, B], [B], []]
    assert [worked(database, opened_from=at) for at in (10, 11)] == [[A, B], [B]]
    assert [worked(database, opened_until=at) for at in (10, 11)] == [[D], [A, D]]
    ended = {"closed": None}
    assert [worked(database, ended_from=at, **ended) for at in (30, 31)] == [[C], []]
    assert [worked(database, ended_until=at, **ended) for at in (30, 31)] == [[], [C]]
    for name, word in (
        ("stages", "first"),
        ("nationalities", "NP"),
        ("sexes", "female"),
        ("age_groups", "adult"),
        ("sectors", "home"),
    ):
        assert worked(database, **{name: (word,)}) == [A], name
    assert worked(database, sexes=("female", "male")) == [A, B]
    assert worked(database, exploitation="debt") == [A]
    assert worked(database, exploitation="deb") == []
    assert worked(database, exploitation="") == [B, D]
    assert worked(database, kind="talk") == [A]
    assert worked(database, kind="") == [B, D]
    assert worked(database, visits=work_list.VISITS) == [D]
    assert worked(database, visits=work_list.NO_VISITS) == [A, B]
    assert work_list.oldest_waiting(database) == 3  # the closed one waits for nobody
    assert work_list.counted_by(database, "sex", Conditions()) == {"female": 1, "male": 1, "": 1}
    for column in ("name", "sex, name"):
        with pytest.raises(ValueError, match=column):
            work_list.counted_by(database, column, Conditions())


def test_each_order_of_the_work_and_its_reverse(database: Database, writer: Writer):
    lists(writer, A, danger=1, sort_name="b", stage="x", officer_name="q", due=3, changed=1)
    lists(writer, B, danger=1, sort_name="c", stage="y", officer_name="p", due=2, changed=3)
    lists(writer, C, danger=0, sort_name="a", stage="z", officer_name="r", due=9, changed=2)
    lists(writer, D, danger=1, sort_name="d", stage="w", officer_name="s", due=5, changed=0, urgent=True)
    orders = {
        work_list.Sort.DANGER: [C, D, B, A],
        work_list.Sort.PERSON: [C, A, B, D],
        work_list.Sort.STAGE: [D, A, B, C],
        work_list.Sort.OFFICER: [B, A, C, D],
        work_list.Sort.NEXT: [B, A, D, C],
        work_list.Sort.CHANGED: [B, C, A, D],
    }
    assert tuple(orders) == tuple(work_list.Sort)
    for sort, order in orders.items():
        assert worked(database, sort) == order, sort
        turned = work_list.page(database, Conditions(), sort, reverse=True)
        assert shown(turned.rows) == order[::-1], sort
        part = work_list.page(database, Conditions(), sort, limit=2, offset=1)
        assert shown(part.rows) == order[1:3], sort
    assert work_list.page(database, Conditions()).reasons == {}


def test_a_search_in_the_work_says_by_what_each_was_found(database: Database, writer: Writer):
    lists(writer, A, "maya")
    lists(writer, B, "sita")
    for typed, case in (("maya", A), ("sita", B)):
        page = work_list.page(database, Conditions(typed=typed))
        assert shown(page.rows) == [case] == list(page.reasons)
    assert work_list.count(database, Conditions(typed="nobody")) == 0


def test_a_filter_is_kept_under_its_name(database: Database, writer: Writer):
    for name, text in (("b", "1"), ("a", "2"), ("b", "3")):
        work_list.save(writer, name, text)
    assert work_list.saved(database) == [("a", "2"), ("b", "3")]


def test_who_is_away_from_the_first_day_to_the_last_of_all_cases(database: Database, writer: Writer):
    lists(writer, A, officer=D, away_from=3, away_until=5)
    lists(writer, B, officer=D, away_from=1, away_until=4)
    lists(writer, C, officer=E)
    assert work_list.absences(database) == {D: (1, 5)}


# -- tasks -----------------------------------------------------------------------------------


def due(rows: list[tasks.ListedTask]) -> list[str]:
    return [task.row.what for task in rows]


def test_what_is_to_be_done_comes_by_its_day_and_within_its_bounds(database: Database, writer: Writer):
    lists(writer, A, name="Maya", restricted=True)
    lists(writer, B)
    tasks.keep(writer, A, [TaskRow(A, "call", "none", "", ID_A, 0, 0), TaskRow(A, "call", "late", "", ID_B, 0, 5)])
    tasks.keep(
        writer, B, [TaskRow(B, "visit", "soon", "clinic", ID_A, 0, 9), TaskRow(B, "visit", "not yet", "", ID_B, 11, 7)]
    )
    assert due(tasks.rows(database, 10)) == ["late", "soon", "none"]
    assert due(tasks.rows(database, 11)) == ["late", "not yet", "soon", "none"]
    assert due(tasks.rows(database, 10, due_by=8)) == ["late"]
    assert due(tasks.rows(database, 10, due_by=9)) == ["late", "soon"]
    assert due(tasks.rows(database, 10, since=5)) == ["late", "soon"]
    assert due(tasks.rows(database, 10, since=6)) == ["soon"]
    assert due(tasks.rows(database, 10, ["call"])) == ["late", "none"]
    assert due(tasks.rows(database, 10, limit=1, offset=1)) == ["soon"]
    assert [tasks.count(database, at) for at in (10, 11)] == [3, 4]
    assert [tasks.count(database, 10, until=at) for at in (4, 5, 9)] == [0, 1, 2]
    assert tasks.count(database, 10, ["visit"]) == 1
    assert tasks.nearest(database, [A, B]) == {A: 5, B: 7}
    task = tasks.rows(database, 10)[0]
    assert (task.reference, task.name, task.restricted) == ("R1", "Maya", True)
    assert task.row == TaskRow(A, "call", "late", "", ID_B, 0, 5)
    tasks.keep(writer, A, [TaskRow(A, "retention", "erase", "", b"", 0, 3)])
    assert due(tasks.rows(database, 10)) == ["erase", "soon"]
    assert tasks.nearest(database, [A, B]) == {B: 7}


def test_a_case_in_which_somebody_only_stood_in_is_left_out_on_other_days(database: Database, writer: Writer):
    lists(writer, A, urgent=True)
    tasks.keep(writer, A, [TaskRow(A, "call", "ring", "", b"", 0, 0)])
    stand_ins.keep(writer, A, [replace(stands_in(A), own=False, shared=False)])
    for at, is_listed in ((99, False), (100, True), (200, True), (201, False)):
        assert bool(tasks.rows(database, at, person=D)) == is_listed, at
        assert bool(tasks.pressing(database, at, 9, D)) == is_listed, at
        assert tasks.count(database, at, person=D) == is_listed, at
        assert tasks.rows(database, at, person=E)
    for word in ("own", "shared"):
        stand_ins.keep(writer, A, [replace(stands_in(A), **{"own": False, "shared": False, word: True})])
        assert tasks.rows(database, 99, person=D), word


def test_what_presses_is_of_who_needs_something_today_or_is_in_high_danger(database: Database, writer: Writer):
    lists(writer, A, danger=cases.HIGH)
    lists(writer, B, danger=cases.MEDIUM, urgent=True, name="Maya", restricted=True)
    lists(writer, C, danger=cases.MEDIUM)
    lists(writer, D, danger=cases.HIGH, urgent=True, closed=True)
    for case, kind, since in ((A, "call", 0), (B, "urgent", 0), (C, "call", 0), (D, "urgent", 0)):
        tasks.keep(writer, case, [TaskRow(case, kind, f"of {case[0]}", "", b"", since, 4)])
    assert due(tasks.pressing(database, 1, 9)) == ["of 2", "of 1"]
    assert due(tasks.pressing(database, 1, 1)) == ["of 2"]
    task, other = tasks.pressing(database, 1, 9)
    assert task == tasks.ListedTask(TaskRow(B, "urgent", "of 2", "", b"", 0, 4), "R2", "Maya", restricted=True)
    assert (other.reference, other.name, other.restricted) == ("R1", "", False)
    tasks.keep(
        writer,
        A,
        [
            TaskRow(A, "call", "no day", "", ID_A, 0, 0),
            TaskRow(A, "call", "day", "", ID_B, 0, 9),
            TaskRow(A, "call", "later", "", ID_C, 2, 3),
        ],
    )
    assert due(tasks.pressing(database, 1, 9)) == ["of 2", "day", "no day"]


def test_rows_are_made_again_until_each_was(database: Database, writer: Writer):
    for case in (A, B):
        lists(writer, case)
    tasks.remake_all(writer)
    tasks.remake_all(writer)
    assert sorted(tasks.to_remake(database, 9)) == [A, B]
    assert len(tasks.to_remake(database, 1)) == 1
    tasks.keep(writer, A, [])
    assert tasks.to_remake(database, 9) == [B]


# -- who stands in ---------------------------------------------------------------------------


def stands_in(case: bytes, person: bytes = D) -> stand_ins.StandInRow:
    return stand_ins.StandInRow(
        case, C, person, E, "Layla", first=100, last=200, ended=False, own=True, shared=False, by_self=True, others=B
    )


def test_who_stands_in_does_so_from_the_first_day_to_the_last(database: Database, writer: Writer):
    stand_ins.keep(writer, A, [stands_in(A)])
    stand_ins.keep(writer, B, [replace(stands_in(B), ended=True)])
    for at, names in ((99, {}), (100, {A: "Layla"}), (200, {A: "Layla"}), (201, {})):
        assert stand_ins.absent_names(database, D, at) == names, at
        assert stand_ins.absent_people(database, D, at) == ({E} if names else set()), at
    assert stand_ins.absent_names(database, E, 150) == {}
    assert stand_ins.of_case(database, A) == [stands_in(A)]
    assert stand_ins.of_absence(database, C) == [stands_in(A), replace(stands_in(B), ended=True)]
    stand_ins.keep(writer, A, [])
    assert (stand_ins.of_case(database, A), len(stand_ins.of_absence(database, C))) == ([], 1)


def test_whoever_is_given_a_case_again_has_it_and_so_have_the_teams(database: Database, writer: Writer):
    mine, others = replace(stands_in(A), own=False), replace(stands_in(A, C), own=False)
    stand_ins.keep(writer, A, [mine, others])
    stand_ins.give_again(writer, A, {D}, {ID_A[:16], E})
    rows = {row.person: row for row in stand_ins.of_case(database, A)}
    assert (rows[D].own, rows[C].own) == (True, False)
    for row in rows.values():
        assert stand_ins.teams_of(row.others) == {B, ID_A[:16], E}
    stand_ins.give_again(writer, A, {C}, set())
    assert {row.own for row in stand_ins.of_case(database, A)} == {True}


def test_the_open_cases_of_a_person_say_which_are_restricted(database: Database, writer: Writer):
    lists(writer, B, officer=D, restricted=True)
    lists(writer, A, officer=D)
    lists(writer, C, officer=D, closed=True)
    lists(writer, E, officer=A)
    assert stand_ins.open_cases_of(database, D) == [(A, False), (B, True)]


# -- what goes into files, and is matched ----------------------------------------------------


def test_records_for_files_come_in_order_and_between_two_moments(database: Database, writer: Writer):
    for case, opened in ((B, 10), (A, 20), (C, 30)):
        lists(writer, case, opened=opened, restricted=case == A)
        case_records.keep(writer, case, [ID_A, ID_B], b"record %d" % opened)
    lists(writer, D, opened=15, visit=True)
    case_records.keep(writer, D, [ID_A], b"visit")

    def between(*bounds: int) -> list[bytes]:
        return [record.case for page in case_records.pages(database, *bounds) for record in page]

    assert between() == [A, B, C]
    assert between(20) == [A, C]
    assert between(21) == [C]
    assert between(0, 20) == [B]
    assert between(0, 21) == [A, B]
    assert case_records.by_id(database, E) is None
    record = case_records.by_id(database, A)
    assert record == case_records.StoredRecord(A, "R1", 20, True, (ID_A, ID_B), b"record 20", False)
    case_records.set_heads_each(writer, {A: [ID_C]})
    assert case_records.by_id(database, A).heads == (ID_C,)
    assert case_records.by_id(database, B).heads == (ID_A, ID_B)
    stand_ins.keep(writer, A, [stands_in(A)])
    assert [record.shared for page in case_records.pages(database) for record in page] == [True, False, False]
    assert case_records.by_id(database, A).shared
    case_records.remove(writer, A)
    assert between() == [B, C]


def test_what_left_is_shown_once_in_rows_and_heads(database: Database, writer: Writer):
    for case in (A, B):
        lists(writer, case, changed=5, received=True)
        case_records.keep(writer, case, [ID_A], b"record")
    assert not case_records.any_left(database)
    case_records.note_left(writer, {A: ID_B}, 7)
    assert case_records.any_left(database)
    assert case_records.by_id(database, A).shared
    assert [record.shared for page in case_records.pages(database) for record in page] == [True, False]
    last = case_records.show_rows_left(writer, 0, "left", "Omar")
    row, other = cases.by_ids(database, [A, B])
    assert (row.changed, row.changed_what, row.changed_by, row.received) == (7, "left", "Omar", False)
    assert (other.changed, other.received) == (5, True)
    assert last > 0
    assert case_records.show_rows_left(writer, last, "again", "") == 0
    assert cases.by_ids(database, [A])[0].changed_what == "left"
    assert case_records.show_heads_left(writer, 0) > 0
    assert case_records.show_heads_left(writer, 0) == 0
    assert case_records.by_id(database, A).heads == (ID_B,)
    assert case_records.by_id(database, B).heads == (ID_A,)
    assert not case_records.any_left(database)
    case_records.note_left(writer, {A: ID_C}, 8)
    case_records.keep(writer, A, [ID_C], b"record")
    assert not case_records.any_left(database)


def run(id_: bytes, **fields: object) -> matching.MatchRun:
    named = {
        "agreement": "clinic", "began": True, "made": 5, "expires": 9, "state": matching.ASKED,
        "persons": 2, "message": b"m", "secret": b"s", "places": b"p", "marks": b"k", "points": 3,
        **fields,
    }  # fmt: skip
    return matching.MatchRun(run=id_, **named)  # type: ignore[arg-type]


def test_cases_to_match_are_those_that_name_the_whole_agency(database: Database, writer: Writer):
    for case, agencies in ((B, "clinic court"), (A, "clinic"), (C, "clinics"), (D, "clinic")):
        lists(writer, case, visit=case == D, restricted=case == A, marks=("child", "danger"))
        matching.keep(writer, case, agencies, [("n", "maya"), ("p", "55")])
    (page,) = matching.pages(database, "clinic")
    keys = (("n", "maya"), ("p", "55"))
    marks = ("child", "danger")
    assert page == [matching.MatchedCase(A, True, marks, keys), matching.MatchedCase(B, False, marks, keys)]
    matching.remove(writer, A)
    assert [case.case for page in matching.pages(database, "clinic") for case in page] == [B]


def test_a_run_of_a_matching_ends_with_nothing_secret(database: Database, writer: Writer):
    assert matching.run_of(database, A) is None
    assert not matching.put_new(writer, run(A, common=C + D))
    assert matching.put_new(writer, run(A, made=6))
    assert matching.run_of(database, A) == run(A, common=C + D)
    assert run(A, common=C + D).cases == [C, D]
    assert run(A).cases == []
    matching.put(writer, run(B, made=7, agreement="court", began=False))
    bare = {"secret": b"", "places": b"", "marks": b""}
    assert matching.runs(database) == [
        run(B, made=7, agreement="court", began=False, **bare),
        run(A, common=C + D, **bare),
    ]
    assert [matching.since(database, "clinic", at) for at in (5, 6)] == [1, 0]
    assert matching.is_in(writer, A, matching.ASKED)
    assert not matching.is_in(writer, A, matching.ANSWERED)
    assert matching.under_way(database, "clinic") == [A]
    assert [set(matching.over(database, at)) for at in (9, 10)] == [set(), {A, B}]
    matching.note_said(writer, A, matching.COMMON, {D: ID_A, C: ID_B})
    matching.note_said(writer, A, matching.PART, {D: ID_A})
    matching.note_said(writer, B, matching.PART, {E: ID_A})
    assert matching.said(database, A, matching.PART, [C, D]) == {D}
    assert matching.all_said(database, A, matching.COMMON) == [C, D]
    assert matching.number_said(database, A) == 1
    matching.give_up(writer, A)
    assert matching.run_of(database, A) == run(A, common=C + D, state=matching.ENDED, **bare)
    assert matching.number_said(database, A) == 0
    assert matching.number_said(database, B) == 1
    assert matching.under_way(database, "clinic") == []
    assert matching.over(database, 10) == [B]
    matching.end(writer, B, matching.FINISHED)
    ended = matching.run_of(database, B)
    assert (ended.state, ended.common, ended.secret) == (matching.FINISHED, b"", b"")


def test_every_state_that_is_not_the_end_is_under_way(database: Database, writer: Writer):
    states = ("begun", "answering", "finishing", "asked", "answered", "finished", "ended")
    for n, state in enumerate(states):
        matching.put(writer, run(bytes([n]) * 16, state=state))
    assert len(matching.under_way(database, "clinic")) == len(matching.over(database, 10)) == 5


def test_a_case_in_which_something_was_written_since_it_took_part_is_named(database: Database, writer: Writer):
    for case, head in ((A, ID_A), (B, ID_B)):
        case_records.keep(writer, case, [head], b"")
    matching.note_said(writer, D, matching.PART, {A: ID_A, B: ID_A, C: ID_A})
    matching.note_said(writer, D, matching.COMMON, {A: ID_C})
    assert sorted(matching.changed_since_said(database, D)) == [B, C]


# -- ties, likeness, figures -----------------------------------------------------------------


def test_what_ties_cases_comes_by_case_and_group(database: Database, writer: Writer):
    tie = link_index.Tie(A, link_index.GROUP, D, "site", "house", others=2, at=5)
    person = link_index.Tie(A, link_index.PERSON, E, "employer", "Maya", of=D, at=5)
    other = link_index.Tie(B, link_index.PERSON, E, "employer", "Maya", of=D, at=7)
    link_index.keep(writer, A, [person, tie])
    link_index.keep(writer, B, [other])
    assert link_index.of_cases(database, [B, A]) == [tie, person, other]
    assert link_index.of_cases(database, [B]) == [other]
    assert link_index.to(database, link_index.PERSON, E) == [person, other]
    assert link_index.to(database, link_index.GROUP, E) == []
    assert link_index.groups(database) == [tie]
    assert link_index.shared(database, D) == [other, person]
    link_index.keep(writer, A, [])
    assert link_index.to(database, link_index.PERSON, E) == [other]


def test_who_shares_most_keys_comes_first_and_a_name_weighs_less_than_the_rest(database: Database, writer: Writer):
    match_index.keep(writer, A, ["n:maya", "n:sample"], {})
    match_index.keep(writer, B, ["p:55"], {})
    match_index.keep(writer, C, ["n:maya", "n:sample", "p:55"], {})
    asked = ["n:sample", "p:55", "n:maya", "p:55"]
    assert match_index.sharing(database, C, asked) == [B, A]
    assert match_index.sharing(database, D, asked) == [C, B, A]
    assert match_index.sharing(database, D, []) == []
    # of names so long that not all of their keys are kept, a number still finds the case
    names = [f"n:word{number:02}" for number in range(40)]
    match_index.keep(writer, A, [*names, "passport:x1", "phone:55001122"], {})
    for number in ("passport:x1", "phone:55001122"):
        assert match_index.sharing(database, D, [number]) == [A]
        assert match_index.sharing(database, D, [*names, number]) == [A]
    many = [f"w:{n:03}" for n in range(40)]
    match_index.keep(writer, A, many, {})
    assert match_index.sharing(database, D, ["w:031"]) == [A]
    assert match_index.sharing(database, D, ["w:032", "n:maya"]) == [C]
    assert match_index.sharing(database, D, [f"a:{n:03}" for n in range(32)] + many) == []


def figures(case: bytes, **fields: object) -> case_figures.FigureRow:
    named = {
        "status": "victim", "decided": 3, "outcome": "done", "employer": "", "recruiter": "", **fields,
    }  # fmt: skip
    return case_figures.FigureRow(case, **named)  # type: ignore[arg-type]


def test_figures_count_persons_alone_and_names_that_come_often(database: Database, writer: Writer):
    for case, employer, recruiter in ((A, "x", "r"), (B, "x", ""), (C, "y", "r"), (D, "x", "r"), (E, "y", "r")):
        lists(writer, case, visit=case == E, opened=case[0], kinds=("talk", "visit"), restricted=case == B)
        case_figures.keep(writer, figures(case, employer=employer, recruiter=recruiter))
    counted = {row.case: row for row in case_figures.counted(database)}
    assert set(counted) == {A, B, C, D}
    row = counted[B]
    assert (row.opened, row.restricted, row.kinds, row.status, row.decided) == (2, 1, "talk visit", "victim", 3)
    assert row.outcome == "done"
    assert case_figures.repeated(database, "employer", 2) == [("x", [A, B, D]), ("y", [C, E])]
    assert case_figures.repeated(database, "employer", 3) == [("x", [A, B, D])]
    assert case_figures.repeated(database, "recruiter", 4) == [("r", [A, C, D, E])]
    for column in ("status", "case_id"):
        with pytest.raises(ValueError, match=column):
            case_figures.repeated(database, column, 2)
    part = case_figures.FigurePart(A, "suspects", ID_A, "male", "IN")
    case_figures.keep(writer, figures(A, employer="x", recruiter="r"), [part, replace(part, part=ID_B)])
    case_figures.keep(writer, figures(A, employer="x", recruiter="r"), [part, replace(part, kind="charged")])
    assert case_figures.parts(database, "suspects") == [part]
    case_figures.remove(writer, A)
    assert case_figures.repeated(database, "employer", 3) == case_figures.parts(database, "suspects") == []


# -- what came in, and who has read it -------------------------------------------------------


def test_what_came_in_is_listed_once_the_last_first_until_it_is_read(database: Database, writer: Writer):
    for event, case, kind, at in ((ID_A, A, "said", 5), (ID_B, A, "moved", 7), (ID_C, B, "said", 7)):
        inbox.add(writer, event, case, kind, at)
    inbox.add(writer, ID_A, A, "other", 9)
    first = inbox.InboxRow(ID_A, A, "said", 5, False)
    assert [row.event for row in inbox.rows(database, 9)] == [ID_C, ID_B, ID_A]
    assert [row.event for row in inbox.rows(database, 1)] == [ID_C]
    assert inbox.one(database, ID_A) == first
    assert inbox.one(database, bytes(32)) is None
    assert inbox.rows(database, 9, kinds=["moved"]) == [inbox.InboxRow(ID_B, A, "moved", 7, False)]
    assert [row.event for row in inbox.rows(database, 9, but=["moved"])] == [ID_C, ID_A]
    assert [inbox.unread(database, but) for but in ([], ["said"], ["said", "moved"])] == [3, 1, 0]
    assert work_list.unread(database, [A]) == {A}
    inbox.mark(writer, [ID_C], read=True)
    assert [row.event for row in inbox.rows(database, 9, unread=True)] == [ID_B, ID_A]
    assert work_list.unread(database, [A, B]) == {A}
    inbox.mark(writer, [ID_C], read=False)
    inbox.read_case(writer, A, ["said"])
    assert [row.event for row in inbox.rows(database, 9, unread=True)] == [ID_C, ID_A]
    inbox.answered(writer, A, ["moved"])
    assert inbox.unread(database, []) == 2
    inbox.answered(writer, A, ["said"])
    assert [row.event for row in inbox.rows(database, 9, unread=True)] == [ID_C]


class Plans(Source):
    """Reads, and keeps how each statement is read."""

    def __init__(self, database: Database) -> None:
        self.database, self.plans = database, list[str]()

    def rows(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        plan = self.database.rows(f"EXPLAIN QUERY PLAN {statement}", values)
        self.plans += [row[3] for row in plan]
        return self.database.rows(statement, values)


def test_what_waits_and_what_is_due_is_counted_past_no_other_record(database: Database):
    reads: Any = Plans(database)
    inbox.waiting(reads, ("handed over",))
    inbox.rows(reads, 200, but=("opened",))
    tasks.count(reads, 9, ("stage", "urgent"), until=9, person=A)
    looked = [plan for plan in reads.plans if "came_in" in plan or " task" in plan]
    assert len(looked) == 3
    assert all("USING" in plan for plan in looked)
    assert "COVERING" in looked[-1]


# -- drafts ----------------------------------------------------------------------------------


def draft(id_: bytes, updated: int, **meta: str) -> drafts.Draft:
    return drafts.Draft(id_, ID_A, updated - 1, updated, "p", True, 0, dict(meta))


def test_a_draft_keeps_what_was_said_last_and_where_it_came_from(database: Database, writer: Writer):
    drafts.begin(writer, draft(A, 5, title="Maya"))
    assert drafts.one(database, A) == draft(A, 5, title="Maya")
    assert drafts.keep(writer, A, {"/a": "1", "/b": "2"}, 6, origins={"/a": "typed"}) == 1
    assert drafts.keep(writer, A, {"/b": None, "/a": "3", "/c": "4"}, 7, "q") == 2
    assert drafts.answers(database, A) == {"/a": "3", "/c": "4"}
    assert drafts.origins(database, A) == {"/a": "", "/c": ""}
    kept = drafts.one(database, A)
    assert (kept.updated, kept.place, kept.number, kept.interrupted) == (7, "q", 2, True)
    drafts.mark(writer, A, closed=True)
    assert not drafts.one(database, A).interrupted
    drafts.move(writer, A, ID_B, {"/d": "5", "/e": "6"}, {"/e": "said"})
    moved = drafts.one(database, A)
    assert (moved.form, moved.place, moved.number) == (ID_B, "", 3)
    assert drafts.origins(database, A) == {"/d": "", "/e": "said"}
    drafts.describe(writer, A, {"title": "Sita"})
    assert drafts.one(database, A).meta == {"title": "Sita"}
    with pytest.raises(drafts.NoDraft):
        drafts.keep(writer, B, {}, 1)
    with pytest.raises(drafts.NoDraft):
        drafts.one(database, B)


def test_a_draft_is_destroyed_with_its_files_and_alone(database: Database, writer: Writer):
    for n, id_ in enumerate((A, B)):
        drafts.begin(writer, draft(id_, 5 + n))
        drafts.keep(writer, id_, {"/a": "1"}, 5 + n)
        draft_files.put_chunk(writer, id_, ID_A, b"sealed")
        file = draft_files.DraftFile("f", C, ID_B, "image", 6, ID_C, ((ID_A, 6),), {"k": "v"})
        draft_files.name_it(writer, id_, file)
        assert draft_files.of(database, id_) == [file]
        assert draft_files.one(database, id_, "f") == file
    drafts.begin(writer, draft(C, 9, righting="x"))
    assert [row.id for row in drafts.unfinished(database)] == [B, A]
    assert drafts.righting(database) == [C]
    drafts.clear(writer, A)
    assert [drafts.exists(database, id_) for id_ in (A, B)] == [False, True]
    for table in ("draft_answer", "draft_chunk", "draft_file"):
        assert database.rows(f"SELECT draft FROM {table}") == [(B,)], table
    assert database.rows("SELECT draft FROM draft_end") == [(A,)]
    assert draft_files.one(database, A, "f") is None
    assert draft_files.chunk(database, A, ID_A) is None
    assert draft_files.chunk(database, B, ID_A) == b"sealed"


def test_chunks_that_no_file_of_a_draft_names_are_destroyed(database: Database, writer: Writer):
    drafts.begin(writer, draft(A, 5))
    drafts.begin(writer, draft(B, 5))
    for id_ in (ID_A, ID_B):
        draft_files.put_chunk(writer, A, id_, b"sealed")
        draft_files.put_chunk(writer, B, id_, b"sealed")
    draft_files.name_it(writer, A, draft_files.DraftFile("f", C, ID_B, chunks=((ID_A, 6),)))
    assert draft_files.chunk(database, A, ID_A) == b"sealed"
    assert draft_files.chunk(database, A, ID_B) is None
    assert draft_files.chunk(database, B, ID_B) == b"sealed"


# -- chunks ----------------------------------------------------------------------------------


def test_a_chunk_is_taken_only_where_it_is_wanted_and_what_its_name_says(database: Database, writer: Writer):
    content = b"sealed bytes"
    id_ = digest(content)
    assert not chunks.keep(writer, A, id_, content)  # nobody wants it
    chunks.want(writer, A, [(id_, len(content)), (ID_A, 3)], ID_B)
    chunks.want(writer, B, [(ID_C, 9)], ID_B, is_held=True)
    assert chunks.wanted(database, frozenset(), 9) == [(A, id_, 12), (A, ID_A, 3)]
    assert chunks.wanted(database, frozenset({id_}), 9) == [(A, ID_A, 3)]
    assert chunks.wanted(database, frozenset(), 1) == [(A, id_, 12)]
    assert [chunks.wanted_of(database, case, ID_B) for case in (A, B)] == [15, 0]
    assert chunks.held(database, B) == {ID_C}
    assert chunks.all_held(database) == (1, 9)
    assert not chunks.keep(writer, A, ID_A, content)
    assert chunks.keep(writer, A, id_, content)
    assert chunks.content_of(database, A, id_) == content
    assert (chunks.is_here(database, A, id_), chunks.is_here(database, A, ID_A)) == (True, False)
    assert chunks.here(database, A) == {id_}
    assert set(chunks.ids_of(database, A)) == {id_, ID_A}
    chunks.ask_for(writer, B, [ID_C])
    assert chunks.held(database, B) == set()
    assert chunks.all_held(database) == (0, 0)
    assert chunks.wanted_of(database, B, ID_B) == 0  # it came not unasked
    assert (B, ID_C, 9) in chunks.wanted(database, frozenset(), 9)


def test_a_chunk_of_another_size_is_not_the_one_that_is_wanted(database: Database, writer: Writer):
    content = b"sealed bytes"
    id_ = digest(content)
    chunks.want(writer, A, [(id_, 11)], ID_B)
    assert not chunks.keep(writer, A, id_, content)
    assert not chunks.bring(writer, A, content)
    chunks.put(writer, B, id_, content)
    chunks.copy(writer, A, id_)
    assert chunks.content_of(database, A, id_) is None
    chunks.want(writer, C, [(id_, 12)], ID_B)
    chunks.copy(writer, C, id_)
    assert chunks.content_of(database, C, id_) == content
    assert chunks.logs_of(database, id_) == {B, C}


def test_what_a_file_brings_is_taken_unless_it_is_held_or_not_named(database: Database, writer: Writer):
    content = b"sealed bytes"
    id_ = digest(content)
    assert not chunks.bring(writer, A, content)
    chunks.want(writer, A, [(id_, 12)], ID_B, is_held=True)
    assert not chunks.bring(writer, A, content)
    chunks.ask_for(writer, A, [id_])
    assert chunks.bring(writer, A, content)
    assert chunks.bring(writer, A, content)  # a second time is well too
    writer.run("INSERT INTO erased VALUES (?, ?, ?)", (id_, B, ID_A))
    chunks.want(writer, B, [(id_, 12)], ID_B)
    assert chunks.ids_of(database, B) == []
    assert chunks.bring(writer, B, content)


def test_what_headquarters_lacks_goes_case_by_case_until_it_has_it(database: Database, writer: Writer):
    assert chunks.unsent(database, 9) is None
    for case, name in ((B, b"1"), (A, b"22"), (A, b"333")):
        chunks.put(writer, case, digest(name), name)
    chunks.want(writer, C, [(ID_A, 5)])
    assert chunks.unsent(database, 9) == (A, [digest(b"22"), digest(b"333")])
    assert chunks.unsent(database, 1) == (A, [digest(b"22")])
    assert chunks.left(database) == 6
    assert chunks.cases_unsent(database) == {A, B}
    chunks.are_there(writer, A, [digest(b"22"), digest(b"333")])
    assert chunks.unsent(database, 9) == (B, [digest(b"1")])
    assert [chunks.unsent_of(database, case) for case in (A, B, C)] == [False, True, False]
    assert chunks.left(database) == 1
    chunks.forget_there(writer)
    assert chunks.left(database) == 6


def test_chunks_go_by_order_or_where_a_case_names_them_no_more(database: Database, writer: Writer):
    for case in (A, B):
        for content in (b"1", b"2"):
            chunks.put(writer, case, digest(content), content)
    assert chunks.are_whole(database, A)
    writer.run("INSERT INTO erased VALUES (?, ?, ?)", (digest(b"1"), A, ID_A))
    chunks.destroy(writer, A)
    assert chunks.here(database, A) == {digest(b"2")}
    assert len(chunks.here(database, B)) == 2
    chunks.keep_only(writer, B, {digest(b"1")})
    assert chunks.here(database, B) == {digest(b"1")}
    chunks.put(writer, C, ID_A, b"other bytes")
    assert not chunks.are_whole(database, C)


# -- questionnaires --------------------------------------------------------------------------


def form(hash_: bytes, form_id: str = "f", **fields: object) -> forms.FormRecord:
    return forms.FormRecord(hash_, form_id, "1", {"en": "Talk"}, **{"shipped": False, **fields})  # type: ignore[arg-type]


def test_one_version_of_a_questionnaire_is_offered_and_all_are_kept(database: Database, writer: Writer):
    old, new, begins = form(ID_A), form(ID_B, part="close"), form(ID_C, "z", shipped=True)
    for n, record in enumerate((old, new, begins)):
        forms.keep(writer, record, forms.packed(f"<form {n}>"), 5 + n)
    assert forms.rows(database) == [begins, new]
    assert forms.versions(database, "f") == [replace(old, offered=False), new]
    assert forms.row(database, ID_A) == replace(old, offered=False)
    assert forms.xml(database, ID_B) == "<form 1>"
    assert forms.known(database) == {ID_A, ID_B, ID_C}
    forms.keep(writer, replace(old, offered=False), forms.packed(""), 9)
    assert not forms.row(database, ID_A).offered
    assert forms.row(database, ID_B).offered
    forms.keep(writer, replace(new, offered=False), forms.packed(""), 9)
    assert forms.row(database, ID_B).offered  # it stays offered, and its text
    assert forms.xml(database, ID_B) == "<form 1>"
    for ask in (forms.row, forms.xml):
        with pytest.raises(forms.NoForm):
            ask(database, bytes(32))


def test_long_lists_of_a_questionnaire_are_looked_up_by_their_columns(database: Database, writer: Writer):
    table = compiled_forms.List(["name", "place"], ["place"], [["a", "x"], ["b", None], ["c", "x"]])
    for form_id in (ID_A, ID_B):
        for _ in range(2):  # in place of what was there
            compiled_forms.keep(writer, form_id, ID_C, compiled_forms.packed(b"made"), {"towns": table})
    assert compiled_forms.content(database, ID_A, ID_C) == b"made"
    assert compiled_forms.content(database, ID_A, ID_B) is None
    assert compiled_forms.all_rows(database, ID_A, "towns") == [["a", "x"], ["b", None], ["c", "x"]]
    assert compiled_forms.all_rows(database, ID_A, "rivers") == []
    assert compiled_forms.rows_holding(database, ID_A, "towns", "place", "x") == [(0, ["a", "x"]), (2, ["c", "x"])]
    assert compiled_forms.rows_holding(database, ID_A, "towns", "name", "a") == []
    for rows, number in (("form_list", 2), ("form_row", 6), ("form_cell", 4)):
        assert database.number(f"SELECT count(*) FROM {rows}") == number, rows
    compiled_forms.keep(writer, ID_A, ID_C, compiled_forms.packed(b"anew"), {})
    assert compiled_forms.all_rows(database, ID_A, "towns") == []
    assert len(compiled_forms.all_rows(database, ID_B, "towns")) == 3


def test_pictures_of_a_questionnaire_are_those_kept_last(database: Database, writer: Writer):
    media.keep(writer, ID_A, {"a.png": b"1", "b.png": b"22"})
    media.keep(writer, ID_B, {"a.png": b"333"})
    media.keep(writer, ID_A, {"a.png": b"4444"})
    assert media.all_of(database, ID_A) == {"a.png": b"4444"}
    assert media.sizes(database, ID_A) == {"a.png": 4}
    assert media.one(database, ID_B, "a.png") == b"333"
    assert media.one(database, ID_A, "b.png") is None
    assert [media.has_some(database, form_id) for form_id in (ID_A, ID_C)] == [True, False]
    assert media.forms(database) == {ID_A, ID_B}


# -- small lists -----------------------------------------------------------------------------


def test_of_computers_the_later_word_counts(database: Database, writer: Writer):
    for place, at, word in ((5, 9, b"a"), (4, 10, b"b"), (5, 11, b"c"), (6, 1, b"d")):
        computer_reports.keep(writer, computer_reports.ReportRow(A, place, at, word))
        if place != 6:
            assert computer_reports.reports(database) == [computer_reports.ReportRow(A, 5, 9, b"a")]
    assert computer_reports.reports(database) == [computer_reports.ReportRow(A, 6, 1, b"d")]
    for at, program in ((5, "1.0"), (4, "0.9"), (5, "1.1")):
        programs.keep(writer, A, program, at)
    programs.keep(writer, B, "2.0", 1)
    assert programs.programs(database) == {A: "1.1", B: "2.0"}
    programs.keep(writer, A, "1.0", 4)
    assert programs.programs(database)[A] == "1.1"


def test_referral_systems_stand_once_in_the_order_in_which_they_came(database: Database, writer: Writer):
    assert profiles.add(writer, [b"b", b"a", b"b"])
    assert not profiles.add(writer, [b"a", b"b"])
    assert profiles.add(writer, [b"a", b"c"])
    assert profiles.texts(database) == [b"b", b"a", b"c"]


def test_a_visit_without_a_talk_leaves_where_to_try_again_and_a_count(database: Database, writer: Writer):
    for at, outcome in ((5, visits.FORBIDDEN), (7, visits.DECLINED)):
        visits.keep(writer, visits.Revisit(0, at, "noon", "gate", "by phone", outcome, ("guard", "cook")))
    later, earlier = visits.waiting(database)
    assert (later.at, later.outcome, later.present) == (7, "declined", ("guard", "cook"))
    assert (earlier.time, earlier.place, earlier.how) == ("noon", "gate", "by phone")
    visits.forget(writer, later.n)
    assert visits.waiting(database) == [earlier]
    for year in (2025, 2026, 2026):
        visits.count(writer, visits.UNSAFE, year)
    assert [visits.counted(database, name) for name in (visits.UNSAFE, visits.OVERHEARD)] == [3, 0]
    assert database.rows("SELECT year, n FROM tally ORDER BY year") == [(2025, 1), (2026, 2)]
    assert visits.OUTCOMES == ("unsafe", "overheard", "forbidden", "declined")


def test_a_text_read_over_is_kept_by_recipient_and_text(database: Database, writer: Writer):
    first = text_reviews.TextReview("clinic", ID_A, "b", ((1, 2), (5, 9)), 5)
    second = text_reviews.TextReview("clinic", ID_B, "a", (), 6)
    for review in (first, second, replace(first, recipient="court")):
        text_reviews.keep(writer, A, review)
    text_reviews.keep(writer, B, first)
    assert list(text_reviews.of(database, A, "clinic")) == [second, first]
    text_reviews.keep(writer, A, replace(first, covers=(), at=8))
    assert list(text_reviews.of(database, A, "clinic"))[1].covers == ()
    assert list(text_reviews.of(database, A, "court")) == [replace(first, recipient="court")]
    assert list(text_reviews.of(database, B, "clinic")) == [first]


def test_a_cleared_case_waits_until_it_is_asked_for(database: Database, writer: Writer):
    for case, at in ((A, 5), (B, 7)):
        lists(writer, case)
        inbox.add(writer, case * 2, case, "said", 1)
        chunks.put(writer, case, digest(case), case)
        purge_row = (case, f"R{case[0]}", at)
        if case == A:
            purge.clear(writer, *purge_row)
    assert shown(cases.listed(database)) == [B]
    assert (chunks.ids_of(database, A), len(chunks.ids_of(database, B))) == ([], 1)
    assert [row.case for row in inbox.rows(database, 9)] == [B]
    purge.clear(writer, B, "R2", 7)
    expected = [purge.ClearedCase(B, "R2", 7, back=False), purge.ClearedCase(A, "R1", 5, back=False)]
    assert purge.cleared(database) == expected
    assert purge.coming_back(database) == frozenset()
    purge.bring_back(writer, A)
    assert purge.coming_back(database) == {A}
    assert database.rows("SELECT case_id, after FROM fetched") == [(A, 0)]
    for case in (A, B):
        writer.run("INSERT INTO away VALUES (?, ?)", (digest(case), case))
    assert [purge.is_away(database, digest(case)) for case in (A, B, C)] == [True, True, False]
    assert [purge.is_wanted(database, digest(case)) for case in (A, B, C)] == [True, False, False]


def test_what_a_transaction_noted_is_taken_once_and_what_is_settled_is_not_owed(writer: Writer):
    drafts.begin(writer, draft(A, 5))
    for case in (B, C, D):
        writer.run("INSERT INTO erased VALUES (?, ?, ?)", (case * 2, case, ID_A))
    writer.run("INSERT INTO stale VALUES (?)", (C,))
    duties.settled(writer, [D])
    assert duties.take(writer) == duties.Noted(cases={B}, drafts={A})
    assert not duties.take(writer).any()
    writer.run("DELETE FROM stale")
    assert duties.take(writer).cases == {C}


def test_a_number_is_nought_where_there_is_no_row_or_nothing_in_it(database: Database, writer: Writer):
    lists(writer, A, changed=7)
    for source in (database, writer):
        assert source.number("SELECT updated FROM case_row") == 7
        assert source.number("SELECT updated FROM case_row WHERE case_id = ?", (B,)) == 0
        assert source.number("SELECT max(at) FROM came_in") == 0


def test_a_new_file_is_laid_in_no_other_s_place(tmp_path: Path):
    file = tmp_path / "records.db"
    file.write_bytes(b"something")
    with pytest.raises(FileExistsError):
        Database.create(file, bytes(32))
    assert file.read_bytes() == b"something"


def test_what_was_typed_and_not_said_is_kept_for_a_month(database: Database, writer: Writer):
    month = 31 * 86400
    typed_text.keep(writer, "page", {"a": "one", "b": "two"}, 5)
    typed_text.keep(writer, "other", {"a": "three"}, 6)
    typed_text.keep(writer, "page", {"a": "four", "b": ""}, 5)
    assert typed_text.of(database, "page") == {"a": "four"}
    typed_text.keep(writer, "page", {}, 5 + month)
    assert typed_text.of(database, "page") == {"a": "four"}
    typed_text.keep(writer, "third", {"c": "five"}, 6 + month)
    assert [typed_text.of(database, place) for place in ("page", "other")] == [{}, {"a": "three"}]
    typed_text.forget(writer, "other")
    assert [typed_text.of(database, place) for place in ("other", "third")] == [{}, {"c": "five"}]


def test_what_waits_for_a_supervisor_is_counted(database: Database, writer: Writer):
    lists(writer, A, waits="review", waiting_since=1)
    lists(writer, B, waits="handed", waiting_since=9)
    lists(writer, C, waits="")
    assert (work_list.how_many_wait(database), work_list.uncounted(database)) == (2, 0)
    tasks.remake_all(writer)
    assert work_list.uncounted(database) == 3


def test_absences_stand_in_their_highest_version(database: Database, writer: Writer):
    day = date(2026, 11, 1)
    entry = AbsenceEntry(
        id=A, person=B, version=1, event=ID_A, substitute=C, first=day, last=day, reason="leave",
        restricted=True, ended=False, set_by=D,
    )  # fmt: skip
    later = replace(entry, version=2, event=ID_B, ended=True, last=date(2026, 11, 5), reason="ill", set_by=E)
    for kept in (entry, later, entry, replace(later, event=ID_A)):
        absences.keep(writer, [kept])
    first = replace(entry, id=E, first=date(2026, 10, 1))
    absences.keep(writer, [first])
    assert absences.all_absences(database) == [first, later]
    absences.keep(writer, [replace(later, event=ID_C, restricted=False, substitute=E)])
    assert absences.all_absences(database)[1].event == ID_C


def test_a_search_finds_what_is_typed_first_and_then_what_sounds_so(database: Database, writer: Writer):
    for case, text in ((A, "n maya sample"), (B, "n maya other"), (C, "n sita sample")):
        lists(writer, case, text, changed=case[0])
    everything = case_search.search(database, "")
    assert (shown(everything.rows), everything.reasons, everything.total) == ([C, B, A], {}, 3)
    hits = case_search.search(database, "maya")
    assert (shown(hits.rows), hits.total) == ([B, A], 2)
    assert set(hits.reasons) == {A, B}
    assert shown(case_search.search(database, "maya", limit=1).rows) == [B]
    assert shown(case_search.search(database, "maya", limit=1, offset=1).rows) == [A]
    assert shown(case_search.search(database, "maya", offset=2).rows) == []
    assert case_search.search(database, "zzzz").total == 0


def test_limits_of_a_vault_are_those_of_its_page():
    """docs/limits.md and docs/formats/vault.md."""
    assert (apart.MOST, safe_copies.BLOCK, safe_copies.KEPT) == (16_777_216, 262_144, 5)
    assert organisation.WRAPPED == 60


def test_no_connection_deletes_changes_or_unguards_what_stays_for_ever(tmp_path: Path):
    file, key = tmp_path / "records.db", bytes(32)
    made = Database.create(file, key)
    opened = Database.open(file, key)
    readers = Database.reader(file, key), made.again()
    for database in (made, opened, *readers):
        for table in ("envelope", "directory", "organisation"):
            for statement in (f"DELETE FROM {table}", f"DROP TABLE {table}"):
                with pytest.raises(RuntimeError):
                    database.rows(statement)
        for statement in (
            "UPDATE envelope SET seq = 1",
            "UPDATE directory SET entry = x''",
            "DROP TRIGGER envelope_stays",
            "ALTER TABLE envelope RENAME TO other",
            f"ATTACH '{tmp_path / 'other'}' AS other",
        ):
            with pytest.raises(RuntimeError):
                database.rows(statement)
        assert database.number("SELECT count(*) FROM envelope") == 0
    for database in readers:
        with pytest.raises(disk.ReadOnly):
            database.rows("DELETE FROM came_in")
    assert made.form() == opened.form() > 20
    for database in (opened, *readers, made):
        database.close()
    looked_at = Database.untouched(file, key)
    assert looked_at.again().number("SELECT count(*) FROM envelope") == 0
    before = sorted(path.name for path in tmp_path.iterdir())
    for statement in ("DELETE FROM came_in", "DELETE FROM envelope"):
        with pytest.raises((RuntimeError, disk.ReadOnly)):
            looked_at.rows(statement)
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_whose_a_computer_is_says_the_directory():
    known = {A: SimpleNamespace(person=B)}
    vault = SimpleNamespace(directory=SimpleNamespace(device=known.get))
    for stream, people, is_of in ((A, {B}, True), (A, {C}, False), (B, {B}, False), (A, set(), False)):
        assert stand_ins._is_of(vault, stream, people) is is_of


def test_a_team_reads_no_more_once_the_time_of_who_stood_in_for_it_is_over(writer: Writer):
    teams = {B: SimpleNamespace(id=B, personal=True, members={D})}
    teams[C] = SimpleNamespace(id=C, personal=False, members={D})
    teams[E] = SimpleNamespace(id=E, personal=True, members={E})
    directory = SimpleNamespace(organisation=SimpleNamespace(teams=teams), device=lambda _: None)
    row = replace(stands_in(A), own=False, by_self=False, others=b"")

    def over(at: int, *rows: stand_ins.StandInRow) -> frozenset[bytes]:
        stand_ins.keep(writer, A, rows)
        return stand_ins.over(writer, SimpleNamespace(directory=directory, now=lambda: at), A)

    assert over(200, row) == over(150, row) == over(201) == frozenset()
    assert over(201, row) == {B}
    for former in (replace(row, ended=True), replace(row, by_self=True)):
        assert over(150, former) == {B}
        assert over(150, former, replace(row, absence=E)) == frozenset()  # and for somebody else still
    for kept in (replace(row, own=True), replace(row, shared=True), replace(row, others=B)):
        assert over(201, kept) == frozenset()

"""The lists of a vault where nothing is said of a row, and where there are more rows than one page holds."""

from dataclasses import astuple

from app.case import search_text
from app.seal import canonical
from app.seal.keys import digest
from app.vault import (
    case_records,
    case_search,
    cases,
    chunks,
    draft_files,
    draft_guard,
    drafts,
    forms,
    inbox,
    link_index,
    match_index,
    matching,
    stand_ins,
    sync_state,
    tasks,
    visits,
    work_list,
)
from app.vault.database import Database, Writer
from app.vault.tasks import TaskRow
from app.vault.work_list import Conditions
from tests.vault.test_rows import ID_A, ID_B, A, B, C, D, E, lists, shown
from tests.vault.test_sync_rows import OTHER_KEYS, OTHER_STREAM, STREAM_ID, Chain


def case_id(number: int) -> bytes:
    return number.to_bytes(16, "big")


def lists_many(writer: Writer, number: int, text: str = "") -> None:
    """Cases 1, 2, 3 ... in rows that say nothing else."""
    writer.run(
        "WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ?) INSERT INTO case_row "
        "(case_id, reference, name, stage, updated) SELECT unhex(printf('%032x', n)), '', '', '', 1 FROM number",
        (number,),
    )
    if text:
        writer.run("INSERT INTO case_search (rowid, text) SELECT n, ? FROM case_row", (text,))


# -- where nothing is said -------------------------------------------------------------------


def test_a_case_of_which_nothing_is_said_is_open_not_assessed_and_nobody_s(database: Database, writer: Writer):
    lists(writer, A)
    (row,) = cases.by_ids(database, [A])
    expected = (
        A, "R1", "", "open", 0, False, 0, False, (), False, False, 2, False, False, b"", "", False, 0, 0,
        "", "", "", "", "", "", (), (), 0, "", "", "", "", "", 1 << 40, "", 0, 0,
    )  # fmt: skip
    assert astuple(row) == expected
    columns = database.rows(f"SELECT {cases.CASES.columns} FROM case_row")
    words = ["" if value == () else value for value in expected]
    assert list(columns[0]) == words


def test_no_condition_of_the_work_leaves_an_open_case_out(database: Database, writer: Writer):
    lists(writer, A)
    lists(writer, B, closed=True)
    assert shown(work_list.page(database, Conditions()).rows) == [A]
    expected = (False, None, (), False, False, False, False, 0, 0, 0, 0, 0, 0, (), (), (), (), (), None, None, "", "")
    assert astuple(Conditions()) == expected
    assert (work_list.VISITS, work_list.NO_VISITS) == ("only", "no")  # as saved filters say it
    assert work_list.oldest_waiting(database) == 0


def test_what_is_not_said_of_a_file_a_form_a_tie_and_a_matching_is_nothing(database: Database, writer: Writer):
    drafts.begin(writer, drafts.Draft(A, ID_A, 1, 1, "", interrupted=True, number=0))
    assert drafts.one(database, A).meta == {}
    draft_files.name_it(writer, A, draft_files.DraftFile("f", C, b"the key"))
    (file,) = draft_files.of(database, A)
    assert astuple(file) == ("f", C, b"the key", "", 0, b"", (), {})
    assert "the key" not in repr(file)
    forms.keep(writer, forms.FormRecord(ID_A, "f", "1", {}, shipped=False), forms.packed(""), 1)
    assert astuple(forms.row(database, ID_A)) == (ID_A, "f", "1", {}, False, True, "")
    link_index.keep(writer, A, [link_index.Tie(A, "case", B, "kin")])
    (tie,) = link_index.of_cases(database, [A])
    assert astuple(tie) == (A, "case", B, "kin", "", b"", 0, 0)
    matching.put(
        writer,
        matching.MatchRun(
            run=A, agreement="clinic", began=True, made=5, expires=9, state="asked", persons=0,
            message=b"", secret=b"", places=b"", marks=b"", points=0,
        ),
    )  # fmt: skip
    run = matching.run_of(database, A)
    assert (run.common, run.purpose, run.asked) == (b"", "", b"")
    row = stand_ins.StandInRow(A, C, D, E, "", 1, 2, False, False, False, False)
    stand_ins.keep(writer, A, [row])
    assert stand_ins.of_case(database, A)[0].others == b""
    visits.keep(writer, visits.Revisit(0, 5, "", "", ""))
    assert [(visit.outcome, visit.present) for visit in visits.waiting(database)] == [("", ())]


def test_a_chunk_of_nobody_in_particular_is_wanted_of_nobody(database: Database, writer: Writer):
    chunks.want(writer, A, [(ID_A, 5)])
    chunks.want(writer, A, [(ID_B, 7)], C)
    assert [chunks.wanted_of(database, A, stream) for stream in (b"", C, D)] == [5, 7, 0]
    assert chunks.held(database, A) == set()
    assert chunks.AT_ONCE == 16


def test_where_a_draft_is_stays_where_no_other_place_is_said(database: Database, writer: Writer):
    for id_, started in ((A, 1), (B, 2), (C, 1)):
        drafts.begin(writer, drafts.Draft(id_, ID_A, started, 5, "p", interrupted=False, number=9))
    assert next(iter(drafts.unfinished(database))).id == B  # of one time the later begun
    begun = drafts.one(database, A)
    assert (begun.place, begun.number, begun.interrupted) == ("p", 0, True)
    assert drafts.keep(writer, A, {"/a": "1"}, 6) == 1
    assert drafts.one(database, A).place == "p"
    assert drafts.origins(database, A) == {"/a": ""}
    drafts.keep(writer, A, {}, 6, "q")
    assert drafts.one(database, A).place == "q"
    drafts.move(writer, A, ID_B, {"/a": "1"})
    assert drafts.origins(database, A) == {"/a": ""}
    assert drafts.one(database, A).place == ""


def test_lines_that_were_read_are_listed_with_the_others(database: Database, writer: Writer):
    inbox.add(writer, ID_A, A, "said", 5)
    inbox.add(writer, ID_B, A, "said", 5)
    inbox.mark(writer, [ID_A], read=True)
    assert [(row.event, row.read) for row in inbox.rows(database, 9)] == [(ID_B, False), (ID_A, True)]
    assert inbox.rows(database, 0) == []


def test_what_figures_are_counted_by_are_these_columns(database: Database, writer: Writer):
    lists(writer, A, officer=D, stage="open", kinds=("talk",), exploitation=("work", "debt"))
    for column, value in (
        ("officer", D), ("stage", "open"), ("nationality", ""), ("sex", ""), ("age_group", ""),
        ("sector", ""), ("exploitation", "work debt"), ("kinds", "talk"),
    ):  # fmt: skip
        assert work_list.counted_by(database, column, Conditions()) == {value: 1}


def test_what_other_versions_look_for_stands_under_the_same_words(database: Database, writer: Writer):
    """Names inside the records: what an earlier version wrote is read under them."""
    assert sync_state.state(writer, "nothing") == b""
    names = (
        sync_state.EPOCH,
        sync_state.SCOPE,
        sync_state.NEXT_SCOPE,
        sync_state.HEADS,
        sync_state.FORKED,
        sync_state.OFFERED,
        sync_state.WITHDRAWN,
    )
    for name in names:
        sync_state.put(writer, name, b"1")
    assert database.rows("SELECT name FROM sync_state ORDER BY name") == [
        ("epoch",), ("forked",), ("heads",), ("next scope",), ("offered",), ("scope",), ("withdrawn",),
    ]  # fmt: skip
    draft_guard.note(writer, [], 5)
    assert database.rows("SELECT name, value FROM setting") == [("draft guard", b"\x01")]
    record = forms.FormRecord(ID_A, "f", "1", {"en": "End"}, shipped=True, part="close")
    forms.keep(writer, record, forms.packed(""), 1)
    (titles,) = database.row("SELECT titles FROM form")
    assert canonical.decode(titles) == {"en": "End", "part of a case’s work": "close"}
    file = draft_files.DraftFile("f", C, b"key", "image", 6, ID_A, ((ID_B, 6),), {"k": "v"})
    draft_files.name_it(writer, A, file)
    (stored,) = database.row("SELECT told FROM draft_file")
    assert canonical.decode(stored) == {
        "file": C,
        "key": b"key",
        "kind": "image",
        "size": 6,
        "hash": ID_A,
        "chunks": [[ID_B, 6]],
        "photo": {"k": "v"},
    }
    for kind in (link_index.GROUP, link_index.PERSON, link_index.CASE, link_index.PROCEEDING):
        link_index.keep(writer, digest(kind.encode())[:16], [link_index.Tie(A, kind, B, "")])
    kinds = database.rows("SELECT kind FROM tie ORDER BY kind")
    assert kinds == [("case",), ("group",), ("person",), ("proceeding",)]
    matching.note_said(writer, A, matching.PART, {A: ID_A})
    matching.note_said(writer, A, matching.COMMON, {A: ID_A})
    assert database.rows("SELECT step FROM match_said ORDER BY step") == [("common",), ("part",)]


# -- more than one page ----------------------------------------------------------------------


def test_a_list_shows_two_hundred_cases_and_says_how_many_there_are(database: Database, writer: Writer):
    lists_many(writer, 202, "n maya")
    assert cases.count(database) == work_list.count(database, Conditions()) == 202
    assert len(cases.listed(database)) == 200
    assert len(work_list.page(database, Conditions()).rows) == 200
    for typed in ("", "maya"):
        found = case_search.search(database, typed)
        assert (len(found.rows), found.total) == (200, 202)
        assert len(case_search.search(database, typed, offset=199).rows) == 3
    assert len(work_list.ids(database, Conditions(), 201)) == 201
    assert shown(cases.listed(database, 2)) == [case_id(202), case_id(201)]


def test_five_hundred_tasks_are_listed_and_the_rest_on_the_next_page(database: Database, writer: Writer):
    lists(writer, A)
    tasks.keep(writer, A, [TaskRow(A, "call", f"{n:03}", "", b"", 0, n + 1) for n in range(502)])
    assert len(tasks.rows(database, 9)) == 500
    assert [task.row.what for task in tasks.rows(database, 9, offset=500)] == ["500", "501"]
    assert tasks.count(database, 9) == 502
    assert tasks.rows(database, 9, due_by=0) == []
    assert tasks.count(database, 9, until=0) == 0


def test_cases_for_files_and_matchings_come_by_five_hundreds(database: Database, writer: Writer):
    lists_many(writer, 501)
    for number in range(1, 502):
        case_records.keep(writer, case_id(number), [ID_A], b"")
        matching.keep(writer, case_id(number), "clinic", [("n", "maya")])
    for pages in (case_records.pages(database), matching.pages(database, "clinic")):
        listed = [[record.case for record in page] for page in pages]
        assert list(map(len, listed)) == [500, 1]
        assert listed[1] == [case_id(501)]


def test_what_left_is_shown_some_thousand_rows_at_a_time(database: Database, writer: Writer):
    lists_many(writer, 4002)
    writer.run("INSERT INTO case_record SELECT case_id, x'', '' FROM case_row")
    writer.run("INSERT INTO case_left SELECT case_id, ?, 7 FROM case_row", (ID_A,))
    last = case_records.show_rows_left(writer, 0, "left", "Omar")
    untouched = "SELECT count(*) FROM case_row WHERE changed_what = ''"
    assert database.number(untouched) == 2
    assert case_records.show_rows_left(writer, last, "left", "Omar") == last + 2
    assert database.number(untouched) == 0
    assert case_records.show_heads_left(writer, 0) > 0
    assert database.number("SELECT count(*) FROM case_left") == 2
    assert case_records.any_left(database)


def test_of_those_that_are_alike_no_more_are_looked_at_than_is_said(database: Database, writer: Writer):
    for number in range(1, 63):
        match_index.keep(writer, case_id(number), ["n:maya"], {})
    assert len(match_index.sharing(database, A, ["n:maya"])) == 60
    assert (match_index._MOST, case_search._CANDIDATES) == (32, 300)


# -- what was written, and by whom -----------------------------------------------------------


def test_what_headquarters_lacks_can_be_asked_for_and_when_a_computer_last_wrote(database: Database, writer: Writer):
    for case in (A, B):
        lists(writer, case)
    record, _ = Chain(writer).lays(A), Chain(writer, OTHER_KEYS).lays(B)
    for case in (A, B):
        assert work_list.count(database, Conditions(not_sent=True)) == 2, case
    sync_state.arrived(writer, record.id)
    assert shown(work_list.page(database, Conditions(not_sent=True)).rows) == [B]
    assert work_list.last_contact(database, [STREAM_ID, OTHER_STREAM]) == 5
    assert work_list.last_contact(database, [digest(b"")[:16]]) == 0
    assert work_list.last_contact(database, []) == 0


def test_whoever_is_found_by_sound_comes_after_those_found_as_typed(database: Database, writer: Writer):
    for case, name in ((A, "Mohamed"), (B, "Muhammad"), (C, "Maya"), (D, "Mohammed")):
        lists(writer, case, search_text.laid_out([(search_text.NAME, name)]))
    found = case_search.search(database, "muhammad")
    assert (shown(found.rows), found.total) == ([B, D, A], 3)
    assert set(found.reasons) == {A, B, D}
    for limit, offset, expected in ((1, 0, [B]), (2, 0, [B, D]), (1, 1, [D]), (2, 1, [D, A]), (9, 2, [A]), (9, 3, [])):
        page = case_search.search(database, "muhammad", limit=limit, offset=offset)
        assert (shown(page.rows), page.total) == (expected, 3), (limit, offset)
    assert shown(work_list.page(database, Conditions(typed="muhammad")).rows) == [A, B, D]
    assert case_search.search(database, "maya").total == 1

"""Cases as a file of the standard HTCDS and back: what leaves says so first, what comes in is looked over as a
whole, and nothing that the standard can hold is lost on the way."""

import csv
import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest

from app import settings
from app.case import events, htcds
from app.case.kinds.people import people
from app.casework.cases import exchange_record, history, queries, redaction
from app.casework.cases.reviews import NotYours
from app.casework.exchange import htcds_import, table_files, table_reader
from app.casework.exchange.htcds_import import BadValues, NotHtcds, RepeatedNumber, UnknownTable
from app.casework.exchange.table_client import TableUnreadable, rows_from
from app.casework.export import chosen_fields, ctdc_export, htcds_export, xforms_export
from app.casework.export.exchange_rows import (
    ExchangeCase,
    ExchangeSelection,
    NothingToWrite,
    Stopped,
    UnprotectedForbidden,
)
from app.casework.interviews import interview as talking
from app.casework.lifecycle import closure, consents, decisions, tasks
from app.casework.questionnaires import forms
from app.casework.questionnaires.form_parts import PARTS
from app.casework.session.session import EventAppender, Session, case_state_of
from app.settings import ROOT
from app.vault import case_records
from app.vault import cases as case_table
from tests.casework.test_work_list import keeps
from tests.people import Person, keeps_a_case
from tests.ui.office import finished

SITA = {
    "nationality": "NP",
    "sex": "female",
    "birth_date": "1999-03-02",
    "phone": "+965 5512 3456",
    "civil_id": "299030212345",
    "marital": "separated",
    "children": "2",
    "language": "ne",
}
IN_NEPALI = consents.ConsentDetails(language="ne", mode="signature")
TOLD = {"name": "Sunita Tamang", "nationality": "NP", "passport_now": "kept", "limits": "locked phone",
        "threats": "report", "phone": "+965 9999 0000", "hours": "14"}  # fmt: skip


def leaving(agency: str = "", **options: object) -> ExchangeSelection:
    return ExchangeSelection(redaction.chosen(agency), {}, agency=agency, **options)  # type: ignore[arg-type]


def as_json(session: Session, folder: Path, what: ExchangeSelection | None = None) -> dict:
    file = folder / "cases.json"
    htcds_export.export(session, file, what or leaving())
    return json.loads(file.read_text("utf-8"))


def takes(session: Session, file: Path, content: str | bytes, **options: object) -> htcds_import.ImportOutcome:
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return htcds_import.take_in(session, htcds_import.look(session, file), **options)  # type: ignore[arg-type]


# -- what leaves


def test_facts_answers_and_the_course_stand_in_the_fields_of_the_standard(omar, tmp_path):
    case = finished(omar, TOLD).case_id
    decisions.decide(omar, case, "presumed", "the office", "what she said")
    closure.set_kinds(omar, case, ["trafficking"], "what she said", ["forced-labour", "begging"])
    (record,) = as_json(omar, tmp_path)["cases"]
    assert (record["prs_FirstName"], record["prs_SecondName"]) == ("Sunita", "Tamang")
    assert record["prs_Citizenship"] == ["NP"]
    assert record["prs_Gender"] == "Feminine"
    assert record["con_Consent"] is True
    assert set(record["vic_MethodsOfControl"]) == {
        "WithholdsDocuments",
        "RestrictsMovement",
        "PsychologicalAbuse",
        "ThreatsLawEnforcement",
    }
    assert record["vic_TraffickingStatus"] == "PossibleVictimOfTrafficking"
    assert record["vic_TypeOfExploitation"] == ["ForcedBegging", "ForcedLabour"]
    assert record["cas_Status"] == "Active"
    assert record["cas_CaseOwner"] == "Omar Sample"
    assert record[htcds.NUMBER] == queries.case(omar, case).reference
    closure.close(omar, case, "she left", "left")
    (record,) = as_json(omar, tmp_path)["cases"]
    assert record["cas_Status"] == "Closed"
    assert record["cas_ReasonForCaseClosure"].startswith("The person left")


def test_a_withdrawn_consent_is_no_consent(omar, tmp_path):
    case = finished(omar, TOLD).case_id
    consents.record(omar, case, "record", "withdrawn", IN_NEPALI)
    assert as_json(omar, tmp_path)["cases"][0]["con_Consent"] is False


def test_what_the_standard_has_no_place_for_is_named_and_counted(omar, tmp_path):
    for _ in range(2):
        finished(omar, TOLD)
    report = htcds_export.export(omar, tmp_path / "told.json", leaving())
    assert report.case_count == 2
    assert report.answers["hours"] == 2
    assert report.things["results"] == 2
    assert "limits" not in report.answers
    # whoever reads the file is told of nothing that isn't in it
    assert as_json(omar, tmp_path)["report"] == {"cases": 2, "held_back": ["hidden_answers"]}


def test_each_case_says_first_that_it_leaves_and_its_list_is_as_if_made_again(omar, tmp_path):
    case = finished(omar, TOLD).case_id
    omar.clock.pass_(hours=2)
    seen = []

    def notes(written: int) -> bool:
        seen.append([event.what for event in case_state_of(omar, bytes.fromhex(case)).timeline][-1])
        return True

    as_json(omar, tmp_path, leaving(progress=notes))
    assert seen == [events.EXPORTED]
    (event,) = [event for event in case_state_of(omar, bytes.fromhex(case)).timeline if event.what == events.EXPORTED]
    assert (event.content["standard"], event.content["format"]) == (htcds.NAME, "json")
    kept = case_table.by_ids(omar.reading(), [bytes.fromhex(case)])
    to_do = tasks.tasks(omar)
    heads = case_records.by_id(omar.reading(), bytes.fromhex(case)).heads
    assert heads == case_state_of(omar, bytes.fromhex(case)).heads
    with omar.vault.transaction() as writer:
        omar.vault.reindex(writer, bytes.fromhex(case))
    assert case_table.by_ids(omar.reading(), [bytes.fromhex(case)]) == kept
    assert tasks.tasks(omar) == to_do
    assert case_records.by_id(omar.reading(), bytes.fromhex(case)).heads == heads
    as_json(omar, tmp_path)
    with omar.vault.transaction() as writer:  # who writes next has seen them all
        EventAppender(omar, writer, bytes.fromhex(case)).say(events.NOTE, {"about": "shift", "text": "x"})
    assert len(case_state_of(omar, bytes.fromhex(case)).heads) == 1


def test_hidden_and_withheld_answers_stay_here_and_are_counted(omar, tmp_path):
    keeps(omar, "Sita Gurung", **SITA)
    (record,) = as_json(omar, tmp_path)["cases"]
    assert record["prs_MobilePhone"] == "+965 5512 3456"
    consent_all(omar)
    document = as_json(omar, tmp_path, leaving("shelter"))
    assert "prs_MobilePhone" not in document["cases"][0]
    assert "5512" not in json.dumps(document)
    assert {"phone", "identity_numbers"} <= set(document["report"]["held_back"])
    held_back = htcds_export.export(omar, tmp_path / "told.json", leaving("shelter")).held_back
    assert held_back["phone"] == held_back["identity_numbers"] == 1
    held = ExchangeSelection(redaction.chosen("", ["identity_numbers"]), {})
    assert "prs_IdentityNumber" not in as_json(omar, tmp_path, held)["cases"][0]
    with pytest.raises(redaction.NeverLeaves):
        redaction.chosen("shelter", (), ["hidden_answers"])


def consent_all(session: Session) -> None:
    for row in queries.cases(session):
        consents.record(session, row.id, "share", "yes", IN_NEPALI, "shelter")


def test_an_agency_gets_those_cases_alone_whose_persons_agreed(omar, tmp_path):
    agreed, other = keeps(omar, "Sita Gurung", **SITA), keeps(omar, "Rita Sample", **SITA)
    consents.record(omar, agreed, "share", "yes", IN_NEPALI, "shelter")
    document = as_json(omar, tmp_path, leaving("shelter"))
    assert [record["prs_FirstName"] for record in document["cases"]] == ["Sita"]
    report = htcds_export.export(omar, tmp_path / "told.json", leaving("shelter"))
    assert report.left_out == {"no_consent": 1}
    assert events.EXPORTED not in {event.what for event in case_state_of(omar, bytes.fromhex(other)).timeline}
    # whatever a caller chose for colleagues, what goes to an agency goes by its rules
    as_for_colleagues = ExchangeSelection(redaction.chosen(""), {}, agency="shelter")
    assert as_json(omar, tmp_path, as_for_colleagues) == document
    assert document["report"]["held_back"]
    document = as_json(omar, tmp_path, leaving("shelter", override="a court asks for them"))
    assert len(document["cases"]) == 2
    with pytest.raises(NothingToWrite):
        htcds_export.export(omar, tmp_path / "none.json", leaving("interior"))
    assert not (tmp_path / "none.json").exists()


def test_a_restricted_case_goes_only_where_it_was_named(omar, tmp_path):
    keeps(omar, "Sita Gurung", **SITA)
    hers = keeps(omar, "Rima Restricted", restricted=True, **SITA)
    document = as_json(omar, tmp_path)
    assert [record["prs_FirstName"] for record in document["cases"]] == ["Sita"]
    assert htcds_export.export(omar, tmp_path / "told.json", leaving()).left_out == {"restricted": 1}
    assert "Rima" not in (tmp_path / "cases.json").read_text("utf-8")
    document = as_json(omar, tmp_path, leaving(cases=(hers,)))
    assert [record["prs_FirstName"] for record in document["cases"]] == ["Rima"]


def test_days_choose_the_cases(omar, tmp_path):
    keeps(omar, "Sita Early", **SITA)
    omar.clock.pass_(days=40)
    keeps(omar, "Rita Late", **SITA)
    today = omar.clock().astimezone().date()
    document = as_json(omar, tmp_path, leaving(first=today, last=today))
    assert [record["prs_SecondName"] for record in document["cases"]] == ["Late"]
    document = as_json(omar, tmp_path, leaving(last=today - timedelta(days=1)))
    assert [record["prs_SecondName"] for record in document["cases"]] == ["Early"]


def test_who_is_no_supervisor_and_what_the_policy_forbids_write_nothing(layla, tmp_path, monkeypatch):
    session = layla.sets_up()
    case = keeps(session, "Sita Gurung", **SITA)
    with pytest.raises(NotYours):
        htcds_export.export(session, tmp_path / "cases.csv", leaving())
    session.close()
    omar = Person("Omar Sample", tmp_path / "other", "supervisor", "en").sets_up()
    case = keeps(omar, "Sita Gurung", **SITA)
    with pytest.raises(htcds_export.UnknownFormat):
        htcds_export.export(omar, tmp_path / "cases.txt", leaving())
    policy = tmp_path / "policy.toml"
    policy.write_text("plain_files = false")
    monkeypatch.setattr(settings, "policy_file", lambda: policy)
    with pytest.raises(UnprotectedForbidden):
        htcds_export.export(omar, tmp_path / "cases.csv", leaving())
    assert {path.name for path in tmp_path.glob("cases.*")} == set()
    assert events.EXPORTED not in {e.what for e in case_state_of(omar, bytes.fromhex(case)).timeline}
    omar.close()


def test_whoever_stops_it_has_no_file_and_no_half_of_one(omar, tmp_path):
    keeps(omar, "Sita Gurung", **SITA)
    with pytest.raises(Stopped):
        htcds_export.export(omar, tmp_path / "cases.csv", leaving(progress=lambda _written: False))
    assert list(tmp_path.glob("cases*")) == []


HOSTILE = ("=1+1", "+1", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1", "\n=1", "'=1+1", "''@x", "＝1+1", "'tis", "-", "\u200b=1+1", "'\u202e@x", "\ufeff+1", "+965-5512", "+965 5512 3456+A1", "+96555")  # fmt: skip


def test_no_text_becomes_a_formula_and_each_comes_back_as_it_was(omar, tmp_path):
    for text in HOSTILE:
        guarded = table_files.guarded(text)
        assert table_files.unguarded(guarded) == text
        assert guarded[0] not in "=+-@\t\r\n＝＋－＠"
        assert guarded[0] == "'", text
    for text in ("Sita", "+96555123456", "+965 5512 3456", "'+96555123456"):
        assert table_files.unguarded(table_files.guarded(text)) == text
    assert table_files.guarded("Sita") == "Sita"
    assert table_files.unguarded("'+965 5512 3456") == "+965 5512 3456"  # as written before
    keeps(omar, '=HYPERLINK("http://evil.invalid")', nationality="NP", phone="+965 5512 3456")
    for name in ("cases.csv", "cases.xlsx"):
        htcds_export.export(omar, tmp_path / name, leaving())
    (line,) = csv.DictReader(io.StringIO((tmp_path / "cases.csv").read_text("utf-8-sig"), newline=""))
    assert line["prs_FirstName"].startswith("'=HYPERLINK")
    assert line["prs_MobilePhone"] == "+965 5512 3456"
    sheet = openpyxl.load_workbook(tmp_path / "cases.xlsx").active
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert any(str(cell.value).startswith("=HYPERLINK") for cell in cells)
    with zipfile.ZipFile(tmp_path / "cases.xlsx") as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_days_numbers_and_flags_are_such_in_a_workbook(omar, tmp_path):
    case = keeps(omar, "Sita Gurung", **SITA)
    consents.record(omar, case, "record", "yes", IN_NEPALI)
    htcds_export.export(omar, tmp_path / "cases.xlsx", leaving())
    sheet = openpyxl.load_workbook(tmp_path / "cases.xlsx").active
    names = [cell.value for cell in sheet[1]]
    row = dict(zip(names, sheet[2], strict=True))
    assert row["prs_Birthdate"].is_date
    assert row["prs_Birthdate"].value.date().isoformat() == "1999-03-02"
    assert row["prs_NumberOfChildren"].value == 2
    assert row["con_Consent"].value is True


# -- what comes in


def test_of_a_field_that_holds_one_value_the_last_that_was_said_goes():
    fields = htcds.fields()
    one, many = (next(n for n in fields if fields[n].several is flag) for flag in (False, True))
    case = ExchangeCase("KW-1", 0, {one: ("first", "last"), many: ("first", "last")})
    row = dict(zip(htcds_export.columns(), htcds_export._row(case), strict=True))
    assert (row[one], row[many], row[htcds.NUMBER]) == ("last", "first;last", "KW-1")


def test_what_left_comes_back_whole_in_each_format(omar, tmp_path):
    case = keeps(omar, "Sita Devi Gurung", **SITA)
    consents.record(omar, case, "record", "yes", IN_NEPALI)
    closure.set_kinds(omar, case, ["trafficking"], "what she said", ["begging", "sexual"])
    files = [tmp_path / f"cases.{form}" for form in table_files.FORMATS]
    for file in files:
        htcds_export.export(omar, file, leaving())
    before = json.loads(files[0].read_text("utf-8"))["cases"][0]
    for number, file in enumerate(files):
        folder = tmp_path / str(number)
        partner = Person("Partner Sample", folder, "supervisor", "en").sets_up()
        (taken,) = htcds_import.take_in(partner, htcds_import.look(partner, file)).cases
        facts = case_state_of(partner, bytes.fromhex(taken.case_id)).facts
        assert {name: facts[name] for name in SITA} == SITA
        assert facts["name"] == "Sita Devi Gurung"
        (after,) = as_json(partner, folder)["cases"]
        own = (htcds.NUMBER, "cas_CaseOwner")
        assert {k: v for k, v in after.items() if k not in own} == {k: v for k, v in before.items() if k not in own}
        partner.close()


FOREIGN = """prs_First_Name,First name of mother,grp/prs_SecondName,prs_Birthdate,prs_Citizenship,con_Consent,vic_MethodsOfControl,prs_Salutation
Sita,Maya,Gurung,1999-03-02,NPL,yes,Debt bondage;Physical abuse,Ms
Rahim,Asha,Uddin,,BGD|IND,TRUE,DebtBondage TakesEarnings,
"""


def test_a_file_made_elsewhere_keeps_what_only_the_standard_holds(omar, tmp_path):
    outcome = takes(omar, tmp_path / "partner.csv", FOREIGN)
    assert outcome.unknown == ("First name of mother",)
    sita, _ = outcome.cases
    state = case_state_of(omar, bytes.fromhex(sita.case_id))
    assert state.facts["name"] == "Sita Gurung"
    assert state.facts["nationality"] == "NP"
    records = {record["prs_FirstName"]: record for record in as_json(omar, tmp_path)["cases"]}
    assert records["Sita"]["vic_MethodsOfControl"] == ["DebtBondage", "PhysicalAbuse"]
    assert records["Sita"]["prs_Salutation"] == "Ms"
    assert records["Rahim"]["prs_Citizenship"] == ["BD", "IN"]
    assert records["Rahim"]["vic_MethodsOfControl"] == ["DebtBondage", "TakesEarnings"]
    assert "record imported" in [entry.what for entry in history.entries(omar, sita.case_id)]


def test_an_imported_value_says_for_ever_where_it_is_from(omar, tmp_path):
    (sita, _) = takes(omar, tmp_path / "partner.csv", FOREIGN).cases
    (change,) = queries.history(omar, sita.case_id, "fact", ref="nationality")
    assert change.source == "HTCDS: partner.csv, 2"
    (record,) = case_state_of(omar, bytes.fromhex(sita.case_id)).imported
    assert (record.row, record.standard, record.basis) == (2, htcds.NAME, "")


def test_a_bad_value_is_named_by_row_and_column_and_nothing_is_taken_in(omar, tmp_path):
    bad = FOREIGN.replace("1999-03-02", "2nd of March").replace("BGD|IND", "Atlantis")
    with pytest.raises(BadValues) as raised:
        takes(omar, tmp_path / "partner.csv", bad)
    assert raised.value.values == ((2, "prs_Birthdate"), (3, "prs_Citizenship"))
    assert raised.value.number == 2
    assert queries.cases(omar) == []


def test_who_consented_to_nothing_stays_out_unless_somebody_says_why(omar, tmp_path):
    content = FOREIGN.replace(",yes,", ",no,").replace(",TRUE,", ",,")
    outcome = takes(omar, tmp_path / "partner.csv", content)
    assert (outcome.cases, outcome.without_consent) == ((), (2, 3))
    assert queries.cases(omar) == []
    outcome = takes(omar, tmp_path / "partner.csv", content, basis="a court ordered it", rows=[3])
    (rahim,) = outcome.cases
    (record,) = case_state_of(omar, bytes.fromhex(rahim.case_id)).imported
    assert record.basis == "a court ordered it"
    assert as_json(omar, tmp_path)["cases"][0].get("con_Consent") is None
    state = case_state_of(omar, bytes.fromhex(rahim.case_id))
    assert not state.shown(("consent", "record", ""))  # nobody here asked


def test_a_program_that_says_it_without_consent_has_said_nothing(omar):
    case = keeps_a_case(omar, "Rahim Uddin")
    with omar.vault.transaction() as writer:
        pen = EventAppender(omar, writer, bytes.fromhex(case))
        pen.say(
            events.IMPORTED, {"standard": htcds.NAME, "values": [["prs_FirstName", "Maya"]], "facts": {"name": "Maya"}}
        )
    state = case_state_of(omar, bytes.fromhex(case))
    assert state.facts["name"] == "Rahim Uddin"
    assert state.imported == []
    assert len(state.refused) == 1


def test_who_is_perhaps_here_is_offered_and_nothing_put_together(omar, tmp_path):
    here = keeps(omar, "سيتا غورونغ", **SITA)
    file = tmp_path / "partner.csv"
    file.write_text(FOREIGN, "utf-8")
    looked = htcds_import.look(omar, file)
    likely = htcds_import.likely(omar, looked)
    assert [candidate.case_id for candidate in likely[2]] == [here]
    assert 3 not in likely
    assert len(queries.cases(omar)) == 1
    outcome = htcds_import.take_in(omar, looked)
    assert [candidate.case_id for candidate in outcome.cases[0].likely] == [here]
    assert len(queries.cases(omar)) == 3


def test_a_case_of_these_records_is_not_taken_in_again(omar, tmp_path):
    case = keeps(omar, "Sita Gurung", **SITA)
    consents.record(omar, case, "record", "yes", IN_NEPALI)
    htcds_export.export(omar, tmp_path / "cases.csv", leaving())
    outcome = htcds_import.take_in(omar, htcds_import.look(omar, tmp_path / "cases.csv"))
    assert (outcome.cases, outcome.known_rows) == ((), (2,))


def test_rows_with_one_case_number_are_named_and_each_is_a_case_of_its_own(omar, tmp_path):
    file = tmp_path / "partner.csv"
    head, *rows = FOREIGN.splitlines()
    twice = [f"{head},sanad_CaseNumber", *(f"{row},K-7" for row in rows), f"{rows[0]},K-7", f"{rows[0]},K-8"]
    file.write_text("\n".join(twice), "utf-8")
    looked = htcds_import.look(omar, file)
    assert looked.repeated == (RepeatedNumber("K-7", (2, 3, 4)),)
    outcome = htcds_import.take_in(omar, looked, "a reason")
    assert [case.row for case in outcome.cases] == [2, 3, 4, 5]
    assert len({case.case_id for case in outcome.cases}) == 4
    assert outcome.repeated == looked.repeated


def test_the_same_file_taken_in_again_makes_no_case_twice(omar, tmp_path):
    file = tmp_path / "partner.csv"
    file.write_text(FOREIGN, "utf-8")
    first = htcds_import.take_in(omar, htcds_import.look(omar, file), rows=(2,))
    assert [case.row for case in first.cases] == [2]
    second = htcds_import.take_in(omar, htcds_import.look(omar, file))
    assert (second.known_rows, [case.row for case in second.cases]) == ((2,), [3])
    renamed = file.rename(tmp_path / "again.csv")
    third = htcds_import.take_in(omar, htcds_import.look(omar, renamed))
    assert (third.known_rows, third.cases) == ((2, 3), ())


@pytest.mark.parametrize(
    ("name", "content", "refused"),
    [
        ("a.txt", b"prs_FirstName\nSita\n", UnknownTable),
        ("a.csv", b"name,age\nSita,31\n", NotHtcds),
        ("a.xlsx", b"PK\x03\x04 nothing", TableUnreadable),
        ("a.csv", b"prs_FirstName,prs_FirstName\nSita,Rita\n", TableUnreadable),
    ],
)
def test_what_is_no_file_of_the_standard_is_refused_and_changes_nothing(omar, tmp_path, name, content, refused):
    with pytest.raises(refused):
        takes(omar, tmp_path / name, content)
    assert queries.cases(omar) == []


@pytest.mark.parametrize(
    ("form", "content", "problem", "row"),
    [
        ("csv", b"a\nb\n\xff\xfe\xfa\n", table_reader.NOT_TEXT, 3),
        ("csv", b"a,b,a\n1,2,3\n", table_reader.SAME_COLUMN, 1),
        ("csv", b"a\nSita,more\n", table_reader.NO_COLUMNS, 2),
        ("csv", b"", table_reader.NO_COLUMNS, 0),
        ("csv", b'a\n"Sita\n', table_reader.UNREADABLE, 2),
        ("csv", b"a\n" + b"b" * 40_000, table_reader.TOO_LARGE, 2),
        ("csv", b"a," * 600 + b"\n", table_reader.TOO_LARGE, 1),
        ("json", b"[" * 100_000, table_reader.UNREADABLE, 0),
        ("json", b'{"cases": [{"a": 1}, 3]}', table_reader.NO_COLUMNS, 2),
        ("json", b'[{"a": {"b": 1}}]', table_reader.UNREADABLE, 1),
        ("json", b'[{"prs_FirstName": "Sita", "prs_FirstName": "Rita"}]', table_reader.SAME_COLUMN, 0),
        ("json", b'[{"prs_FirstName": NaN}]', table_reader.UNREADABLE, 0),
        ("json", b'{"cases": 3}', table_reader.NO_COLUMNS, 0),
        ("xlsx", b"", table_reader.UNREADABLE, 0),
    ],
)
def test_what_is_no_table_is_named_with_its_row(form, content, problem, row):
    with pytest.raises(table_reader.BadTable) as raised:
        table_reader.rows_of(form, content)
    assert (raised.value.problem, raised.value.row) == (problem, row)


def test_a_workbook_that_opens_to_far_more_than_itself_is_refused():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (20 << 20))
    with pytest.raises(table_reader.BadTable) as raised:
        table_reader.rows_of("xlsx", content.getvalue())
    assert raised.value.problem == table_reader.TOO_LARGE


def test_what_a_child_should_not_say_is_not_believed():
    assert rows_from(b'[[1, {"a": ["b"]}]]') == [(1, {"a": ["b"]})]
    for said in (b"[[true, {}]]", b'[[1, {"a": "b"}]]', b'[[1, {"a": [3]}]]', b"{}", b"[" * 100_000, b"\xff"):
        assert rows_from(said) is None


# -- the mapping


def test_every_question_of_the_standard_has_values_of_its_list(at_work):
    questions = {
        (definition.name, name)
        for part in PARTS
        for row in forms.forms(at_work, part)
        for definition in forms.load(at_work, row.hash).questions()
        for name in definition.extras.get("htcds", "").split()
    }
    assert len(questions) > 50
    mapping, fields = htcds.mapping(), htcds.fields()
    asked = {question for question, _ in questions}
    for question, name in sorted(questions):
        assert name in fields, (question, name)
        if fields[name].kind in ("code", "flag"):
            values = set(mapping.answers[question].values())
            known = {*fields[name].values, *mapping.extensions.get(name, ()), "true", "false"}
            assert values <= known, (question, values - known)
    for question in mapping.answers:
        assert question in asked, question
    assert set(mapping.imported) | set(mapping.kinds) <= set(fields)
    with_lists = {name: set(field.values) for name, field in fields.items()}
    assert set(mapping.status.values()) <= with_lists["vic_TraffickingStatus"]
    assert set(mapping.exploitation.values()) <= with_lists["vic_TypeOfExploitation"]


def test_its_files_say_whose_they_are():
    assert "CC BY 4.0" in (ROOT / "resources" / "exchange" / "LICENSE.txt").read_text("utf-8")


LISTED = {
    "prs_FirstName": "Sita",
    "con_Consent": True,
    "cas_ReferredOrganisation": "Embassy",
    "perpetrators": [
        {"prs_FirstName": "Ramesh", "prs_SecondName": "K", "prs_Citizenship": "NP"},
        {"prs_FirstName": "Unknown"},
    ],
    "referrals": [{"cas_ReferredOrganisation": "Shelter"}, {"cas_ReferredOrganisation": "Clinic"}],
}


def test_perpetrators_and_referrals_in_lists_are_their_own_and_never_the_persons(omar, tmp_path):
    flat = (
        "prs_FirstName,con_Consent,perpetrators/1/prs_FirstName,perpetrators[2].prs_FirstName\nMaya,true,Ramesh,Other\n"
    )
    for name, content in (("a.json", json.dumps([LISTED])), ("b.csv", flat)):
        (imported,) = takes(omar, tmp_path / name, content).cases
        case = case_state_of(omar, bytes.fromhex(imported.case_id))
        assert case.name in ("Sita", "Maya")
        suspects = [(person.role, person.facts["name"]) for person in people(case)]
        assert suspects[0] in (("suspect", "Ramesh K"), ("suspect", "Ramesh"))
        assert len(suspects) == 2
        (record,) = case.imported
        assert not any("Ramesh" in text for texts in record.values.values() for text in texts)
        if name == "a.json":
            assert record.values["cas_ReferredOrganisation"] == ("Embassy", "Shelter", "Clinic")
            assert people(case)[0].facts["nationality"] == "NP"


# -- what becomes of each answer ---------------------------------------------------------------

OWN_FORM = """
| survey |
| | type | name | label | bind::sanad:fact | bind::sanad:htcds | bind::sanad:kind |
| | text | name | Name | name | | |
| | date | birth_date | Born on | birth_date | | |
| | text | phone | Telephone | phone | | |
| | select_one work | trade | What work? | | vic_ForcedLabourIndustry | work |
| | select_one work | other_trade | And before? | | vic_ForcedLabourIndustry | work |
| | text | told | What happened? | | | account |
| choices |
| | list_name | name | label |
| | work | F_Construction | On a building |
| | work | shepherd | With sheep |
| settings |
| | form_title | form_id | version | namespaces |
| | An office’s own | own | 1 | sanad="urn:sanad:form" |
"""
ANSWERED = {
    "name": "Sita Gurung",
    "birth_date": "1999-03-02",
    "phone": "+965 5512 3456",
    "trade": "F_Construction",
    "other_trade": "shepherd",
    "told": "they kept my papers",
}


def asked_by_itself(session: Session, folder: Path) -> str:
    form = folder / "own.md"
    form.write_text(OWN_FORM, "utf-8")
    live = talking.start(session, forms.add(session, form).row.hash)
    for name, text in ANSWERED.items():
        talking.keep(session, live.draft_id, live.interview.answer(f"/data/{name}", text).answers)
    return talking.finish(session, live.draft_id).case_id


def test_an_offices_own_choice_that_is_a_code_of_the_standard_says_itself(omar, tmp_path):
    asked_by_itself(omar, tmp_path)
    assert as_json(omar, tmp_path)["cases"][0]["vic_ForcedLabourIndustry"] == "F_Construction"
    report = htcds_export.export(omar, tmp_path / "t.json", leaving())
    assert report.answers == {"other_trade": 1, "told": 1}  # no word of it is dropped in silence


@pytest.mark.parametrize(
    ("agency", "hold", "accounts"),
    [
        ("", (), [(4, 0, 0, 2), (2, 0, 0, 4), (6, 0, 0, 0), (1, 1, 0, 4)]),
        ("shelter", (), [(1, 1, 4, 0), (1, 0, 1, 4), (1, 0, 5, 0), (0, 1, 4, 1)]),
        ("", ("screening",), [(3, 0, 3, 0), (0, 0, 6, 0), (0, 0, 6, 0), (0, 1, 5, 0)]),
    ],
)
def test_every_answer_is_accounted_for(omar, tmp_path, agency, hold, accounts):
    """As given, less exactly, held back, or not to be said there: together they are all."""
    case = asked_by_itself(omar, tmp_path)
    consent_all(omar)

    def what() -> ExchangeSelection:
        return ExchangeSelection(redaction.chosen(agency, hold), {}, agency=agency, cases=(case,))

    reports = [
        htcds_export.export(omar, tmp_path / "t.json", what()),
        chosen_fields.export(omar, tmp_path / "t.csv", what(), ["name", "phone"], "en"),
        xforms_export.export(omar, tmp_path / "t.zip", what()),
        ctdc_export.export(omar, tmp_path / "c.csv", what()),
    ]
    assert [tuple(report.account.values()) for report in reports] == accounts
    assert {sum(account) for account in accounts} == {len(ANSWERED)}


def test_a_record_kept_before_answers_were_counted_is_made_again(omar, tmp_path):
    case = bytes.fromhex(asked_by_itself(omar, tmp_path))
    with omar.vault.transaction() as writer:
        writer.run(
            "UPDATE case_record SET record = CAST(json_remove(CAST(record AS TEXT), '$[2]') AS BLOB) WHERE case_id = ?",
            (case,),
        )
    assert exchange_record.from_bytes(case_records.by_id(omar.reading(), case).record).answers is None
    report = htcds_export.export(omar, tmp_path / "t.json", leaving())
    assert sum(report.account.values()) == len(ANSWERED)

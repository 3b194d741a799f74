"""What stands beside record and answers: the dossier, the data with its schema, custody, signed events."""

import base64
import csv
import hashlib
import io
import json
import re
from dataclasses import replace
from typing import Any

import pytest

from app.bundle.contents import VerifiedFiles
from app.case import events
from app.casework.cases import attachments, queries, redaction, related_people
from app.casework.cases.refusals import OutsideConsent
from app.casework.export import bundle_export, case_data
from app.casework.interviews import interview as work
from app.casework.interviews import spoken_answers
from app.casework.lifecycle import decisions
from app.seal.envelope import SIGNED, peek_unverified
from app.seal.keys import verify
from tests.bundle.made import make_bundle
from tests.bundle.small import Prosecutor
from tests.by_the_page import bundle as by_the_page
from tests.casework.dossier_case import FAMILY, HIDDEN_PHONE, NOTE, DossierCase, dossier_case, keeps, read_over

TO = "prosecution"


@pytest.fixture
def case(at_work, tmp_path) -> DossierCase:
    return dossier_case(at_work, tmp_path)


def sealed(case: DossierCase, prosecutor: Prosecutor, folder, **options: Any) -> VerifiedFiles:
    folder.mkdir(exist_ok=True)
    file = folder / "CASE.sanad.age"
    agency = options.pop("agency", TO)
    make_bundle(case.session, case.id, file, prosecutor.lock, "en", "Prosecution", agency=agency, **options)
    return bundle_export.open_bundle(file, prosecutor.opener)


def another(case: DossierCase) -> str:
    """A second person’s case, of whom nobody asked whether it may go anywhere."""
    live = work.start(case.session, case.form.hash)
    asking = spoken_answers.asking(case.form, "English (en)")
    keeps(case.session, live, asking, safe="yes", language="en", agree="yes", sex="male")
    return work.finish(case.session, live.draft_id).case_id


def data(bundle: VerifiedFiles, folder: str = "") -> dict[str, Any]:
    return json.loads(bundle.files[f"{folder}data/case.json"])


def event_rows(bundle: VerifiedFiles, folder: str = "") -> dict[str, Any]:
    return json.loads(bundle.files[f"{folder}events/events.json"])


def holds(schema: dict[str, Any], value: Any, at: str = "") -> None:
    """As much of JSON Schema as ours uses; anything else in it is a fault of the schema."""
    known = {
        "$schema", "title", "type", "properties", "required", "additionalProperties", "items",
        "const", "pattern", "minimum",
    }  # fmt: skip
    assert set(schema) <= known, at
    if "const" in schema:
        assert value == schema["const"], at
        return
    kind = {"object": dict, "array": list, "string": str, "integer": int}[schema["type"]]
    assert type(value) is kind, at
    if kind is dict:
        assert set(value) == set(schema["required"]) == set(schema["properties"]), at
        assert schema["additionalProperties"] is False
        for name, inner in schema["properties"].items():
            holds(inner, value[name], f"{at}/{name}")
    elif kind is list:
        for number, item in enumerate(value):
            holds(schema["items"], item, f"{at}/{number}")
    elif kind is str:
        assert re.search(schema.get("pattern", ""), value), at
    else:
        assert value >= schema.get("minimum", 0), at


def test_an_agency_gets_the_dossier_and_rows_that_fit_their_schema(case, prosecutor, tmp_path):
    bundle = sealed(case, prosecutor, tmp_path, dossier_in="both")
    assert bundle.files["dossier.pdf"].startswith(b"%PDF")
    event = queries.case_of(case.session, case.id).timeline[-1].content
    assert (event["dossier"], "manifest" in event) == (1, True)
    rows, schema = data(bundle), json.loads(bundle.files["data/case.schema.json"])
    assert schema == case_data.schema()
    holds(schema, rows)
    assert rows["case"]["id"] == case.id
    for name in case_data.TABLES:
        file_name = f"data/{name}.csv"
        table = bundle.files[file_name] if file_name in bundle.files.entries else b""
        lines = list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"))))
        assert len(lines) == len(rows[name]), name
    assert {row["role"] for row in rows["persons"]} >= {"victim", "suspect", "witness"}
    assert rows["decisions"][0]["status"] == "possible"
    (file,) = rows["files"]
    hands = [row for row in rows["custody"] if row["number"] == file["number"]]
    assert (hands[0]["what"], hands[0]["sha256"]) == ("attachment added", file["sha256"])
    assert hands[0]["by"] == case.session.officer.name
    assert hashlib.sha256(bundle.files[file["file"]]).hexdigest() == file["sha256"]


def test_nothing_that_is_held_back_stands_anywhere_in_it(case, prosecutor, tmp_path):
    held = redaction.chosen(TO, hold=[redaction.FOR_OFFICER])
    bundle = sealed(case, prosecutor, tmp_path, held=held)
    names = [name for name in bundle.files if name.startswith(("data/", "events/", "answers"))]
    assert len(names) > 8
    for name in names:
        for kept in (HIDDEN_PHONE, FAMILY, NOTE):
            assert kept not in bundle.files[name].decode("utf-8-sig"), name


def test_an_event_goes_whole_or_not_at_all_and_its_signature_is_checked_without_a_key(case, prosecutor, tmp_path):
    session = case.session
    (tmp_path / "letter.txt").write_text("a fictional letter\n", "utf-8")
    attachments.add(session, case.id, tmp_path / "letter.txt")
    read_over(session, case.id, TO)
    told = event_rows(sealed(case, prosecutor, tmp_path))
    (attached,) = [row for row in told["events"] if row["what"] == events.ATTACHED]
    assert attached["content"]["name"] == "letter.txt"  # the other one has a note of the officer’s
    timeline = {event.id.hex(): event for event in queries.case_of(session, case.id).timeline}
    assert told["grants"] == []
    assert len(told["events"]) < len(timeline) - 1  # but for its own event
    assert told["left_out"] is True
    kinds = {row["what"] for row in told["events"]}
    assert {events.OPENED, events.CONSENT, events.STATUS, events.ATTACHED} <= kinds
    assert not kinds & {events.ASSESSED, events.NOTE, events.VIEWED, events.ACCESS}
    public = session.vault.device.public
    for row in told["events"]:
        envelope = peek_unverified(base64.b64decode(row["envelope"]))
        assert envelope.id.hex() == row["id"]
        assert verify(public, envelope.signature, SIGNED + envelope.header_bytes)
        assert "key" not in row["content"]
        assert row["what"] == timeline[row["id"]].what


def test_answers_of_which_one_stays_keep_their_whole_event_here(case, prosecutor, tmp_path):
    held = redaction.chosen(TO, give=[redaction.FOR_OFFICER])
    told = event_rows(sealed(case, prosecutor, tmp_path, held=held))
    assert events.ANSWERS in {row["what"] for row in told["events"]}
    held = redaction.chosen(TO, give=[redaction.FOR_OFFICER], hold=[redaction.RESTRICTED])
    told = event_rows(sealed(case, prosecutor, tmp_path / "again", held=held))
    assert events.ANSWERS not in {row["what"] for row in told["events"]}


def test_colleagues_get_the_grants_and_every_event_but_those_of_others_and_no_dossier(case, prosecutor, tmp_path):
    bundle = sealed(case, prosecutor, tmp_path, agency="", held=redaction.Withheld(hidden=False))
    told = event_rows(bundle)
    assert "dossier.pdf" not in bundle.files.entries
    assert len(told["grants"]) == 1
    kinds = {row["what"] for row in told["events"]}
    assert not kinds & {events.PERSON, events.PROCEEDING, events.HEARING}
    assert told["left_out"] is True  # three people, proceedings and a hearing
    assert data(bundle)["persons"] == []


def test_an_event_in_which_the_rules_cover_a_word_stays_here(case, prosecutor, tmp_path):
    decisions.decide(case.session, case.id, "possible", "Committee", f"what {FAMILY} told")
    held = replace(redaction.chosen(TO), leaves_unreviewed=True)
    told = event_rows(sealed(case, prosecutor, tmp_path, held=held))
    reasons = [row["content"]["reason"] for row in told["events"] if row["what"] == events.STATUS]
    assert reasons == ["جواز محجوز وباب مقفل"]


def test_a_note_about_a_person_keeps_the_event_here(case, prosecutor, tmp_path):
    related_people.note(case.session, case.id, "witness", {"name": "Sample Witness", "note": NOTE})
    related_people.note(case.session, case.id, "witness", {"name": "Other Sample Witness"})
    told = event_rows(sealed(case, prosecutor, tmp_path))
    names = [row["content"]["facts"]["name"] for row in told["events"] if row["what"] == events.PERSON]
    assert "Other Sample Witness" in names
    assert "Sample Witness" not in names


def test_several_cases_have_a_folder_each_under_one_seal(case, prosecutor, tmp_path):
    session = case.session
    other = another(case)
    (tmp_path / "letter.txt").write_bytes(b"a fictional letter\n")
    attachments.add(session, other, tmp_path / "letter.txt")
    bundle = sealed(case, prosecutor, tmp_path, agency="", also=[other])
    manifest = bundle.manifest
    assert [entry.case for entry in manifest.cases] == [case.id, other]
    assert [entry.folder for entry in manifest.cases] == ["case-01", "case-02"]
    assert json.loads(bundle.files["manifest.json"])["version"] == 3
    assert data(bundle, "case-02/")["case"]["id"] == other
    assert bundle.files["case-02/files/01.txt"] == b"a fictional letter\n"
    for id_ in (case.id, other):
        event = queries.case_of(session, id_).timeline[-1].content
        assert event["manifest"] == hashlib.sha256(bundle.files["manifest.json"]).digest()
    read = by_the_page.read(b"".join(bundle.files.blocks()))
    assert [row["case"] for row in read.manifest["cases"]] == [case.id, other]


def test_where_one_of_them_may_not_go_none_goes_and_it_is_named(case, prosecutor, tmp_path):
    session = case.session
    other = another(case)
    file = tmp_path / "CASE.sanad.age"
    before = len(queries.case_of(session, case.id).timeline)
    with pytest.raises(bundle_export.CaseStays) as refused:
        make_bundle(session, case.id, file, prosecutor.lock, "en", agency=TO, also=[other])
    assert refused.value.reference == queries.case(session, other).reference
    assert isinstance(refused.value.__cause__, OutsideConsent)
    assert not file.exists()
    assert len(queries.case_of(session, case.id).timeline) == before
    with pytest.raises(bundle_export.TooManyCases):
        make_bundle(session, case.id, file, prosecutor.lock, "en", also=[f"{n:032x}" for n in range(40)])

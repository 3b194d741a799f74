"""A case leaves as a bundle: the log first, then the file; everything of it, and said so."""

import hashlib
import json
import os
from pathlib import Path

import pytest

from app.bundle.problems import RecipientRefused, SealingFailed
from app.casework.cases import attachments, queries
from app.casework.export import bundle_export, case_print
from app.casework.interviews import interview
from app.casework.questionnaires import answer_player
from app.casework.records.unlock import PassphraseTooWeak
from app.seal.envelope import EnvelopeRefused
from app.seal.passphrase import judge
from tests.bundle.made import make_bundle
from tests.bundle.small import PHRASE, Prosecutor
from tests.casework.test_interview import DEMO, begins
from tests.casework.test_person_language import NEPALI
from tests.casework.test_person_language import talk as talk_in_languages
from tests.person_form import added, ref
from tests.vault.test_log_edges import ids, spoils


@pytest.fixture
def finished(at_work):
    live = begins(at_work)
    for each in DEMO:
        interview.keep(at_work, live.draft_id, answer_player.give(live.interview, each["ref"], each["value"]))
    return at_work, interview.finish(at_work, live.draft_id).case_id


def exports(session, case_id: str):
    case = queries.case_of(session, case_id)
    return [event.content for event in case.timeline if event.what == "exported"]


def test_the_log_says_who_may_open_it_why_and_what_was_in_it(finished, prosecutor, tmp_path):
    session, case_id = finished
    file = tmp_path / "CASE.sanad.age"
    before = queries.case(session, case_id)
    made = make_bundle(session, case_id, file, prosecutor.lock, "en", " For the\nProsecution ")
    told = bundle_export.open_bundle(file, prosecutor.opener)
    event = exports(session, case_id)[-1]
    assert event["to"] == [["age", prosecutor.public]]
    assert event["purpose"] == told.manifest.purpose == "For the Prosecution"
    assert event["protected"] == 1
    assert event["manifest"] == hashlib.sha256(told.files["manifest.json"]).digest()
    assert event["document"].hex() == told.manifest.bundle
    assert told.manifest.case == case_id
    assert (told.manifest.envelopes, told.manifest.doubts) == (4, {})  # the grant, three events
    assert told.manifest.heads == before.heads
    assert told.manifest.author.name == session.officer.name
    assert made.fingerprint == told.manifest.author.fingerprint
    assert told.files["case.pdf"].startswith(b"%PDF")


def test_the_bundles_of_a_case_are_counted(finished, prosecutor, tmp_path):
    session, case_id = finished
    case_print.save(session, case_id, "en", tmp_path / "x.pdf", "walrus thistle gondola anvil")
    numbers = [make_bundle(session, case_id, tmp_path / f"{n}.age", prosecutor.lock, "ar").counter for n in range(3)]
    assert numbers == [1, 2, 3]


def test_the_answers_stand_as_they_were_shown_and_given(finished, prosecutor, tmp_path):
    session, case_id = finished
    file = tmp_path / "CASE.sanad.age"
    make_bundle(session, case_id, file, prosecutor.lock, "en")
    document = json.loads(bundle_export.open_bundle(file, prosecutor.opener).files["answers.json"])
    talk = document["interviews"][0]
    page = queries.case(session, case_id).interviews[0]
    assert talk["form"] == {
        "id": "rapid-screening",
        "version": page.version,
        "title": page.form_title,
        "sha256": page.form_hash,
    }
    by_ref = {answer["ref"]: answer for answer in talk["answers"]}
    hours = by_ref["/data/work/hours"]
    assert (hours["value"], hours["answer"]) == ("14", "14")
    assert "كم ساعة" in hours["question"]
    assert "How many hours" in hours["translation"]["question"]
    job = by_ref["/data/more/industry"]
    assert (job["value"], job["translation"]["answer"]) == ("cleaning", "Cleaning")
    given = {each["ref"] for each in DEMO if each["value"]}
    given -= {"/data/person/age_doubtful"}  # not asked of somebody who is 35
    assert given <= set(by_ref)


def test_in_which_language_it_was_asked_and_that_the_person_stopped_goes_along(at_work, prosecutor, tmp_path):
    form = added(at_work)
    live = talk_in_languages(at_work, form)
    interview.person_stopped(at_work, live.draft_id, ref(form, "hours"))
    case_id = interview.finish(at_work, live.draft_id).case_id
    file = tmp_path / "CASE.sanad.age"
    make_bundle(at_work, case_id, file, prosecutor.lock, "en")
    opened = bundle_export.open_bundle(file, prosecutor.opener)
    told = json.loads(opened.files["answers.json"])["interviews"][0]
    spoken = {answer["ref"]: answer.get("spoken") for answer in told["answers"]}
    assert spoken[ref(form, "agree")] == {
        "asked": NEPALI,
        "given": "ne",
        "reviewed": "Maya Sample, 2026-11-01",
        "interpreter": "",
        "by": "person",
    }
    assert len(told["stops"]) == 1


def test_what_is_sensitive_goes_too_and_is_counted_in_what_is_signed(finished, prosecutor, tmp_path):
    session, case_id = finished
    file = tmp_path / "CASE.sanad.age"
    made = make_bundle(session, case_id, file, prosecutor.lock, "ar")
    told = bundle_export.open_bundle(file, prosecutor.opener)
    assert told.manifest.contains == made.contains
    assert made.contains["phone"] == 1
    assert made.contains["restricted_answers"] >= 5
    talk = json.loads(told.files["answers.json"])["interviews"][0]
    phone = next(answer for answer in talk["answers"] if answer["ref"].endswith("/phone"))
    assert phone["value"] == "+965 5512 3456"
    assert phone["sensitive"] == ["phone", "restricted_answers"]


def test_the_event_is_there_though_the_sealing_failed_and_no_file_is(finished, tmp_path):
    session, case_id = finished
    prosecutor = Prosecutor()
    broken = bundle_export.Lock(prosecutor.lock.recipients, ("age1nobody",))
    with pytest.raises(SealingFailed):
        make_bundle(session, case_id, tmp_path / "CASE.sanad.age", broken, "ar")
    assert len(exports(session, case_id)) == 1
    assert [file.name for file in tmp_path.iterdir() if file.name != "home"] == []


def test_what_is_refused_beforehand_leaves_no_event(finished, prosecutor, tmp_path):
    session, case_id = finished
    page = queries.case(session, case_id)
    enough_for_records = "granite walnut seven kettle moon"
    assert judge(enough_for_records).enough
    for phrase in ("", "short", "aaaaaaaaaaaaaaaaaa", page.name, f"{page.name} {page.reference}", enough_for_records):
        with pytest.raises(PassphraseTooWeak):
            bundle_export.passphrase(phrase, session, case_id)
    assert bundle_export.passphrase(PHRASE, session, case_id).passphrase == PHRASE
    with pytest.raises(RecipientRefused):
        bundle_export.lock_for(["layla@office.example"])
    for file in (tmp_path, tmp_path / "nowhere" / "x.age"):
        with pytest.raises(bundle_export.BadFolder):
            make_bundle(session, case_id, file, prosecutor.lock, "ar")
    with pytest.raises(bundle_export.PurposeTooLong):
        make_bundle(session, case_id, tmp_path / "x.age", prosecutor.lock, "ar", "x" * 501)
    assert exports(session, case_id) == []
    assert not (tmp_path / "x.age").exists()


def test_nothing_is_unpacked_before_everything_holds(finished, prosecutor, tmp_path):
    session, case_id = finished
    file = tmp_path / "CASE.sanad.age"
    make_bundle(session, case_id, file, prosecutor.lock, "ar")
    raw = bytearray(file.read_bytes())
    raw[-1] ^= 1
    file.write_bytes(raw)
    with pytest.raises(bundle_export.SanadError):
        bundle_export.open_bundle(file, prosecutor.opener, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_words_made_for_a_bundle_open_it(finished, tmp_path: Path):
    session, case_id = finished
    for language, count in (("ar", 7), ("en", 6)):
        words = tmp_path / f"{language}.txt"
        bundle_export.write_words(words, language)
        phrase = words.read_text("utf-8").strip()
        assert len(phrase.split()) == count
        assert os.name == "nt" or words.stat().st_mode & 0o777 == 0o600
        assert bundle_export.passphrase(phrase, session, case_id).to == ()


def test_a_case_whose_signatures_do_not_hold_does_not_leave(finished, prosecutor, tmp_path):
    session, case_id = finished
    last = ids(session, bytes.fromhex(case_id))[-1][0]
    spoils(session, "UPDATE envelope SET signature = zeroblob(64) WHERE id = ?", last)
    with pytest.raises(EnvelopeRefused):
        make_bundle(session, case_id, tmp_path / "x.age", prosecutor.lock, "ar")
    assert exports(session, case_id) == []
    assert not (tmp_path / "x.age").exists()


def test_the_files_of_a_case_go_along_under_names_that_tell_nobody(finished, prosecutor, tmp_path):
    session, case_id = finished
    photograph, scan = os.urandom(300_000), b"scanned"
    for name, content in (("جواز مايا.JPG", photograph), ("Maya Sample", scan)):
        (tmp_path / name).write_bytes(content)
        attachments.add(session, case_id, tmp_path / name, "first page")
    assert bundle_export.contains(session, case_id)[0]["files"] == 2
    file = tmp_path / "CASE.sanad.age"
    made = make_bundle(session, case_id, file, prosecutor.lock, "en")
    told = bundle_export.open_bundle(file, prosecutor.opener, tmp_path / "opened")
    assert made.contains["files"] == told.manifest.contains["files"] == 2
    assert (tmp_path / "opened" / "files" / "01.jpg").read_bytes() == photograph
    assert told.files["files/02.bin"] == scan
    listed = json.loads(told.files["answers.json"])["files"]
    assert [(each["file"], each["name"], each["size"]) for each in listed] == [
        ("files/01.jpg", "جواز مايا.JPG", 300_000),
        ("files/02.bin", "Maya Sample", 7),
    ]
    assert listed[0]["sha256"] == hashlib.sha256(photograph).hexdigest()
    assert listed[0]["note"] == "first page"


def test_a_bundle_may_be_made_without_the_files_and_says_so(finished, prosecutor, tmp_path):
    session, case_id = finished
    (tmp_path / "scan.pdf").write_bytes(b"scanned")
    attachments.add(session, case_id, tmp_path / "scan.pdf")
    file = tmp_path / "CASE.sanad.age"
    make_bundle(session, case_id, file, prosecutor.lock, "en", with_files=False)
    told = bundle_export.open_bundle(file, prosecutor.opener)
    assert not [name for name in told.files if name.startswith("files/")]
    (listed,) = json.loads(told.files["answers.json"])["files"]
    assert (listed["file"], listed["name"]) == ("", "scan.pdf")
    assert "files" not in told.manifest.contains

"""The dossier: one paper for an authority, made of what was recorded, with what stays here counted."""

import io
import json
import re
from datetime import timedelta
from types import SimpleNamespace

import pikepdf
import pypdfium2
import pytest

from app.case import events
from app.casework.cases import queries, redaction, related_people
from app.casework.cases.refusals import NoAgency, OutsideConsent
from app.casework.export import case_print, dossier, dossier_text
from app.casework.export.bundle_export import PurposeTooLong
from app.casework.export.case_print import PasswordTooShort
from app.casework.interviews import interview
from app.casework.lifecycle import closure, consents, decisions
from app.casework.lifecycle.consents import ConsentDetails
from app.cli import main
from app.language import Words, strip_marks
from tests.casework.dossier_case import (
    DETAILS,
    FAMILY,
    HIDDEN_PHONE,
    NOTE,
    STORY,
    DossierCase,
    dossier_case,
    read_over,
    with_hidden,
)
from tests.casework.test_conflicts import DEMO, begun
from tests.casework.test_erasing import three
from tests.hq_people import DESK, OMAR
from tests.people import PHRASE
from tests.report import archive_check, structure_reader
from tests.ui.office import finished

PASSWORD = "walrus thistle gondola anvil"
TO = "prosecution"


@pytest.fixture
def case(at_work, tmp_path) -> DossierCase:
    return dossier_case(at_work, tmp_path)


def request(language: dossier.In = "en", **options) -> dossier.DossierRequest:
    return dossier.DossierRequest(options.pop("agency", TO), language, **options)


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    pages = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return " ".join(strip_marks(" ".join(pages)).split())


def told(case: DossierCase, language: dossier.In = "en", give=(), hold=(), **options) -> str:
    """As a screen reader reads it: each text whole, cell after cell."""
    withheld = dossier.chosen(TO, hold, give)
    pdf = dossier.preview(case.session, case.id, request(language, **options), withheld)
    return " ".join(strip_marks(structure_reader.read(pdf).root.whole()).split())


def kinds(case: DossierCase) -> list[str]:
    return [entry.what for entry in queries.case(case.session, case.id).timeline]


def test_a_dossier_says_who_what_on_which_basis_and_in_whose_words(case):
    text = told(case)
    for part in (
        "State of Kuwait", "Public Authority for Manpower", "Dossier for: Public Prosecution",
        "Law No. 91 of 2013", "The person’s consent of 24 November 2026", "77/2026",
        "Al-Noor Trading W.L.L.", "Suspect", "Rahim Sample", "Witness",
        "Potential victim (In force)",
        "Asked in Nepali", "translation reviewed: Maya Sample, 2026-11-01", "T-07",
        "तपाईंको पासपोर्ट अहिले कोसँग छ?", "मालिकसँग, फिर्ता दिँदैनन्", "My employer, who won't give it back",
        "I’d rather not say", "Read back to the person, who agreed",
        "Declaration of the interpreter T-07", "No earlier declaration is recorded in the case.",
        "Spoken, before a witness", "Witness: Witness Sample", "forced labour", "Proceedings 1, about (B)",
        "10 December 2026", "contract.txt", "Added to the records",
        "End of section 4. Nothing is written below this line.",
    ):  # fmt: skip
        assert part.replace("’", "'") in text.replace("’", "'"), part
    arabic = told(case, "ar")
    for part in ("النور للتجارة", "مكتب الفروانية", "جواز محجوز وباب مقفل", "لسنة ٢٠١٣ في شأن"):
        assert part in arabic, part


def test_each_page_says_that_it_is_secret_and_which_of_how_many_it_is(case):
    pdf = dossier.printed(case.session, case.id, request("both"), dossier.chosen(TO))
    document = pypdfium2.PdfDocument(pdf)
    for number, page in enumerate(document, 1):
        text = " ".join(strip_marks(page.get_textpage().get_text_range()).split())
        assert "SECRET" in text
        assert "سري" in text
        assert f"Page {number} of {len(document)}" in text
        assert "D-2026-" in text


def test_what_was_not_recorded_is_said_not_to_be(case):
    text = told(case)
    assert "Others present Not recorded" in text
    assert "Approved by Not recorded" in text
    assert "Numbers of other authorities" not in text


def test_a_hearing_has_its_hour_a_statement_its_days_and_a_country_its_name(case):
    """A day in what a court said is no telephone number that somebody covers."""
    (proceeding,) = related_people.proceedings_of(case.session, queries.case_of(case.session, case.id))
    (hearing,) = proceeding.hearings
    says = {"date": "2026-12-10", "outcome": "Adjourned to 10/1/2027, as case 912/2026"}
    related_people.hear(case.session, case.id, proceeding.id, says, hearing.id)
    english = told(case)
    assert "10 December 2026 · 09:30" in english
    assert says["outcome"] in english
    related_people.note(case.session, case.id, "agent", {"name": "Gopal Sample", "nationality": "NP"})
    arabic = told(case, "ar")
    assert "١٠ ديسمبر ٢٠٢٦، ٠٩:٣٠" in arabic
    # beside an Arabic digit it is read as another zero
    assert not re.search("[٠-٩]\\s*·|·\\s*[٠-٩]", arabic)
    assert "الجنسية: نيبال" in arabic


def test_an_answer_that_was_put_right_says_what_it_was_and_why(case):
    assert "before: 14. Reason: she counted again" in told(case)


def test_a_stop_is_the_only_break_that_is_told(case, layla):
    at = Words("en").time(layla.clock())
    assert f"Breaks Stopped by the person at {at}" in told(case)


def test_questions_have_one_number_in_both_languages(case):
    text = told(case, "both")
    for number in range(1, 10):
        assert f"Q{number}" in text
    arabic = told(case, "ar")
    assert "ح١" in arabic
    assert "(ب)" in arabic
    assert "ضحية محتملة" in arabic
    assert "المجني علي" not in arabic


def test_letters_go_on_behind_the_last_of_the_alphabet():
    assert [dossier_text.letter(place, Words("en")) for place in (0, 1, 25, 26)] == ["A", "B", "Z", "A2"]
    arabic = [dossier_text.letter(place, Words("ar")) for place in range(60)]
    english = [dossier_text.letter(place, Words("en")) for place in range(60)]
    assert arabic[:3] == ["أ", "ب", "ج"]
    assert len(set(arabic)) == len(set(english)) == 60


def test_what_the_interviewer_noted_stays_unless_it_is_given(case):
    text = told(case)
    assert NOTE not in text
    assert "Does the person look hurt?" not in text
    given = told(case, give=("interviewer_only",))
    assert given.count(NOTE) >= 3  # of the suspect, the proceedings and the file
    assert "Does the person look hurt?" in given
    assert "Noted by the interviewer, not said by the person" in given


def test_family_and_safe_numbers_stay_and_are_counted_by_kind(case):
    text = told(case)
    assert FAMILY not in text
    assert HIDDEN_PHONE not in text
    for kind in ("Family and other people noted", "Telephone numbers", "Notes for the officer only"):
        assert kind in text, kind
        assert f"{kind}:" not in text, kind  # how many would tell what was asked
    assert FAMILY not in told(case, give=("phone", "interviewer_only"))


def test_an_interview_that_is_left_out_is_left_out_whole_and_counted(case):
    withheld = dossier.chosen(TO, hold=("screening",))
    pdf = dossier.preview(case.session, case.id, request(), withheld)
    text = strip_marks(structure_reader.read(pdf).root.whole())
    assert "Statement of" not in text
    assert "My employer, who" not in text
    assert "Screening" in text


def test_no_byte_of_a_dossier_has_what_stays(case, tmp_path):
    file = tmp_path / "dossier.pdf"
    dossier.save(case.session, case.id, request("both"), file, None, dossier.chosen(TO))
    texts = [NOTE, FAMILY, HIDDEN_PHONE, "Does the person look hurt?"]
    with pikepdf.open(file) as pdf:
        streams = [
            each.read_bytes()
            for each in pdf.objects
            if isinstance(each, pikepdf.Stream) and each.get("/Subtype") != "/Image"
        ]
    data = file.read_bytes() + b"".join(streams) + text_of(file.read_bytes()).encode()
    for text in texts:
        for encoding in ("utf-8", "utf-16-be", "utf-16-le"):
            assert text.encode(encoding) not in data, text


def test_a_dossier_is_an_event_first_with_what_stayed(case, tmp_path):
    before = kinds(case)
    dossier.preview(case.session, case.id, request(), dossier.chosen(TO))
    assert kinds(case) == before
    file = tmp_path / "dossier.pdf"
    written = dossier.save(
        case.session, case.id, request(purpose="The facts of November"), file, None, dossier.chosen(TO)
    )
    event = queries.case_of(case.session, case.id).timeline[-1]
    assert event.what == events.EXPORTED
    assert event.content["agency"] == TO
    assert event.content["purpose"] == "The facts of November"
    assert event.content["dossier"] == 1
    assert {kind: n for kind, n in event.content["held"] if n} == written.held_back
    assert written.held_back["other_people"] == 1
    text = text_of(file.read_bytes())
    assert "The facts of November" in text
    assert written.number in text
    again = dossier.printed(case.session, case.id, request(), dossier.chosen(TO))
    assert kinds(case)[-1] == events.PRINTED
    assert written.number[:-2] + "02" in text_of(again)


def test_the_history_of_a_case_says_that_a_dossier_was_made(case, tmp_path):
    dossier.save(case.session, case.id, request(), tmp_path / "d.pdf", None, dossier.chosen(TO))
    entry = queries.case(case.session, case.id).timeline[-1]
    assert entry.says == "Dossier made for an authority"


def test_without_consent_basis_or_reason_there_is_no_dossier(case, tmp_path):
    consents.record(case.session, case.id, "share", "withdrawn", DETAILS, TO)
    before, file = kinds(case), tmp_path / "dossier.pdf"
    with pytest.raises(OutsideConsent):
        dossier.save(case.session, case.id, request(), file, None, dossier.chosen(TO))
    assert not file.exists()
    assert kinds(case) == before
    ordered = request(override="Order of the court, 25 November")
    dossier.save(case.session, case.id, ordered, file, None, dossier.chosen(TO))
    assert "Without recorded consent. Reason, signed by the officer: Order of the court, 25 November" in text_of(
        file.read_bytes()
    )


def test_why_it_goes_without_consent_stays_where_consents_stay(case):
    """The reason is written for a supervisor: an officer says there where the person hides."""
    why = "She hides with her cousin until the flight"
    issued = request(agency="shelter", override=why)
    pdf = dossier.preview(case.session, case.id, issued, dossier.chosen("shelter"))
    text = text_of(pdf)
    assert why not in text
    assert "Without recorded consent." in text


def test_why_it_is_of_its_kind_stays_where_decisions_stay(case):
    """And a witness's address where those of other people do."""
    why, address = "She told what the guards did to her sister", "Salmiya block seventy seven"
    closure.set_kinds(case.session, case.id, ["trafficking"], why)
    related_people.note(case.session, case.id, "witness", {"name": "Noor", "address": address})
    for hold, in_it in (((), True), (("decisions", "addresses"), False)):
        withheld = dossier.chosen(TO, hold=hold)
        contents = dossier.inside(case.session, case.id, request(), withheld).contents
        facts = [person.facts.get("address", "") for person in contents.persons]
        assert ((contents.kind is not None), (address in facts)) == (in_it, in_it)


def test_a_legal_basis_carries_it_and_is_named(case):
    consents.record(case.session, case.id, "share", "withdrawn", DETAILS, TO)
    consents.base(case.session, case.id, "share", "duty", "Article 7", TO)
    text = text_of(dossier.printed(case.session, case.id, request(), dossier.chosen(TO)))
    assert "Legal duty" in text
    assert "The person’s consent of" not in text


@pytest.mark.parametrize("agency", ["manpower", "nobody", ""])
def test_a_dossier_goes_to_an_agency_and_to_nobody_else(case, agency):
    with pytest.raises(NoAgency):
        dossier.preview(case.session, case.id, request(agency=agency), dossier.chosen(TO))


def test_hidden_answers_never_go(at_work, tmp_path):
    case = dossier_case(at_work, tmp_path, with_hidden(at_work))
    text = told(case, give=("restricted_answers", "interviewer_only"))
    assert "How many hours a day?" in text
    assert "Did anyone hurt you?" not in text
    assert "कसैले चोट" not in text
    assert "Hidden answers" in text
    with pytest.raises(redaction.NeverLeaves):
        dossier.chosen(TO, give=(redaction.HIDDEN_ANSWERS,))


@pytest.mark.parametrize("language", ["ar", "en", "both"])
def test_a_validator_of_others_finds_nothing_against_its_archive_form(case, language):
    asked = request(language, annexes=frozenset({dossier.ANNEXES[0]}))
    pdf = dossier.preview(case.session, case.id, asked, dossier.chosen(TO))
    assert archive_check.faults(pdf) == []


def test_bad_wishes_are_refused_before_anything_is_written(case, tmp_path):
    before, file = kinds(case), tmp_path / "dossier.pdf"
    with pytest.raises(dossier.NoAnnex):
        told(case, annexes=frozenset({"diary"}))
    with pytest.raises(PurposeTooLong):
        told(case, purpose="x" * 501)
    with pytest.raises(PasswordTooShort):
        dossier.save(case.session, case.id, request(), file, "short", dossier.chosen(TO))
    assert kinds(case) == before


def test_the_screening_result_is_an_annex_only_where_it_was_chosen(case):
    heading = "Screening result: assistance with identification, not evidence"
    assert heading not in told(case)
    assert f"A. {heading}" in told(case, annexes=frozenset({dossier.ANNEXES[0]}))


def test_the_annex_names_each_sign_once_and_leaves_the_law_to_the_prosecutor(at_work):
    answers = {"name": "Maya Sample", "job": "domestic", "hours": "16", "passport_now": "kept"}
    screened = SimpleNamespace(session=at_work, id=finished(at_work, answers).case_id)
    annex = told(screened, give=("result",), annexes=frozenset({dossier.ANNEXES[0]}))
    annex = annex[annex.index("A. Screening result") :]
    assert "Elements of the crime: act, means, purpose · For the prosecutor to weigh" in annex
    assert "Labour law · For the prosecutor to weigh" in annex
    signs = annex[annex.index("Sign Question Answer") :]
    assert (
        signs.count("How many hours a day do you usually work?")
        == annex.count("How many hours a day do you usually work?")
        == 1
    )
    assert annex.index("Based on these signs: 1") < annex.index("Sign Question Answer")
    record = " ".join(text_of(case_print.preview(at_work, screened.id, "en")).split())
    assert "Labour law · For the prosecutor to weigh" in record
    assert "means, purpose · For the prosecutor to weigh" in record


def test_the_annex_numbers_signs_as_the_brief_does_and_shows_each_answer_that_raised_one(at_work):
    screened = SimpleNamespace(session=at_work, id=interview.finish(at_work, begun(at_work, DEMO).draft_id).case_id)
    text = told(screened, give=("result",), annexes=frozenset({dossier.ANNEXES[0]}))
    annex = text[text.index("A. Screening result") :]
    for numbers in re.findall(r"Based on these signs: ([\d, ]+\d)", annex):
        in_order = [int(number) for number in numbers.split(", ")]
        assert in_order == sorted(in_order)
    brief = text[text.index("Facts in brief") : text.index("Contents")]
    questions = (
        "Can you leave for good if you want to?",
        "What would happen if you left?",
        "Where is your passport now?",
    )
    for part in (brief, annex):
        places = [part.index(question) for question in questions]
        assert places == sorted(places)
    # threats and a debt: what was said of each stands beside the names of both
    said = annex[annex.index(questions[1]) :][:200]
    assert (said.count("reported to the authorities"), said.count("pay a debt or a fine first")) == (1, 1)


@pytest.mark.parametrize(
    ("status", "kinds", "role"),
    [
        ("", (), "Person of the case · Decision on the person’s status: not taken yet"),
        ("", ("smuggling",), "Person of a case of smuggling · Decision on the person’s status: not taken yet"),
        ("presumed", ("trafficking",), "Presumed victim · Decision of 24 November 2026: Committee"),
        ("not-identified", (), "Person of the case · Decision on the person’s status: not taken yet"),
    ],
)
def test_a_person_is_called_what_was_decided_and_a_decision_is_named(omar, status, kinds, role):
    screened = SimpleNamespace(session=omar, id=finished(omar, {"name": "Maya Sample"}).case_id)
    if kinds:
        closure.set_kinds(omar, screened.id, kinds, "as she told it")
    if status:
        decisions.decide(omar, screened.id, status, "Committee", "as the file says")
    text = told(screened)
    assert role.replace("’", "'") in text.replace("’", "'")
    assert "victim" not in text[: text.index("Facts in brief")].replace(role, "")


def test_a_decision_that_a_second_person_confirmed_is_named_on_the_first_page(office):
    desk, _, omar, case = three(office)
    decision = decisions.decide(omar, case, "not-identified", "Committee", "as the file says")
    office.carry(OMAR, DESK)
    decisions.confirm(desk, case, decision.id)
    text = told(SimpleNamespace(session=desk, id=case))
    assert "Person of the case · Not identified as a victim · Decision of 24 November 2026: Committee" in text


def test_a_dossier_names_the_department_where_the_agency_has_one(case):
    assert "To Public Prosecution · Capital Prosecution, trafficking in persons and smuggling" in told(case)


def test_the_first_page_gives_the_facts_in_brief_with_the_answers_they_rest_on(at_work, case):
    answers = {"name": "Maya Sample", "job": "domestic", "hours": "16", "passport_now": "kept"}
    screened = SimpleNamespace(session=at_work, id=finished(at_work, answers).case_id)
    text, named = told(screened), told(screened, give=("result",), annexes=frozenset({dossier.ANNEXES[0]}))
    brief = text[text.index("Facts in brief") : text.index("Contents")]
    for part in (
        "How many hours a day do you usually work? 16 Q",
        "Where is your passport now?",
        "Which articles apply is for the prosecutor to decide.",
        "Recorded by ليلى السالم · Labour inspection · 24 November 2026",
        "Judicial officer by decision Not recorded",
        "Interpreter None recorded",
    ):
        assert part in brief, part
    sign = "Excessive working days or hours"
    assert sign not in text, "the result stays, and a sign is of the result"
    assert f"{sign} How many hours" in named[named.index("Facts in brief") : named.index("Contents")]
    assert "The person Maya Sample" in text
    assert "Decision on the person’s status: not taken yet" in text
    assert "Status Potential victim · Decision of" in told(case)


def test_what_is_held_back_is_no_fact_in_brief(at_work, case):
    answers = {"name": "Maya Sample", "job": "domestic", "hours": "16", "passport_now": "kept"}
    screened = SimpleNamespace(session=at_work, id=finished(at_work, answers).case_id)
    text = told(screened, hold=("screening",))
    assert "No answer in this file points to exploitation" in text
    assert "Decision on the person" not in told(case, hold=("decisions",))


def test_nobody_is_called_a_victim_before_and_beyond_what_was_decided(case):
    text = told(case)
    assert "Person of the case" not in text
    assert text.index("Potential victim") < text.index("Potential victim (In force)")
    assert "Person of the case" in told(case, hold=("decisions",))


def test_what_colleagues_see_differently_is_said_beside_the_answer(case):
    """A decision that waits is told as it is."""
    decisions.decide(case.session, case.id, "possible", "Second body", "seen again")
    read_over(case.session, case.id, TO)
    text = told(case)
    assert "Potential victim (Earlier)" in text
    assert "Second body" in text


def test_a_no_to_statistics_is_told_as_it_was_given_and_not_where_nobody_asked(case, layla):
    before = told(case)
    assert "nonymous statistics" not in before[before.index("5. Consents") :]
    for answer in ("yes", "no"):
        layla.clock.at += timedelta(days=1)
        consents.record(case.session, case.id, "statistics", answer, DETAILS)
    text = told(case)
    section = text[text.index("5. Consents") :]
    assert "Anonymous statistics Yes" in section
    assert section.index("Anonymous statistics No") > section.index("Anonymous statistics Yes")


def test_each_consent_is_told_as_it_was_given(case, layla):
    layla.clock.at += timedelta(days=1)
    consents.record(case.session, case.id, "share", "withdrawn", ConsentDetails(note="afraid"), TO)
    consents.base(case.session, case.id, "share", "order", "The court asks", TO)
    read_over(case.session, case.id, TO)
    text = told(case)
    share = text[text.index("5. Consents") :]
    assert "To share with an agency · Public Prosecution Yes" in share
    assert "Withdrawn" in share
    assert "Reason: afraid" in share
    assert "Photographs and sound Not asked Not recorded" in share
    assert "Order of a court" in share


def test_another_authority_is_told_of_no_witness_and_of_no_basis_but_its_own(case):
    """The prosecution may have their names (recipients.toml); of whom else it goes to is nobody's matter."""
    session = case.session
    consents.record(session, case.id, "share", "yes", DETAILS, "interior")
    for agency in ("interior", "embassy"):
        consents.base(session, case.id, "share", "duty", "Article 7", agency)
    for agency, names in (("interior", {("", "")}), (TO, {("Witness Sample", "T-07")})):
        read_over(session, case.id, agency)
        inside = dossier.inside(session, case.id, request(agency=agency), dossier.chosen(agency))
        shared = [consent for consent in inside.contents.consents if consent.purpose == "share"]
        assert {given.agency for given in shared} == {agency}
        assert {(given.consent.witness, given.consent.interpreter) for given in shared} == names
        assert {cell.agency for cell in inside.contents.bases} <= {agency}
        assert len(inside.contents.bases) == (agency == "interior")


def test_a_typed_answer_says_where_it_was_not_translated(case):
    assert "As it was written down; no translation is recorded" in told(case)
    assert "لا ترجمة مسجلة" not in told(case, "ar")


@pytest.mark.parametrize("language", ["ar", "both"])
def test_a_typed_answer_is_copied_letter_by_letter(case, language):
    assert STORY in told(case, language)


def test_who_is_struck_off_is_not_named(case):
    related_people.strike(case.session, case.id, case.suspect, "noted twice")
    assert "Al-Noor" not in told(case)


def test_a_password_protects_it(case, tmp_path):
    file = tmp_path / "dossier.pdf"
    dossier.save(case.session, case.id, request(), file, PASSWORD, dossier.chosen(TO))
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(io.BytesIO(file.read_bytes()))
    with pikepdf.open(io.BytesIO(file.read_bytes()), password=PASSWORD) as locked:
        claim = re.search(rb"<pdfaid:\w+>", locked.Root.Metadata.read_bytes())
        assert claim is None, "what is encrypted is no PDF/A"
    plain = dossier.preview(case.session, case.id, request(), dossier.chosen(TO))
    with pikepdf.open(io.BytesIO(plain)) as document:
        assert b"pdfaid:part" in document.Root.Metadata.read_bytes()


def test_the_command_line_writes_a_dossier(layla, case, tmp_path, monkeypatch, capsys):
    case.session.close()
    phrase, file = tmp_path / "phrase", tmp_path / "dossier.pdf"
    phrase.write_text(PHRASE, "utf-8")
    monkeypatch.setenv("SANAD_HOME", str(layla.home))
    monkeypatch.setenv("SANAD_PASSPHRASE_FILE", str(phrase))
    words = ["case", "dossier", case.id, "--to", TO, "-o", str(file), "--json"]
    assert main(words) == 1  # neither a password nor plain
    assert main([*words[:-1], "--language", "fr", "--plain"]) == 2
    assert main([*words, "--plain", "--annex", "diary"]) == 1
    assert not file.exists()
    capsys.readouterr()
    assert main([*words, "--plain", "--language", "en", "--give", "interviewer_only"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["dossier"] == str(file)
    assert document["held_back"] == {"other_people": 1, "phone": 1}
    assert document["number"] in text_of(file.read_bytes())


def test_what_was_written_under_a_clock_that_could_not_be_right_is_named(case, layla):
    now = layla.clock.at
    layla.clock.at = now.replace(year=1999)
    related_people.note(case.session, case.id, "witness", {"name": "Second Sample"})
    layla.clock.at = now
    assert "Entries whose computer’s clock was not reliable:" in told(case)


def test_each_row_of_a_table_in_two_languages_has_a_head_in_both(case):
    pdf = dossier.preview(case.session, case.id, request("both"), dossier.chosen(TO, (), ()))
    read = structure_reader.read(pdf)
    rows = [row for row in read.root.walked() if row.tag == "TR" and len(row.children) > 3]
    bodies = [row for row in rows if any(cell.tag == "TD" for cell in row.children)]
    heads = [(row.children[0].tag, row.children[-1].tag) for row in bodies]
    assert len(heads) > 10
    assert set(heads) == {("TH", "TH")}

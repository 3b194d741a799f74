"""What is held back of a case: from an agency, and hidden answers from everybody until they are asked for."""

import json

import pypdfium2
import pytest

from app import settings
from app.bundle.keys import lock_for
from app.case.recipient_rules import RECIPIENTS, YEAR, RecipientRules
from app.casework.cases import access_log, attachments, history, queries, redaction
from app.casework.cases.covered_text import MARK
from app.casework.cases.refusals import OutsideConsent
from app.casework.export import bundle_export, case_print
from app.casework.interviews import interview
from app.casework.lifecycle import consents, decisions
from app.casework.questionnaires import forms
from app.casework.session.session import events_of
from app.casework.session.stepped_work import carried_out
from app.form import Interview, open_file
from app.language import strip_marks
from tests.bundle.made import make_bundle
from tests.bundle.small import Prosecutor
from tests.casework.dossier_case import read_over
from tests.casework.test_posting import Office
from tests.people import keeps_a_case

FORM = """
| survey   |             |           |                |                  |                        |
|          | type        | name      | label          | bind::sanad:fact | bind::sanad:restricted |
|          | text        | name      | Name           | name             |                        |
|          | text        | phone     | Telephone      | phone            |                        |
|          | text        | threat    | Who threatened |                  | yes                    |
|          | text        | staying   | Staying where  | shelter_place    | hidden                 |
| settings |             |           |                |                  |                        |
|          | form_title  | form_id   | version        | namespaces       |{part}|
|          | A visit     | visit{n}  | 1              | sanad="urn:sanad:form" |{value}|
"""
HIDDEN = "/data/staying"


def takes(session, folder, part="", case_id=""):
    file = folder / f"visit{part}.md"
    extra = ("attribute::sanad:part", part) if part else ("", "")
    file.write_text(FORM.format(part=extra[0], value=extra[1], n=part.replace("-", "")), "utf-8")
    live = interview.start(session, forms.add(session, file).row.hash, case_id=case_id)
    given = {
        "name": "Maya Sample",
        "phone": "55501234",
        "threat": "The foreman Karim",
        "staying": "House by the harbour",
    }
    for name, value in given.items():
        interview.keep(session, live.draft_id, live.interview.answer(f"/data/{name}", value).answers)
    return interview.finish(session, live.draft_id).case_id


def agreed(session, case_id):
    details = consents.ConsentDetails(language="en", mode="signature")
    consents.record(session, case_id, "share", "yes", details, "prosecution")


def bundled(session, case_id, file, **how):
    prosecutor = Prosecutor()
    make_bundle(session, case_id, file, lock_for([prosecutor.public]), "en", **how)
    return bundle_export.open_bundle(file, prosecutor.opener)


def words(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    text = "\n".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return strip_marks(text)


def test_a_hidden_answer_is_in_no_paper_no_file_no_list_and_no_search(at_work, tmp_path):
    case = takes(at_work, tmp_path)
    bundle = bundled(at_work, case, tmp_path / "f.age")
    assert "harbour" not in str(dict(bundle.files))
    assert "harbour" not in words(bundle.files["case.pdf"])
    assert "harbour" not in words(case_print.preview(at_work, case, "en"))
    assert queries.cases(at_work, "harbour") == []
    assert "harbour" not in str(queries.case(at_work, case).facts)
    assert bundle.manifest.held_back == ("hidden_answers",)


def test_seeing_it_is_an_event_that_says_which(at_work, tmp_path):
    case = takes(at_work, tmp_path)
    (talk,) = queries.case(at_work, case).interviews
    shown = access_log.answers(at_work, case, talk)
    assert (shown["values"][HIDDEN], shown["hidden"]) == ("", [HIDDEN])
    assert access_log.answers(at_work, case, talk, uncover=True)["values"][HIDDEN]
    last = events_of(at_work, bytes.fromhex(case))[-1]
    assert (last.what, last.content["answers"]) == ("viewed", [HIDDEN])
    assert queries.case(at_work, case).timeline[-1].says == "Hidden answers shown"


def test_an_agency_gets_neither_telephone_nor_intake_unless_somebody_gives_them(at_work, tmp_path):
    case = takes(at_work, tmp_path)
    takes(at_work, tmp_path, "intake", case)
    agreed(at_work, case)
    read_over(at_work, case, "prosecution")
    bundle = bundled(at_work, case, tmp_path / "a.age", agency="prosecution")
    assert {"hidden_answers", "intake", "phone"} <= set(bundle.manifest.held_back)
    assert len(json.loads(bundle.files["answers.json"])["interviews"]) == 1
    assert "55501234" not in str(dict(bundle.files))
    assert "55501234" not in words(bundle.files["case.pdf"])
    assert "Telephone numbers" in words(bundle.files["case.pdf"])
    held = redaction.chosen("prosecution", give=["phone", "intake"])
    bundle = bundled(at_work, case, tmp_path / "b.age", agency="prosecution", held=held)
    assert not {"intake", "phone"} & set(bundle.manifest.held_back)
    assert "55501234" in bundle.files["answers.json"].decode()


def test_an_agency_is_not_told_what_the_person_said_of_others(at_work, tmp_path):
    case = takes(at_work, tmp_path)
    agreed(at_work, case)
    for agency in ("embassy", "ngo"):
        details = consents.ConsentDetails(language="en", mode="signature")
        consents.record(at_work, case, "share", "no", details, agency)
    read_over(at_work, case, "prosecution")
    bundle = bundled(at_work, case, tmp_path / "a.age", agency="prosecution")
    cells = json.loads(bundle.files["answers.json"])["consents"]
    assert [cell["purpose"] for cell in cells] == ["interview", "record"]
    assert "mbassy" not in words(bundle.files["case.pdf"])
    bundle = bundled(at_work, case, tmp_path / "b.age")  # a colleague
    cells = json.loads(bundle.files["answers.json"])["consents"]
    assert {cell["agency"] for cell in cells} >= {"embassy", "ngo", "prosecution"}


def test_what_is_told_for_help_or_of_a_child_stays_here_by_itself():
    held = {
        "phone", "intake", "needs", "risk", "safety-plan", "follow-up", "hotline", "child", "interview-labour",
        "interview-sexual", "return-plan", "closing", "interviewer_only", "whereabouts",
    }  # fmt: skip
    for agency in ("prosecution", "embassy", "ngo", "interior", "of nobody's list"):
        less = {"needs", "whereabouts"} if agency == "ngo" else set()  # by its district
        assert redaction.chosen(agency).what >= held - less
    assert redaction.chosen("").what == frozenset()


def test_hidden_answers_go_to_colleagues_on_request_and_to_no_agency(at_work, tmp_path):
    case = takes(at_work, tmp_path)
    held = redaction.chosen("", give=["hidden_answers"])
    assert "harbour" in str(dict(bundled(at_work, case, tmp_path / "a.age", held=held).files))
    with pytest.raises(redaction.NeverLeaves):
        redaction.chosen("prosecution", give=["hidden_answers"])


def test_what_nobody_knows_is_not_held_back_in_silence():
    with pytest.raises(redaction.NothingOfThatName):
        redaction.chosen("", hold=["telephone"])


def test_a_paper_for_an_agency_asks_for_consent_as_a_file_does(at_work, tmp_path):
    case = takes(at_work, tmp_path)
    with pytest.raises(OutsideConsent):
        case_print.printed(at_work, case, "en", "prosecution")
    assert [each.what for each in queries.case(at_work, case).timeline].count("printed") == 0
    agreed(at_work, case)
    read_over(at_work, case, "prosecution")
    assert "55501234" not in words(case_print.printed(at_work, case, "en", "prosecution"))
    last = events_of(at_work, bytes.fromhex(case))[-1]
    assert [pair for pair in last.content["held"] if pair[1]] == [["hidden_answers", 1], ["phone", 1]]


def test_values_that_differ_are_held_back_as_the_answer_is(at_work, tmp_path):
    case = takes(at_work, tmp_path)
    held = redaction.chosen("", hold=["restricted_answers"])
    assert "Karim" in words(case_print.preview(at_work, case, "en"))
    assert "Karim" not in words(case_print.preview(at_work, case, "en", held))


def test_where_colleagues_differ_goes_along_as_what_they_differ_on_does(office: Office):
    layla, omar = office.joins("Layla Sample"), office.joins("Omar Sample", "supervisor")
    case = keeps_a_case(layla, "Maya Sample")
    office.carry("Layla Sample", "Omar Sample")
    details = consents.ConsentDetails(language="en", mode="signature")
    for session, answer, status in ((layla, "yes", "possible"), (omar, "no", "presumed")):
        consents.record(session, case, "share", answer, details, "embassy")
        decisions.decide(session, case, status, "Committee", "seen")
    office.carry("Omar Sample", "Layla Sample")
    consents.record(layla, case, "share", "yes", details, "shelter")

    def differing(agency: str) -> int:
        contents, _ = case_print.record_contents(layla, case, "en", "", redaction.chosen(agency))
        return len(contents.differing)

    # the prosecution gets decisions, the other authority the course of a case alone
    found = [differing(agency) for agency in ("", "shelter", "interior", "prosecution")]
    assert found == [2, 0, 0, 1]


def test_a_history_says_that_a_hidden_answer_was_written_and_not_what(at_work, tmp_path):
    case = takes(at_work, tmp_path)
    told_ = history.entries(at_work, case)
    assert "harbour" not in str(told_)
    assert {each.field for each in told_ if each.hidden} == {f"answer:{HIDDEN}", "fact:hidden:shelter_place"}
    assert "harbour" in str(history.entries(at_work, case, uncover=True))
    assert queries.case(at_work, case).timeline[-1].says == "Hidden answers shown"


@pytest.mark.parametrize("at", ["answers", "signatures", "paper", "sealing"])
def test_a_bundle_that_is_stopped_is_not_written(at_work, tmp_path, at):
    case = takes(at_work, tmp_path)
    with pytest.raises(bundle_export.Stopped):
        bundled(at_work, case, tmp_path / "f.age", go_on=lambda step: step != at)
    assert not (tmp_path / "f.age").exists()


def test_more_files_than_a_bundle_holds_are_refused_before_it_is_written(at_work, tmp_path, monkeypatch):
    monkeypatch.setattr(bundle_export, "_MOST_FILES", 1)
    case = takes(at_work, tmp_path)
    for name in ("one.txt", "two.txt"):
        (tmp_path / name).write_text(name)
        attachments.add(at_work, case, tmp_path / name)
    with pytest.raises(bundle_export.TooManyFiles):
        bundled(at_work, case, tmp_path / "f.age")
    assert not (tmp_path / "f.age").exists()
    bundled(at_work, case, tmp_path / "f.age", with_files=False)


def test_where_the_administrator_forbids_plain_files_no_copy_of_one_leaves(at_work, tmp_path, monkeypatch):
    case = takes(at_work, tmp_path)
    (tmp_path / "letter.txt").write_text("a letter")
    file = attachments.add(at_work, case, tmp_path / "letter.txt")
    carried_out(attachments.saving(at_work, case, file, tmp_path / "allowed.txt"))
    policy = tmp_path / "policy.toml"
    policy.write_text("plain_files = false")
    monkeypatch.setattr(settings, "policy_file", lambda: policy)
    with pytest.raises(attachments.CopyForbidden):
        carried_out(attachments.saving(at_work, case, file, tmp_path / "forbidden.txt"))
    assert not (tmp_path / "forbidden.txt").exists()


def test_the_kinds_of_sensitive_answers_keep_their_names_and_their_facts():
    assert redaction.KINDS == ("restricted_answers", "phone", "identity_numbers", "interviewer_only")
    assert redaction.HIDDEN_ANSWERS == "hidden_answers"
    for extras, kinds in (
        ({}, set()),
        ({"fact": "name"}, set()),
        ({"fact": "phone"}, {"phone"}),
        ({"fact": "civil_id"}, {"identity_numbers"}),
        ({"fact": "passport"}, {"identity_numbers"}),
        ({"restricted": "yes"}, {"restricted_answers"}),
        ({"restricted": "no"}, set()),
        ({"restricted": "hidden"}, {"restricted_answers", "hidden_answers"}),
        ({"aside": "yes"}, {"interviewer_only"}),
        ({"aside": "no"}, set()),
        ({"aside": "yes", "fact": "phone"}, {"interviewer_only", "phone"}),
    ):
        assert redaction.kinds_of(extras) == kinds
        for kind in kinds - {"hidden_answers"}:
            held = redaction.Withheld(frozenset({kind}), hidden=False)
            assert (held.holds(extras), held.answer(extras), held.said()) == (kind, True, {kind: 1})
        assert redaction.Withheld(hidden=False).holds(extras) == ""


def test_a_fact_is_held_back_as_the_answers_that_say_it_are():
    numbers = redaction.chosen("", hold=["identity_numbers"])
    assert [numbers.fact(name) for name in ("civil_id", "passport", "phone", "name")] == [True, True, False, False]
    everything = redaction.chosen("", give=["hidden_answers"])
    assert (everything.fact("hidden:shelter_place"), numbers.fact("hidden:shelter_place")) == (False, True)


def test_that_somebody_is_a_child_goes_along_whatever_is_held_back():
    everything = frozenset(redaction.INFORMATION) | {"screening"}
    marks = ["urgent", "child", "child_suspected", "age_unknown", "danger", "visit"]
    assert redaction.Withheld(everything).marks(marks) == ["child", "child_suspected", "age_unknown", "visit"]
    assert redaction.Withheld().marks(marks) == marks


def test_each_kind_that_can_stay_has_words():
    kinds = {*redaction.KINDS, *redaction.INFORMATION, *redaction.PARTS, redaction.HIDDEN_ANSWERS}
    assert kinds <= redaction.SAYS.keys()
    with pytest.raises(redaction.NoSuchRecipient) as refused:
        redaction.chosen("", recipient="newspaper")
    assert refused.value.known.split() == list(RECIPIENTS)


def test_of_the_name_of_a_file_nothing_but_a_short_ending_goes():
    """What somebody calls a file is free text, with points in it or none."""
    rules = RecipientRules(id="embassy", version=1, name={})
    held = redaction.Withheld(frozenset({redaction.FILE_NAMES}), rules=rules)
    for name, told in (
        ("seen by Pernille.JPG", "01.jpg"),
        ("Pernille", "01"),
        ("letter.Pernille Sample", "01"),
        ("letter.pernillesample", "01"),
        ("", "01"),
        (".jpg", "01.jpg"),
    ):
        assert held.file_name("00", 1, name) == told
    assert held.said() == {redaction.FILE_NAMES: 6}
    assert redaction.Withheld(rules=rules).file_name("00", 1, "Pernille") == MARK  # nobody read it over
    assert redaction.Withheld().file_name("00", 1, "Pernille") == "Pernille"


def test_a_note_of_which_there_is_none_is_neither_held_back_nor_read_over():
    rules = RecipientRules(id="embassy", version=1, name={})
    held = redaction.Withheld(frozenset({"file_notes"}), rules=rules)
    assert (held.note("here", "", "file_notes"), held.said()) == ("", {})
    assert (held.note("here", "by Pernille", "file_notes"), held.said()) == ("", {"file_notes": 1})
    read = redaction.Withheld(rules=rules)
    assert (read.note("here", "", "file_notes"), read.text("here", " "), read.said()) == ("", " ", {})


def test_what_somebody_chose_to_leave_out_stays_from_colleagues_too():
    held = redaction.chosen("", hold=["file_notes", "file_names"])
    assert held.note("here", "by Pernille", "file_notes") == ""
    assert held.file_name("00", 1, "seen by Pernille.txt") == "01.txt"
    assert held.said() == {"file_names": 1, "file_notes": 1}
    everything = redaction.chosen("")
    assert everything.note("here", "by Pernille", "file_notes") == "by Pernille"
    assert everything.file_name("00", 1, "seen by Pernille.txt") == "seen by Pernille.txt"
    assert everything.said() == {}


def test_what_another_reading_held_back_is_learnt_whole():
    rules = RecipientRules(id="embassy", version=1, name={}, replaced={"birth": YEAR})
    one, other = redaction.Withheld(rules=rules), redaction.Withheld(rules=rules)
    other.text("here", "by Pernille")
    other.shown({"name": "birth_date", "fact": "birth_date"}, "there", "1999-03-02", "2 March 1999")
    other.answer({"restricted": "hidden"})
    one.learn(other)
    assert one.said() == other.said() == {"hidden_answers": 1, "replaced_answers": 1, "unreviewed_texts": 1}


def test_what_is_typed_is_free_text_but_for_names_and_numbers():
    form = open_file(
        b"| survey | type | name | label | bind::sanad:fact |\n| | text | who | Who? | name |\n"
        b"| | text | why | Why? | |\n| | integer | hours | Hours? | |\n"
        b'| settings | form_id | version | namespaces |\n| | typed | 1 | sanad="urn:sanad:form" |\n',
        "typed.md",
    )
    typed = [name for name in ("who", "why", "hours") if "typed" in redaction.extras_of(form, f"/data/{name}")]
    assert typed == ["why"]


def test_an_answer_that_names_somebody_to_cover_stays_unless_others_are_given():
    rules = RecipientRules(id="ngo", version=1, name={}, cover=frozenset({"employer"}))
    for fact in ("employer", "employer_file"):
        assert redaction.Withheld(rules=rules).holds({"fact": fact}) == "others"
        assert redaction.Withheld(rules=rules).fact(fact)
        given = redaction.Withheld(rules=rules, give=frozenset({"others"}))
        assert (given.holds({"fact": fact}), given.fact(fact)) == ("", False)
    assert redaction.Withheld(rules=rules).holds({"fact": "site"}) == ""


def test_hidden_answers_are_held_back_where_nobody_says_otherwise():
    assert redaction.Withheld().holds({"restricted": "hidden"}) == "hidden_answers"
    with pytest.raises(redaction.NothingOfThatName) as refused:
        redaction.chosen("", hold=["nothing"])
    assert refused.value.known.split()[:5] == [*redaction.KINDS, "hidden_answers"]


def test_an_interview_whose_questionnaire_is_not_here_is_held_back_where_anything_is():
    assert not redaction.Withheld().interview(None)
    assert redaction.Withheld(frozenset({"phone"})).interview(None)


def test_the_officers_own_view_is_held_back_where_notes_are_and_is_counted():
    held = redaction.chosen("", hold=["interviewer_only"])
    assert (held.view(), held.said()) == (True, {"interviewer_only": 1})
    assert (held.anew(), held.anew().said()) == (held, {})
    assert not redaction.chosen("").view()


ASIDE = """
| survey   |             |         |         |                        |
|          | type        | name    | label   | bind::sanad:aside      |
|          | text        | name    | Name    |                        |
|          | text        | seen    | Seen    | yes                    |
| settings |             |         |         |                        |
|          | form_title  | form_id | version | namespaces             |
|          | A visit     | aside   | 1       | sanad="urn:sanad:form" |
"""


def test_what_the_interviewer_alone_answers_says_so_at_its_place_and_in_its_node():
    form = open_file(ASIDE.lstrip().encode(), "form.md")
    live = Interview(form)
    for place, kinds in (("/data/name", set()), ("/data/seen", {"interviewer_only"})):
        assert redaction.kinds_of(redaction.extras_of(form, place)) == kinds
        assert redaction.kinds_of(redaction.extras_at(form, live.node(place))) == kinds

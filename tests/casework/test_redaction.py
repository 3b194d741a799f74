"""What stays here of a case comes out nowhere: not in a paper, a file, a name of a file, whoever it is for."""

import io
import json
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from app.bundle.keys import lock_for
from app.case import built_in_profiles
from app.case.mentions import IDENTITY, Mention
from app.casework.cases import attachments, queries, redaction
from app.casework.cases.covered_text import MARK
from app.casework.cases.refusals import AgreementOver
from app.casework.export import (
    bundle_answers,
    bundle_export,
    case_print,
    chosen_fields,
    ctdc_export,
    dossier,
    htcds_export,
    interview_print,
    redacted_reading,
    text_review,
    xforms_export,
)
from app.casework.export.disclosure_check import disclosure_of
from app.casework.export.exchange_rows import ExchangeSelection
from app.casework.interviews import conflicts
from app.casework.session import profiles
from app.casework.session.session import Session, events_of
from app.cli import main
from app.cli.case_papers import ReviewUnreadable, WhomFor
from app.language import ascii_digits, strip_marks
from app.vault import cases as case_table
from app.vault import text_reviews
from tests.bundle.made import make_bundle
from tests.bundle.small import Prosecutor
from tests.case.test_recipient_rules import EMBASSY
from tests.casework.planted_case import (
    AGENCIES,
    IN_WORDS,
    KIN,
    PLANTED,
    PROFILE,
    QUESTIONS,
    RECIPIENTS,
    STORY,
    WITNESS,
    WITNESS_AR,
    choice,
    planted_case,
    read_over_as_asked,
)
from tests.people import PHRASE, Person, keeps_a_case
from tests.report import structure_reader


@pytest.fixture(scope="module")
def office(tmp_path_factory) -> Iterator[tuple[Session, str]]:
    folder = tmp_path_factory.mktemp("planted")
    session = Person("Omar Sample", folder / "home", "supervisor", "en").sets_up()
    yield session, planted_case(session, folder)
    session.close()


def plain(text: str) -> str:
    """Letters alone, in one form: whatever script, digits and order of drawing."""
    composed = unicodedata.normalize("NFKC", strip_marks(text)).casefold()
    return "".join(re.findall(r"[^\W_]+", ascii_digits(composed)))


def texts_of_pdf(pdf: bytes) -> Iterator[str]:
    """As it is read from its page, from its structure, and from its streams and its information."""
    document = pypdfium2.PdfDocument(pdf)
    yield "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        for thing in opened.objects:
            if isinstance(thing, pikepdf.Stream):
                # a stream of objects, each of which comes by itself, begins with numbers of its own
                if thing.get("/Type") != "/ObjStm":
                    yield thing.read_bytes().decode("latin-1")
            elif isinstance(thing, (pikepdf.String, pikepdf.Dictionary)):
                yield str(thing)
        has_structure = "/StructTreeRoot" in opened.Root
    if has_structure:
        yield structure_reader.read(pdf).root.whole()


def texts_of(name: str, content: bytes) -> Iterator[str]:
    """All that can be read of a file."""
    yield name
    if content.startswith(b"%PDF"):
        yield from texts_of_pdf(content)
    elif content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for inner in archive.namelist():
                yield from texts_of(inner, archive.read(inner))
    for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
        yield content.decode(encoding, "ignore")


def all_that_goes(session: Session, case: str, recipient: str, folder: Path) -> dict[str, bytes]:
    """Every file and paper that can be made for a recipient."""
    agency, prosecutor = AGENCIES[recipient], Prosecutor()
    sealed = folder / "case.sanad.age"
    make_bundle(
        session, case, sealed, lock_for([prosecutor.public]), "en", "to help", agency=agency, held=choice(recipient)
    )
    bundle = bundle_export.open_bundle(sealed, prosecutor.opener)
    files = {f"bundle/{name}": bundle.files[name] for name in bundle.files}
    for language in ("ar", "en"):
        files[f"{language}.pdf"] = case_print.printed(session, case, language, agency, "", choice(recipient))
    if not agency:
        return files
    files["dossier.pdf"] = dossier.printed(
        session,
        case,
        dossier.DossierRequest(agency, "both", annexes=frozenset({"screening_result"})),
        choice(recipient),
    )
    for name in ("out.json", "out.csv", "out.xlsx"):
        leaving = ExchangeSelection(choice(recipient), {}, agency=agency, cases=(case,))
        htcds_export.export(session, folder / name, leaving)
        files[name] = (folder / name).read_bytes()
    for name in ("ctdc.csv", "ctdc.xlsx"):
        leaving = ExchangeSelection(choice(recipient), {}, agency=agency, cases=(case,))
        ctdc_export.export(session, folder / name, leaving)
        files[name] = (folder / name).read_bytes()
    for name in ("fields.csv", "fields.xlsx"):
        leaving = ExchangeSelection(choice(recipient), {}, agency=agency, cases=(case,))
        chosen_fields.export(session, folder / name, leaving, [*QUESTIONS, "stage", "status"], "en")
        files[name] = (folder / name).read_bytes()
    leaving = ExchangeSelection(choice(recipient), {}, agency=agency, cases=(case,))
    xforms_export.export(session, folder / "interviews.zip", leaving)
    files["interviews.zip"] = (folder / "interviews.zip").read_bytes()
    return files


@pytest.mark.parametrize("recipient", RECIPIENTS)
def test_nothing_that_stays_here_is_in_any_byte_that_goes(office, recipient, tmp_path):
    session, case = office
    read_over_as_asked(session, case, recipient)
    files = all_that_goes(session, case, recipient, tmp_path)
    texts = {name: [plain(text) for text in texts_of(name, raw)] for name, raw in files.items()}
    for planted in (*PLANTED, *IN_WORDS):
        value = plain(planted.value)
        holders = [name for name, parts in texts.items() for text in parts if value in text or value[::-1] in text]
        if recipient not in planted.goes:
            assert not holders, (recipient, planted.value, holders)
    everything = "".join(text for parts in texts.values() for text in parts)
    missing = [
        planted.value for planted in PLANTED if recipient in planted.goes and plain(planted.value) not in everything
    ]
    assert not missing, (recipient, missing)


# -- what must be said and read first ----------------------------------------------------------


def test_what_nobody_has_read_over_does_not_go_and_the_case_says_nothing(at_work, tmp_path):
    case = planted_case(at_work, tmp_path)
    before = len(events_of(at_work, bytes.fromhex(case)))
    request = dossier.DossierRequest("interior", "en")
    lock = lock_for([Prosecutor().public])
    for make in (
        lambda: case_print.printed(at_work, case, "en", "interior", "", choice("authority")),
        lambda: dossier.printed(at_work, case, request, choice("authority")),
        lambda: make_bundle(at_work, case, tmp_path / "x.age", lock, "en", agency="interior"),
    ):
        with pytest.raises(redaction.TextsNotReviewed):
            make()
    assert len(events_of(at_work, bytes.fromhex(case))) == before
    assert not (tmp_path / "x.age").exists()
    without = choice("authority")
    without.leaves_unreviewed = True
    pdf = case_print.printed(at_work, case, "en", "interior", "", without)
    assert "threshing" not in "".join(texts_of_pdf(pdf))
    assert without.said()["unreviewed_texts"] >= 2


def test_a_statement_goes_to_the_prosecution_as_it_was_given_but_for_what_the_rules_cover(at_work, tmp_path):
    case = planted_case(at_work, tmp_path)
    pdf = case_print.printed(at_work, case, "en", "prosecution", "", choice("prosecutor"))
    text = plain("".join(texts_of_pdf(pdf)))
    assert plain("On the threshing floor") in text
    assert plain(KIN) not in text
    content = queries.case_of(at_work, case).timeline[-1].content
    assert content["unread"] > 5
    assert "texts" not in content  # nobody read anything over, and nothing says so


def test_a_passport_number_in_a_statement_goes_where_it_goes_as_an_answer(office):
    """And is no telephone number there, which would stay."""
    session, case = office
    case_state = queries.case_of(session, case)
    says = "My passport PA7654321, civil id ٢٩٩٠٣٠٢٩٨٧٦٥, telephone 5512 3456"
    for recipient, passages in (("prosecutor", ["5512 3456"]), ("shelter", ["PA7654321", "٢٩٩٠٣٠٢٩٨٧٦٥", "5512 3456"])):
        read = redacted_reading.reading(session, case_state, choice(recipient))
        assert [says[start:end] for start, end in read.asked_for(says)] == passages


def test_a_number_of_whom_the_rules_do_not_name_is_covered_where_the_persons_own_goes():
    """By a passport's number a state knows somebody as by the name."""
    labels = ("victim", "interpreter:1", "employer:1")
    for agency, covered in (
        ("interior", [False, True, False]),
        ("embassy", [True, True, True]),
        ("prosecution", [False] * 3),
    ):
        rules = redaction.chosen(agency)
        asked = [rules.asks_to_cover(Mention(0, 9, label, IDENTITY)) for label in labels]
        assert asked == covered, agency


def test_a_decision_counts_for_one_recipient_and_one_wording(at_work, tmp_path):
    case = planted_case(at_work, tmp_path)
    (talk,) = queries.case(at_work, case).interviews
    read_over_as_asked(at_work, case, "shelter")
    assert text_review.preview(at_work, case, choice("shelter"), "en").unreviewed == 0
    assert text_review.preview(at_work, case, choice("person"), "en").unreviewed > 5
    conflicts.correct(at_work, case, talk.id, "/data/wish", "wants to learn welding", source="the person", reason="")
    (text,) = [
        text for text in text_review.preview(at_work, case, choice("shelter"), "en").texts if text.covers is None
    ]
    assert (text.text, text.heading) == ("wants to learn welding", "Question wish")
    with pytest.raises(text_review.NoSuchText):
        text_review.decide(at_work, case, choice("shelter"), {"00" * 32: ()})
    with pytest.raises(text_review.PassageOutside):
        text_review.decide(at_work, case, choice("shelter"), {text.id: ((3, 999),)})
    assert text_review.cover_rest(at_work, case, choice("shelter")) == 1
    assert text_review.preview(at_work, case, choice("shelter"), "en").unreviewed == 0


def test_an_export_says_by_which_rules_and_what_was_decided_on_which_text_without_the_text(office, tmp_path):
    session, case = office
    read_over_as_asked(session, case, "prosecutor")
    case_print.printed(session, case, "en", "prosecution", "", choice("prosecutor"))
    content = events_of(session, bytes.fromhex(case))[-1].content
    assert content["rules"] == ["prosecutor", 1]
    by_hash = {bytes(hash_): (place, covers) for place, hash_, covers in content["texts"]}
    place, covers = by_hash[redaction.hash_of(bytes.fromhex(case), STORY)]
    assert (place.startswith("answer:"), len(covers)) == (True, 2)
    assert "threshing" not in str(content)


@pytest.mark.parametrize("recipient", ["", *RECIPIENTS])
def test_every_answer_of_a_paper_is_accounted_for(office, recipient):
    """As given, less exactly or held back: told from what the file itself says of each answer."""
    session, case = office
    choice_made = choice(recipient) if recipient else redaction.Withheld()
    if recipient:
        read_over_as_asked(session, case, recipient)
    page, state = queries.case(session, case), queries.case_of(session, case)
    (talk,) = page.interviews
    kept = {ref: text for ref, text in talk.values.items() if text and "/meta/" not in ref}
    read = redacted_reading.reading(session, state, choice_made)
    answers = read.clean(bundle_answers.answers_of(session, page, "en", read)[0])
    gone = {line["ref"]: line["value"] for talk in answers["interviews"] for line in talk["answers"]}
    same = sum(gone.get(ref) == text for ref, text in kept.items())
    away = sum(gone.get(ref) in (None, "", MARK) for ref in kept)
    told = {"as_given": same, "less_exact": len(kept) - same - away, "held_back": away, "not_expressible": 0}
    assert read.accounts() == told
    assert recipient or away == 2  # where somebody stays and is reached is hidden from all
    on_paper = redacted_reading.reading(session, state, choice_made)
    case_print.record(session, case, "en", "", on_paper)
    assert on_paper.accounts() == told
    if recipient:
        assert text_review.preview(session, case, choice_made, "en").account == told
    if choice_made.agency:
        request = dossier.DossierRequest(choice_made.agency, "both")
        in_dossier = dossier.read_through(session, case, request, dossier.chosen(choice_made.agency)).accounts()
        assert sum(in_dossier.values()) == len(kept)


def test_a_name_is_pointed_out_in_both_scripts_and_covered_where_the_rules_ask(office):
    session, case = office
    for recipient, covered in (
        ("prosecutor", {KIN, "٩٩٨٨٧٧٦٦"}),
        ("authority", {WITNESS, WITNESS_AR, KIN, "٩٩٨٨٧٧٦٦"}),
        ("foreign-authority", {WITNESS, WITNESS_AR, KIN, "٩٩٨٨٧٧٦٦"}),
    ):
        texts = text_review.preview(session, case, choice(recipient), "en").texts
        (story,) = [text for text in texts if text.text == STORY]
        passages = {STORY[start:end] for start, end in text_review.suggested(story)}
        assert passages == covered, recipient
        assert {passage.label for passage in story.pointed_out} >= {"Witness 1", "Suspect 1", "Family 1"}


@pytest.mark.parametrize(
    ("recipient", "kind"),
    [
        ("embassy", "whereabouts"),
        ("embassy", "protection"),
        ("foreign-authority", "protection"),
        ("ngo", "offences"),
        ("person", "interviewer_only"),
        ("other", "contact"),
    ],
)
def test_what_never_goes_to_somebody_nobody_can_give(recipient, kind):
    with pytest.raises(redaction.NeverGoesThere):
        redaction.chosen(
            AGENCIES.get(recipient, "") if recipient != "foreign-authority" else "", give=[kind], recipient=recipient
        )


def test_a_recipient_that_nobody_knows_and_one_without_an_agency_are_refused(office):
    session, case = office
    with pytest.raises(redaction.NoSuchRecipient):
        redaction.chosen("", recipient="newspaper")
    with pytest.raises(redacted_reading.RecipientNeedsAgency):
        text_review.preview(session, case, redaction.chosen("", recipient="embassy"), "en")


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        (('agreement = "7/2025"\n', ""), redacted_reading.AgreementNeeded),
        (("agreement_until = 2027-12-31\n", ""), redacted_reading.AgreementNeeded),
        (("2027-12-31", "2025-12-31"), AgreementOver),
    ],
)
def test_an_authority_abroad_gets_nothing_without_an_agreement_that_still_lasts(at_work, change, refused):
    case = keeps_a_case(at_work, "Maya Sample")
    with at_work.vault.transaction() as writer:
        profiles.take_in(writer, [PROFILE.replace(*change).encode()])
    withheld = redaction.chosen("abroad")
    with pytest.raises(refused):
        text_review.preview(at_work, case, withheld, "en")
    with pytest.raises(refused):
        case_print.printed(at_work, case, "en", "abroad", "ordered", withheld)
    (way,) = [way for way in disclosure_of(at_work, case, "en").ways if way.agency == "abroad"]
    assert way.rests == ("over" if refused is AgreementOver else "agreement")


def test_a_stage_opens_what_a_way_home_needs(at_work, tmp_path):
    case = planted_case(at_work, tmp_path)
    withheld = redaction.chosen("embassy")
    rules = redacted_reading.rules_for(at_work, queries.case_of(at_work, case), withheld)
    assert rules is not None
    assert "identity_numbers" not in rules.give
    home = built_in_profiles.recipients()["embassy"].at_stage("reintegration")
    assert {"identity_numbers", "return", "birth"} <= home.give
    assert "return-plan" in home.parts
    assert not home.give & home.never


def test_an_answer_is_given_less_exactly_or_not_at_all():
    assert redaction.less_exact("year", "1999-03-02", 2026, "KW") == "1999"
    assert redaction.less_exact("year", "24", 2026, "KW") == "18–24"
    assert redaction.less_exact("age_group", "1999-03-02", 2026, "KW") == "25–34"
    assert redaction.less_exact("age_group", "٧٠", 2026, "KW") == "60+"
    assert redaction.less_exact("district", "Block 4, street 12, Salmiya", 2026, "KW").startswith("Hawalli")
    assert redaction.less_exact("district", "قطعة ٤، الفروانية", 2026, "KW").endswith("محافظة الفروانية")
    for nothing in (("district", "behind the bakery"), ("year", "long ago"), ("age_group", "400")):
        assert redaction.less_exact(*nothing, 2026, "KW") == ""


def test_files_stay_unless_they_are_chosen_where_the_rules_say_so(office, tmp_path):
    session, case = office
    (file,) = attachments.of(session, case)
    for recipient, by_itself, when_chosen in (
        ("prosecutor", False, False),
        ("embassy", True, False),
        ("person", True, False),
        ("foreign-authority", True, True),
    ):
        read = redacted_reading.reading(session, queries.case_of(session, case), choice(recipient))
        assert read.file(file.id) is by_itself
        read.files = frozenset({file.id})
        assert read.file(file.id) is when_chosen


@pytest.fixture
def words(layla, at_work, tmp_path, monkeypatch):
    """Layla's command line, and a case with much in it."""
    case = planted_case(at_work, tmp_path)
    at_work.close()
    phrase = tmp_path / "phrase"
    phrase.write_text(PHRASE, "utf-8")
    monkeypatch.setenv("SANAD_HOME", str(layla.home))
    monkeypatch.setenv("SANAD_PASSPHRASE_FILE", str(phrase))
    return ["case", "disclose", case, "--json"]


def test_on_the_command_line_texts_are_read_over_by_a_file_of_decisions(words, tmp_path, capsys):
    def done(*options: str) -> dict:
        assert main([*words, *options]) == 0
        return json.loads(capsys.readouterr().out)

    def refused(*options: str) -> str:
        assert main([*words, *options]) == 1
        return json.loads(capsys.readouterr().out)["error"]["kind"]

    assert refused() == WhomFor.kind()
    document = done("--to-agency", "interior")
    assert (document["rules"], document["version"]) == ("authority", 1)
    assert document["stays"]["hidden_answers"] == 2
    assert document["unreviewed"] == len(document["texts"])
    file = tmp_path / "decisions.json"
    for wrong in ("[", '{"texts": [{"id": "00"}]}', '{"texts": 3}'):
        file.write_text(wrong)
        assert refused("--to-agency", "interior", "--review", str(file)) == ReviewUnreadable.kind()
    story = next(text for text in document["texts"] if text["text"] == STORY)
    covers = [[passage["start"], passage["end"]] for passage in story["pointed_out"] if passage["covers"]]
    file.write_text(json.dumps({"texts": [{"id": story["id"], "covers": covers}]}))
    assert STORY not in file.read_text()
    document = done("--to-agency", "interior", "--review", str(file), "--cover-rest")
    assert document["unreviewed"] == 0
    pdf = tmp_path / "a.pdf"
    record = ["case", "pdf", words[2], "--plain", "--language", "en", "-o", str(pdf), "--json"]
    assert main([*record, "--recipient", "person"]) == 1
    assert not pdf.exists()
    capsys.readouterr()
    assert main([*record, "--to-agency", "interior"]) == 0
    assert json.loads(capsys.readouterr().out)["held_back"]["covered_passages"] >= 2
    text = plain("".join(texts_of_pdf(pdf.read_bytes())))
    assert plain("On the threshing floor") in text
    assert plain(KIN) not in text


def test_decisions_go_with_the_case(at_work, tmp_path):
    case = planted_case(at_work, tmp_path)
    id_ = bytes.fromhex(case)
    read_over_as_asked(at_work, case, "prosecutor")
    assert list(text_reviews.of(at_work.reading(), id_, "prosecution"))
    with at_work.vault.transaction() as writer:
        case_table.remove(writer, id_)
    assert not list(text_reviews.of(at_work.reading(), id_, "prosecution"))


def test_what_stays_is_not_said_to_be_unrecorded(office):
    """A paper that names no decision says that it was left out, not that none was taken."""
    session, case = office
    pdf = dossier.preview(session, case, dossier.DossierRequest("abroad", "en"), choice("foreign-authority"))
    text = plain(structure_reader.read(pdf).root.whole())
    for untrue in ("Name not recorded", "not taken yet", "No proceedings are recorded", "none recorded Prepared"):
        assert plain(untrue) not in text, untrue
    assert text.count(plain("Left out, whether or not the case has any. Section 3")) == 4


def test_a_countrys_rules_count_and_no_word_makes_another_recipient_of_an_agency(at_work, tmp_path):
    case = planted_case(at_work, tmp_path, PROFILE + EMBASSY)
    case_state = queries.case_of(at_work, case)
    for withheld in (redaction.chosen("embassy"), redaction.chosen("embassy", recipient="prosecutor")):
        read = redacted_reading.reading(at_work, case_state, withheld)
        assert read.rules is not None
        assert (read.rules.id, read.rules.version) == ("embassy", 7)
        assert read.names("witness")
        assert not read.names("suspect")


def test_each_place_decides_by_itself_before_the_last_look(office):
    session, case = office
    case_state, (talk,) = queries.case_of(session, case), queries.case(session, case).interviews

    def read(recipient: str) -> redaction.Withheld:
        return replace(redacted_reading.reading(session, case_state, choice(recipient)), sweep=None)

    birth = {"name": "birth_date", "fact": "birth_date"}
    assert read("shelter").shown(birth, "here", "1999-03-02", "2 March 1999") == "1999"
    assert read("foreign-authority").shown(birth, "here", "1999-03-02", "2 March 1999") == "25–34"
    assert read("embassy").file_name("00", 1, "seen-by-Pernille.txt") == "01.txt"
    (translation,) = interview_print.translations_going(talk, "/data/wish", {"typed": "yes"}, read("person"))
    assert translation.name == MARK
    texts = text_review.preview(session, case, choice("ngo"), "en").texts
    assert "la menuiserie translated" in [text.text for text in texts]
    rules = redaction.chosen("embassy", recipient="prosecutor").rules
    assert rules is not None
    assert rules.id == "embassy"

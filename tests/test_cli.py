"""The words of the command line, as a script uses them: real processes would only be slower."""

import json
import os
import subprocess
import sys
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app import cli, settings
from app.casework.cases.access_log import HiddenAnswer
from app.casework.records import unlock
from app.cli.hq import NoServerParts
from app.cli.officer_session import WhichOfficer
from app.cli.secrets import PasswordOrPlain
from app.vault import database
from app.vault.vault import database_key
from tests.casework.test_withheld import FORM as HIDING
from tests.casework.test_withheld import HIDDEN
from tests.conftest import Terminal
from tests.people import PHRASE, keeps_a_case, set_up_here

FORM = str(settings.FORMS / "rapid-screening.xlsx")
ANSWERS = str(settings.RESOURCES / "demo" / "answers.json")
SAFE = {
    "/data/safety/present": "nobody",
    "/data/safety/overheard": "no",
    "/data/safety/wants_here": "yes",
    "/data/consent/consent_talk": "yes",
    "/data/consent/consent_record": "yes",
}


@pytest.fixture
def set_up(sanad: Terminal, home: Path) -> Terminal:
    set_up_here(home, "ليلى السالم")
    return sanad


def test_who_sets_up_gets_a_vault_and_a_card(sanad: Terminal):
    status, document, _ = sanad("vault", "create", "--officer", "ليلى السالم", "--json")
    assert status == 0
    assert set(document) == {"vault", "officer", "recovery_card"}
    assert Path(document["vault"]).is_file()
    assert len(document["recovery_card"].split()) == 24


def test_an_interview_becomes_a_case_that_the_other_words_show(set_up: Terminal, tmp_path: Path):
    status, finished, _ = set_up("interview", FORM, "--answers", ANSWERS, "--finish", "--json")
    assert status == 0
    assert set(finished) == {"case", "reference", "interview"}
    _, case_list, _ = set_up("case", "list", "--json")
    row = case_list["cases"][0]
    assert (row["id"], row["reference"], row["stage"]) == (finished["case"], finished["reference"], "identification")
    _, matches, _ = set_up("case", "search", "غورونغ", "--json")
    assert [{**case, "matched": ["name"]} for case in case_list["cases"]] == matches["cases"]
    _, page, _ = set_up("case", "show", finished["reference"], "--json")
    assert page["interviews"][0]["values"]["/data/work/hours"] == "14"
    assert page["interviews"][0]["assessment"]["result"] == "refer"
    _, health, _ = set_up("vault", "check", "--json")
    assert health == {"ok": True, "cases": 1, "events": 3, "problems": []}


def test_whether_it_was_read_back_is_said_or_is_not_recorded(set_up: Terminal):
    finish = ("interview", FORM, "--answers", ANSWERS, "--finish")
    said = ("--read-back", "no", "--corrections", "the hours")
    for words, expected in (((), ("", "")), (said, ("no", "the hours"))):
        _, finished, _ = set_up(*finish, *words, "--json")
        _, page, _ = set_up("case", "show", finished["case"], "--json")
        talk = page["interviews"][0]
        assert (talk["agreed"], talk["corrections"]) == expected
    for wrong in (("--read-back", "maybe"), ("--corrections", "the hours")):
        assert set_up(*finish, *wrong, "--json")[0] == 2


def test_a_list_that_stops_says_so(set_up: Terminal):
    for _ in range(3):
        assert set_up("interview", FORM, "--answers", ANSWERS, "--finish", "--json")[0] == 0
    for words in (("case", "list"), ("case", "search", "غورونغ")):
        _, full_list, err = set_up(*words, "--json")
        assert (len(full_list["cases"]), full_list["more"], err) == (3, False, "")
        _, first_two, err = set_up(*words, "--limit", "2", "--json")
        assert (first_two["cases"], first_two["more"]) == (full_list["cases"][:2], True)
        assert "--limit" in err
        assert set_up(*words, "--limit", "3", "--json")[1] == full_list
    assert set_up("case", "list", "--limit", "0", "--json")[0] == 2


def test_a_draft_is_kept_resumed_and_finished(set_up: Terminal, tmp_path: Path):
    first = tmp_path / "first.json"
    first.write_text(json.dumps({"/data/person/age": "٣٥", **SAFE}))
    _, document, _ = set_up("interview", FORM, "--answers", first, "--json")
    _, drafts, _ = set_up("draft", "list", "--json")
    assert [draft["id"] for draft in drafts["drafts"]] == [document["draft"]]
    status, finished, _ = set_up("interview", "--resume", document["draft"], "--finish", "--json")
    assert status == 0
    _, page, _ = set_up("case", "show", finished["case"], "--json")
    assert page["interviews"][0]["values"]["/data/person/age"] == "35"
    status, refused, _ = set_up("interview", "--resume", document["draft"], "--json")
    assert (status, refused["error"]["kind"]) == (1, "no_draft")


def test_a_stream_says_kept_for_each_answer_and_goes_on_after_a_bad_line(set_up: Terminal):
    lines = [
        {"ref": "/data/safety/present", "value": "nobody"},
        {"ref": "/data/nowhere", "value": "x"},
        {"ref": "/data/person/name", "value": "Maya"},
        *({"ref": ref, "value": value} for ref, value in SAFE.items()),
        {"ref": "/data/person/name", "value": "Maya"},
    ]
    status, last, err = set_up(
        "interview", FORM, "--stream", "--json", stdin="\n".join(map(json.dumps, lines)) + "\nnot json\n"
    )
    assert status == 0
    assert set(last) == {"draft"}
    assert "Maya" not in err


def test_an_interview_with_an_open_gate_is_not_finished_and_says_which_answers_are_missing(
    set_up: Terminal, tmp_path: Path
):
    answers_file = tmp_path / "some.json"
    answers_file.write_text(json.dumps({"/data/safety/present": "nobody"}))
    status, document, err = set_up("interview", FORM, "--answers", answers_file, "--finish", "--json")
    assert (status, document["error"]["kind"]) == (1, "gate_open")
    assert document["error"]["refs"] == ["/data/safety/overheard", "/data/safety/wants_here"]
    assert "Nothing was lost" in err
    [draft] = set_up("draft", "list", "--json")[1]["drafts"]
    answers_file.write_text(json.dumps({"/data/person/name": "Maya"}))
    status, document, _ = set_up("interview", "--resume", draft["id"], "--answers", answers_file, "--finish", "--json")
    assert (status, document["error"]["kind"]) == (1, "gate_open")
    assert set_up("case", "list", "--json")[1]["cases"] == []


@pytest.mark.parametrize(
    ("answers", "kind"),
    [
        ({**SAFE, "/data/safety/wants_here": "no"}, "not_safe"),
        ({**SAFE, "/data/consent/consent_record": "no"}, "consent_refused"),
    ],
)
def test_a_gate_that_says_stop_ends_the_interview_whatever_else_was_answered(
    set_up: Terminal, tmp_path: Path, answers: dict[str, str], kind: str
):
    answers_file = tmp_path / "some.json"
    answers_file.write_text(json.dumps({"/data/person/name": "Maya", **answers}))
    status, document, err = set_up("interview", FORM, "--answers", answers_file, "--finish", "--json")
    assert (status, document["error"]["kind"]) == (1, kind)
    assert "Maya" not in err
    assert set_up("draft", "list", "--json")[1]["drafts"] == []


def test_what_is_needed_today_is_a_need_a_task_within_the_hour_and_a_mark(set_up: Terminal, tmp_path: Path):
    answers_file = tmp_path / "some.json"
    needs = {"/data/today/needs_any": "yes", "/data/today/needs_today": ["place", "care"], "/data/person/age": "16"}
    answers_file.write_text(json.dumps({**SAFE, **needs}))
    _, interview, _ = set_up("interview", FORM, "--answers", answers_file, "--finish", "--json")
    page = set_up("case", "show", interview["case"], "--json")[1]
    assert page["marks"] == ["urgent", "child"]
    finished = datetime.fromisoformat(page["interviews"][0]["at"])
    needs = {need["kind"]: need for need in page["needs"]}
    assert set(needs) == {"medical", "accommodation"}
    for need_today in needs.values():
        assert need_today["open"]
        assert datetime.fromisoformat(need_today["due"]) - finished == timedelta(hours=1)
    tasks = set_up("tasks", "--kind", "urgent", "--json")[1]["tasks"]
    assert {task["what"] for task in tasks} == {"medical", "accommodation"}
    assert page["road"]["next"][0]["missing"][0]["need"] == "no-urgent-need"
    for need in needs:
        set_up("case", "service", interview["case"], "--given", "a bed, a doctor", "--need", need)
    page = set_up("case", "show", interview["case"], "--json")[1]
    assert (page["marks"], {need["open"] for need in page["needs"]}) == (["child"], {False})
    assert page["road"]["next"][0]["missing"] == []
    assert set_up("tasks", "--kind", "urgent", "--json")[1]["tasks"] == []


def test_play_needs_no_vault_and_has_the_promised_shape(sanad: Terminal, home: Path):
    status, document, _ = sanad("form", "play", FORM, "--answers", ANSWERS, "--language", "ar", "--json")
    assert status == 0
    assert set(document) == {"values", "relevant", "missing", "violations", "assessment"}
    assert set(document["assessment"]) == {
        "coverage",
        "population", "result", "act_now", "child", "concern", "decided_by", "readings", "would_decide",
        "table", "strict", "broad", "dimensions", "rule_version", "data_version",
        "profile", "thresholds", "hints",
    }  # fmt: skip
    assert set(document["assessment"]["readings"]) == {"ilo_2009", "ilo_2012", "elements", "labour"}
    assert set(document["assessment"]["dimensions"]["D1"]) == {"state", "clause", "raised", "would_decide"}
    assert not home.exists()


def test_check_names_sheet_row_and_remedy(sanad: Terminal, tmp_path: Path):
    valid_form, faulty_form, alien = (tmp_path / "good.md", tmp_path / "bad.md", tmp_path / "alien.xlsx")
    valid_form.write_text("| survey | type | name | label |\n| | text | a | A |\n")
    faulty_form.write_text("| survey | type | name | label |\n| | text | a | A |\n| | selct_one x | b | B |\n")
    alien.write_bytes(b"PK\x03\x04 nothing")
    status, document, _ = sanad("form", "check", valid_form, faulty_form, alien, tmp_path / "missing.xlsx")
    assert status == 1
    assert [form["ok"] for form in document["forms"]] == [True, False, False, False]
    assert document["forms"][1]["problems"][0]["row"] == 3
    assert document["forms"][1]["problems"][0]["sheet"] == "survey"
    for form in document["forms"][1:]:
        assert form["problems"][0]["says"]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ("", "answers_unreadable"),
        ("[1]", "answers_unreadable"),
        ("nonsense", "answers_unreadable"),
        ('[{"value": 1}]', "answers_unreadable"),
        ('{"/data/person/age": {"a": 1}}', "answers_unreadable"),
        ('{"/data/nowhere": "x"}', "no_such_question"),
        ('{"/data/person/age": "old"}', "answer_refused"),
        ("[" * 100_000, "answers_unreadable"),
    ],
)
def test_a_bad_answers_file_is_refused_in_words(sanad: Terminal, tmp_path: Path, content, kind):
    file = tmp_path / "answers.json"
    file.write_text(content)
    status, document, err = sanad("form", "play", FORM, "--answers", file, "--json")
    assert (status, document["error"]["kind"]) == (1, kind)
    assert document["error"]["says"]
    assert err.strip()


def test_refusals_are_told_apart(set_up: Terminal, home: Path, tmp_path: Path, monkeypatch):
    (tmp_path / "wrong").write_text("not this one at all")
    monkeypatch.setenv("SANAD_PASSPHRASE_FILE", str(tmp_path / "wrong"))
    assert set_up("case", "list", "--json")[1]["error"]["kind"] == "wrong_passphrase"
    monkeypatch.setenv("SANAD_HOME", str(tmp_path / "empty"))
    assert set_up("case", "list", "--json")[1]["error"]["kind"] == "no_vault"
    monkeypatch.setenv("SANAD_HOME", str(home))
    monkeypatch.delenv("SANAD_PASSPHRASE_FILE")
    assert set_up("case", "list", "--json")[1]["error"]["kind"] == "no_passphrase"
    monkeypatch.setenv("SANAD_PASSPHRASE_FILE", str(tmp_path / "phrase"))
    assert set_up("case", "show", "nothing", "--json")[1]["error"]["kind"] == "no_case"
    assert set_up("case", "list", "--officer", "Nobody")[1]["error"]["kind"] == "no_vault"
    assert set_up("vault", "create", "--officer", "Omar")[0] == 0
    assert set_up("case", "list", "--json")[1]["error"]["kind"] == WhichOfficer.kind()
    assert set_up("case", "list", "--officer", "omar", "--json")[1]["cases"] == []


def test_a_misspelt_column_of_ours_is_named_with_its_row(sanad: Terminal, tmp_path: Path):
    form = tmp_path / "own.md"
    form.write_text("""
| survey | type | name | label | bind::sanad:indicator | bind::sanad:when | bind::sanad:population |
| | select_one yn | a | A | EX01 EX99 | | adult_labor |
| | integer | b | B | EX02 | if(. = '', '', . < | |
| choices | list_name | name | label | sanad_indicator |
| | yn | yes | Yes | CD77 |
| settings | form_id | version | namespaces | attribute::sanad:population |
| | own | 1 | sanad="urn:sanad:form" | children |
""")
    status, document, _ = sanad("form", "check", form)
    assert status == 0
    problems = document["forms"][0]["problems"]
    assert {problem["level"] for problem in problems} == {"warning"}
    assert {(problem["sheet"], problem["row"], problem["column"]) for problem in problems} == {
        ("settings", None, "population"),
        ("survey", 2, "population"),
        ("survey", 2, "indicator"),
        ("choices", None, "sanad_indicator"),
        ("survey", 3, "when"),
    }


def test_only_the_first_line_of_a_passphrase_file_counts(set_up: Terminal, tmp_path: Path, monkeypatch):
    (tmp_path / "noted").write_text(PHRASE + "\r\nmine, since May\n")
    monkeypatch.setenv("SANAD_PASSPHRASE_FILE", str(tmp_path / "noted"))
    assert set_up("vault", "check", "--json")[0] == 0


def test_a_data_folder_that_cannot_be_is_refused_in_words(sanad: Terminal, tmp_path: Path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("SANAD_HOME", str(tmp_path / "file" / "home"))
    status, document, _ = sanad("vault", "create", "--officer", "Layla", "--json")
    assert (status, document["error"]["kind"]) == (1, "bad_folder")


@pytest.mark.parametrize(
    "line", [b'{"ref": "/data/person/name", "value": "\xe9"}', b'{"ref": "x", "value": "\\ud800"}']
)
def test_what_is_no_unicode_is_refused_and_not_kept_as_something_else(sanad: Terminal, line: bytes):
    from app.casework.questionnaires.answer_player import AnswersUnreadable, read_line

    with pytest.raises(AnswersUnreadable):
        read_line(line.decode("utf-8", "surrogateescape"))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_an_output_that_is_full_ends_without_a_traceback(sanad: Terminal):
    with open("/dev/full", "w") as full:
        completed = subprocess.run(
            [sys.executable, "-m", "app", "vault", "list", "--json"],
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=60,
            check=False,
        )
    assert completed.returncode == 1
    assert completed.stderr == b""


def test_wrong_use_is_2(sanad: Terminal):
    for words in (["vault"], ["nothing"], ["interview"], ["vault", "create"], ["form", "play", FORM]):
        assert cli.main(words) == 2


def test_passphrase_recovery_backup_and_restore(set_up: Terminal, tmp_path: Path, monkeypatch, home):
    (tmp_path / "new").write_text("velvet orbit thirteen pickle dawn")
    assert set_up("vault", "backup", tmp_path / "b.sanad", "--json")[0] == 0
    status, document, _ = set_up("vault", "passphrase", "--new-passphrase-file", tmp_path / "new")
    assert status == 0
    assert set_up("vault", "check", "--json")[1]["error"]["kind"] == "wrong_passphrase"
    (tmp_path / "card").write_text(document["recovery_card"], "utf-8")
    status, recovered, _ = set_up("vault", "recover", "--card-file", tmp_path / "card")
    assert status == 0
    assert recovered["recovery_card"] != document["recovery_card"]
    assert set_up("vault", "check", "--json")[1]["ok"]
    assert set_up("vault", "restore", tmp_path / "b.sanad", "--json")[1]["officer"] == "ليلى السالم"
    assert set_up("vault", "list", "--json")[1]["vaults"][0]["officer"] == "ليلى السالم"
    assert set_up("vault", "check", "--json")[1]["ok"]


def test_help_is_there_at_once_and_a_bug_shows_no_variable(capsys):
    env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    completed = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "app", "--help"], check=True, capture_output=True, text=True, env=env
    )
    assert "interview" in completed.stdout
    for heavy in ("PySide6", "pyxform", "reportlab", "sqlcipher3", "cryptography"):
        assert heavy not in completed.stderr
    assert cli.broken(ValueError("planted name")) == 1
    captured = capsys.readouterr()
    assert "planted" not in captured.out + captured.err


def test_a_record_is_saved_with_a_password_or_plainly_and_one_of_them_is_said(set_up: Terminal, tmp_path: Path):
    (tmp_path / "password").write_text("walrus thistle gondola anvil\n", "utf-8")
    _, finished, _ = set_up("interview", FORM, "--answers", ANSWERS, "--finish", "--json")
    words = ("case", "pdf", finished["case"], "-o", tmp_path / "x.pdf", "--json")
    for choice in ((), ("--plain", "--password-file", tmp_path / "password")):
        status, document, _ = set_up(*words, *choice)
        assert (status, document["error"]["kind"]) == (1, PasswordOrPlain.kind())
        assert not (tmp_path / "x.pdf").exists()
    assert set_up(*words, "--password-file", tmp_path / "password")[0] == 0


def test_a_hidden_answer_is_shown_when_it_is_said_that_it_is_wanted(set_up: Terminal, tmp_path: Path):
    form, answers = tmp_path / "visit.md", tmp_path / "answers.json"
    form.write_text(HIDING.format(part="", value="", n=""), "utf-8")
    answers.write_text(json.dumps({"/data/name": "Maya Sample", HIDDEN: "House by the harbour"}))
    _, finished, _ = set_up("interview", form, "--answers", answers, "--finish", "--json")
    words = ("case", "history", finished["case"], HIDDEN, "--json")
    status, document, _ = set_up(*words)
    assert (status, document["error"]["kind"]) == (1, HiddenAnswer.kind())
    assert "harbour" not in str(document)
    assert "harbour" in str(set_up(*words, "--hidden")[1])


def test_a_headquarters_is_not_begun_where_a_part_of_the_server_is_not_installed(
    sanad: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(sys.modules, "alembic", None)
    words = ("hq", "init", "--data", tmp_path / "hq", "--url", "http://127.0.0.1", "--json")
    status, document, _ = sanad(*words)
    assert (status, document["error"]["kind"]) == (1, NoServerParts.kind())
    assert not (tmp_path / "hq").exists()


def test_records_that_were_removed_end_a_check_with_one_document_and_status_1(set_up: Terminal, home: Path):
    session = unlock.unlock(home, unlock.vaults(home)[0].id, PHRASE)
    removed = keeps_a_case(session, "Sita Sample")
    keeps_a_case(session, "Rita Sample")
    (records,) = session.vault.folder.path.glob("records-*.db")
    key = database_key(session.vault.master)
    with closing(database.connected(records, key)) as connection:
        connection.execute("DROP TRIGGER envelope_stays")
        connection.execute("DELETE FROM envelope WHERE case_id = ?", (bytes.fromhex(removed),))
        connection.commit()
    session.close()
    status, document, err = set_up("vault", "check", "--json")
    assert (status, document["ok"]) == (1, False)
    assert document["error"]["kind"]
    assert document["error"]["says"] in err


def test_how_long_to_wait_after_wrong_passphrases_is_told_in_seconds(set_up: Terminal, tmp_path: Path):
    (tmp_path / "phrase").write_text("not this one at all\n", "utf-8")
    for _ in range(4):
        assert set_up("vault", "check", "--json")[1]["error"]["kind"] == "wrong_passphrase"
    status, document, _ = set_up("vault", "check", "--json")
    assert (status, document["error"]["kind"]) == (1, "wait_first")
    assert 0 < document["error"]["seconds"] <= 2

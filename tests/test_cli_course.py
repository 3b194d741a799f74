"""The course of a case on the command line."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.casework.cases.refusals import NoSuchStep, NotVoluntary
from app.casework.lifecycle.decisions import NoDecisionHere
from tests.conftest import Terminal
from tests.people import Person
from tests.test_cli import ANSWERS, FORM


class Case:
    """Words about one case: its exit status and what they print."""

    def __init__(self, terminal: Terminal, case: str) -> None:
        self._terminal, self.id = terminal, case

    def __call__(self, *words: object) -> tuple[int, dict]:
        status, document, _ = self._terminal("case", words[0], self.id, *words[1:], "--json")
        return status, document

    def refused(self, *words: object) -> str:
        status, document = self(*words)
        assert status == 1, document
        return str(document["error"]["kind"])

    def done(self, *words: object) -> dict:
        status, document = self(*words)
        assert status == 0, document
        return document

    @property
    def shown(self) -> dict:
        return self._terminal("case", "show", self.id, "--json")[1]

    def consents(self, answer: str, agency: str = "shelter", **options: str) -> dict:
        words = {"language": "ne", "mode": "signature", **options}
        return self.done("consent", "--purpose", "share", "--agency", agency, "--answer", answer,
                         *(part for k, v in words.items() for part in (f"--{k}", v)))  # fmt: skip

    def refers(self, agency: str = "shelter", *options: str) -> dict:
        return self.done(*self.referring(agency), *options)

    @staticmethod
    def referring(agency: str = "shelter") -> tuple[str, ...]:
        return ("refer", "--to", agency, "--service", "accommodation", "--reason", "no place", "--urgency", "3h")


def begun(terminal: Terminal) -> Case:
    _, document, _ = terminal("interview", FORM, "--answers", ANSWERS, "--finish", "--json")
    return Case(terminal, document["case"])


@pytest.fixture
def case(sanad: Terminal, home: Path) -> Case:
    Person("ليلى السالم", home).sets_up().close()
    return begun(sanad)


@pytest.fixture
def supervised(sanad: Terminal, home: Path) -> Case:
    Person("عمر السالم", home, role="supervisor").sets_up().close()
    return begun(sanad)


def test_through_all_stages(supervised: Case):
    case = supervised
    road = case.shown["road"]
    assert (road["stage"], road["profile"]) == ("identification", "kw-2019")
    assert [stage["state"] for stage in road["stages"]] == ["here", *["later"] * 4]
    assert road["next"] == [
        {"id": "documentation", "name": "التوثيق", "agency": "الهيئة العامة للقوى العاملة", "missing": []}
    ]
    assert case.done("stage", "--to", "documentation")["stage"] == "documentation"
    assert case.refused("stage", "--to", "referral") == "consent"
    error = case("stage", "--to", "referral")[1]["error"]
    assert error["missing"] == ["allowed:share:prosecution,interior"]
    assert "stays" in error["says"] or "Nothing was changed" in error["says"]
    assert case.refused("stage", "--to", "lawsuit") == "stage"
    assert case.shown["road"]["next"][0]["missing"][0]["need"] == "allowed:share:prosecution,interior"
    case.consents("yes", "prosecution")
    case.done("stage", "--to", "referral")
    assert case.refused("stage", "--to", "lawsuit") == "stage"
    case.done("status", "--set", "presumed", "--body", "Committee", "--reason", "passport held")
    case.refers("prosecution")
    case.done("stage", "--to", "lawsuit")
    assert case.refused("stage", "--to", "reintegration") == "stage"
    case.done("check", "risk-review")
    error = case.done("stage", "--to", "reintegration")
    assert [stage["state"] for stage in error["road"]["stages"]] == [*["done"] * 4, "here"]
    assert all(stage["since"] and stage["who"] for stage in error["road"]["stages"])
    assert case.refused("stage", "--to", "documentation") == "reason_wanted"
    case.done("stage", "--to", "documentation", "--reason", "a further interview")
    assert case.shown["stage"] == "documentation"
    _, case_list, _ = case._terminal("case", "list", "--json")
    assert case_list["cases"][0]["stage"] == "documentation"


def test_consent_is_a_grid(case: Case):
    cells = {(consent["purpose"], consent["agency"]): consent for consent in case.shown["consents"]}
    assert len(cells) == 6 + 10
    answered = {key for key, cell in cells.items() if cell["answer"] != "not_asked"}
    assert answered == {("interview", ""), ("record", "")}  # by the questionnaire, before all else
    assert cells["record", ""]["mode"] == "interview"
    assert (cells["record", ""]["language"], cells["record", ""]["answer"]) == ("ne", "yes")
    answer = case.consents("yes", mode="spoken", witness="Sara Sample", expires="2026-12-31")
    assert answer["allowed"]
    assert case("consent", "--purpose", "share", "--agency", "ngo", "--answer", "yes",
                "--language", "ne", "--mode", "spoken")[1]["error"]["kind"] == "consent_incomplete"  # fmt: skip
    assert (
        case.refused("consent", "--purpose", "share", "--agency", "mars", "--answer", "no", "--language", "ne")
        == "no_agency"
    )
    assert case("consent", "--purpose", "share", "--agency", "ngo", "--answer", "maybe")[0] == 2
    cell = next(consent for consent in case.shown["consents"] if consent["agency"] == "shelter")
    assert (cell["witness"], cell["mode"], cell["language"]) == ("Sara Sample", "spoken", "ne")
    assert datetime.fromisoformat(cell["expires"]).astimezone().date().isoformat() == "2026-12-31"


def test_a_referral_outside_consent_is_refused_unless_overridden_with_a_reason(case: Case):
    assert case.refused(*case.referring()) == "consent"
    assert case.refused(*case.referring(), "--override", " ") == "consent"
    assert case.shown["referrals"] == []
    referral = case.refers("shelter", "--override", "in danger tonight")
    assert (referral["override"], referral["status"]) == ("in danger tonight", "sent")
    due = datetime.fromisoformat(referral["due"]) - datetime.fromisoformat(referral["sent"])
    assert due.total_seconds() == 3 * 3600
    assert referral["reference"].startswith("R-")
    case.done("consent", "--purpose", "share", "--agency", "prosecution", "--basis", "duty", "--reason", "Article 7")
    case.refers("prosecution")
    assert case.refused(*case.referring("manpower")) == "no_agency"
    assert case(*case.referring()[:-1], "2h")[0] == 2


def test_a_referral_is_answered(case: Case):
    case.consents("yes")
    referral = case.refers()
    answer = case.done("referral", referral["reference"], "--set", "accepted")
    assert (answer["status"], answer["next"]) == ("accepted", ["in-progress", "done", "revoked"])
    assert case.refused("referral", referral["referral"], "--set", "rejected", "--reason", "r") == (NoSuchStep.kind())
    assert case.refused("referral", referral["referral"][:8], "--set", "revoked") == "reason_wanted"
    assert case.refused("referral", "R-2026-0000-0000", "--set", "done") == "no_referral"
    answer = case.done("referral", referral["referral"][:8], "--set", "in progress")
    assert answer["status"] == "in-progress"


def test_a_withdrawal_is_told_to_who_has_something(case: Case):
    case.consents("yes")
    case.refers()
    case.consents("withdrawn")
    assert case.refused(*case.referring()) == "consent"
    assert [withdrawal["agency"] for withdrawal in case.shown["to_tell"]] == ["shelter"]
    _, document, _ = case._terminal("tasks", "--json", "--kind", "withdrawal")
    assert [(task["kind"], task["agency"]) for task in document["tasks"]] == [("withdrawal", "shelter")]
    assert case.done("told", "--agency", "shelter")["told"] == 1
    assert case.shown["to_tell"] == []
    assert case._terminal("tasks", "--json", "--kind", "withdrawal")[1]["tasks"] == []


def test_who_may_decide_and_that_a_second_one_confirms(case: Case):
    grounds = ("--body", "Committee", "--reason", "passport held, no wages")
    assert case.done("status", "--set", "possible", *grounds)["in_force"]
    assert case.refused("status", "--set", "presumed", *grounds) == "not_yours"
    assert case.refused("status", "--set", "possible", "--body", "", "--reason", "") == ("nothing_said")
    assert case("status", "--set", "sure", *grounds)[0] == 2
    assert case.refused("close", "--reason", "r") == "not_yours"


def test_two_hands(supervised: Case):
    case = supervised
    grounds = ("--body", "Committee", "--reason", "passport held, no wages")
    decision = case.done("status", "--set", "identified", *grounds)
    assert not decision["in_force"]
    assert case.shown["status"] == ""
    assert case.refused("status", "--confirm", decision["decision"]) == "second_person"
    assert case.refused("status", "--confirm", "ffff") == NoDecisionHere.kind()
    assert case.shown["decisions"][0]["state"] == "waiting"


def test_the_history_names_field_from_to_and_why(case: Case):
    case.done("stage", "--to", "documentation")
    case.done("stage", "--to", "identification", "--reason", "once more")
    case.consents("no")
    entries = case.done("history")["entries"]
    assert {"who", "at", "what", "field", "from", "to", "why"} <= set(entries[0])
    last_move = [entry for entry in entries if entry["field"] == "stage"][-1]
    moves = [entry for entry in entries if entry["field"] == "stage"]
    assert moves[0]["from"] == "identification"  # where a case begins, before anybody moved it
    assert [move["from"] for move in moves[1:]] == [move["to"] for move in moves[:-1]]
    assert (last_move["from"], last_move["to"], last_move["why"]) == ("documentation", "identification", "once more")
    assert last_move["who"] == "ليلى السالم"
    assert datetime.fromisoformat(last_move["at"]).tzinfo
    assert entries[-1]["field"] == "consent:share:shelter"
    hours = [entry for entry in entries if entry["field"] == "answer:/data/work/hours"]
    assert [(hour["from"], hour["to"]) for hour in hours] == [("", "14")]
    assert case.done("history", "/data/work/hours")["history"][0]["after"] == ["14"]


def test_verifying_says_how_much_was_looked_at(case: Case):
    case.done("stage", "--to", "documentation")
    document = case.done("verify")
    assert (document["ok"], document["events"], document["signatures"]) == (True, 4, 5)


def test_tasks_overdue_first(case: Case):
    tomorrow = datetime.now(UTC).astimezone() + timedelta(days=1)
    case.consents("yes", expires=tomorrow.date().isoformat())
    case.refers()
    _, document, _ = case._terminal("tasks", "--json")
    kinds = [task["kind"] for task in document["tasks"]]
    assert set(kinds) == {"stage", "referral", "consent"}
    assert kinds.index("referral") < kinds.index("stage")
    assert (document["count"], document["overdue"]) == (3, 0)
    assert document["tasks"][0]["says"]
    assert case._terminal("tasks", "--json", "--kind", "stage")[1]["tasks"][0]["what"] == ("identification")
    assert case._terminal("tasks", "--kind", "sleep", "--json")[0] == 2


def test_closing_keeping_and_reopening(supervised: Case):
    case = supervised
    assert case.refused("close", "--reason", "home", "--result", "voluntary-return") == (NotVoluntary.kind())
    case.done("kind", "--set", "smuggling", "--reason", "the route")
    document = case.done("close", "--reason", "it ended", "--result", "smuggled")
    years = datetime.fromisoformat(document["until"]).year - datetime.now(UTC).year
    assert years == 10
    assert case.refused("stage", "--to", "documentation") == "case_closed"
    case.done("hold", "--reason", "appeal")
    page = case.shown
    assert (page["held"], page["keep_until"], page["result"]) == (True, None, "smuggled")
    case.done("hold", "--off", "--reason", "decided")
    case.done("reopen", "--reason", "a new statement")
    assert case.shown["closed"] is None
    assert case.refused("reopen", "--reason", "r") == "nothing_said"


def test_a_bundle_for_an_agency_asks_for_consent(case: Case, tmp_path: Path):
    words = ("bundle", "make", case.id, "--passphrase-file", tmp_path / "new", "-o",
             tmp_path / "a.age", "--to-agency", "interior", "--language", "en", "--leave-unreviewed", "--json")  # fmt: skip
    status, document, _ = case._terminal(*words)
    assert (status, document["error"]["kind"]) == (1, "consent")
    assert not (tmp_path / "a.age").exists()
    assert "exported" not in [event["what"] for event in case.shown["timeline"]]
    status, document, _ = case._terminal(*words, "--override", "travel document tonight")
    assert status == 0, document
    assert (tmp_path / "a.age").exists()
    last = case.done("history")["entries"][-1]
    assert (last["what"], last["to"], last["why"]) == ("exported", "interior", "travel document tonight")


def test_a_record_for_an_agency_asks_for_consent(case: Case, tmp_path: Path):
    words = ("pdf", "--plain", "--language", "en", "-o", tmp_path / "a.pdf")
    unread = "--leave-unreviewed"
    assert case.refused(*words, "--to-agency", "interior") == "consent"
    assert case.refused(*words, "--to-agency", "mars", "--override", "r") == "no_agency"
    assert not (tmp_path / "a.pdf").exists()
    case.consents("yes", "interior")
    case.done(*words, "--to-agency", "interior", unread)
    case.consents("withdrawn", "interior")
    assert [withdrawal["agency"] for withdrawal in case.shown["to_tell"]] == ["interior"]
    case.done(*words)  # the officer's own copy
    case.consents("yes", "embassy")
    assert case.refused(*words, "--to-agency", "embassy") == "approval_needed"


def test_a_broken_profile_is_refused_with_its_line(sanad: Terminal, tmp_path: Path):
    text = (Path(__file__).parents[1] / "resources" / "profiles" / "kw-2019.toml").read_text("utf-8")
    file = tmp_path / "own.toml"
    file.write_text(text.replace('agency = "prosecution"', 'agency = "court"'), "utf-8")
    status, document, err = sanad("profile", "check", file, "--json")
    line = 1 + text.splitlines().index('agency = "prosecution"')
    assert (status, document["ok"], document["error"]["kind"]) == (1, False, "profile_refused")
    assert f"Line {line}" in document["error"]["says"]
    assert document["problems"][0]["line"] == line
    assert json.dumps(document)
    assert f"Line {line}" in err
    file.write_text(text, "utf-8")
    status, document, _ = sanad("profile", "check", file, "--json")
    assert (status, document["id"], document["problems"]) == (0, "kw-2019", [])
    assert sanad("profile", "check", tmp_path / "none", "--json")[1]["error"]["kind"] == "no_file"


def test_a_visit_at_home_is_noted_shown_and_struck_off(case: Case):
    words = ("--by", "هدى السالم", "--observed", "غرفة لها وحدها", "--next", "2099-12-14", "--json")
    status, told = case._terminal("case", "record", "home-visit", case.id, "--day", "2026-11-30", *words)[:2]
    assert status == 0, told
    (visit,) = case.shown["records"]
    assert (visit["id"], visit["kind"]) == (told["record"], "home visit")
    assert (visit["by"], visit["next"]) == ("هدى السالم", "2099-12-14")
    status, refused = case._terminal("case", "record", "home-visit", case.id, "--by", "x", "--json")[:2]
    assert (status, refused["error"]["kind"]) == (1, "nothing_said"), refused
    off = ("--strike-off", visit["id"][:8], "--reason", "خطأ", "--json")
    assert case._terminal("case", "record", "home-visit", case.id, *off)[0] == 0
    assert case.shown["records"] == []

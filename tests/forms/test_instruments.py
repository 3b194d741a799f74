"""Every shipped questionnaire but the screening's: no dead end, gates that hold, and answers that somebody
acts on."""

from collections.abc import Callable
from datetime import date
from functools import cache
from random import Random
from typing import Any

import pytest
from openpyxl import load_workbook

from app.case import profile_file
from app.case.profile import FOLDER, PARTS
from app.casework.questionnaires import consent_answers, gates
from app.casework.questionnaires.answer_player import give
from app.casework.questionnaires.raised_needs import raised
from app.casework.questionnaires.screening import assess
from app.form import Form, Interview, Node, convert, open_form
from app.settings import FORMS

ARABIC, FEMININE, ENGLISH = "العربية (ar)", "العربية للمؤنث (ar)", "English (en)"
SEEN = ("site-observation", "work-site")  # nobody is talked with
TALKS = (
    "child", "closing", "detention", "follow-up", "hotline", "intake", "interview-labour", "interview-sexual",
    "needs", "return-plan", "risk", "safety-plan", "smuggling",
)  # fmt: skip
NAMES = (*SEEN, *TALKS)
SAFE = {
    "present": "nobody", "overheard": "no", "wants_here": "yes", "consent_talk": "yes", "consent_record": "yes",
    "safe_now": "yes", "caller": "self", "caller_consent": "yes", "reached": "person",
}  # fmt: skip
ASKED = ("integer", "decimal", "date", "text", "select_one", "select_multiple")
Answering = Callable[[Node], str | list[str]]


@cache
def book(name: str) -> dict[str, list[dict[str, Any]]]:
    workbook = load_workbook(FORMS / f"{name}.xlsx")
    sheets = {}
    for sheet in ("survey", "choices", "settings"):
        head, *body = workbook[sheet].iter_rows(values_only=True)
        sheets[sheet] = [dict(zip(head, row, strict=True)) for row in body if any(row)]
    return sheets


@cache
def form(name: str) -> Form:
    return open_form(convert((FORMS / f"{name}.xlsx").read_bytes(), f"{name}.xlsx").xml)


def questions(name: str) -> list[dict[str, Any]]:
    return [row for row in book(name)["survey"] if row["type"].split()[0] in ASKED]


def leaves(live: Interview, ref: str = "/data") -> list[Node]:
    nodes = []
    for child in live.node(ref).children:
        node = live.node(child)
        if not node.leaf:
            nodes += leaves(live, child)
        elif node.kind == "question" and node.control:
            nodes.append(node)
    return nodes


def walk(live: Interview, answer: Answering) -> set[str]:
    """Answers each question once it is to be asked, one entry of each repeat; the names of those that were
    asked."""
    for ref in ("asked_person", "worker", "thing", "involved", "piece"):
        for path in {question.path for question in live.form.questions() if question.name == ref}:
            live.add(path)
    met: dict[str, str] = {}
    while waiting := [node for node in leaves(live) if node.relevant and not node.readonly and node.ref not in met]:
        node = waiting[0]
        met[node.ref] = node.name
        if value := answer(node):
            give(live, node.ref, value)
    return set(met.values())


def saying(**answers: str) -> Answering:
    """These answers and a safe beginning; nothing else is answered."""
    said = {**SAFE, **answers}

    def answer(node: Node) -> str | list[str]:
        value = said.get(node.name, "")
        return value.split() if node.control == "select_multiple" else value

    return answer


def by_chance(rng: Random) -> Answering:
    texts = {"phone": "55123456", "callback_number": "55123456", "civil_id": "291050612307"}

    def answer(node: Node) -> str | list[str]:
        if node.name in SAFE and node.name not in ("caller", "reached"):
            return [SAFE[node.name]] if node.control == "select_multiple" else SAFE[node.name]
        if rng.random() < 0.1 and not node.required:
            return ""
        if node.choices:
            chosen = rng.choice(node.choices).value
            return [chosen] if node.control == "select_multiple" else chosen
        if node.type == "date":
            ahead = ("come_back", "next_contact", "call_again", "removal_day", "travel_day", "risk_review")
            return date.today().isoformat() if node.name in ahead else "2024-03-01"
        return {"int": str(rng.randrange(0, 8)), "decimal": "80"}.get(node.type, texts.get(node.name, "12345"))

    return answer


@pytest.mark.parametrize("name", NAMES)
def test_no_way_through_it_is_a_dead_end(name: str) -> None:
    for seed in range(5):
        live = Interview(form(name))
        walk(live, by_chance(Random(seed)))
        assert live.violations() == (), seed
        assert live.missing() == (), seed
        assert gates.first_closed(live) is None, seed


@pytest.mark.parametrize("name", NAMES)
def test_its_settings_say_which_part_it_is(name: str) -> None:
    settings = form(name).settings
    assert settings["part"] in PARTS
    assert settings["title_ar"]
    assert settings["title_en"]


@pytest.mark.parametrize("name", NAMES)
def test_every_question_says_why_and_speaks_arabic_to_a_man_and_to_a_woman_and_english(name: str) -> None:
    for row in questions(name):
        assert row[f"guidance_hint::{ENGLISH}"], row["name"]
    for row in [*book(name)["survey"], *book(name)["choices"]]:
        for kind in ("label", "hint", "guidance_hint", "constraint_message"):
            texts = [row.get(f"{kind}::{language}") for language in (ARABIC, FEMININE, ENGLISH)]
            assert len({bool(text) for text in texts}) == 1, row["name"]
            if texts[0]:
                assert not any("a" <= letter <= "z" for letter in texts[0]), row["name"]
                assert not any("\u0600" <= letter <= "\u06ff" for letter in texts[2]), row["name"]


@pytest.mark.parametrize("name", NAMES)
def test_no_fact_is_asked_for_twice(name: str) -> None:
    facts = [row.get("bind::sanad:fact") for row in questions(name)]
    told = [fact for fact in facts if fact]
    assert len(told) == len(set(told))


@pytest.mark.parametrize("name", TALKS)
def test_a_person_may_always_not_know_or_not_say(name: str) -> None:
    lists: dict[str, set[str]] = {}
    for row in book(name)["choices"]:
        lists.setdefault(row["list_name"], set()).add(row["name"])
    formal = {"language", "sex", "consent_talk", "consent_record", "caller_consent", "sex_more", "safe_now"}
    officers = {"agreed", "copy", "phone_steps", "piece_kind", "piece_where"}
    role_rows = {row["name"] for row in questions(name) if row["name"].startswith("involved_")}
    for row in questions(name):
        kind, _, list_name = row["type"].partition(" ")
        if row.get("bind::sanad:aside") == "yes" or not kind.startswith("select"):
            continue
        if row["name"] not in formal | officers | role_rows:
            assert lists[list_name] & {"unknown", "refused"}, row["name"]


# -- gates ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SEEN)
def test_what_was_only_seen_needs_nobodys_consent(name: str) -> None:
    assert gates.gates(form(name)) == ()
    live = Interview(form(name))
    walk(live, by_chance(Random(1)))
    assert consent_answers.asked(live) == []


@pytest.mark.parametrize("name", TALKS)
def test_nothing_of_a_talk_is_answered_before_safety_and_consent(name: str) -> None:
    live = Interview(form(name))
    assert [gate.kind for gate in gates.gates(form(name))] == ["safety", "consent"]
    consent = gates.gates(form(name))[1]
    for node in leaves(live):
        if gates.behind(form(name), consent, node.ref):
            with pytest.raises(gates.GateOpen):
                gates.may_answer(live, node.ref)
    places = [row["name"] for row in questions(name)]
    told_before = {
        row["name"] for row in questions(name)[: places.index("consent_talk")] if row.get("bind::sanad:aside") != "yes"
    }
    assert told_before <= {
        "language", "interpreter", "sex", "safe_now", "danger_now", "place_now", "phone", "safe_contact",
        "safe_times", "callback_number", "callback_times",
    }  # fmt: skip


@pytest.mark.parametrize("name", sorted(set(TALKS) - {"hotline"}))
@pytest.mark.parametrize(
    ("question", "answer", "gate"),
    [("wants_here", "no", "safety"), ("consent_talk", "no", "consent"), ("consent_record", "no", "consent")],
)
def test_a_no_ends_the_talk(name: str, question: str, answer: str, gate: str) -> None:
    live = Interview(form(name))
    walk(live, saying(**{question: answer}))
    assert gates.stopped(live) == gate


@pytest.mark.parametrize("name", ["follow-up", "closing"])
def test_whoever_was_not_reached_was_asked_nothing_and_agreed_to_nothing(name: str) -> None:
    live = Interview(form(name))
    said = {"reached": "not_reached", "tried_how": "twice by phone", "why_closed": "lost"}
    met = walk(live, lambda node: said.get(node.name, ""))
    assert gates.first_closed(live) is None
    assert live.missing() == ()
    assert not {"present", "consent_talk", "safe_contact"} & met
    assert consent_answers.asked(live) == []
    reached = Interview(form(name))
    walk(reached, saying(reached="phone", consent_talk=""))
    assert (closed := gates.first_closed(reached)) is not None
    assert closed.kind == "consent"


def test_a_silence_that_worries_is_acted_on_today() -> None:
    assert needs_of("follow-up", reached="not_reached", worried="yes") == {"protection": "now"}


def test_a_call_about_somebody_else_is_the_callers_consent_and_never_the_persons() -> None:
    live = Interview(form("hotline"))
    met = walk(live, saying(caller="other", relation="friend"))
    assert "caller_consent" in met
    assert not {"consent_talk", "phone", "safe_contact", "language"} & met
    assert gates.first_closed(live) is None
    assert consent_answers.asked(live) == []
    refused = Interview(form("hotline"))
    walk(refused, saying(caller="other", caller_consent="no"))
    assert gates.stopped(refused) == "consent"
    unsafe = Interview(form("hotline"))
    walk(unsafe, saying(safe_now="no"))
    assert gates.stopped(unsafe) == "safety"


# -- what answers come to -----------------------------------------------------------------------


def needs_of(name: str, **answers: str) -> dict[str, str]:
    live = Interview(form(name))
    walk(live, saying(**answers))
    return raised(live, dict(live.values()))


@pytest.mark.parametrize(
    ("name", "answers", "need"),
    [
        ("site-observation", {"injuries": "yes"}, ("medical", "now")),
        ("site-observation", {"looks_under_18": "yes"}, ("child-risk", "now")),
        ("hotline", {"danger_now": "yes"}, ("protection", "now")),
        ("hotline", {"happens": "child"}, ("child-risk", "now")),
        ("intake", {"takes_medicine": "yes", "has_medicine": "no"}, ("medical", "now")),
        ("intake", {"seen_on_arrival": "followed"}, ("protection", "now")),
        ("child", {"eaten": "no"}, ("food", "now")),
        ("child", {"safe_night": "no"}, ("accommodation", "now")),
        ("child", {"guardian_part": "likely"}, ("child-risk", "now")),
        ("child", {"child_touched": "yes"}, ("sexual-violence", "now")),
        ("detention", {"made_to_offence": "yes"}, ("legal", "now")),
        ("detention", {"fear_return": "yes"}, ("protection", "days")),
        ("follow-up", {"threat_since": "yes"}, ("protection", "now")),
        ("risk", {"family_threat": "yes"}, ("protection", "now")),
        ("risk", {"child_danger": "yes"}, ("child-risk", "now")),
        ("closing", {"safe_after": "no"}, ("protection", "now")),
        ("smuggling", {"owed": "yes", "threat_debt": "yes"}, ("protection", "now")),
        ("interview-labour", {"self_harm": "yes"}, ("self-harm", "now")),
        ("interview-sexual", {"sex_more": "yes", "sex_last": "yes"}, ("sexual-violence", "now")),
    ],
)
def test_an_answer_that_is_urgent_is_a_need(name: str, answers: dict[str, str], need: tuple[str, str]) -> None:
    assert need in needs_of(name, **answers).items()
    assert need not in needs_of(name).items()


def notes_of(name: str, **answers: str) -> set[str]:
    live = Interview(form(name))
    walk(live, saying(**answers))
    notes = {row["name"] for row in book(name)["survey"] if row["type"] == "note"}
    paths = {question.name: question.path for question in form(name).questions()}
    return {note for note in notes if live.node(paths[note]).relevant}


@pytest.mark.parametrize(
    "answers",
    [
        {"absconding": "yes"},
        {"made_to_offence": "yes"},
        {"could_leave": "no"},
        {"left_because": "hurt"},
        {"fear_return": "yes"},
        {"passport_now": "kept"},
        {"age": "16"},
        {"age_doubtful": "yes"},
    ],
)
def test_whoever_shows_signs_is_not_removed_before_a_supervisor_has_seen_it(answers: dict[str, str]) -> None:
    assert "not_removed" in notes_of("detention", **answers)
    assert {"still_not_removed"} == notes_of("detention") & {"not_removed", "still_not_removed"}


@pytest.mark.parametrize(
    "answers", [{"forced": "sold"}, {"forced": "other_work"}, {"dangers": "held"}, {"owed": "yes"}, {"free_now": "no"}]
)
def test_signs_on_the_way_call_for_a_screening_and_count(answers: dict[str, str]) -> None:
    assert "screen" in notes_of("smuggling", **answers)
    assert "screen" not in notes_of("smuggling", forced="none", dangers="water", owed="no")
    live = Interview(form("smuggling"))
    walk(live, saying(**answers))
    result = assess(form("smuggling"), live, date(2026, 11, 28))
    assert result is not None
    assert result.readings.result in ("talk_again", "refer")


def test_a_child_with_a_sign_is_referred_and_one_without_is_not() -> None:
    def shown(**answers: str) -> str:
        live = Interview(form("child"))
        walk(live, saying(age="12", **answers))
        result = assess(form("child"), live, date(2026, 11, 28))
        assert result is not None
        return result.readings.result

    for answers in ({"begs": "yes"}, {"locked_in": "yes"}, {"child_marriage": "planned"}):
        assert shown(**answers) == "refer"
    calm = {
        "begs": "no", "locked_in": "no", "child_marriage": "no", "child_hurt": "no", "threatened": "no",
        "handed_over": "no", "child_touched": "no", "child_crime": "no", "child_work": "none", "goes_school": "yes",
        "lives_with": "parents", "sexual_signs": "none", "guardian_part": "no", "adult_is": "parent", "view": "no_concern",
        "age_doubtful": "no", "seen": "none", "eaten": "yes", "health_now": "well", "safe_night": "yes",
        "brought_by": "self",
    }  # fmt: skip
    assert shown(**calm) == "none"
    for name in calm:
        assert shown(**calm | {name: ""}) in ("none", "not_enough", "talk_again")


def test_what_was_seen_at_a_site_is_enough_to_come_back() -> None:
    for answers in ({"doors_locked": "yes"}, {"passports_held": "yes"}, {"phones_held": "yes"}, {"fear": "yes"}):
        live = Interview(form("site-observation"))
        walk(live, saying(**answers))
        result = assess(form("site-observation"), live, date(2026, 11, 28))
        assert result is not None
        assert result.readings.result in ("talk_again", "refer"), answers


def test_every_need_that_an_answer_raises_is_one_that_the_referral_systems_know() -> None:
    files = sorted(FOLDER.glob("*.toml"))
    known = [{need.id for need in profile_file.read(file.read_bytes()).needs} for file in files]
    for name in NAMES:
        rows = [row.get("bind::sanad:need") for row in questions(name)]
        rows += [row.get("sanad_need") for row in book(name)["choices"]]
        for need in {str(row).partition(":")[0] for row in rows if row}:
            assert all(need in needs for needs in known), (name, need)

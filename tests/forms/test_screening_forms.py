"""The screening and its modules: one text for one question, nothing asked twice, no dead end, every
sign asked for, and what an answer may and may not come to."""

import tomllib
from collections import Counter
from datetime import date
from random import Random

import pytest
from openpyxl import load_workbook
from pyxform.xls2xform import convert as by_pyxform

from app.case import match_keys
from app.casework.questionnaires import gates, screening
from app.casework.questionnaires.answer_player import give
from app.casework.questionnaires.apart_notes import is_aside
from app.form import Interview, convert, open_form
from app.screening import catalogue
from app.screening.readings import FOLDER, RESULTS, table
from app.settings import FORMS
from tests.gate_answers import with_gates

MODULES = ("domestic", "sexual", "begging-crime", "marriage", "organ")
SCREENING = ("rapid-screening", *(f"module-{name}" for name in MODULES))
SHIPPED = sorted(file.stem for file in FORMS.glob("*.xlsx"))
TEXTS = ("label", "hint", "guidance_hint", "constraint_message")
ASKED = ("integer", "decimal", "date", "text", "select_one", "select_multiple")


def written(column):
    """A column that the forms are written in; the other languages are in the screening alone."""
    return "::" not in column or column.endswith(("(ar)", "(en)")) or "sanad:" in column


def rows(sheet):
    head, *body = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in body if any(row)]


@pytest.fixture(scope="module")
def books():
    return {name: {sheet.title: rows(sheet) for sheet in load_workbook(FORMS / f"{name}.xlsx")} for name in SHIPPED}


@pytest.fixture(scope="module")
def forms():
    return {name: open_form(convert((FORMS / f"{name}.xlsx").read_bytes(), f"{name}.xlsx").xml) for name in SCREENING}


@pytest.mark.parametrize("name", ["intake", "rapid-screening"])
def test_who_gives_the_number_of_a_passport_is_asked_for_its_country(books, name):
    """Of the matching's fact, from the list of the nationality, in every language, and only then."""
    survey = books[name]["survey"]
    place = next(n for n, row in enumerate(survey) if row["name"] == "passport" and row["type"] == "text")
    asks, nationality = (survey[place + 1], next(row for row in survey if row["name"] == "nationality"))
    assert asks["bind::sanad:fact"] == "passport_country"
    assert asks["type"] == nationality["type"]
    assert "${passport} != ''" in asks["relevant"]
    labels = [column for column in asks if column.startswith("label::")]
    assert all(asks[column] for column in labels)
    english = asks["label::English (en)"]
    assert [column for column in labels if asks[column] == english] == ["label::English (en)"]
    codes = [row["name"] for row in books[name]["choices"] if row["list_name"] == "country"]
    known = {code for code in codes if match_keys.is_country_known({"passport_country": code})}
    assert {"NP", "BD", "LK"} <= known


def asked(book):
    return [row for row in book["survey"] if row["type"].split()[0] in ASKED]


@pytest.mark.parametrize("name", SHIPPED)
def test_it_converts_without_a_warning(name):
    assert by_pyxform(FORMS / f"{name}.xlsx").warnings == []


def test_one_question_has_one_text_everywhere(books):
    """Of the screening, its modules, and every form that begins with the same words on the duty to
    report."""
    wordings, lists = {}, {}
    for name, book in books.items():
        if "duty" not in {row["name"] for row in book["survey"]}:
            continue
        same = {row["name"] for row in asked(book)} | CORE if name in SCREENING else CORE
        for row in book["survey"]:
            if row["name"] in same and not row["type"].endswith("_group"):
                text = {key: row[key] for key in row if key.split("::")[0] in (*TEXTS, "type")}
                text = {key: value for key, value in text.items() if value and written(key)}
                assert wordings.setdefault(row["name"], text) == text, (name, row["name"])
        if name in SCREENING:
            for row in book["choices"]:
                text = {key: value for key, value in row.items() if value}
                place = (row["list_name"], row["name"])
                assert lists.setdefault(place, text) == text, (name, place)


@pytest.mark.parametrize("column", ["label::English (en)", "label::العربية (ar)"])
def test_what_is_read_before_consent_has_at_most_60_words(books, column):
    for name, book in books.items():
        texts = {row["name"]: row[column] for row in book["survey"] if row["type"] == "note"}
        if "duty" in texts:
            assert len(f"{texts['introduction']} {texts['duty']}".split()) <= 60, name


CORE = {
    "present", "overheard", "wants_here", "language", "interpreter", "sex", "duty", "consent_talk",
    "consent_record", "thanks",
}  # fmt: skip


@pytest.mark.parametrize("name", SCREENING)
def test_nothing_is_asked_twice(books, name):
    facts = Counter(row.get("bind::sanad:fact") for row in asked(books[name]))
    del facts[None]
    assert max(facts.values()) == 1, facts
    texts = Counter(row["label::English (en)"] for row in asked(books[name]))
    shared = {text for text, times in texts.items() if times > 1}
    assert shared == set() or name == "rapid-screening"
    # two branches may ask alike: who gets the money, how it began; what stands at each number
    assert shared <= {"Who gets the money?", "How did it begin?", "If no number was given"}


@pytest.mark.parametrize("name", SCREENING)
def test_every_question_says_why_it_is_asked(books, name):
    for row in asked(books[name]):
        assert row["guidance_hint::English (en)"], row["name"]


OFFICERS = {"papers_now", "age_doubtful"}
FORMAL = {"language", "sex", "consent_talk", "consent_record", "sex_more"}


@pytest.mark.parametrize("name", SCREENING)
def test_a_person_may_always_not_know_or_not_say(books, name):
    lists = {}
    for row in books[name]["choices"]:
        lists.setdefault(row["list_name"], set()).add(row["name"])
    for row in asked(books[name]):
        if row.get("bind::sanad:aside") != "yes" and row["name"] not in FORMAL | OFFICERS:
            kind, _, list_name = row["type"].partition(" ")
            if kind.startswith("select"):
                assert {"unknown", "refused"} <= lists[list_name], row["name"]
            assert not row["required"], row["name"]


def codes_asked(books):
    found = set()
    for book in books.values():
        for row in book["survey"]:
            found |= set((row.get("bind::sanad:indicator") or "").split())
        for row in book["choices"]:
            found |= set((row.get("sanad_indicator") or "").split())
    return found


def test_every_sign_of_every_reading_is_asked_for_or_stands_among_those_that_are_not(books):
    found = codes_asked(books)
    rows_ = [*table().acts, *table().means, *table().purposes, *table().breaches]
    for dimension in table().dimensions:
        rows_ += [*dimension.involuntariness, *dimension.penalty]
    alone = {sign.code for sign in rows_ if not {sign.code, *sign.also} & found}
    alone |= {code for codes in catalogue().lists.values() for code in codes} - found
    unasked = tomllib.loads((FOLDER / "unasked.toml").read_text("utf-8"))
    assert alone <= set(unasked)
    assert all(reason.strip() for reason in unasked.values())
    known = {code for codes in catalogue().lists.values() for code in codes} | table().codes()
    assert found <= known


# --- in the engine -------------------------------------------------------------------------

SAFE = {"present": "nobody", "overheard": "no", "wants_here": "yes", "consent_talk": "yes", "consent_record": "yes"}


def walk(form, answer):
    """Each question in its order, where it is to be asked; what was asked."""
    live = Interview(form)
    met = []
    for question in form.questions():
        node = live.node(question.path) if question.kind == "question" else None
        if node is None or not node.relevant:
            continue
        met.append((node.ref, value := answer(node)))
        if value:
            give(live, node.ref, value)
    late = {question.path for question in form.questions() if question.kind == "question"}
    late -= {ref for ref, _ in met}
    assert not [ref for ref in late if live.node(ref).relevant], "asked by a later answer"
    return live, met


def by_chance(rng):
    def answer(node):
        if node.name in SAFE:
            return [SAFE[node.name]] if node.control == "select_multiple" else SAFE[node.name]
        if rng.random() < 0.1 and not node.required:
            return ""
        if node.choices:
            chosen = rng.choice(node.choices).value
            return [chosen] if node.control == "select_multiple" else chosen
        return {"int": str(rng.randrange(0, 8)), "decimal": "80", "date": "2024-03-01"}.get(
            node.type, {"phone": "55123456", "civil_id": "291050612307"}.get(node.name, "12345")
        )

    return answer


@pytest.mark.parametrize("name", SCREENING)
def test_no_path_is_a_dead_end(forms, name):
    for seed in range(12):
        live, met = walk(forms[name], by_chance(Random(seed)))
        assert live.violations() == (), seed
        assert gates.first_closed(live) is None
        assert met[-1][0].startswith("/data/view/")


HARMLESS = {
    **SAFE, "language": "en", "sex": "female", "recruiter": "agency", "job": "cleaning",
    "can_leave": "notice", "limits": "none", "passport_now": "mine", "papers_state": "none",
    "hours": "8", "days": "6", "pay_last": "120", "pay_problems": "none", "conditions": "none",
    "different": "none", "before_pressure": "none", "fees": "nothing", "debt_now": "no",
    "threats": "none", "hurt": "no", "touched": "no", "punished": "nothing", "made_to": "none",
    "missing": "none", "needs_today": "none", "name": "A B", "nationality": "NP", "age": "31",
    "papers_now": "no", "view": "no_concern", "seen": "none", "dom_room": "own", "dom_houses": "no", "dom_owed": "0",
    "dom_cost": "no", "dom_passed": "no", "dom_home": "not_asked", "situation_before": "none",
    "sex_more": "yes", "sex_begin": "own", "sex_stop": "yes", "sex_refuse": "yes",
    "sex_money": "mine", "sex_decides": "me", "sex_watch": "none", "sex_pictures": "no",
    "sex_drugs": "no", "sex_moved": "no", "sex_child": "no", "sex_last": "no",
    "street_acts": "beg", "street_begin": "own", "beg_stop": "yes", "offence_stop": "yes",
    "street_money": "mine", "if_less": "no_sum", "brought": "no", "street_held": "no",
    "in_name": "no", "street_children": "no", "mar_agree": "agreed", "mar_age": "27",
    "mar_given": "dowry", "mar_told": "yes", "mar_work": "shared", "mar_visit": "yes",
    "mar_end": "nothing", "mar_other": "no", "org_state": "done", "org_idea": "patient",
    "org_paid": "no", "org_debt": "no", "org_no": "yes", "org_told": "yes", "org_taken": "no",
    "org_pain": "no", "ties": "none", "pay_why": "poor", "if_leave": "nothing",
    "tried_leave": "never",
}  # fmt: skip


def answering(**answers):
    said = with_gates({**HARMLESS, **answers})

    def answer(node):
        value = said.get(node.name, "")
        return value.split() if node.control == "select_multiple" else value

    return answer


def result(form, **answers):
    live, met = walk(form, answering(**answers))
    found = screening.assess(form, live, date(2026, 11, 28))
    assert found is not None
    return found.readings, met


def chosen_among(form, met):
    """How many choices the questions that were asked show; countries and languages are lists."""
    nodes = [Interview(form).node(ref) for ref, _ in met]
    return sum(len(node.choices) for node in nodes if node.name not in ("nationality", "language"))


def test_a_harmless_person_is_asked_25_questions_and_shown_90_choices(forms):
    """Five more are the officer's own. A domestic worker is asked whether she was passed on, and not for
    her place of work."""
    form = forms["rapid-screening"]
    for answers, choices in (({}, 90), ({"job": "domestic"}, 96)):
        found, met = result(form, **answers)
        assert found.result == "none"
        officers = [ref for ref, _ in met if is_aside(form, ref)]
        assert len(met) - len(officers) == 25
        assert chosen_among(form, met) == choices


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, "none"),
        ({"job": "domestic", "hours": "10", "passport_now": "returned"}, "labour_complaint"),
        ({"job": "domestic", "recruiter": "family", "limits": "permission"}, "none"),
        ({"fees": "loan", "situation_before": "need"}, "none"),
        ({"can_leave": "lose", "ties": "family money"}, "none"),
        ({"pay_problems": "unpaid", "pay_why": "poor", "pay_last": "0"}, "labour_complaint"),
        ({"papers_state": "elsewhere paid expired"}, "labour_complaint"),
        ({"different": "wage", "pay_problems": "less"}, "labour_complaint"),
        ({"job": "entertain"}, "none"),  # of her or his own will
        ({"job": "street"}, "none"),
        ({"recruiter": "spouse", "job": "home"}, "none"),
        ({"made_to": "none", "recruiter": "born"}, "none"),
    ],
)
def test_whoever_freely_earns_and_may_leave_is_no_more_than_a_complaint(forms, answers, expected):
    found, _ = result(forms["rapid-screening"], **answers)
    assert found.result == expected, found


@pytest.mark.parametrize(
    ("answers", "least"),
    [
        ({"limits": "locked", "hurt": "yes"}, "talk_again"),  # with pay in order
        ({"passport_now": "kept", "debt_now": "yes"}, "refer"),
        ({"passport_now": "kept", "hours": "16", "pay_problems": "held", "limits": "locked"}, "refer"),
        ({"can_leave": "not_allowed", "if_leave": "report"}, "refer"),
        ({"can_leave": "not_allowed", "tried_leave": "reported"}, "refer"),
        ({"can_leave": "not_allowed", "if_leave": "family"}, "refer"),
        ({"papers_state": "report"}, "talk_again"),
        ({"punished": "food"}, "talk_again"),
        ({"threats": "pledge"}, "talk_again"),
        ({"limits": "online"}, "talk_again"),
        ({"limits": "obey"}, "talk_again"),
        ({"seen": "answered"}, "talk_again"),
        ({"pay_problems": "taken"}, "talk_again"),
        ({"made_to": "beg"}, "refer"),
        ({"made_to": "scam", "limits": "locked"}, "refer"),
        ({"made_to": "illegal", "threats": "family"}, "refer"),
        ({"made_to": "sex", "touched": "yes"}, "refer"),
        ({"job": "entertain", "sex_stop": "no", "sex_money": "all"}, "refer"),
        ({"job": "street", "street_money": "all"}, "refer"),
        ({"job": "street", "beg_stop": "no"}, "refer"),
        ({"job": "street", "street_acts": "carry", "offence_stop": "no", "if_less": "threat"}, "refer"),
        ({"job": "home", "recruiter": "spouse", "mar_agree": "said_no"}, "talk_again"),
        ({"job": "home", "recruiter": "spouse", "mar_agree": "not_asked", "mar_given": "others"}, "refer"),
        ({"job": "home", "recruiter": "spouse", "mar_work": "servant", "mar_visit": "no"}, "refer"),
        ({"made_to": "organ"}, "refer"),
        ({"made_to": "organ_offer"}, "talk_again"),
        ({"job": "entertain", "sex_more": "refused"}, "talk_again"),
        ({"view": "concern"}, "talk_again"),
        ({"made_to": "organ", "org_idea": "broker"}, "refer"),
        ({"job": "domestic", "dom_passed": "money"}, "talk_again"),
        ({"before_pressure": "sold"}, "refer"),
        ({"job": "domestic", "conditions": "call", "limits": "people"}, "refer"),
        ({"different": "job", "passport_now": "kept"}, "talk_again"),
    ],
)
def test_signs_come_to_no_less_than(forms, answers, least):
    found, _ = result(forms["rapid-screening"], **answers)
    assert RESULTS.index(found.result) >= RESULTS.index(least), found


AT_THE_GATES = {"dom_night", "dom_rest", "dom_key", "dom_call"}  # which ask it of everybody


@pytest.mark.parametrize("name", MODULES)
def test_a_module_asks_the_same_as_its_branch(books, name):
    of_module = {row["name"] for row in asked(books[f"module-{name}"])}
    of_screening = {row["name"] for row in asked(books["rapid-screening"])}
    assert of_module - of_screening <= AT_THE_GATES
    (settings,) = books[f"module-{name}"]["settings"]
    assert settings["attribute::sanad:part"] == f"module-{name}"


def test_nothing_follows_a_no_to_the_questions_on_sexual_violence(forms):
    _, met = result(forms["module-sexual"], sex_more="refused")
    assert not [ref for ref, _ in met if ref.startswith("/data/sexual/") and "sex_more" not in ref]


def test_the_officers_concern_and_no_other_view_is_marked(books):
    for name in SCREENING:
        marks = {row["name"]: row.get("sanad_concern") for row in books[name]["choices"] if row["list_name"] == "view"}
        assert marks == {"concern": "yes", "no_concern": None, "unsure": "yes"}

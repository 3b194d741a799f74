"""People as answers to the rapid screening: one to whom nothing happens, and what can be added to her."""

from datetime import date
from itertools import combinations

from app.casework.questionnaires import screening
from app.casework.questionnaires.answer_player import give
from app.errors import SanadError
from app.form import Interview
from tests.gate_answers import with_gates

TODAY = date(2026, 11, 27)
HARMLESS = {
    "present": "nobody", "overheard": "no", "wants_here": "yes", "language": "en", "sex": "male",
    "consent_talk": "yes", "consent_record": "yes", "recruiter": "agency", "job": "shop",
    "can_leave": "notice", "limits": "none", "passport_now": "mine", "papers_state": "none",
    "hours": "8", "days": "6", "pay_last": "180", "pay_problems": "none", "conditions": "none",
    "different": "none", "situation_before": "need", "before_pressure": "none", "fees": "nothing", "debt_now": "no",
    "threats": "none", "hurt": "no", "touched": "no", "punished": "nothing", "made_to": "none",
    "missing": "none", "needs_today": "none", "age": "30", "age_doubtful": "no", "papers_now": "no",
    "seen": "none", "view": "no_concern",
}  # fmt: skip

# What the law forbids, and no sign that somebody is held. HELD: what keeps also who may leave.
BREACHES: dict[str, dict[str, str]] = {
    "long hours": {"hours": "14"},
    "no day of rest": {"days": "7"},
    "low pay": {"pay_last": "50"},
    "late pay": {"pay_problems": "unpaid", "pay_why": "poor"},
    "late pay, no reason": {"pay_problems": "unpaid", "pay_why": "silent"},
    "less pay than agreed": {"pay_problems": "less"},
    "deductions": {"pay_problems": "cut"},
    "a fine": {"pay_problems": "fines"},
    "passport with the employer": {"passport_now": "returned"},
    "danger": {"conditions": "danger"},
    "heat": {"conditions": "ill"},
    "on call": {"conditions": "call"},
    "no contract": {"conditions": "uncovered"},
    "no leave": {"conditions": "leave"},
    "no exit permit": {"conditions": "exit"},
    "other hours than promised": {"different": "conditions"},
    "other pay than promised": {"different": "wage"},
    "other housing than promised": {"different": "housing"},
    "an agent's fee": {"fees": "agent"},
    "money for the permit": {"papers_state": "paid"},
    "other sponsor": {"papers_state": "elsewhere"},
    "no clean bed": {"missing": "bed"},
    "bad housing": {"missing": "food bed privacy"},
    "threat of dismissal": {"threats": "dismiss"},
    "a loan of one's own": {"fees": "loan", "debt_now": "own"},
    "a fine for mistakes": {"punished": "fine"},
}
HELD: dict[str, dict[str, str]] = {
    "passport kept": {"passport_now": "kept"},
    "pay kept back": {"pay_problems": "held", "pay_why": "safe"},
}

# What somebody left a work for; asked about that work.
FLED: dict[str, dict[str, str]] = {
    "hit": {"hurt": "yes", "harm_who": "employer"},
    "touched": {"touched": "yes", "harm_who": "employer"},
    "locked in": {"limits": "locked"},
    "telephone taken": {"limits": "phone"},
    "passport kept": {"passport_now": "kept"},
    "pay kept back": {"pay_problems": "held", "pay_why": "stay"},
    "reported absent": {"papers_state": "report"},
    "threatened with the police": {"threats": "report"},
}


def together(*changes: dict[str, str]) -> dict[str, str] | None:
    """All of these at once; None where two of them answer one question of one choice."""
    answers: dict[str, str] = {}
    for change in changes:
        for name, value in change.items():
            if name in answers and (name in ONE_CHOICE or answers[name] == value):
                return None
            answers[name] = f"{answers[name]} {value}" if name in answers else value
    return answers


ONE_CHOICE = {"hours", "days", "pay_last", "passport_now", "debt_now", "can_leave", "job", "age"}


def sets_of(changes: dict[str, dict[str, str]], size: int):
    """Each possible combination of so many: (names, answers)."""
    for names in combinations(changes, size):
        answers = together(*(changes[name] for name in names))
        if answers is not None:
            yield names, answers


def talk(form, answers):
    """An interview with these answers at every question that is met; what is "" stays unanswered."""
    live, met = Interview(form), set()
    given = with_gates({**HARMLESS, **answers})
    questions = [question for question in form.questions() if question.kind == "question"]
    while True:
        before = len(met)
        for question in questions:
            try:
                node = live.node(question.path)
            except SanadError:
                continue
            if question.path in met or not node.relevant or question.locked:
                continue
            met.add(question.path)
            if given.get(question.name):
                give(live, question.path, given[question.name])
        if len(met) == before:
            return live


def result_of(form, answers, **more):
    return screening.assess(form, talk(form, answers), TODAY, **more)

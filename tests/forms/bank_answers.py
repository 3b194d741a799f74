"""A situation of the bank as answers to a real questionnaire: what the person would choose if the marked
facts were all that there is. Where no choice says a fact exactly, the nearest is not bent to hold it."""

from datetime import date

from app.casework.questionnaires import screening
from app.casework.questionnaires.answer_player import give
from app.errors import SanadError
from app.form import Interview

TODAY = date(2026, 11, 27)
JOBS = {
    "domestic work": "domestic",
    "construction": "construction",
    "farm and herding": "farm",
    "shop and restaurant": "shop",
    "cleaning and security": "cleaning",
    "sexual": "entertain",
    "begging": "street",
    "drivers and delivery": "driving",
}
ALWAYS = {
    "present": "nobody", "overheard": "no", "wants_here": "yes", "consent_talk": "yes",
    "consent_record": "yes", "sex_more": "yes", "language": "en", "papers_now": "no", "needs_any": "no",
}  # fmt: skip
NUMBERS = {  # where its sign is there, and where it isn't
    "hours": ("15", "8"),
    "days": ("7", "6"),
    "pay_last": ("20", "150"),
    "dom_owed": ("4", "0"),
    "mar_age": ("15", "22"),
}
OPEN = ("unknown", "refused")


def codes(text):
    return (text or "").split()


def of_the_officer(question, situation):
    age = situation["age"]
    return {
        "sex": situation["sex"],
        "age": str(age) if isinstance(age, int) else None,
        "age_doubtful": "yes" if age == "doubted" else "no",
        "view": "concern" if situation["concern"] else "no_concern",
    }.get(question.name, ALWAYS.get(question.name, ""))


def _job(situation):
    is_young = situation["age"] != "doubted" and situation["age"] < 18
    beside_school = is_young and situation["label"] == "none"
    if beside_school and situation["exploitation"] in ("none", "shop and restaurant"):
        return "home" if situation["exploitation"] != "none" else "study"
    return JOBS.get(situation["exploitation"], "other")


def chosen(question, node, situation):
    """What the person answers; None for nothing."""
    said = of_the_officer(question, situation)
    if said != "":
        return said
    facts, values = situation["facts"], [choice.value for choice in node.choices]
    if question.name == "job":
        return _job(situation) if _job(situation) in values else "other"
    own = codes(question.extras.get("indicator"))
    if question.name in NUMBERS and own:
        state = facts.get(own[0], "no")
        return None if state in OPEN else NUMBERS[question.name][state != "yes"]
    raises = {choice.value: codes(choice.extras.get("sanad_indicator")) for choice in node.choices}
    plain = [value for value, raised in raises.items() if not raised and value not in (*OPEN, "other", "born")]
    fitting = [
        value
        for value, raised in raises.items()
        if raised and sum(facts.get(code) == "yes" for code in raised) * 2 > len(raised)
    ]
    asked = {code for raised in raises.values() for code in raised} | set(own)
    is_open = any(facts.get(code) in OPEN for code in asked) and "unknown" in values
    if node.control == "select_multiple":
        return fitting or (["unknown"] if is_open else plain[-1:] or None)
    if node.control != "select_one":
        return None
    if fitting:
        return fitting[0]
    if own and "yes" in values:
        if any(facts.get(code) == "yes" for code in own):
            return "yes"
        return "unknown" if is_open else "no"
    return "unknown" if is_open else (plain or values)[0]


def answered(form, situation):
    """An interview in which every question that is met has its answer."""
    live, met = Interview(form), set()
    questions = [question for question in form.questions() if question.kind == "question"]
    while True:
        before = len(met)
        for question in questions:
            try:
                node = live.node(question.path)
            except SanadError:
                continue
            if question.path in met or not node.relevant:
                continue
            met.add(question.path)
            answer = chosen(question, node, situation)
            if answer is not None and not question.locked:
                give(live, question.path, answer)
        if len(met) == before:
            return live


def result_of(form, situation):
    return screening.assess(form, answered(form, situation), TODAY)

"""How the twelve of the practice mission answer the rapid screening, noted as an officer should."""

from app.casework.questionnaires.answer_player import give
from app.form import Interview
from tests.gate_answers import with_gates

QUIET = {
    "present": "nobody", "overheard": "no", "wants_here": "yes", "language": "en", "sex": "female",
    "consent_talk": "yes", "consent_record": "yes", "recruiter": "self", "job": "domestic",
    "can_leave": "yes", "if_leave": "nothing", "tried_leave": "never", "limits": "none",
    "passport_now": "mine", "papers_state": "none", "hours": "8", "days": "6", "pay_last": "120",
    "pay_problems": "none", "conditions": "none", "different": "none", "before_pressure": "none",
    "fees": "own", "situation_before": "none", "debt_now": "no", "threats": "none", "hurt": "no",
    "touched": "no", "punished": "nothing", "made_to": "none", "missing": "none", "ties": "none",
    "needs_today": "none", "dom_room": "own",
    "dom_houses": "no", "dom_owed": "0", "dom_cost": "no",
    "dom_passed": "no", "dom_home": "not_asked", "sex_more": "yes", "sex_begin": "own",
    "sex_stop": "yes", "sex_refuse": "yes", "sex_money": "mine", "sex_decides": "me",
    "sex_watch": "none", "sex_pictures": "no", "sex_drugs": "no", "sex_moved": "no",
    "sex_child": "no", "sex_last": "no", "street_acts": "none", "street_begin": "own",
    "beg_stop": "yes", "offence_stop": "yes", "street_money": "mine", "if_less": "no_sum",
    "brought": "no", "street_held": "no", "in_name": "no", "street_children": "no",
    "age": "30", "age_doubtful": "no", "papers_now": "no", "seen": "none", "view": "no_concern",
}  # fmt: skip

TALKS = {
    "S001": {
        "age": "27", "recruiter": "family", "can_leave": "not_allowed", "if_leave": "harm",
        "tried_leave": "refused_leave", "limits": "locked phone", "passport_now": "kept", "hours": "19",
        "days": "7", "pay_last": "0", "pay_problems": "held", "pay_why": "stay",
        "conditions": "call", "fees": "loan", "threats": "harm", "hurt": "yes", "punished": "hit",
        "ties": "depend alone", "needs_today": "care place",
        "dom_owed": "7", "dom_home": "refused_home",
    },
    "S002": {
        "age": "34", "recruiter": "agency", "can_leave": "not_allowed", "if_leave": "report debt",
        "tried_leave": "refused_leave", "passport_now": "kept", "papers_state": "expired", "hours": "18",
        "days": "7", "pay_last": "70", "pay_problems": "less taken", "conditions": "call",
        "fees": "loan", "debt_now": "yes", "threats": "report", "dom_room": "open",
        "dom_cost": "yes", "dom_home": "refused_home",
    },
    "S003": {"age": "41", "recruiter": "agency", "passport_now": "returned", "fees": "loan", "pay_last": "160"},
    "S004": {
        "age": "23", "recruiter": "agent", "job": "entertain", "can_leave": "not_allowed",
        "if_leave": "harm debt", "limits": "escort watched", "passport_now": "kept",
        "papers_state": "expired", "different": "job", "situation_before": "need information",
        "fees": "advance", "debt_now": "yes", "threats": "harm", "made_to": "sex tasks",
        "ties": "alone status", "needs_today": "place protect", "pay_problems": "taken",
        "sex_begin": "other_work debt forced", "sex_stop": "no", "sex_refuse": "no",
        "sex_money": "all", "sex_watch": "near", "sex_moved": "others",
    },
    "S005": {
        "age": "38", "sex": "male", "job": "construction", "can_leave": "notice", "pay_last": "0",
        "pay_problems": "unpaid cut", "pay_why": "poor", "conditions": "contract", "fees": "loan",
    },
    "S009": {"age": "33", "sex": "male", "job": "shop", "can_leave": "notice", "pay_last": "190"},
    "S010": {
        "age": "45", "sex": "male", "recruiter": "agent", "job": "farm", "can_leave": "not_allowed",
        "if_leave": "wages", "tried_leave": "refused_leave", "limits": "people",
        "passport_now": "kept", "hours": "15", "days": "7", "pay_last": "0", "pay_problems": "held",
        "pay_why": "stay", "conditions": "ill call", "different": "job conditions",
        "fees": "agent loan advance", "situation_before": "need", "missing": "bed", "ties": "depend alone",
    },
    "S011": {
        "age": "26", "job": "beauty", "can_leave": "not_allowed", "if_leave": "training",
        "tried_leave": "refused_leave", "hours": "9", "pay_last": "110", "pay_problems": "cut fines",
        "conditions": "contract", "fees": "loan", "debt_now": "unknown",
    },
    "S023": {
        "age": "21", "sex": "male", "job": "driving", "can_leave": "lose", "if_leave": "report harm family",
        "limits": "obey", "hours": "10", "pay_last": "150", "debt_now": "yes",
        "threats": "harm family report", "made_to": "illegal", "ties": "family",
        "needs_today": "protect", "street_acts": "carry", "street_begin": "debt", "offence_stop": "no",
    },
    "S036": {
        "age": "14", "recruiter": "family", "can_leave": "lose", "if_leave": "debt",
        "passport_now": "unknown", "hours": "17", "days": "7", "pay_last": "70", "pay_problems": "taken",
        "conditions": "call contract", "different": "residency", "fees": "advance",
        "situation_before": "need family", "debt_now": "yes", "made_to": "lie", "ties": "depend",
        "needs_today": "child",
    },
    "S202": {
        "age": "31", "job": "street", "if_leave": "report", "fees": "loan", "threats": "report",
        "punished": "fine", "ties": "money", "needs_today": "food", "street_acts": "beg",
        "street_money": "part", "if_less": "fine", "street_children": "own",
    },
    "S216": {
        "age": "38", "job": "entertain", "papers_state": "expired", "hours": "4", "days": "4",
        "fees": "loan",
    },
}  # fmt: skip


def interview(form, **answers):
    """Each question in its order, where it is to be asked."""
    live = Interview(form)
    answers = with_gates({**QUIET, **answers})
    for question in form.questions():
        node = live.node(question.path) if question.kind == "question" else None
        value = answers.get(question.name, "")
        if node is not None and node.relevant and value:
            give(live, node.ref, value.split() if node.control == "select_multiple" else value)
    return live

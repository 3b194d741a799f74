"""What an interview's own questions say the person agreed to: recorded by being answered, never by the
interview being finished.

A question says which purposes it asks for in `sanad:consent` ("interview record"). A form that marks
none and has a gate of consent asks there whether to talk and to record."""

from typing import Any

from app.case.consent import NO, OF_INTERVIEWS, YES
from app.casework.questionnaires import gates
from app.casework.questionnaires.answers import facts
from app.form import Form, Interview
from app.seal.canonical import nfc

_BY_A_GATE = ("interview", "record")
_WEIGHT = {"": 0, YES: 1, NO: 2}
_TRUE, _FALSE = frozenset({"yes", "true", "1"}), frozenset({"no", "false", "0"})


def asked(interview: Interview) -> list[dict[str, Any]]:
    """Each purpose that a question answered: {purpose, answer: "yes" | "no", ref, language (of the
    talk, as the interview says), interpreter, wording (form and version)}."""
    fact_values, form = facts(interview), interview.form
    language = fact_values.get("language") or interview.language_code.partition("-")[0]
    return [
        {
            "purpose": purpose,
            "answer": answer,
            "ref": ref,
            "language": nfc(language),
            "interpreter": nfc(fact_values.get("interpreter", "")),
            "wording": nfc(f"{form.id} {form.version}".strip()),
        }
        for purpose, (ref, answer) in _answers(interview).items()
        if answer
    ]


def changed(interview: Interview, corrected: Interview) -> list[dict[str, Any]]:
    """What a corrected answer makes of it: as `asked`, those that say something else now; an answer
    of "" where the question has none any more."""
    answers = _answers(interview)
    entries = {consent_entry["purpose"]: consent_entry for consent_entry in asked(corrected)}
    return [
        entries.get(purpose, {"purpose": purpose, "answer": "", "ref": ref})
        for purpose, (ref, answer) in {**answers, **_answers(corrected)}.items()
        if answers.get(purpose, ("", ""))[1] != answer or (answer == "" and answers[purpose][1])
    ]


def _answers(interview: Interview) -> dict[str, tuple[str, str]]:
    """Purpose to (place, answer). Where several questions ask for one purpose, a no outweighs a yes,
    and both outweigh what was not asked."""
    marked = _marked(interview.form)
    if not marked:
        return _by_gate(interview)
    answers_by_purpose: dict[str, tuple[str, str]] = {}
    for path, purposes in marked:
        value = interview.value(path) if interview.node(path).relevant else ""
        answer = YES if value in _TRUE else NO if value in _FALSE else ""
        for purpose in purposes:
            if purpose not in answers_by_purpose or _WEIGHT[answer] > _WEIGHT[answers_by_purpose[purpose][1]]:
                answers_by_purpose[purpose] = (path, answer)
    return answers_by_purpose


def _marked(form: Form) -> list[tuple[str, list[str]]]:
    return [
        (definition.path, purposes)
        for definition in form.questions()
        if (purposes := [p for p in definition.extras.get("consent", "").split() if p in OF_INTERVIEWS])
    ]


def _by_gate(interview: Interview) -> dict[str, tuple[str, str]]:
    for gate in gates.gates(interview.form):
        if gate.kind == gates.CONSENT and gate.refs:
            state = gates.state(interview, gate)
            answer = {"open": YES, "stop": NO}.get(state, "")
            return dict.fromkeys(_BY_A_GATE, (gate.refs[-1], answer))
    return {}

"""What an interview of the practice came to beside what its mission holds: signs found, missed, noted
without ground, the result, today's needs, a child recognised. In words, and for the command line.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from app.casework.cases import queries
from app.casework.cases.queries import InterviewView
from app.casework.pages.practice import NEEDS, Mission, NoSuchMission, Texts
from app.casework.questionnaires import forms, screening, situation
from app.casework.questionnaires.answer_format import marked
from app.casework.questionnaires.explanation import OUTCOMES
from app.casework.questionnaires.kept_result import Screening
from app.casework.session import profiles
from app.casework.session.session import Session
from app.errors import N_
from app.form import Form, Interview, NoSuchQuestion, QuestionDef
from app.language import Words, isolate
from app.screening import State, catalogue
from app.screening.readings import RESULTS, Result, table
from app.settings import Language

Verdict = Literal["as_it_should_be", "too_low", "higher"]
_ACT = "AC"  # who brought, took in or employed a person: no sign alone
# which needs of a questionnaire meet a need of a situation
_MET_BY = {
    "medical": {"medical", "sexual-violence"},
    "shelter": {"accommodation"},
    "danger": {"protection", "accommodation"},
    "threat": {"protection", "accommodation"},
    "child": {"child-risk"},
    "food": {"food"},
    "self_harm": {"self-harm"},
}


@dataclass(frozen=True, slots=True)
class Finding:
    """A sign, by its row's name, and the question that asks for it. `state`: what was answered there,
    the best of it; `questions`: by the language of the program, empty where none asks."""

    code: str
    name: Texts
    ref: str
    question: Texts
    state: State


@dataclass(frozen=True, slots=True)
class Score:
    """What an interview came to beside what the situation holds. `against`: noted though the person
    says the opposite; `unsaid`: noted though the situation marks nothing of it."""

    mission: Mission
    findings: tuple[Finding, ...]
    missed: tuple[Finding, ...]
    against: tuple[Finding, ...]
    unsaid: tuple[Finding, ...]
    result: Result
    verdict: Verdict
    needs_seen: tuple[str, ...]
    needs_missed: tuple[str, ...]
    child: str  # what the answers came to: yes, suspected, unknown, no
    child_missed: bool
    child_unfounded: bool
    concern_missed: bool
    nothing_asked: bool

    @property
    def share(self) -> float | None:
        """Of the signs that the talk can bring out, how many were found; None where there are none."""
        total = len(self.findings) + len(self.missed)
        return len(self.findings) / total if total else None

    @property
    def perfect(self) -> bool:
        return self.verdict == "as_it_should_be" and not (
            self.missed
            or self.against
            or self.needs_missed
            or self.child_missed
            or self.child_unfounded
            or self.concern_missed
        )


def score(mission_: Mission, assessed: Screening, interview: Interview) -> Score:
    """The interview's answers, as `questionnaires.screening.assess` read them, beside the situation."""
    facts = mission_.described.answers
    raised = {code for code, places in assessed.evidence.items() if any(state == "yes" for _, state in places)}
    expected = [
        code
        for code, state in facts.items()
        if state == "yes" and code not in mission_.beyond and _asking(code, interview.form)
    ]
    found_codes = [code for code in expected if raised & _same(code)]
    fact_refs = {ref for code in facts for ref in _refs(_same(code), assessed) if facts[code] == "yes"}
    against = [code for code in assessed.evidence if code in raised and facts.get(code) == "no"]
    unsaid = [
        code
        for code in assessed.evidence
        if code in raised
        and code not in facts
        and not code.startswith(_ACT)
        and not fact_refs & set(_refs({code}, assessed))
    ]
    result, label = assessed.readings.result, mission_.label
    needs_now = set(assessed.readings.act_now)
    needs_seen = [need for need in mission_.described.needs if needs_now & _MET_BY[need]]
    is_child = mission_.described.age in ("child", "doubtful")
    took_for_child = assessed.child in ("yes", "suspected") and _age_was_noted(interview)

    def findings(codes: Iterable[str]) -> tuple[Finding, ...]:
        return tuple(_finding(code, mission_, assessed, interview) for code in codes)

    return Score(
        mission=mission_,
        findings=findings(found_codes),
        missed=findings(code for code in expected if code not in found_codes),
        against=findings(against),
        unsaid=findings(unsaid),
        result=result,
        verdict=_verdict(result, label, situation.screened(mission_.described).readings.result),
        needs_seen=tuple(needs_seen),
        needs_missed=tuple(need for need in mission_.described.needs if need not in needs_seen),
        child=assessed.child,
        child_missed=is_child and not took_for_child,
        child_unfounded=took_for_child and not is_child,
        concern_missed=mission_.described.concern and not assessed.readings.concern,
        nothing_asked=not any(
            _is_answered(interview, ref) for places in assessed.evidence.values() for ref, _ in places
        ),
    )


def score_of(session: Session, mission_: Mission, case_id: str, interview_id: str) -> Score:
    """Of an interview that was kept, with the concern that was noted later."""
    page = queries.case(session, case_id)
    interview_view = next(interview for interview in page.interviews if interview.id == interview_id)
    form = forms.load(session, interview_view.form_hash)
    interview = Interview(form, saved=interview_view.values)
    day = session.clock().astimezone().date()
    result = screening.assess(
        form, interview, day, concern=_is_concerned(interview_view), profile=profiles.in_use(session)
    )
    if result is None:
        raise NoSuchMission
    return score(mission_, result, interview)


def _is_concerned(interview_view: InterviewView) -> bool:
    """Did the officer note a concern, when the talk was finished or later?"""
    return bool(interview_view.assessment and interview_view.assessment.get("concern"))


def _verdict(result: Result, label: Result, by_the_facts: Result) -> Verdict:
    """The label is the least; what the marked facts themselves come to is no fault of the officer."""
    if RESULTS.index(result) < RESULTS.index(label):
        return "too_low"
    highest = max(RESULTS.index(label), RESULTS.index(by_the_facts))
    return "higher" if RESULTS.index(result) > highest else "as_it_should_be"


def _asking(code: str, form: Form) -> list[str]:
    """The questions whose answers can raise it."""
    return [
        question.path
        for question in form.questions()
        for words in (
            question.extras.get("indicator", ""),
            *(choice.extras.get("sanad_indicator", "") for choice in question.choices),
        )
        if _same(code) & set(words.split())
    ]


@lru_cache(maxsize=1)
def _standing_for() -> Mapping[str, frozenset[str]]:
    """Of a row of a reading the codes that meet it too, of whatever population."""
    return {
        sign.code: frozenset(code.partition("@")[0] for code in sign.also)
        for signs in table().parts().values()
        for sign in signs
    }


def _same(code: str) -> frozenset[str]:
    return frozenset({code}) | _standing_for().get(code, frozenset())


def _refs(codes: Iterable[str], assessed: Screening) -> list[str]:
    """The places where one of these codes was raised."""
    return [ref for code in codes for ref, state in assessed.evidence.get(code, ()) if state == "yes"]


_BEST: tuple[State, ...] = ("yes", "no", "unknown", "refused", "not_asked")


def _finding(code: str, mission_: Mission, assessed: Screening, interview: Interview) -> Finding:
    places = [place for same_code in _same(code) for place in assessed.evidence.get(same_code, ())]
    places += [(path, "not_asked") for path in _asking(code, interview.form)]
    answered = [(ref, state if _is_answered(interview, ref) else "not_asked") for ref, state in places]
    ref, state = min(answered, key=lambda place: _BEST.index(place[1]))
    return Finding(code, row_name(code, mission_), ref, _label(interview.form, ref), state)


def _age_was_noted(interview: Interview) -> bool:
    """Without an answer a person counts as doubtful: the officer has not seen it."""
    return any(
        _is_answered(interview, question.path)
        for question in interview.form.questions()
        if question.extras.get("fact") in ("age", "birth_date", "age_doubtful")
    )


def _is_answered(interview: Interview, ref: str) -> bool:
    try:
        node = interview.node(ref)
    except NoSuchQuestion:
        return False
    return node.relevant and node.kind != "hidden" and bool(node.value)


def row_name(code: str, mission_: Mission) -> Texts:
    """A row by its name, of the list that fits the person where it stands in several."""
    lists = catalogue().lists
    for rows in (lists[mission_.described.population], *lists.values()):
        if code in rows:
            return rows[code].name
    return next(sign.name for signs in table().parts().values() for sign in signs if sign.code == code)


def _label(form: Form, ref: str) -> Texts:
    definition = _definitions(form).get(re.sub(r"\[[^\]]*\]", "", ref))
    if definition is None:
        return {"en": ref, "ar": ref}
    texts: dict[Language, str] = {"en": definition.name, "ar": definition.name}
    feminine = form.settings.get("feminine", "")
    for spoken in form.languages:
        code = spoken.code.partition("-")[0]
        if code in texts and spoken.name != feminine and definition.labels.get(spoken.name):
            texts[code] = marked(definition.labels[spoken.name])
    return texts


def _definitions(form: Form) -> Mapping[str, QuestionDef]:
    return {definition.path: definition for definition in form.questions()}


# -- the score in words ----------------------------------------------------------------------

_TOO_LOW = N_(
    "Too low, and that is dangerous. The result was “{result}”; this person needs at "
    "least “{label}”. In real life this person would have been sent back."
)
_RIGHT = N_("Right result: “{result}”.")
_RIGHT_ABOVE = N_("Right result: “{result}”, by the rules for what this person said. The minimum would be “{label}”.")
_HIGHER = N_(
    "Higher than needed: “{result}”, where “{label}” is enough. That endangers nobody, but it worries "
    "the person and takes a colleague’s time."
)
_CHILD_MISSED = N_(
    "The person is a child, or may be one, and the answers do not say so. Until the age "
    "is settled, treat the person as a child; nothing else has to be proved."
)
_CHILD_SEEN = N_("You noticed that this is a child, or may be one.")
_CHILD_UNFOUNDED = N_("You noted a child or a doubt about the age; the person mentioned neither.")
_NEEDS_MISSED = N_("Not noticed, although it can’t wait until tomorrow: {needs}.")
_NEEDS_SEEN = N_("Urgent needs noted: {needs}.")
_CONCERN_MISSED = N_(
    "Something here should concern you even though no single sign shows it: note your concern at the end."
)
_NOTHING_ASKED = N_("No question about signs was answered, so there was nothing to find.")
_ALL_FOUND = N_("Every sign that this person mentioned was found.")
_NO_SIGN = N_("This person mentioned no sign, and there was none to find.")
_AGAINST = N_("Noted although the person says the opposite: {signs}. Ask again before you note a sign.")
_UNSAID = N_("Noted in addition to the marked signs: {signs}. Was it said, or guessed?")


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One sentence of a score. `tone`: grave, wait, kept or ink2."""

    text: str
    tone: str


def sentences(score_: Score, words: Words) -> tuple[ScoreLine, ...]:
    """What the score says, the dangerous first, in the language of `words`."""
    language, lines = words.language, list[ScoreLine]()

    def say(message: str, tone: str, **values: object) -> None:
        lines.append(ScoreLine(words(message, **values), tone))

    outcomes = {"result": words(OUTCOMES[score_.result]), "label": words(OUTCOMES[score_.mission.label])}
    if score_.verdict == "too_low":
        say(_TOO_LOW, "grave", **outcomes)
    if score_.child_missed:
        say(_CHILD_MISSED, "grave")
    if score_.needs_missed:
        say(_NEEDS_MISSED, "grave", needs=_needs(score_.needs_missed, words))
    if score_.verdict == "as_it_should_be":
        is_above_label = score_.result != score_.mission.label
        say(_RIGHT_ABOVE if is_above_label else _RIGHT, "kept", **outcomes)
    if score_.verdict == "higher":
        say(_HIGHER, "wait", **outcomes)
    if score_.nothing_asked and score_.missed:
        say(_NOTHING_ASKED, "wait")
    if score_.mission.described.age != "adult" and not score_.child_missed:
        say(_CHILD_SEEN, "kept")
    if score_.child_unfounded:
        say(_CHILD_UNFOUNDED, "wait")
    if score_.needs_seen:
        say(_NEEDS_SEEN, "kept", needs=_needs(score_.needs_seen, words))
    if score_.concern_missed:
        say(_CONCERN_MISSED, "wait")
    lines += _of_signs(score_, words)
    for message, findings in ((_AGAINST, score_.against), (_UNSAID, score_.unsaid)):
        if findings:
            signs = _joined((isolate(finding.name[language]) for finding in findings), words)
            say(message, "wait", signs=signs)
    return tuple(lines)


def _of_signs(score_: Score, words: Words) -> list[ScoreLine]:
    number, total = len(score_.findings), len(score_.findings) + len(score_.missed)
    if not total:
        return [ScoreLine(words(_NO_SIGN), "ink2")]
    if number == total:
        return [ScoreLine(words(_ALL_FOUND), "kept")]
    text = words.count(
        "{found} of {n} sign was found. What you missed is listed below, with the question that asks for it.",
        "{found} of {n} signs were found. What you missed is listed below, with the question that asks for it.",
        total,
        found=words.number(number),
    )
    return [ScoreLine(text, "wait")]


_STATES = {
    "no": N_("You asked, and noted another answer."),
    "unknown": N_("You asked, and the answer stayed open."),
    "refused": N_("You asked, and noted that the person prefers not to say."),
    "not_asked": N_("It was not answered."),
}


def why_missed(finding: Finding, words: Words) -> str:
    """What was answered where the sign would have come out."""
    return words(_STATES[finding.state])


def _needs(needs: Iterable[str], words: Words) -> str:
    return _joined((words(NEEDS[need]) for need in needs), words)


def _joined(parts: Iterable[str], words: Words) -> str:
    return ("، " if words.language == "ar" else ", ").join(parts)


# -- for the command line --------------------------------------------------------------------


def as_json(score_: Score) -> dict[str, Any]:
    """The shape that the command line prints, with the sentences in both languages."""
    return {
        "id": score_.mission.id,
        "label": score_.mission.label,
        "result": score_.result,
        "verdict": score_.verdict,
        "perfect": score_.perfect,
        "share": None if score_.share is None else round(score_.share, 3),
        "found": [_finding_as_json(finding) for finding in score_.findings],
        "missed": [_finding_as_json(finding) for finding in score_.missed],
        "noted_against": [_finding_as_json(finding) for finding in score_.against],
        "noted_unsaid": [_finding_as_json(finding) for finding in score_.unsaid],
        "needs": {"seen": list(score_.needs_seen), "missed": list(score_.needs_missed)},
        "child": {"answers": score_.child, "missed": score_.child_missed, "unfounded": score_.child_unfounded},
        "concern_missed": score_.concern_missed,
        "says": {language: [line.text for line in sentences(score_, Words(language))] for language in _LANGUAGES},
        "notice": dict(score_.mission.notice),
    }


_LANGUAGES: tuple[Language, ...] = ("en", "ar")


def _finding_as_json(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "name": dict(finding.name),
        "ref": finding.ref,
        "question": dict(finding.question),
        "state": finding.state,
    }

"""What a field of a case asks, and its values in words: from the questionnaire where it is here."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import get_args

from app.case.fields import Field
from app.case.projection import Case
from app.casework.cases import event_outcomes
from app.casework.questionnaires.answer_correction import held_again
from app.casework.questionnaires.answer_format import in_words, marked
from app.casework.questionnaires.answers import address, plain
from app.casework.session.session import Session
from app.errors import N_, SanadError
from app.form import Choice, Interview, QuestionDef
from app.language import Words
from app.settings import Language

# -- terms -------------------------------------------------------------------------------------
# What the purposes and answers of a consent, the statuses of a person and the marks of a case are
# called.

PURPOSE = {
    "interview": N_("the interview"),
    "record": N_("to record and store"),
    "media": N_("photographs and sound"),
    "share": N_("to share with an agency"),
    "statistics": N_("anonymous statistics"),
    "recontact": N_("to be contacted again"),
    "return": N_("to return home"),
}
STATUS = {
    "possible": N_("Potential victim"),
    "presumed": N_("Presumed victim"),
    "identified": N_("Identified victim"),
    "not-identified": N_("Not identified as a victim"),
}
# How much of a danger an officer sees.
LEVEL: dict[str, str] = {
    "low": N_("Low"),
    "medium": N_("Medium"),
    "high": N_("High"),
    "immediate": N_("Immediate danger"),
}
# What the person said to a purpose.
ANSWER: dict[str, str] = {"yes": N_("Yes"), "no": N_("No"), "withdrawn": N_("Withdrawn"), "not_asked": N_("Not asked")}
# What a case carries wherever it is shown (app.case.urgency): in a list, and in a sentence on paper.
MARK: dict[str, str] = {
    "urgent": N_("Urgent"),
    "child": N_("Child"),
    "child_suspected": N_("Child?"),
    "age_unknown": N_("Age not known"),
    "danger": N_("Danger"),
    "visit": N_("Site visit"),
}
MARK_SAYS: dict[str, str] = {
    "urgent": N_("An urgent need is still open."),
    "child": N_("The person is a child."),
    "child_suspected": N_("The person may be a child, and is treated as one until the age is established."),
    "age_unknown": N_("The age is not known; the officer had no doubt that the person is an adult."),
    "danger": N_("The level of risk is high, or there is danger."),
    "visit": N_("Observations at a place, not about one person."),
}
# Why no talk was held.
OUTCOME: dict[str, str] = {
    "unsafe": N_("It was not safe"),
    "overheard": N_("Somebody might have heard"),
    "forbidden": N_("Somebody prevented a private talk"),
    "declined": N_("The person did not want to talk"),
}


# -- field labels -------------------------------------------------------------------------------

VIEW, REVIEW = N_("The officer’s view and reason"), N_("The supervisor’s decision")
DECISIONS = {"approved": N_("Approved"), "returned": N_("Returned with what is still needed")}

# of the course of a case: what a field is called, and its values
COURSE = {
    "stage": N_("Stage of the case"), "consent": N_("Consent"), "basis": N_("Legal basis"),
    "check": N_("Confirmed as the referral system requires"), "referral": N_("Referral"),
    "status": N_("Status"), "kind": N_("Kind of case"), "exploitation": N_("Forms of exploitation"), "closed": N_("Closed or open"),
    "hold": N_("Legal hold"), "link": N_("Link with another case"),
    "person": N_("Person or place"), "proceeding": N_("Proceedings"),
    "service": N_("Service provided"), "recovery": N_("Days in the recovery period"),
    "hearing": N_("Hearing"), "group": N_("Group of cases"), "record": N_("Record"),
}  # fmt: skip
VALUES = {
    "yes": N_("Yes"), "no": N_("No"), "withdrawn": N_("Consent withdrawn"), "closed": N_("Closed"),
    "open": N_("Not closed"), "on": N_("On"), "off": N_("Off"), "draft": N_("Draft"), "sent": N_("Prepared"),
    "received": N_("Handed over"), "accepted": N_("Accepted"), "rejected": N_("Rejected"),
    "in-progress": N_("In progress"), "done": N_("Done"), "revoked": N_("Cancelled"),
    "expired": N_("Expired"), "duty": N_("Legal duty"), "order": N_("Order of a court"),
    "vital": N_("To save a life"), "given": N_("Provided"), "noted": N_("Noted"), **STATUS,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FieldLabel:
    """`interview` and `ref`: where it is asked, empty where nowhere. `labels`: by language code."""

    label: str
    labels: Mapping[str, str] = field(default_factory=dict)
    interview: bytes = b""
    ref: str = ""
    control: str = "input"
    type: str = "string"
    choices: tuple[Choice, ...] = ()
    appearance: frozenset[str] = frozenset()

    def told(self, texts: Sequence[str], w: Words) -> str:
        """The same as people read them."""
        return " / ".join(in_words(self, text, w) for text in texts if text)

    def shown(self, texts: Sequence[str]) -> str:
        """Values in words; several that are kept together with a stroke between them."""
        return " / ".join(self._one(text) for text in texts)

    def _one(self, text: str) -> str:
        if self.control not in ("select_one", "select_multiple", "rank"):
            return text
        labels = {choice.value: marked(choice.label) for choice in self.choices}
        chosen = [text] if self.control == "select_one" else text.split()
        return " · ".join(labels.get(value, value) for value in chosen if value)


def field_label(session: Session, case_state: Case, case_field: Field, language: Language) -> FieldLabel:
    """What a field asks, in a language; its bare name where no form here asks it."""
    words = Words(language)
    match case_field:
        case ("answer", bytes() as id_, str() as ref):
            return _question(session, case_state, id_, ref, language)
        case ("fact", str() as name):
            return _fact(session, case_state, name, language)
        case ("view", bytes() as id_):
            return FieldLabel(words(VIEW), _both(VIEW), id_)
        case (str() as kind, *_) if kind in COURSE:
            return _course(case_state, case_field, words)
    choices = tuple(Choice(name, words(says)) for name, says in DECISIONS.items())
    return FieldLabel(
        label=words(REVIEW),
        labels=_both(REVIEW),
        interview=b"",
        ref="",
        control="select_one",
        type="string",
        choices=choices,
    )


def _course(case_state: Case, case_field: Field, words: Words) -> FieldLabel:
    """A field of the course: one chooses among the values that stand."""
    says = COURSE[str(case_field[0])]
    match case_field:
        case ("record", bytes() as id_) if id_ in case_state.records:
            says = event_outcomes.of_kind(case_state.records[id_].kind)
    purposes = [words(PURPOSE.get(str(part), str(part))) for part in case_field[1:] if isinstance(part, str)]
    label = " · ".join([words(says), *(purpose for purpose in purposes if purpose)])
    register = case_state.registers.get(case_field)
    texts = dict.fromkeys(write.text for write in register.written) if register else {}
    choices = tuple(Choice(text, words(VALUES.get(text, text))) for text in texts)
    return FieldLabel(
        label=label, labels=_both(says), interview=b"", ref="", control="select_one", type="string", choices=choices
    )


def _both(says: str) -> dict[str, str]:
    return {code: Words(code)(says) for code in get_args(Language)}


def _question(session: Session, case_state: Case, id_: bytes, ref: str, language: Language) -> FieldLabel:
    talk = case_state.interviews.get(id_)
    try:
        if talk is None:
            return FieldLabel(ref, {}, id_, ref)
        interview = held_again(session, talk, language)
    except SanadError:
        return FieldLabel(ref, {}, id_, ref)
    defined = next((definition for definition in interview.form.questions() if definition.path == plain(ref)), None)
    codes = dict.fromkeys(form_language.code for form_language in interview.form.languages)
    labels = {code: _label(interview, ref, address(interview, code), defined) for code in codes}
    label = _label(interview, ref, interview.language, defined)
    if defined is None:
        return FieldLabel(label, labels, id_, ref)
    choices = {choice.value: choice for choice in defined.choices}
    with suppress(SanadError):  # an entry that a colleague took out has no place any more
        choices |= {choice.value: choice for choice in interview.node(ref).choices}
    return FieldLabel(
        label=label,
        labels=labels,
        interview=id_,
        ref=ref,
        control=defined.control,
        type=defined.type,
        choices=tuple(choices.values()),
        appearance=defined.appearance,
    )


def _fact(session: Session, case_state: Case, name: str, language: Language) -> FieldLabel:
    """As the latest interview asks it that asks it at all."""
    for talk in sorted(case_state.interviews.values(), key=lambda interview: interview.finished, reverse=True):
        try:
            form = held_again(session, talk, language).form
        except SanadError:
            continue
        for question in form.questions():
            if question.extras.get("fact") == name and "[" not in question.path:
                return _question(session, case_state, talk.id, question.path, language)
    return FieldLabel(name)


def _label(interview: Interview, ref: str, language: str, defined: QuestionDef | None) -> str:
    try:
        node = interview.node(ref, language or None)
        return marked(node.label) or node.name
    except SanadError:
        label = defined.labels.get(language or interview.form.default_language, "") if defined else ""
        return marked(label) or ref

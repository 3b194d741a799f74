"""What a case knows already, for an interview that belongs to it: filled in, shown, not asked anew.

Left as it is, such an answer says nothing new of the case when the interview is finished: it neither
differs from what a colleague writes meanwhile nor hides it. Changed, it is written like any other."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.case import events
from app.case.fields import map_of
from app.case.projection import Case
from app.casework.questionnaires import forms
from app.casework.questionnaires.answers import fact_of, facts, known_places, prefill
from app.casework.session.session import EventAppender, Session
from app.clock import utc
from app.form import Interview


@dataclass(frozen=True, slots=True)
class PrefilledAnswer:
    """`at`, `author`: when it was last written, and by whom; "" where nobody knows."""

    value: str
    at: datetime
    author: str


def of_case(case: Case) -> dict[str, str]:
    """Facts that stand and about which nobody differs."""
    return {name: text for name, text in case.facts.items() if not case.registers["fact", name].differs()}


def fill(interview: Interview, case: Case) -> dict[str, str]:
    """Answer what the case knows; the facts that the form could take."""
    known_facts = of_case(case)
    prefill(interview, known_facts)
    filled_facts = facts(interview)
    return {name: text for name, text in known_facts.items() if filled_facts.get(name) == text}


def recognised(interview: Interview, case: Case) -> dict[str, str]:
    """The facts of the case that an interview says already."""
    stated_facts = facts(interview)
    return {name: text for name, text in of_case(case).items() if stated_facts.get(name) == text}


def follow(interview: Interview, known_facts: Mapping[str, str], case: Case) -> dict[str, str]:
    """What was left as it was follows a correction that came meanwhile; the facts as they are now."""
    previous_facts, now = facts(interview), of_case(case)
    newer = {
        name: now[name]
        for name, text in known_facts.items()
        if previous_facts.get(name) == text and now.get(name, text) != text
    }
    prefill(interview, newer)
    filled_facts = facts(interview)
    return {**known_facts, **{name: text for name, text in newer.items() if filled_facts.get(name) == text}}


def places(
    session: Session, interview: Interview, known_facts: Mapping[str, str], case: Case
) -> dict[str, PrefilledAnswer]:
    """Where an answer stands as the case knows it."""
    return {
        path: _since(session, case, fact, known_facts[fact])
        for path, fact in known_places(interview, known_facts).items()
    }


def earlier(session: Session, interview: Interview, case: Case) -> dict[str, PrefilledAnswer]:
    """What was said the last time, of what is asked anew each time: by place."""
    facts_now = of_case(case)
    return {
        definition.path: _since(session, case, fact, facts_now[fact])
        for definition in interview.form.questions()
        if definition.extras.get("anew") and (fact := fact_of(definition.extras)) in facts_now
    }


def uncovered(session: Session, case: Case, fact: str) -> None:
    """This officer is shown a hidden fact, in an interview that belongs to the case: it is written in
    the case itself, as of the interview that said it."""
    register = case.registers.get(("fact", fact))
    if register is None:
        return
    content = case.timeline[register.last.place].content
    with session.vault.transaction() as writer:
        EventAppender(session, writer, case.id).say(
            events.VIEWED, {"interview": content.get("interview", b""), "answers": _where(session, content, fact)}
        )


def _where(session: Session, content: Mapping[str, Any], fact: str) -> list[str]:
    hash_ = map_of(content.get("form")).get("hash")
    if not isinstance(hash_, bytes):
        return []
    try:
        form = forms.load(session, hash_.hex())
    except forms.NoForm:
        return []
    return [definition.path for definition in form.questions() if fact_of(definition.extras) == fact]


def new_facts(interview: Interview, known_facts: Mapping[str, str]) -> dict[str, str]:
    """Those that the interview says and the case did not, and "" for what it asks anew and ends."""
    stated_facts = facts(interview)
    questions = {
        fact_of(definition.extras): ""
        for definition in interview.form.questions()
        if definition.extras.get("anew") == "ends"
    }
    return questions | {name: text for name, text in stated_facts.items() if known_facts.get(name) != text}


def unchanged(interview: Interview, known_facts: Mapping[str, str]) -> dict[str, str]:
    stated_facts = facts(interview)
    return {name: text for name, text in known_facts.items() if stated_facts.get(name) == text}


def _since(session: Session, case: Case, fact: str, text: str) -> PrefilledAnswer:
    register = case.registers.get(("fact", fact))
    writes = [write for write in register.written if write.text == text] if register else []
    if not writes:
        return PrefilledAnswer(text, utc(case.opened), "")
    event = case.timeline[writes[-1].place]
    name = session.vault.directory.name_of(event.stream)
    return PrefilledAnswer(text, utc(event.at), name)

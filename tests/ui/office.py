"""An office of three computers: the desk, Layla who inspects, Omar of the shelter. All fictional."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.casework.cases import erasure, queries
from app.casework.exchange import post
from app.casework.exchange.post import CollectionSummary, DeliverySummary
from app.casework.interviews import conflicts
from app.casework.interviews import interview as work
from app.casework.interviews.interview import FinishedInterview
from app.casework.organisation import administration, membership
from app.casework.questionnaires import forms
from app.casework.session.session import Session
from tests.erasing import vouch
from tests.gate_answers import with_gates
from tests.people import Wrist
from tests.ui.hand import Hand

ORGANISATION, TEAM, SECOND = "إدارة حماية العمالة", "مفتشو الفروانية", "هدى الصباح"


@dataclass
class Colleague:
    """One of them at a window of their own."""

    hand: Hand
    stick: Path

    @property
    def session(self) -> Session:
        return self.hand.window.context.session

    def writes(self) -> DeliverySummary:
        """The stick, without the screen."""
        return self.hand.does(lambda: post.export(self.session, self.stick))

    def takes(self) -> CollectionSummary:
        return self.hand.does(lambda: post.collect(self.session, self.stick))

    def interviews(self, **facts: str) -> FinishedInterview:
        """A finished interview of a new case."""
        return self.hand.does(lambda: finished(self.session, facts))

    def begins(self, **facts: str) -> str:
        """An unfinished one: the draft's id."""
        return self.hand.does(lambda: begun(self.session, facts))

    def corrects(self, case: str, question: str, value: str, source: str = "") -> None:
        def put() -> None:
            interview = queries.case(self.session, case).interviews[0]
            ref = next(path for path in interview.values if path.endswith(f"/{question}"))
            conflicts.correct(self.session, case, interview.id, ref, value, source=source)

        self.hand.does(put)


@dataclass
class Office:
    desk: Colleague
    layla: Colleague
    omar: Colleague
    second_sheet: tuple[str, ...]
    clock: Wrist

    def vouches(self, colleague: Colleague) -> None:
        """The second desk holder's key certifies this colleague too; the desk's next post says so."""
        session, sheet = self.desk.session, self.second_sheet
        self.desk.hand.does(lambda: vouch(session, sheet, [colleague.session.vault.stream]))

    def waits(self, *, days: int = 8) -> None:
        """So many days go by, and each computer does what is due."""
        self.clock.pass_(days=days)
        for colleague in self.everybody():
            colleague.hand.does(lambda: erasure.settle(colleague.session))  # noqa: B023

    def everybody(self) -> tuple[Colleague, ...]:
        return self.desk, self.layla, self.omar


def opened(
    opens: Callable[..., Any], folder: Path, language: str = "en", *, had_case: bool = False, omar: str = "shelter"
) -> Office:
    """Three windows of people who have joined, and whose post has gone round. `had_case`: Layla had
    a case already; `omar`: his role."""
    clock, stick = Wrist(), folder / "stick"
    stick.mkdir()

    def person(name: str, role: str) -> Colleague:
        hand = opens(language, at=folder / name)
        hand.window.context.clock = clock
        return Colleague(hand.unlocks_new(name, role), stick)

    desk = person("يوسف الراشد", "supervisor")
    layla, other_person = person("ليلى السالم", "inspector"), person("عبدالله المطيري", omar)
    if had_case:
        layla.interviews(name="Sunita Tamang")
    founded = desk.hand.does(lambda: administration.create_organisation(desk.session, ORGANISATION, SECOND, TEAM))
    invitation = folder / "invitation"
    desk.hand.does(lambda: administration.invite(desk.session, invitation))
    for colleague in (layla, other_person):
        answer, reply = folder / "answer", folder / "reply"
        colleague.hand.does(lambda: membership.answer(colleague.session, invitation, answer))  # noqa: B023
        desk.hand.does(lambda: administration.admit(desk.session, answer, reply))  # noqa: B023
        colleague.hand.does(lambda: membership.finish(colleague.session, reply))  # noqa: B023
    office = Office(desk, layla, other_person, founded.second_words, clock)
    for _ in range(2):
        for colleague in office.everybody():
            colleague.writes()
            colleague.takes()
    return office


def begun(session: Session, facts: dict[str, str]) -> str:
    live = work.start(session, forms.forms(session)[0].hash)
    answers = with_gates({
        "present": "nobody", "overheard": "no", "wants_here": "yes", "sex": "female",
        "consent_talk": "yes", "consent_record": "yes", "age": "26",
        "needs_any": "yes",  # so that telephone, place and papers are asked
        "papers_now": "yes", **facts,
    })  # fmt: skip
    questions = live.form.questions()
    for name, value in answers.items():
        path = next(q.path for q in questions if name in (q.extras.get("fact"), q.name))
        work.keep(session, live.draft_id, live.interview.answer(path, value).answers)
    work.leave(session, live.draft_id)
    return live.draft_id


def finished(session: Session, facts: dict[str, str]) -> FinishedInterview:
    return work.finish(session, begun(session, facts))

"""What is remembered while somebody practises: in memory alone, and gone with the process."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.casework.pages.mission_score import Verdict
    from app.casework.pages.practice import Mission


@dataclass(slots=True)
class Training:
    """`current`: the id of whom the interview is with; the rest by id: drafts, finished interviews (case
    and interview), what the last score came to."""

    missions: "dict[str, Mission]" = field(default_factory=dict)
    current: str = ""
    drafts: dict[str, str] = field(default_factory=dict)
    finished: dict[str, tuple[str, str]] = field(default_factory=dict)
    verdicts: "dict[str, Verdict]" = field(default_factory=dict)

    def add(self, missions: "tuple[Mission, ...]") -> None:
        """A trainer's take the place of those with the same id."""
        self.missions |= {mission.id: mission for mission in missions}

    def begin(self, draft_id: str) -> None:
        """An interview with the current one was begun or taken up."""
        if self.current:
            self.drafts[self.current] = draft_id

    def whose(self, case_id: str, interview_id: str) -> str:
        """Whom a finished interview was with."""
        talks = {talk: id_ for id_, talk in self.finished.items()}
        return talks.get((case_id, interview_id), "")

    def finish(self, case_id: str, interview_id: str) -> None:
        """It was finished: the score can be seen."""
        if self.current:
            self.drafts.pop(self.current, None)
            self.finished[self.current] = (case_id, interview_id)

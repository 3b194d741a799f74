"""Two or more people who write on one case apart, and whose logs meet now and then."""

import hashlib
from dataclasses import dataclass, field

from app.case import events
from app.case.event_log import merge
from app.case.events import Event
from app.case.projection import Case, fold

CASE = bytes(16)
TALK = b"i" * 16


@dataclass
class Colleague:
    """Writes on top of everything that stands in their own log, as the program does."""

    name: str
    role: str = "inspector"
    log: list[Event] = field(default_factory=list)

    @property
    def case(self) -> Case:
        return fold(CASE, self.log)

    def says(self, what: str, at: int = 0, **content: object) -> Event:
        seen = self.case.heads
        id_ = hashlib.sha256(repr((self.name, what, at, seen, content)).encode()).digest()
        event = Event(id_, self.name.encode().ljust(16), what, at, seen, content, self.role)
        self.log.append(event)
        return event

    def finishes(self, answers: dict[str, str], **more: object) -> Event:
        pairs = [[path, text] for path, text in answers.items()]
        return self.says(events.ANSWERS, interview=TALK, answers=pairs, **more)

    def corrects(self, path: str, text: str, **more: object) -> Event:
        return self.says(events.CORRECTED, interview=TALK, answers=[[path, text]], **more)

    def resolves(self, of: tuple, value: str, **more: object) -> Event:
        return self.says(events.RESOLVED, **{"field": list(of), "value": value, "both": 0, **more})

    def meets(self, *others: "Colleague") -> None:
        """Everybody leaves with everything."""
        everything = merge(self.log, *(other.log for other in others))
        for each in (self, *others):
            each.log = list(everything)

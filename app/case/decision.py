"""A decision on what a person is, by a named body: never by answers alone, never by one hand where
the profile asks for two."""

from dataclasses import dataclass

from app.case import fields
from app.case.events import Event, same_hand
from app.case.profile import STATUSES


@dataclass(frozen=True, slots=True)
class Decision:
    """`event`: what a confirmation names. `confirmed`: the event that put it in force, its own where
    one person is enough, b"" while a second one is waited for."""

    event: bytes
    status: str
    body: str
    reason: str
    at: int
    stream: bytes
    person: bytes
    confirmed: bytes = b""

    @classmethod
    def of(cls, event: Event) -> "Decision | None":
        """None where the event names no known status, no body or no reason."""
        content = event.content
        status, body = fields.text(content.get("status")), fields.text(content.get("body")).strip()
        reason = fields.text(content.get("reason")).strip()
        if status not in STATUSES or not body or not reason:
            return None
        return cls(
            event=event.id,
            status=status,
            body=body,
            reason=reason,
            at=event.at,
            stream=event.stream,
            person=event.person,
        )

    def same_hand(self, event: Event) -> bool:
        """Is an event by whoever decided?"""
        return same_hand(self.person, self.stream, event)

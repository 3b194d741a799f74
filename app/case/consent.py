"""What a person agreed to, for one purpose and, where it is shared, one agency.

A legal duty is no consent: it is recorded apart (events.BASIS), and the person's no stays a no.
"""

from dataclasses import dataclass

from app.case import fields
from app.case.events import Event, moment

YES, NO, WITHDRAWN = ANSWERS = ("yes", "no", "withdrawn")
SIGNATURE, SPOKEN, THUMB = MODES = ("signature", "spoken", "thumb")


@dataclass(frozen=True, slots=True)
class Consent:
    """`giver`: who spoke, "" for the person, else such as the guardian. `expires`: seconds since
    1970, 0 for never. `wording`: the version of the text that was read out. `picture`: the file of the
    case with a thumb's print, b"" for none."""

    event: bytes
    purpose: str
    agency: str
    answer: str
    language: str
    mode: str
    witness: str
    interpreter: str
    giver: str
    wording: str
    expires: int
    note: str
    at: int
    stream: bytes
    picture: bytes = b""

    @classmethod
    def of(cls, event: Event) -> "Consent | None":
        told = event.content
        answer, picture = fields.text(told.get("answer")), told.get("picture")
        if answer not in ANSWERS:
            return None
        return cls(
            event.id, fields.text(told.get("purpose")), fields.text(told.get("agency")), answer,
            fields.text(told.get("language")), fields.text(told.get("mode")),
            fields.text(told.get("witness")), fields.text(told.get("interpreter")),
            fields.text(told.get("giver")), fields.text(told.get("wording")),
            moment(told.get("expires")), fields.text(told.get("reason")), event.at, event.stream,
            picture if isinstance(picture, bytes) else b"",
        )  # fmt: skip

    def holds(self, at: int) -> bool:
        """Yes, and not over."""
        return self.answer == YES and not 0 < self.expires <= at

    def in_own(self, language: str) -> bool:
        """Was it given in the person's own language? Where that isn't known: in one that is named."""
        return bool(self.language) and language in ("", self.language)

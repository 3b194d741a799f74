"""What a person agreed to, for one purpose and, where it is shared, one agency.

A legal duty is no consent: it is recorded apart (events.BASIS), and the person's no stays a no."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.case import events, fields
from app.case.events import Event, moment

YES, NO, WITHDRAWN = ANSWERS = ("yes", "no", "withdrawn")
ASKED_IN = frozenset({events.ANSWERS, events.HANDED_ON, events.CORRECTED, events.RESOLVED})
IN_INTERVIEW = "interview"  # how it was given: asked and answered in an interview
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
    def asked(cls, event: Event, purpose: str, answer: str) -> "Consent":
        """One that a question of an interview asked for; which, and in which language, its event
        says."""
        entry = next((entry for entry in _entries(event) if entry["purpose"] == purpose), {})
        return cls(
            event=event.id, purpose=purpose, agency="", answer=answer, language=fields.text(entry.get("language")), mode=IN_INTERVIEW, witness="",
            interpreter=fields.text(entry.get("interpreter")), giver="", wording=fields.text(entry.get("wording")), expires=0, note="",
            at=event.at, stream=event.stream,
        )  # fmt: skip

    @classmethod
    def of(cls, event: Event) -> "Consent | None":
        content = event.content
        answer, picture = fields.text(content.get("answer")), content.get("picture")
        if answer not in ANSWERS:
            return None
        return cls(
            event=event.id, purpose=fields.text(content.get("purpose")), agency=fields.text(content.get("agency")), answer=answer,
            language=fields.text(content.get("language")), mode=fields.text(content.get("mode")),
            witness=fields.text(content.get("witness")), interpreter=fields.text(content.get("interpreter")),
            giver=fields.text(content.get("giver")), wording=fields.text(content.get("wording")),
            expires=moment(content.get("expires")), note=fields.text(content.get("reason")), at=event.at, stream=event.stream,
            picture=picture if isinstance(picture, bytes) else b"",
        )  # fmt: skip

    def holds(self, at: int) -> bool:
        """Yes, and not over."""
        return self.answer == YES and not 0 < self.expires <= at

    def in_own(self, language: str) -> bool:
        """Was it given in the person's own language? Where that isn't known: in one that is named."""
        return bool(self.language) and language in ("", self.language)


def asked_in(event: Event) -> dict[str, str]:
    """Purpose to answer, as an interview's questions were answered: "" where one is not answered."""
    return {entry["purpose"]: entry["answer"] for entry in _entries(event)}


def _entries(event: Event) -> Iterator[dict[str, Any]]:
    consents = event.content.get("consents")
    for consent in consents if isinstance(consents, list) else ():
        entry = fields.map_of(consent)
        purpose, answer = fields.text(entry.get("purpose")), entry.get("answer")
        if purpose in OF_INTERVIEWS and answer in ("", YES, NO):
            yield {**entry, "purpose": purpose, "answer": answer}


# Sharing names an agency and a return has a gate of its own: no question of a questionnaire says them.
OF_INTERVIEWS = frozenset({"interview", "record", "media", "statistics", "recontact"})

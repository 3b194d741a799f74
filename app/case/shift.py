"""What one shift tells the next about a case, and who took it over. docs/formats/events.md, "note" """

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.case import fields
from app.case.events import Event, same_hand

if TYPE_CHECKING:
    from app.case.projection import CaseBuilder

NOTE, TAKEN = "shift", "shift taken"  # what a note is about


@dataclass(frozen=True, slots=True)
class ShiftNote:
    """`taken`: the event of whoever took it over first, b"" while it waits."""

    event: bytes
    text: str
    at: int
    stream: bytes
    person: bytes
    place: int
    taken: bytes = b""


def noted(folding: "CaseBuilder", place: int, event: Event) -> bool:
    """A line for the next shift. Each stands beside the others: none replaces another."""
    text = fields.text(event.content.get("text")).strip()
    if not text:
        return False
    folding.case.shift[event.id] = ShiftNote(event.id, text, event.at, event.stream, event.person, place)
    return True


def taken(folding: "CaseBuilder", place: int, event: Event) -> bool:
    """Lines that somebody else has read and goes on with; those that its author had not seen, or wrote,
    stay as they are."""
    note_ids = event.content.get("of")
    ids = [note_id for note_id in note_ids if isinstance(note_id, bytes)] if isinstance(note_ids, list) else []
    shift_notes = [folding.case.shift.get(id_) for id_ in ids]
    accepted_notes = [
        shift_note
        for shift_note in shift_notes
        if shift_note is not None
        and folding.past.saw(place, shift_note.place)
        and not same_hand(shift_note.person, shift_note.stream, event)
    ]
    for note in accepted_notes:
        folding.case.shift[note.event] = replace(note, taken=note.taken or event.id)
    return bool(accepted_notes)

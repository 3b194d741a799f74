"""What came from another organisation's file (HTCDS): kept as it was said there, beside the facts that it is here.

It counts only where that organisation's record says that the person consented, or where the event gives a
legal basis for keeping it: nobody's answers are taken in otherwise. docs/formats/events.md
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.case import events, fields, htcds, refusal
from app.case.events import Event

if TYPE_CHECKING:
    from app.case.projection import CaseBuilder

MOST_FIELDS = 200


@dataclass(frozen=True, slots=True)
class ImportedRecord:
    """`standard`: whose fields `values` names; `source`: the file and the row, as people read it. `basis`: why
    it is kept where the record speaks of no consent, "" where it does."""

    event: bytes
    standard: str
    source: str
    row: int
    values: Mapping[str, tuple[str, ...]]
    basis: str
    at: int
    stream: bytes

    @property
    def consented(self) -> bool:
        return self.values.get(htcds.CONSENT) == (htcds.TRUE,)

    @classmethod
    def of(cls, event: Event) -> "ImportedRecord | None":
        content = event.content
        row, values = content.get("row"), _values(content.get("values"))
        standard = fields.text(content.get("standard"))
        if not standard or not values:
            return None
        return cls(
            event=event.id, standard=standard, source=fields.text(content.get("source")),
            row=row if type(row) is int else 0, values=values,
            basis=fields.text(content.get("reason")).strip(), at=event.at, stream=event.stream,
        )  # fmt: skip


def _imported(folding: "CaseBuilder", place: int, event: Event) -> bool:
    record = ImportedRecord.of(event)
    if record is None:
        return folding.refuse(event, refusal.NOTHING)
    if not (record.consented or record.basis):
        return folding.refuse(event, refusal.CONSENT)
    folding.case.imported.append(record)
    folding.facts(place, fields.mapped(event.content.get("facts")))
    return True


def _values(value: Any) -> dict[str, tuple[str, ...]]:
    """[[field, text], ...], of a field as often as it has values, and nothing else that stands there."""
    texts_by_field: dict[str, tuple[str, ...]] = {}
    for pair in value if isinstance(value, list) else ():
        match pair:
            case [str(name), str(text)] if len(texts_by_field) < MOST_FIELDS:
                texts_by_field[name] = (*texts_by_field.get(name, ()), text)
    return texts_by_field


IMPORTS: dict[str, Callable[["CaseBuilder", int, Event], bool]] = {events.IMPORTED: _imported}

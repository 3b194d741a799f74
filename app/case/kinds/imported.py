"""What came from another organisation's file (HTCDS): kept as it was said there, beside the facts that it is here.

It counts only where that organisation's record says that the person consented, or where the event gives a
legal basis for keeping it: nobody's answers are taken in otherwise. docs/formats/events.md"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.case import events, fields, htcds, refusal
from app.case.events import Event
from app.case.kinds.declaration import ALL, SHARED, STAYS, TALKS, CaseKind, Inbox, keys
from app.errors import N_

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
            event=event.id,
            standard=standard,
            source=fields.text(content.get("source")),
            row=row if type(row) is int else 0,
            values=values,
            basis=fields.text(content.get("reason")).strip(),
            at=event.at,
            stream=event.stream,
        )


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


IMPORTED = CaseKind(
    what=events.IMPORTED,
    says=N_("Record of another organisation imported"),
    who=ALL,
    effect=_imported,
    group=TALKS,
    keys=keys("""
        standard text; source text; file hash -- SHA-256 of the other organisation's file; row
        number; values [[field of the standard, text], ...]; facts {name: text} -- what of it is
        facts of this case, with `source` as where they are from; reason words
    """),
    page='It has an effect only where `values` says ["con_Consent", "true"] and nothing else of that field, '
    "or `reason` says why it is kept without ([exchange.md](exchange.md))",
    inbox=Inbox("new"),
    leaves=STAYS,
)
MATCHED = CaseKind(
    what=events.MATCHED,
    says=N_("A partner has the same keys: it may know this person too"),
    who=ALL,
    effect=None,
    group=SHARED,
    about="partner",
    keys=keys("""
        run hash; partner text; agency text; kinds [passport, civil_id, name] -- which keys are the
        same: no proof that it is the same person, [matching.md](matching.md)
    """),
    inbox=Inbox("matched"),
    leaves=STAYS,
)

"""What a bundle says of a case as rows: `data/case.json`, its schema, and a table of CSV for each list.

Nothing is read of the records here: the rows are made of what was redacted before, of the answers that
go along (`answers.json`) and of the dossier's reading. docs/formats/bundle.md"""

import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from app.bundle.archive import Source
from app.bundle.manifest import as_json
from app.casework.exchange import table_files
from app.casework.export.dossier_contents import CustodyEntry, Dossier, Exhibit
from app.clock import iso

FOLDER = "data"
FORMAT, VERSION = "sanad-case-data", 1
Row = dict[str, Any]
_Kind = Literal["text", "time", "number", "hash", "texts"]

_CASE: Mapping[str, _Kind] = {"id": "text", "reference": "text", "opened": "time", "officer": "text"}
CUSTODY = "custody"
# each list with its columns, in their order
TABLES: Mapping[str, Mapping[str, _Kind]] = {
    "consents": {
        "purpose": "text", "agency": "text", "answer": "text", "basis": "text", "by": "text", "at": "time",
        "language": "text", "mode": "text",
    },
    "interviews": {
        "id": "text", "form": "text", "version": "text", "title": "text", "form_sha256": "hash",
        "language": "text", "started": "time", "finished": "time", "agreed": "text", "corrections": "text",
        "view": "text",
    },
    "answers": {
        "interview": "text", "ref": "text", "section": "text", "question": "text", "value": "text",
        "answer": "text", "state": "text", "sensitive": "texts", "translated_question": "text",
        "translated_answer": "text",
    },
    "persons": {
        "letter": "number", "role": "text", "name": "text", "name_ar": "text", "relation": "text",
        "sex": "text", "nationality": "text", "civil_id": "text", "passport": "text", "address": "text",
        "licence": "text", "phone": "text", "note": "text", "by": "text", "at": "time",
    },
    "decisions": {
        "id": "text", "status": "text", "body": "text", "reason": "text", "state": "text", "by": "text",
        "at": "time", "second": "text",
    },
    "proceedings": {
        "id": "text", "about": "text", "complaint": "text", "report": "text", "prosecution": "text",
        "court": "text", "authority": "text", "charge": "text", "article": "text", "date": "text",
        "decision": "text", "decided": "text", "sentence": "text", "compensation": "text",
        "appeal": "text", "appeal_until": "text", "protection": "text", "protection_until": "text",
        "note": "text",
    },
    "hearings": {
        "proceeding": "text", "date": "text", "time": "text", "court": "text", "subject": "text",
        "outcome": "text", "note": "text",
    },
    "files": {
        "number": "number", "file": "text", "name": "text", "type": "text", "size": "number",
        "sha256": "hash", "cleared": "text", "note": "text", "by": "text", "at": "time",
    },
    CUSTODY: {
        "number": "number", "at": "time", "what": "text", "by": "text", "to": "text", "agency": "text",
        "sha256": "text", "reason": "text",
    },
}  # fmt: skip


def rows_of(
    answers: Mapping[str, Any],
    exhibits: Sequence[Exhibit],
    case_custody: Sequence[CustodyEntry],
    dossier: Dossier | None,
) -> dict[str, list[Row]]:
    """Every list, by its name. `answers`: what goes into answers.json; `dossier`: None where the file
    stays with colleagues, who have persons and proceedings in their own records."""
    return {
        "consents": [_columns("consents", row) for row in answers["consents"]],
        "interviews": [_interview(row) for row in answers["interviews"]],
        "answers": [
            _answer(interview["id"], row) for interview in answers["interviews"] for row in interview["answers"]
        ],
        **of_dossier(dossier),
        "files": [_file(number, row) for number, row in enumerate(answers["files"], 1)],
        CUSTODY: [
            *(_hand(exhibit.number, hand) for exhibit in exhibits for hand in exhibit.custody),
            *(_hand(0, hand) for hand in case_custody),
        ],
    }


def files_of(answers: Mapping[str, Any], rows: Mapping[str, list[Row]]) -> Iterator[tuple[str, Source]]:
    """The files by their names in the folder of a case; a list without rows has no table."""
    document = {
        "format": FORMAT,
        "version": VERSION,
        "schema": "case.schema.json",
        "case": {
            "id": answers["case"],
            "reference": answers["reference"],
            "opened": answers["opened"],
            "officer": answers["officer"],
        },
        **rows,
    }
    yield f"{FOLDER}/case.json", Source.of(as_json(document))
    yield f"{FOLDER}/case.schema.json", Source.of(as_json(schema()))
    for name, columns in TABLES.items():
        if rows[name]:
            yield f"{FOLDER}/{name}.csv", Source.of(_csv(columns, rows[name]))


def schema() -> dict[str, Any]:
    """Of case.json, in JSON Schema 2020-12."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A case that left an office with Sanad",
        **_object(
            {
                "format": {"const": FORMAT},
                "version": {"const": VERSION},
                "schema": {"const": "case.schema.json"},
                "case": _object(_properties(_CASE)),
                **{name: {"type": "array", "items": _object(_properties(columns))} for name, columns in TABLES.items()},
            }
        ),
    }


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


_TYPES: Mapping[_Kind, dict[str, Any]] = {
    "text": {"type": "string"},
    "time": {"type": "string", "pattern": "^(|[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)$"},
    "number": {"type": "integer", "minimum": 0},
    "hash": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
    "texts": {"type": "array", "items": {"type": "string"}},
}


def _properties(columns: Mapping[str, _Kind]) -> dict[str, Any]:
    return {name: _TYPES[kind] for name, kind in columns.items()}


def _columns(table: str, row: Mapping[str, Any]) -> Row:
    """Every column of a list, "" where the row says nothing of it."""
    return {name: row.get(name, "") for name in TABLES[table]}


def _interview(row: Mapping[str, Any]) -> Row:
    form = row["form"]
    return _columns(
        "interviews",
        {**row, "form": form["id"], "version": form["version"], "title": form["title"], "form_sha256": form["sha256"]},
    )


def _answer(interview: str, row: Mapping[str, Any]) -> Row:
    translation = row.get("translation", {})
    return _columns(
        "answers",
        {
            **row,
            "interview": interview,
            "translated_question": translation.get("question", ""),
            "translated_answer": translation.get("answer", ""),
        },
    )


def of_dossier(dossier: Dossier | None) -> dict[str, list[Row]]:
    """People, decisions and proceedings."""
    if dossier is None:
        return {"persons": [], "decisions": [], "proceedings": [], "hearings": []}
    letters = {person.id: person.place for person in dossier.persons if person.id}
    return {
        "persons": [
            _columns(
                "persons",
                {**person.facts, "letter": person.place, "role": person.role, "name": person.name,
                 "name_ar": person.name_ar, "by": person.author, "at": iso(person.at) if person.at else ""},
            )
            for person in dossier.persons
        ],
        "decisions": [
            _columns(
                "decisions",
                {"id": decision.id, "status": decision.status, "body": decision.body,
                 "reason": decision.reason, "state": decision.state, "by": decision.author,
                 "at": iso(decision.at), "second": decision.second},
            )
            for decision in dossier.decisions
        ],
        "proceedings": [
            _columns(
                "proceedings",
                {**view.facts, "id": view.id, "about": str(letters.get(view.person, ""))},
            )
            for view in dossier.proceedings
        ],
        "hearings": [
            _columns("hearings", {**hearing.facts, "proceeding": view.id})
            for view in dossier.proceedings
            for hearing in view.hearings
        ],
    }  # fmt: skip


def _file(number: int, row: Mapping[str, Any]) -> Row:
    return _columns("files", {**row, "number": number, "by": row["officer"], "at": row["attached"]})


def _hand(number: int, hand: CustodyEntry) -> Row:
    """`number`: of the file, 0 for the whole case with all its files."""
    return _columns(
        CUSTODY,
        {"number": number, "at": iso(hand.at), "what": hand.kind, "by": hand.author,
         "to": hand.recipient, "agency": hand.agency, "sha256": hand.hash, "reason": hand.reason},
    )  # fmt: skip


def _csv(columns: Mapping[str, _Kind], rows: Sequence[Row]) -> bytes:
    target = io.BytesIO()
    with table_files.opened(target, "csv", list(columns)) as writer:
        for row in rows:
            writer.write([" ".join(cell) if isinstance(cell, list) else cell for cell in row.values()])
    return target.getvalue()

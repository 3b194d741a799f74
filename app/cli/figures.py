"""`figures`: tables for reports, safe to leave the office; the cases behind a number, for the office."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

from typer import BadParameter, Option

from app.casework.cases import queries
from app.casework.pages import figure_files, figure_packs, figure_tables, microdata, repeated_names
from app.casework.pages.figure_packs import Pack
from app.casework.pages.figure_tables import CountedTable, Days
from app.casework.pages.small_cells import MERGED
from app.casework.session.session import Session
from app.cli.json_output import Document, JsonView
from app.cli.officer_session import with_session
from app.cli.options import Language, language_of
from app.cli.output import indented, words
from app.language import Words

_OVERLAP = JsonView(
    figure_files.Overlap,
    "pack from=first to=last published=at tables",
    tables=lambda overlap: [table.id for table in overlap.tables],
)
_REPEATED = JsonView(repeated_names.RepeatedName, "kind name cases=references")
_ROWS = JsonView(figure_files.PublishedRows, "file rows left_out k")
_OTHERS = "others"
_EXACT_STAYS = "--exact is for the office alone, and goes into no file: leave out --exact or -o."


@with_session(text=indented)
def sanad_figures(
    session: Session,
    first: Annotated[datetime, Option("--from", formats=["%Y-%m-%d"], help="First day.")],
    last: Annotated[datetime, Option("--to", formats=["%Y-%m-%d"], help="Last day.")],
    pack: Annotated[str, Option("--pack", help="Which tables.")] = "national-committee",
    out_file: Annotated[Path | None, Option("-o", help="A file: .pdf, .xlsx, .csv or .json.")] = None,
    exact: Annotated[bool, Option("--exact", help="For the office alone: small numbers too.")] = False,
    of_cell: Annotated[
        list[str] | None, Option("--of", help="The cases of one number: its table, row and column; in turn.")
    ] = None,
    rows: Annotated[bool, Option("--rows", help="Into the file a row for each case instead, k-anonymous.")] = False,
    k: Annotated[int, Option("--k", help="How many cases have to be alike.")] = microdata.USUAL_K,
    repeated: Annotated[
        bool, Option("--repeated", help="Employers and recruiters of several cases: the desk.")
    ] = False,
    language: Language = "en",
) -> Document:
    chosen, days = figure_packs.pack(pack), Days(first.date(), last.date())
    code = language_of(language)
    if exact and out_file is not None:
        raise BadParameter(_EXACT_STAYS)
    if repeated:
        return {"repeated": _REPEATED.each(repeated_names.repeated(session))}
    if of_cell:
        return {"cases": _cases(session, chosen, days, of_cell)}
    if out_file is not None and rows:
        return _ROWS(figure_files.publish_microdata(session, days, out_file.absolute(), code, k))
    document = {
        "pack": chosen.id,
        "version": chosen.version,
        "title": chosen.title[code],
        "source": chosen.source[code],
        "note": chosen.note[code],
        "from": days.first,
        "to": days.last,
    }
    if out_file is not None:
        published = figure_files.publish(session, chosen, days, out_file.absolute(), code)
        tables, warnings = published.tables, published.overlaps
        document["file"] = published.file
    else:
        read = figure_tables.count if exact else figure_tables.as_published
        tables, warnings = tuple(read(session, chosen, days)), ()
        if not exact:
            warnings = tuple(figure_files.overlaps(session, chosen, days))
    name, w = figure_tables.namer(session, Words(code)), words()
    return {
        **{key: str(value) for key, value in document.items()},
        "version": chosen.version,
        "tables": [_table(table, name, w) for table in tables],
        "overlaps": _OVERLAP.each(warnings),
    }


def _cases(session: Session, pack: Pack, days: Days, cell: Sequence[str]) -> list[Document]:
    table, row, column = (*cell, "", "")[:3]
    ids = figure_tables.of_cell(session, pack, days, table, row, column)
    return [{"id": id_, "reference": queries.reference_of(session, id_)} for id_ in ids]


def _table(counted: CountedTable, name: Callable[[str, str], str], w: Words) -> Document:
    table = counted.table
    return {
        "id": table.id,
        "title": table.title[w.language],
        "rows": [_value(name, table.rows, value) for value in counted.rows],
        "columns": [_value(name, table.columns, value) for value in counted.columns],
        "numbers": counted.numbers,
        "row_totals": counted.row_edges,
        "column_totals": counted.column_edges,
        "total": counted.total,
        "problem": w(counted.problem) if counted.problem else None,
    }


def _value(name: Callable[[str, str], str], dimension: str, value: str) -> Document:
    return {"code": _OTHERS if value == MERGED else value, "label": name(dimension, value)}

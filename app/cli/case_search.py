"""`case list`, `case search`: the cases on this computer."""

import sys

from app.casework.cases import queries
from app.casework.session.session import Session
from app.cli.json_output import Document, JsonView
from app.cli.officer_session import with_session
from app.cli.options import Limit
from app.cli.output import rows, words
from app.errors import N_

_LISTED = 1000
_KEYS = "id reference name stage marks"
_CASE = JsonView(queries.CaseRow, _KEYS)
_FOUND = JsonView(queries.CaseRow, f"{_KEYS} matched")
_REFERENCES = rows("cases", "{reference}  {name}")


@with_session(text=_REFERENCES)
def case_list(session: Session, limit: Limit = _LISTED) -> Document:
    return _cases(session, "", limit)


@with_session(text=_REFERENCES)
def case_search(session: Session, text: str, limit: Limit = _LISTED) -> Document:
    return _cases(session, text, limit)


def _cases(session: Session, text: str, limit: int) -> Document:
    search = queries.find(session, text, limit)
    has_more = search.total > len(search.rows)
    if has_more:
        sentence = N_("Only the first {n} are shown. Give a higher --limit, or narrow the search.")
        print(words()(sentence, n=len(search.rows)), file=sys.stderr)
    view = _FOUND if text.strip() else _CASE
    return {"cases": view.each(search.rows), "more": has_more}

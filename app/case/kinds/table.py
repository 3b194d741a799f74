"""Every kind of record, by its word; and what roles and fields ask of them."""

from collections.abc import Iterator
from types import ModuleType

from app.case.events import RESOLVED
from app.case.kinds import (
    course,
    files,
    groups,
    handing,
    home_visit,
    imported,
    interpretation,
    links,
    logs,
    people,
    release,
    returned_receipts,
    support_services,
    talks,
)
from app.case.kinds.declaration import CaseKind, Kind
from app.case.roles import ROLES, UNKNOWN

_MODULES = (
    talks,
    handing,
    files,
    course,
    groups,
    links,
    people,
    imported,
    interpretation,
    release,
    returned_receipts,
    support_services,
    home_visit,
    logs,
)


def declared_in(*modules: ModuleType) -> Iterator[Kind]:
    """The kinds that modules declare, in their order."""
    for value in (value for module in modules for value in vars(module).values()):
        for kind in value if isinstance(value, tuple) else (value,):
            if isinstance(kind, Kind):
                yield kind


def _table() -> dict[str, Kind]:
    table: dict[str, Kind] = {}
    for kind in declared_in(*_MODULES):
        if table.setdefault(kind.what, kind) is not kind:
            raise ValueError(f"two kinds of record are called {kind.what!r}")
    return table


KINDS = _table()
OF_CASES = {kind.what: kind for kind in KINDS.values() if isinstance(kind, CaseKind)}
RECORDS = {kind.what: kind.record for kind in OF_CASES.values() if kind.record}
OF_READERS = frozenset(kind.what for kind in OF_CASES.values() if kind.of_readers)
MACHINERY = frozenset(kind.what for kind in OF_CASES.values() if kind.machinery)
PASSING = frozenset(kind.what for kind in OF_CASES.values() if kind.passing)
_FILLED_BY = {field: kind for kind in OF_CASES.values() for field in kind.fills}


def written_by(role: str) -> frozenset[str]:
    """What a role may write; nothing for a role that is none here."""
    return frozenset(kind.what for kind in OF_CASES.values() if role in kind.who)


def may(role: str, kind: str) -> bool:
    """Has such an event of this author an effect? Kinds that this version doesn't know are nobody's
    business here."""
    declared = OF_CASES.get(kind)
    return declared is None or (role if role in ROLES else UNKNOWN) in declared.who


def may_resolve(role: str, field: str) -> bool:
    """May this author decide between two values of such a field? Who may write what fills it may."""
    kind = _FILLED_BY.get(field)
    return may(role, RESOLVED) and (kind is None or may(role, kind.what))

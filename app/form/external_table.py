"""Long lists that stay in a database: rows are looked up there, and all of them are read only where a
question shows the whole list."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from app.form.tree import XNode

LONG = 1000  # rows; a longer list stays where it is kept
Cells = Sequence[str | None]


class Rows(Protocol):
    """The rows of one list, from 0; each with a text for each column, None where it has none."""

    def all(self) -> Iterable[Cells]: ...

    def holding(self, column: str, value: str) -> Sequence[tuple[int, Cells]]:
        """Rows whose column holds a text; of the columns in `lookup_columns` of the table."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalTable:
    """A list as it is written down. `lookup_columns`: the columns that rows are looked up by."""

    root: str
    item: str
    uri: str
    columns: tuple[str, ...]
    lookup_columns: tuple[str, ...]
    rows: Sequence[Cells] = ()
    count: int = 0


# texts of long lists, by their id
TEXT_TABLE = ExternalTable(root="", item="", uri="", columns=("id", "entry"), lookup_columns=("id",))


class ExternalRoot(XNode):
    """The root of a list whose items are nodes only where an expression meets them."""

    __slots__ = ("_nodes", "rows", "table", "whole")

    def __init__(self, table: ExternalTable, rows: Rows) -> None:
        super().__init__("element", table.root, table.uri)
        self.table = table
        self.rows = rows
        self.whole = False
        self._nodes: dict[int, XNode] = {}
        del self.kids  # until somebody walks through all of them: then __getattr__ is asked

    def __getattr__(self, name: str) -> Any:
        if name != "kids":
            raise AttributeError(name)
        self.kids = [self._node(at, cells) for at, cells in enumerate(self.rows.all())]
        self.whole = True
        return self.kids

    def lookup(self, name: str, key: str) -> dict[str, list[XNode]]:
        if self.whole or name != self.table.item or key not in self.table.lookup_columns:
            return super().lookup(name, key)
        return _Looked(self, key)

    def holding(self, column: str, value: str) -> list[XNode]:
        return [self._node(at, cells) for at, cells in self.rows.holding(column, value)]

    def _node(self, at: int, cells: Cells) -> XNode:
        """The same node each time, so that a union of two looks has it once."""
        node = self._nodes.get(at)
        if node is None:
            node = self._nodes[at] = XNode("element", self.table.item, self.table.uri)
            node.parent = self
            for name, text in zip(self.table.columns, cells, strict=True):
                if text is not None:
                    node.put(XNode("element", name, self.table.uri, text=text))
        return node


class _Looked(dict[str, list[XNode]]):
    """An index of one column that fills itself."""

    def __init__(self, root: ExternalRoot, column: str) -> None:
        super().__init__()
        self._root, self._column = root, column

    def get(self, value: str, default: Any = None) -> Any:
        return self._root.holding(self._column, value)


class Columns(Mapping[str, str]):
    """The further columns of a choice, counted and compared by what stands in them."""

    __slots__ = ()

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __eq__(self, mapping: object) -> bool:
        return isinstance(mapping, Mapping) and dict(self) == dict(mapping)

    def __hash__(self) -> int:
        return hash(frozenset(self.items()))


class CellColumns(Columns):
    """Columns of a choice as they lie in its row, but for those that a choice has in any case."""

    __slots__ = ("_cells", "_columns")

    def __init__(self, columns: Sequence[str], cells: Cells) -> None:
        self._columns, self._cells = columns, cells

    def __getitem__(self, name: str) -> str:
        if name in self._columns and name not in OWN:
            text = self._cells[self._columns.index(name)]
            if text is not None:
                return text
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        cells = zip(self._columns, self._cells, strict=True)
        return (name for name, text in cells if text is not None and name not in OWN)


OWN = frozenset({"name", "label", "itextId", "value"})


def table_of(instance: XNode, lookup_columns: Iterable[str], longer_than: int = LONG) -> ExternalTable | None:
    """A list of more rows than that, of the one shape that nearly all have: items that hold texts."""
    if len(instance.kids) != 1:
        return None
    [root] = instance.kids
    if len(root.kids) <= longer_than or root.attrs:
        return None
    item, uri = root.kids[0].name, root.uri
    columns: dict[str, int] = {}
    rows: list[list[str | None]] = []
    for kid in root.kids:
        cells = _cells(kid, item, uri, columns)
        if cells is None:
            return None
        rows.append(cells)
    for cells in rows:
        cells.extend([None] * (len(columns) - len(cells)))
    lookup_names = set(lookup_columns)
    indexed = tuple(name for name in columns if name in lookup_names)
    return ExternalTable(
        root=root.name, item=item, uri=uri, columns=tuple(columns), lookup_columns=indexed, rows=rows, count=len(rows)
    )


def _cells(kid: XNode, item: str, uri: str, columns: dict[str, int]) -> list[str | None] | None:
    """A row with its columns in order; None for another shape."""
    if kid.kind != "element" or kid.name != item or kid.uri != uri or kid.attrs or kid.prefix:
        return None
    cells: list[str | None] = []
    for field in kid.kids:
        if field.kind != "element" or field.kids or field.attrs or field.uri != uri or field.prefix:
            return None
        at = columns.setdefault(field.name, len(columns))
        if at < len(cells):  # another order, or the same column twice
            return None
        cells.extend([None] * (at - len(cells)))
        cells.append(field.text)
    return cells if kid.kids else None

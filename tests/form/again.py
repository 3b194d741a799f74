"""A form compiled, written down as data and opened from it: as it is opened the second time."""

from collections.abc import Sequence

from app.form import Form
from app.form.cache import form_cache
from app.form.external_table import TEXT_TABLE, Cells, ExternalTable


class InMemory:
    """The rows of a long list, where a vault isn't what is tried."""

    def __init__(self, table: ExternalTable) -> None:
        self.table = table

    def all(self) -> Sequence[Cells]:
        return self.table.rows

    def holding(self, column: str, value: str) -> list[tuple[int, Cells]]:
        index = self.table.columns.index(column)
        return [(at, cells) for at, cells in enumerate(self.table.rows) if cells[index] == value]


def again(form: Form, longer_than: int = 3) -> Form:
    """`longer_than`: how many rows a list has that is looked up rather than read."""
    data = form_cache.write_form(form, longer_than)
    empty = TEXT_TABLE
    return form_cache.read_form(data.content, lambda name, table: InMemory(data.tables.get(name, empty)))

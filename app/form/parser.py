"""What reads bytes that anybody may have made.

By itself the engine reads XML and workbooks where it runs, with lxml and pyxform. Whoever has
something to lose in its process hands in a `Parser` that reads them in another one;
`app.form.parsed_data` says how what was read comes back. Nothing but these four touches such bytes
with more than Python itself."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from app.form.tree import XNode
    from app.form.workbook.conversion import Converted

Lines = Mapping[tuple[str, str], int]  # by kind (bind, control, action) and path


class Parser(Protocol):
    """Each raises FormRefused, as reading here would."""

    def tree(self, data: bytes, *, strip: bool) -> "XNode":
        """The document of an XML (`app.form.tree.parsed`)."""

    def lines(self, xml: str) -> Lines:
        """Where things stand in an XForm (`app.form.source_lines.lines_of`)."""

    def inlined(self, xml: str, files: Mapping[str, bytes]) -> str:
        """An XForm with lists inside it (`app.form.attached_lists.inlined`)."""

    def converted(self, data: bytes, suffix: str) -> "Converted":
        """The XForm of a workbook (`app.form.workbook.conversion.converted`)."""

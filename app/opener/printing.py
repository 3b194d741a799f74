"""Paper from memory: nothing is written to a temporary file.

Where CUPS is there, a document goes to `lp` through a pipe; elsewhere pages are drawn on the printer's
own surface. What strangers made is drawn by a child; texts and tables are laid out here."""

from collections.abc import Callable

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter, QPdfWriter, QTextCursor, QTextDocument, QTextOption
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtWidgets import QWidget

from app.errors import N_, SanadError
from app.language import isolate
from app.opener.received import ReceivedTable
from app.platform import system
from app.ui import paper, theme
from app.ui.app_context import AppContext
from app.ui.labels import said
from app.ui.parts.dialog import Dialog, DialogButton

_RESOLUTION, _WIDTH = 200, 1654
_MARGIN_MM = 15


def takes_documents() -> bool:
    """Does this computer print a PDF by itself?"""
    return bool(system.print_program())


def ask(
    window: QWidget, context: AppContext, make: Callable[[], bytes | list[QImage]], failed: Callable[[SanadError], None]
) -> None:
    """Name the printer, and print once somebody says so. NoPrinter, by `failed`."""
    names = paper.printers()
    if not names:
        failed(paper.NoPrinter())
        return
    printer, title = names[0], paper.document_name(theme.words())
    asker = Dialog(
        window,
        N_("Print it?"),
        lambda w: w(
            "It goes to {printer}. Whoever finds the paper can read it; some printers keep what they printed.",
            printer=isolate(printer),
        ),
        [
            DialogButton(N_("Do not print")),
            DialogButton(N_("Print"), lambda: _print(context, window, make, (printer, title), failed), "grave"),
        ],
        width=560,
    )
    asker.raise_()


def _print(
    context: AppContext,
    window: QWidget,
    make: Callable[[], bytes | list[QImage]],
    where: tuple[str, str],
    failed: Callable[[SanadError], None],
) -> None:
    def work() -> list[QImage]:
        pages_made = make()
        if takes_documents():
            paper.send(pages_made if isinstance(pages_made, bytes) else as_pdf(pages_made), *where)
            return []
        return pages_made if isinstance(pages_made, list) else []

    def draw(pages: list[QImage]) -> None:
        try:
            if pages:
                _draw(pages, *where)
        except SanadError as error:
            failed(error)

    context.workers.slow(window, work, draw, failed)


def _draw(pages: list[QImage], printer: str, title: str) -> None:
    info = QPrinterInfo.printerInfo(printer)
    if info.isNull():
        raise paper.NoPrinter
    device = QPrinter(info, QPrinter.PrinterMode.HighResolution)
    device.setDocName(title)
    device.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    painter = QPainter()
    if not painter.begin(device):
        raise paper.NoPrinter
    try:
        for number, image in enumerate(pages):
            if number:
                device.newPage()
            painter.drawImage(_inside(image, device.width(), device.height()), image)
    finally:
        painter.end()


def as_pdf(pages: list[QImage]) -> bytes:
    """Pages of A4, in memory."""
    buffer, writer = _writer()
    painter = QPainter(writer)
    for number, image in enumerate(pages):
        if number:
            writer.newPage()
        painter.drawImage(_inside(image, writer.width(), writer.height()), image)
    painter.end()
    return bytes(buffer.data().data())


def _writer() -> tuple[QBuffer, QPdfWriter]:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(_RESOLUTION)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
    writer.setPageMargins(margins, QPageLayout.Unit.Millimeter)
    return buffer, writer


def _inside(image: QImage, width: int, height: int) -> QRectF:
    """As large as the page allows, and never wider than high where it is not."""
    scale = min(width / max(1, image.width()), height / max(1, image.height()))
    return QRectF(0, 0, image.width() * scale, image.height() * scale)


def of_text(text: str) -> list[QImage]:
    document = _document(right=False)
    document.setPlainText(text)
    return _pages(document)


def of_tables(tables: list[ReceivedTable], right: bool) -> list[QImage]:
    """Tables as pages: each row a line of its own, with the columns named above."""
    document = _document(right=right)
    cursor = QTextCursor(document)
    for table in tables:
        if table.heading:
            cursor.insertText(f"{table.heading}\n\n")
        cursor.insertText(f"{' | '.join(said(column) for column in table.columns)}\n\n")
        for row in table.rows:
            cursor.insertText(" | ".join(row) + "\n")
        cursor.insertText("\n")
    return _pages(document)


def _document(*, right: bool) -> QTextDocument:
    document = QTextDocument()
    option = QTextOption()
    option.setTextDirection(Qt.LayoutDirection.RightToLeft if right else Qt.LayoutDirection.LayoutDirectionAuto)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    document.setDefaultTextOption(option)
    return document


def _pages(document: QTextDocument) -> list[QImage]:
    """Drawn on white, a page of A4 each."""
    margin, height = 100, round(_WIDTH * 1.4142)
    inner = QSizeF((_WIDTH - 2 * margin) / 2, (height - 2 * margin) / 2)
    document.setPageSize(inner)
    pages = []
    for number in range(document.pageCount()):
        image = QImage(_WIDTH, height, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        painter.translate(margin, margin)
        painter.scale(2, 2)
        painter.translate(0, -number * inner.height())
        document.drawContents(painter, QRectF(0, number * inner.height(), inner.width(), inner.height()))
        painter.end()
        pages.append(image)
    return pages

"""Paper from memory: pages of a PDF as pictures for the screen, and the same bytes to a printer.

Nothing is written to a temporary file. Where CUPS is there, the bytes go to `lp` through a pipe;
elsewhere the pages are drawn on the printer's own surface.
"""

import subprocess
from functools import lru_cache

from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from app.errors import N_, SanadError
from app.language import Words
from app.platform import system
from app.ui.pdf import count, page

__all__ = ["count", "page"]


class NoPrinter(SanadError):
    says = N_("The page was not printed. Everything is saved. Check the printer and try again.")


def printers() -> list[str]:
    """The printers of this computer, the usual one first."""
    usual = QPrinterInfo.defaultPrinterName()
    names = [str(name) for name in QPrinterInfo.availablePrinterNames()]
    return sorted(names, key=lambda name: name != usual)


def document_name(words: Words) -> str:
    """What the printer's list shows: nothing of a case."""
    return words(N_("Sanad"))


def send(pdf: bytes, printer: str, title: str) -> None:
    """Print. NoPrinter."""
    program = system.print_program()
    if program:
        command = [program, "-t", title, *(["-d", printer] if printer else []), "--", "-"]
        completed = subprocess.run(command, input=pdf, capture_output=True, check=False)
        if completed.returncode:
            raise NoPrinter
        return
    _draw(pdf, printer, title)


@lru_cache(maxsize=1)
def _draw(pdf: bytes, printer: str, title: str) -> None:
    info = QPrinterInfo.printerInfo(printer)
    if info.isNull():
        raise NoPrinter
    device = QPrinter(info, QPrinter.PrinterMode.HighResolution)
    device.setDocName(title)
    device.setFullPage(True)
    device.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    painter = QPainter()
    if not painter.begin(device):
        raise NoPrinter
    try:
        for number in range(count(pdf)):
            if number:
                device.newPage()
            size = QSizeF(device.width(), device.height())
            image = page(pdf, number, min(device.width(), 2480))
            painter.drawImage(QRectF(0, 0, size.width(), size.height()), image)
    finally:
        painter.end()

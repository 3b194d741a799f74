"""What is copied here stays out of histories and other computers, and goes when the window ends."""

from PySide6.QtCore import QMimeData, QObject
from PySide6.QtGui import QClipboard, QGuiApplication

from app.platform import system

# how Qt names a format of Windows: https://doc.qt.io/qt-6/qmimedata.html#windows-specific-mime-types
_WINDOWS_FORMAT = 'application/x-qt-windows-mime;value="{}"'


class Clipboard(QObject):
    """Marks what this program copied, where the system has such marks; `forget` takes it back.
    `marks`: as of `system.clipboard_marks`."""

    def __init__(
        self, parent: QObject, marks: tuple[tuple[str, bytes], ...] = system.clipboard_marks
    ) -> None:
        super().__init__(parent)
        self._marks = {_WINDOWS_FORMAT.format(name): content for name, content in marks}
        self._clipboard: QClipboard = QGuiApplication.clipboard()
        if marks:
            self._clipboard.dataChanged.connect(self._mark)

    def _mark(self) -> None:
        content = self._clipboard.mimeData()
        if not self._clipboard.ownsClipboard() or set(self._marks) <= set(content.formats()):
            return
        marked = QMimeData()
        for kind in content.formats():
            marked.setData(kind, content.data(kind))
        for kind, mark in self._marks.items():
            marked.setData(kind, mark)
        self._clipboard.setMimeData(marked)

    def forget(self) -> None:
        """Empty the clipboard, unless another program has filled it since."""
        if self._clipboard.ownsClipboard():
            self._clipboard.clear()

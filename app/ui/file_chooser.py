"""Choosing a file or a folder, inside the window: Hide covers it, and no second window carries a title.

The system's own dialog would be a window of its own, which F9 doesn't reach.
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, QUrl
from PySide6.QtWidgets import QDialogButtonBox, QFileDialog, QLineEdit, QSplitter, QWidget

from app.errors import N_
from app.ui.labels import Text, said
from app.ui.parts.buttons import Button
from app.ui.parts.dialog import Answer, Dialog

_PLUGGED_IN = ("/media", "/run/media")
_MOST_STICKS = 6


class FileDialog(Dialog):
    """Folders and files, a name, two answers."""

    def __init__(
        self,
        window: QWidget,
        title: Text,
        on_file: Callable[[Path], None],
        *,
        kinds: str = "",
        save_as: str = "",
        folder: bool = False,
    ) -> None:
        self._then, self.writes, self._folder = on_file, bool(save_as), folder
        self.files = self._files(kinds, save_as)
        super().__init__(
            window, title, "", [Answer(N_("Cancel"))], body=self.files, width=900, fits=self._room
        )
        verb = N_("Save here") if self.writes else N_("Use this folder") if folder else N_("Open")
        self.take = Button(verb, "primary")
        self.buttons.append(self.take)
        self.row.addWidget(self.take)
        self.take.clicked.connect(self._own_button)
        self.files.fileSelected.connect(self._selected)
        self.files.rejected.connect(self.safe)
        self.files.show()
        self.line().setFocus(Qt.FocusReason.OtherFocusReason)
        self.line().selectAll()

    def _room(self, high: int) -> None:
        self.files.setFixedHeight(max(240, min(440, high - 230)))

    def _files(self, kinds: str, save_as: str) -> QFileDialog:
        files = QFileDialog()
        files.setWindowFlags(Qt.WindowType.Widget)
        files.setOption(QFileDialog.Option.DontUseNativeDialog)
        # asked by a dialog of ours; Qt's would be a window of its own
        files.setOption(QFileDialog.Option.DontConfirmOverwrite)
        files.setOption(QFileDialog.Option.ReadOnly, not self.writes)
        mode = QFileDialog.FileMode
        files.setFileMode(mode.Directory if self._folder else mode.AnyFile)
        files.setViewMode(QFileDialog.ViewMode.List)
        files.setSizeGripEnabled(False)
        places = [Path.home(), *sticks()]
        files.setSidebarUrls([*(QUrl.fromLocalFile(str(path)) for path in places), QUrl("file:")])
        files.setDirectory(str(Path.home()))
        if kinds:  # its name alone: the endings would stand mirrored in Arabic
            files.setOption(QFileDialog.Option.HideNameFilterDetails)
            files.setNameFilter(kinds)
        if self.writes:
            files.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            files.setDefaultSuffix("".join(Path(save_as).suffixes).lstrip("."))
            files.selectFile(save_as)
        for box in files.findChildren(QDialogButtonBox):
            box.hide()
        for part in files.findChildren(QWidget):
            if not kinds and part.objectName() in ("fileTypeLabel", "fileTypeCombo"):
                part.hide()
            elif isinstance(part, QSplitter):
                part.setSizes([180, 640])
        return files

    def line(self) -> QLineEdit:
        """Where the name is typed."""
        line_edit = self.files.findChild(QLineEdit, "fileNameEdit")
        assert isinstance(line_edit, QLineEdit)
        line_edit.installEventFilter(self)
        return line_edit

    def _own_button(self) -> None:
        standard = QDialogButtonBox.StandardButton
        for box in self.files.findChildren(QDialogButtonBox):
            button = box.button(standard.Save if self.writes else standard.Open)
            if button is not None:
                button.click()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # its own button is hidden, so that Return wouldn't reach it
        key = getattr(event, "key", None) if event.type() == QEvent.Type.KeyPress else None
        if key is not None and key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._own_button()
            return True
        return super().eventFilter(watched, event)

    def _selected(self, name: str) -> None:
        file = Path(name)
        self.close_down()
        if self.writes and file.exists():
            Dialog(
                self._window,
                N_("A file with this name already exists"),
                N_("Replacing it can't be undone."),
                [
                    Answer(N_("Keep that file")),
                    Answer(N_("Replace it"), lambda: self._then(file), "grave"),
                ],
            )
        else:
            self._then(file)

    def close_down(self) -> None:
        # Qt writes both into a file of its own when the dialog goes
        self.files.blockSignals(True)
        self.files.setHistory([])
        self.files.setDirectory(str(Path.home()))
        super().close_down()

    def tell(self) -> None:
        super().tell()
        self.files.setAccessibleName(said(self.title))
        label_kinds = QFileDialog.DialogLabel
        for label, message in (
            (label_kinds.LookIn, N_("Folder")),
            (label_kinds.FileName, N_("Folder chosen") if self._folder else N_("Name of the file")),
            (label_kinds.FileType, N_("Kind of file")),
        ):
            self.files.setLabelText(label, said(message))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.tell()


def sticks() -> list[Path]:
    """Where Linux shows what is plugged in; elsewhere the list of drives does."""
    paths = [path for base in _PLUGGED_IN for path in sorted(Path(base).glob("*/*"))]
    return paths[:_MOST_STICKS]

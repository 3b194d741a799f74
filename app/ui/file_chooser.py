"""Choosing a file or a folder, inside the window: Hide covers it, and no second window carries a title.

What lies on disks is read away from the screen. Nothing of it is kept but, until the lock, the
folder in which a file was chosen last.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from app import folders
from app.errors import N_, SanadError
from app.folders import FileEntry, Wanted
from app.language import Words, fold, strip_marks
from app.platform.volumes import Volume
from app.ui import file_places, theme
from app.ui.app_context import AppContext
from app.ui.file_places import FilePlace
from app.ui.interview.long_list import fold_all
from app.ui.labels import Label, Text, name, tooltip
from app.ui.parts import Button, Chip, FieldProblem, IconButton, LineInput, announce, layouts
from app.ui.parts.dialog import Dialog, DialogButton
from app.ui.parts.row_list import RowList, Shown
from app.ui.sync.states import size

_LOOKS_MS = 1500  # whether a stick came or went
_AROUND = 190  # of the dialog, around what is looked through
_NARROW = 640
_PLACES = 250
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp", ".tif", ".tiff", ".heic")
_SOUNDS = (".mp3", ".wav", ".ogg", ".opus", ".m4a", ".aac", ".amr", ".flac", ".3ga")
_GONE = N_("This stick or share was removed. Nothing is lost. Plug it in again, or choose another place.")


class FileDialog(Dialog):
    """Places, the files of a folder, a name where something is saved; two answers."""

    _hidden, _narrow_now = 0, False

    def __init__(
        self,
        window: QWidget,
        title: Text,
        on_file: Callable[[Path], None],
        *,
        kinds: str = "",
        save_as: str = "",
        folder: bool = False,
        needs: int | None = 0,
        on_stick: bool = False,
    ) -> None:
        """`kinds`: patterns in brackets, "PDF (*.pdf)"; others show on demand. `save_as`: the name to
        begin with. `needs`: bytes that are going to be written, where that is known; None: nothing is. `on_stick`: on a stick,
        so that one begins there where one is plugged in."""
        self._then, self.writes, self._folder, self._needs = on_file, bool(save_as), folder, needs
        self._wanted = Wanted.of(kinds)
        self._suffix = "".join(Path(save_as).suffixes)
        context: AppContext = window.context  # type: ignore[attr-defined]
        self._context = context
        self._volumes: tuple[Volume, ...] = context.volumes()
        self._places: list[FilePlace] = file_places.places(self._volumes)
        self.shown_folder = self._beginning(on_stick=on_stick)
        self._entries: list[FileEntry] = []
        self._folded: list[str] | None = None
        self._read_at, self._reading, self._asking = -1.0, 0, False
        self._parts()
        super().__init__(window, title, "", [DialogButton(N_("Cancel"))], body=self.body, width=940, fits=self._room)
        self._connect()
        verb = N_("Save here") if self.writes else N_("Use this folder") if folder else N_("Open")
        self.take = Button(verb, "primary", on_click=self.confirm)
        self.buttons.append(self.take)
        self.row.addWidget(self.take)
        if self.writes:
            self.name_line.setText(folders.safe_name(save_as))
        self.line().setFocus(Qt.FocusReason.OtherFocusReason)
        self.line().selectAll()
        for key in ("Alt+Up", "Alt+Left" if not theme.rtl() else "Alt+Right"):
            QShortcut(QKeySequence(key), self).activated.connect(self.go_up)
        self._looks = QTimer(self, interval=_LOOKS_MS)
        self._looks.timeout.connect(self.look_around)
        self._looks.start()
        self._show_places()
        self.open_folder(self.shown_folder)

    def _beginning(self, *, on_stick: bool) -> Path:
        """Where a file was chosen last, else among the documents."""
        stick = next((volume.path for volume in self._volumes if volume.kind == "stick"), None)
        if on_stick and stick is not None:
            return stick
        last = self._context.browsed
        if last is not None and last.is_dir():
            return last
        return next((place.path for place in self._places if not place.comes_and_goes), Path.home())

    # what it is made of

    def _parts(self) -> None:
        self.places: RowList[FilePlace] = RowList(N_("Places"), file_places.row, height=56)
        self.files: RowList[FileEntry] = RowList(self._of_list, self._row)
        self.to_parent = IconButton(N_("Up to the folder above"), "up")
        self.to_places = IconButton(N_("Places"), "usb")
        self.to_places.hide()
        self.path = Label("", "label", wrap=False)
        self.path.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.search = LineInput(N_("Find in this folder"), hint=N_("Type to find"), finds=True, width=220)
        self.make = Button(N_("New folder"), "quiet", "plus")
        if not (self.writes or self._folder):
            self.make.hide()
        self.new_name = LineInput(N_("Name of the new folder"), hint=N_("Name of the new folder"))
        self.create_folder = Button(N_("Create folder"))
        self.new_row = layouts.row_widget((self.new_name, 1), self.create_folder, gap=8)
        self.new_row.hide()
        self.state = Label("", "small", "ink2")
        self.all = Chip(N_("Show all files"))
        self.all.hide()
        self.name_line = LineInput(N_("Name of the file"))
        self.name_row = layouts.row_widget(Label(N_("Name of the file"), "label"), (self.name_line, 1), gap=12)
        self.problem = FieldProblem()
        top = layouts.row(self.to_parent, self.to_places, (self.path, 1), self.search, gap=8)
        self.below = layouts.row_widget((self.state, 1), self.make, self.all, gap=8)
        column = layouts.column(top, self.new_row, (self.files, 1), self.below, gap=8)
        if self.writes:
            column.addWidget(self.name_row)
        else:
            self.name_row.setParent(None)
        column.addWidget(self.problem)
        self.body = QWidget()
        self.places.setMaximumWidth(_PLACES)
        layouts.row((self.places, 1), (column, 3), gap=16, parent=self.body)

    def _connect(self) -> None:
        self.to_parent.clicked.connect(self.go_up)
        self.to_places.clicked.connect(lambda: self._turn_to_places(visible=True))
        self.make.clicked.connect(self._ask_folder)
        self.create_folder.clicked.connect(self._make_folder)
        self.places.pressed_row.connect(self._to_place)
        self.places.opened.connect(self._to_place)
        self.places.typed.connect(self._search_for)
        self.files.pressed_row.connect(self._press)
        self.files.opened.connect(self._open)
        self.files.up.connect(self.go_up)
        self.files.typed.connect(self._search_for)
        self.search.textChanged.connect(lambda _text: self._narrow())
        self.search.returnPressed.connect(self._take_what_was_typed)
        self.search.installEventFilter(self)
        self.new_name.returnPressed.connect(self._make_folder)
        self.name_line.returnPressed.connect(self.confirm)
        self.name_line.textEdited.connect(lambda _text: self.problem.say(""))
        self.all.chosen.connect(self._narrow)

    def _room(self, height: int) -> None:
        self.body.setFixedHeight(max(260, min(540, height - _AROUND)))

    def fit(self) -> None:
        super().fit()
        narrow = self.card.maximumWidth() < _NARROW
        if narrow != self._narrow_now:
            self._narrow_now = narrow
            self.to_places.setVisible(narrow)
            self._turn_to_places(visible=False)
        QTimer.singleShot(0, self, self._mark_place)  # once the path has its room

    def _turn_to_places(self, *, visible: bool) -> None:
        """In a narrow window the places stand in place of the files, on demand."""
        self.places.setVisible(visible or not self._narrow_now)
        for part in (self.files, self.below):
            part.setVisible(not (visible and self._narrow_now))
        if visible:
            self.places.setFocus(Qt.FocusReason.OtherFocusReason)

    def line(self) -> QLineEdit:
        """Where the hand begins: the name, or what is looked for. A whole path may be written in it."""
        return self.name_line if self.writes else self.search

    def tell(self) -> None:
        super().tell()
        name(self.files, self._of_list)
        self._count()

    def _of_list(self, w: Words) -> str:
        return w(N_("Folders")) if self._folder else w(N_("Files and folders"))

    def _path(self, w: Words) -> str:
        return file_places.in_words(w, self.shown_folder, self._places, self.path.width())

    def _row(self, entry: FileEntry) -> Shown:
        words = theme.words()
        day = words.date(datetime.fromtimestamp(entry.at).date(), "medium")
        if entry.is_folder:
            return Shown("folder", entry.name)
        ending = entry.name.casefold()
        icon = "picture" if ending.endswith(_PICTURES) else "sound" if ending.endswith(_SOUNDS) else "doc"
        return Shown(icon, entry.name, trailing=((day, 120), (size(words, entry.size), 80)))

    # places

    def _show_places(self) -> None:
        self.places.show_rows(self._places, file_places.place_of(self.shown_folder, self._places))
        shown_places, volumes = list(self._places), self._volumes

        def read(places: list[FilePlace]) -> None:
            if [place.path for place in places] == [place.path for place in self._places]:
                self._places = places
                current = self.places.current()
                paths = [place.path for place in places]
                at = paths.index(current.path) if current and current.path in paths else 0
                self.places.show_rows(places, places[at])
                self._mark_place()

        self._context.workers.browse(
            self, lambda: file_places.with_room(shown_places, volumes), read, lambda _error: None
        )
        self._mark_place()

    def _mark_place(self) -> None:
        self.places.choose(file_places.place_of(self.shown_folder, self._places))
        self.path.say(self._path)
        self.path.setToolTip(tooltip(self.path.text()))
        self.to_parent.setEnabled(self.shown_folder.parent != self.shown_folder)

    def look_around(self) -> None:
        """Now and then: what was plugged in or pulled, and what changed in the folder."""
        volumes = self._context.volumes()
        if volumes != self._volumes:
            previous, self._volumes = self._volumes, volumes
            self._places = file_places.places(volumes)
            self._show_places()
            paths = {volume.path for volume in volumes}
            removed = [volume.path for volume in previous if volume.path not in paths]
            if any(self.shown_folder.is_relative_to(path) for path in removed):
                self._show_entries([])
                self.problem.say(_GONE)
                return
            if any(self.shown_folder.is_relative_to(path) for path in paths):
                self.open_folder(self.shown_folder)
                return
        folder, read_at = self.shown_folder, self._read_at

        def looked(at: float) -> None:
            if read_at >= 0 and at != read_at and folder == self.shown_folder:
                self.open_folder(folder)

        self._context.workers.browse(self, lambda: folders.changed_at(folder), looked, lambda _error: None)

    def _to_place(self, place: FilePlace) -> None:
        if self._narrow_now:
            self._turn_to_places(visible=False)
            self.files.setFocus(Qt.FocusReason.OtherFocusReason)
        self.open_folder(place.path)

    # the folder

    def open_folder(self, folder: Path, *, stand_on: str = "") -> None:
        """Show what lies in a folder; `stand_on`: the name of the row to stand on."""
        is_same = folder == self.shown_folder
        current = self.files.current() if is_same else None
        stand_on = stand_on or (current.name if current is not None else "")
        self._reading += 1
        number = self._reading

        def read() -> tuple[list[FileEntry], float]:
            at = folders.changed_at(folder)
            return folders.entries(folder), at

        def show(answer: tuple[list[FileEntry], float]) -> None:
            if number != self._reading:
                return  # another folder was asked for meanwhile
            self.shown_folder, self._read_at = folder, answer[1]
            if not is_same:
                self.search.clear()
            self.problem.say("")
            self._mark_place()
            self._show_entries(answer[0], stand_on)

        def refused(error: SanadError) -> None:
            if number == self._reading:
                self.problem.say(lambda w: w.say(error))

        self._context.workers.browse(self, read, show, refused)

    def _show_entries(self, entries: list[FileEntry], stand_on: str = "") -> None:
        self._entries = [e for e in entries if e.is_folder] if self._folder else entries
        self._folded = None
        self.files.choose(None)
        self._narrow(stand_on)
        if len(self._entries) > 500:
            self._fold_ahead(self._entries)

    def _fold_ahead(self, entries: list[FileEntry]) -> None:
        """So that the first letter that is typed waits for nothing."""

        def folded(texts: list[str]) -> None:
            if entries is self._entries:
                self._folded = texts

        names = [entry.name for entry in entries]
        self._context.workers.browse(self, lambda: fold_all(names), folded)

    def _narrow(self, stand_on: str = "") -> None:
        """What fits, and has what was typed."""
        fitting = [e for e in self._entries if e.is_folder or self._wanted.fits(e.name)]
        hidden = len(self._entries) - len(fitting)
        self.all.setVisible(hidden > 0)
        rows: Sequence[FileEntry] = self._entries if self.all.isChecked() else fitting
        if self.all.isChecked() and hidden:  # what fits stays first
            ids = set(map(id, fitting))
            rows = [*fitting, *(e for e in self._entries if id(e) not in ids)]
        typed = fold(self.search.text())
        if typed and not _is_path(self.search.text()):
            if self._folded is None or len(self._folded) != len(self._entries):
                self._folded = fold_all([e.name for e in self._entries])
            texts = dict(zip(map(id, self._entries), self._folded, strict=True))
            rows = [e for e in rows if typed in texts[id(e)]]
        self.files.show_rows(rows, next((e for e in rows if e.name == stand_on), None))
        self._hidden = 0 if self.all.isChecked() else hidden
        self._count()
        announce(self.files, self.state.of)

    def _count(self) -> None:
        number, hidden = len(self.files.entries.shown), self._hidden

        def says(w: Words) -> str:
            if not number and self.search.text() and not _is_path(self.search.text()):
                return w(N_("No name here contains this."))
            if not number and not hidden:
                return w(N_("This folder is empty."))
            texts = [w.count("{n} shown", "{n} shown", number)]
            if hidden:
                texts.append(w.count("{n} other file hidden", "{n} other files hidden", hidden))
            return " · ".join(texts)

        self.state.say(says)

    def go_up(self) -> None:
        """To the folder above; the one that was left is stood on."""
        parent = self.shown_folder.parent
        if parent != self.shown_folder:
            self.open_folder(parent, stand_on=self.shown_folder.name)

    def _press(self, entry: FileEntry) -> None:
        """One click: a folder opens, a file is chosen."""
        if entry.is_folder:
            self.open_folder(self.shown_folder / entry.name)
            return
        self.files.choose(entry)
        self.problem.say("")
        if self.writes:
            self.name_line.setText(entry.name)

    def _open(self, entry: FileEntry) -> None:
        self._press(entry)
        if not entry.is_folder:
            self.confirm()

    # finding

    def _search_for(self, text: str) -> None:
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)
        self.search.end(False)
        self.search.insert(text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            watched is self.search
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Down
        ):
            self.files.setFocus(Qt.FocusReason.TabFocusReason)
            return True
        return super().eventFilter(watched, event)

    def _take_what_was_typed(self) -> None:
        text = strip_marks(self.search.text()).strip()
        if _is_path(text):
            self._take(self.shown_folder / Path(text).expanduser())
        elif (current := self.files.current()) is not None and text:
            self._open(current)
        elif text:
            self.problem.say(lambda w: w.say(folders.NoSuchFile()))
        else:
            self.confirm()

    # a new folder

    def _ask_folder(self) -> None:
        self.new_row.show()
        self.new_name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _make_folder(self) -> None:
        text, parent = strip_marks(self.new_name.text()), self.shown_folder

        def created(path: Path) -> None:
            self.new_name.clear()
            self.new_row.hide()
            self.files.setFocus(Qt.FocusReason.OtherFocusReason)
            self.open_folder(path)

        self._context.workers.browse(self, lambda: folders.new_folder(parent, text), created, self._complain)

    # taking

    def confirm(self) -> None:
        if self.writes:
            self._save()
        elif self._folder:
            self._take(self.shown_folder)
        elif (chosen := self.files.entries.chosen) is not None:
            self._take(self.shown_folder / chosen.name)
        elif self.files.hasFocus() and (current := self.files.current()) is not None:
            self._open(current)
        elif _is_path(self.search.text()):
            self._take_what_was_typed()
        else:
            self.problem.say(N_("Choose a file from the list first."))

    def _save(self) -> None:
        text = strip_marks(self.name_line.text()).strip()
        if not text:
            self.problem.say(N_("Give the file a name first."))
            return
        path = self.shown_folder / Path(text).expanduser()
        if self._suffix and not _has_ending(path.name, self._suffix):
            path = path.with_name(path.name + self._suffix)
        self._take(path)

    def _take(self, path: Path) -> None:
        """What can't be done there is said before anything begins."""
        if self._asking:
            return
        self._asking, needs, volumes = True, self._needs, self._volumes

        def look() -> str:
            if self.writes:
                return "replace" if folders.place_for(path, needs or 0, volumes) else "take"
            if folders.opened(path).is_dir() and not self._folder:
                return "enter"
            if self._folder and needs is not None:
                folders.check_folder(path, needs, volumes)
            return "take"

        def looked(act: str) -> None:
            self._asking = False
            if act == "enter":
                self.open_folder(path)
            elif act == "replace":
                self._ask_to_replace(path)
            else:
                self._give(path)

        self._context.workers.browse(self, look, looked, self._complain)

    def _complain(self, error: SanadError) -> None:
        self._asking = False
        self.problem.say(lambda w: w.say(error))

    def _ask_to_replace(self, path: Path) -> None:
        Dialog(
            self._window,
            N_("A file with this name already exists"),
            N_("Replacing it can't be undone."),
            [DialogButton(N_("Keep that file")), DialogButton(N_("Replace it"), lambda: self._give(path), "grave")],
        )

    def _give(self, path: Path) -> None:
        self._context.browsed = path if self._folder else path.parent
        self.close_down()
        self._then(path)

    # leaving

    def close_down(self) -> None:
        self._looks.stop()
        super().close_down()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Backspace and not isinstance(self.focusWidget(), QLineEdit):
            self.go_up()
        else:
            super().keyPressEvent(event)

    def escape(self) -> bool:
        """Esc: the folder that is being named, then what is looked for, then the dialog."""
        if self._narrow_now and self.places.isVisible():
            self._turn_to_places(visible=False)
            self.files.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        if self.new_row.isVisible():
            self.new_row.hide()
            self.line().setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        if self.search.text():
            self.search.clear()
            return True
        return False


def _is_path(text: str) -> bool:
    text = strip_marks(text).strip()
    return text.startswith("~") or Path(text).is_absolute()


def _has_ending(file_name: str, suffix: str) -> bool:
    """Does it end so, or in a way of its own, such as .png?"""
    ending = Path(file_name).suffix[1:]
    is_own = 0 < len(ending) <= 5 and ending.isascii() and ending.isalnum()
    return file_name.casefold().endswith(suffix.casefold()) or is_own

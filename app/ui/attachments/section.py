"""The files of a case, on its page: what is there, where it is, and the way to add one."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.casework.cases import attachments
from app.casework.pages.attachment_list import FileView
from app.casework.session.session import Session
from app.errors import N_
from app.language import Words, isolate, strip_marks
from app.ui import navigation, theme
from app.ui.attachments import file_kinds, picture_client
from app.ui.file_chooser import FileDialog
from app.ui.labels import Label, Text, plain
from app.ui.parts import Badge, Bar, Box, Button, Few, Flow, Icon, counted, empty, layouts
from app.ui.parts.boxes import heading
from app.ui.parts.frame import Screen

ADD, _LATEST = "add file", 6
_WHERE: dict[str, tuple[str, str, str]] = {  # in words, icon, tone
    "here": (N_("Stored on this computer"), "kept", "kept"),
    "there too": (N_("Here and on the server"), "held", "sent"),
    "waiting": (N_("Waiting to be sent"), "send", "wait"),
    "away": (N_("Not here yet"), "inbox", "wait"),
    "elsewhere": (N_("Not here yet"), "inbox", "wait"),
    "held": (N_("Not downloaded until you ask for it"), "inbox", "wait"),
}
_HOW = {
    "away": N_("It comes from the server with the next sync, after everything else."),
    "elsewhere": N_("It has not arrived yet. It comes the same way as the case: with the next folder."),
    "held": N_(
        "This colleague attached more files to the case than are downloaded automatically. If you need them, ask for "
        "them here: they arrive with the next sync, or with the next folder."
    ),
}


class FilesSection(QWidget):
    """Laid anew with its page; what is on its way is told while it goes."""

    def __init__(self, screen: Screen, case_id: str, files: list[FileView]) -> None:
        super().__init__()
        self._page, self.case_id, self.files = screen, case_id, files
        self._bringing, self._open = screen.context.bringing, dict[str, Button]()
        self._small: dict[str, Small] = {}
        self.add = Button(N_("Add a file"), "quiet", "plus", on_click=lambda: choose(screen, case_id))
        self.add.setObjectName(ADD)
        column = layouts.column(heading(counted(N_("Files"), len(files)), self.add), gap=8, parent=self)
        self.coming = layouts.column(gap=8)
        layouts.add(column, self.coming, self._list() if files else self._none())
        if any(file_kinds.how(file.file) == "picture" and file.file.here for file in files):
            column.addWidget(self._veil())
        layouts.wraps(self)
        self._on_its_way: OnItsWayRow | None = None
        if self._bringing is not None:
            self._bringing.changed.connect(self._follow)
        self._follow(case_id)

    @staticmethod
    def _none() -> QWidget:
        sentence = N_(
            "No files yet. Photographs, scans and recordings are sealed into the case; "
            "the file you choose stays where it is."
        )
        return Label(sentence, colour="ink2")

    def _list(self) -> QWidget:
        """The latest first: what was just attached is seen."""
        return Few([partial(self._row, file) for file in reversed(self.files)], _LATEST)

    def _row(self, file: FileView) -> QWidget:
        holder = QWidget()
        self._small[file.file.id] = Small(file_kinds.icon(file.file))
        row = layouts.row(self._small[file.file.id], gap=14, margins=(16, 8, 16, 8), parent=holder)
        words = layouts.column(
            Label(plain(isolate(file.file.name)), weight=500),
            Label(about(file), "small", "ink2"),
            (Badge(*_WHERE[file.where], tinted=False), 0, Qt.AlignmentFlag.AlignLeft),
            gap=2,
        )
        if file.where in _HOW:
            words.addWidget(Label(_HOW[file.where], "small", "ink2"))
        row.addLayout(words, 1)
        if (act := self._act(file)) is not None:
            act.setAccessibleDescription(strip_marks(file.file.name))
            self._open[file.file.id] = act
            row.addWidget(act)
        layouts.wraps(holder)
        return holder

    def _act(self, file: FileView) -> Button | None:
        case_id, file_id = self.case_id, file.file.id
        if file.file.here:
            button = Button(N_("Open"), "quiet")
            button.clicked.connect(lambda: self._page.wants.emit(navigation.Attachment(case_id, file_id)))
        elif file.where == "away":
            button = Button(N_("Fetch"), "quiet", on_click=self.fetch)
        elif file.where == "held":
            button = Button(N_("Ask for it"), "quiet", on_click=lambda: self.ask_for(file_id))
        else:
            return None
        return button

    def ask_for(self, file_id: str) -> None:
        """What waits until somebody asks for it, comes from here on."""
        page, case_id = self._page, self.case_id

        def asked(_number: int) -> None:
            page.synced()
            self.fetch()

        page.context.write_vault(self, lambda session: attachments.fetch(session, case_id, file_id), asked)

    def fetch(self) -> None:
        """Sync now: what is still to come, comes with it."""
        syncing = self._page.context.syncing
        if syncing is None:
            return
        if syncing.now.paused:
            self._page.wants.emit(navigation.Sync())  # where it can be continued
        else:
            syncing.sync_now()

    # small pictures: nobody who walks by should see a face

    def _veil(self) -> QWidget:
        line = Flow()
        self.veil = Button(N_("Show small pictures"), "quiet", "eye", on_click=self.unveil)
        line.add(self.veil)
        return line

    def unveil(self) -> None:
        """Or veil them again."""
        if any(small.image is not None for small in self._small.values()):
            for preview in self._small.values():
                preview.show_image(None)
            self.veil.say(N_("Show small pictures"))
            return
        self.veil.say(N_("Hide small pictures"))
        session, case_id = self._page.context.session, self.case_id
        for file in self.files:
            visible = file.file.id in self._small  # the rest are not laid yet
            if visible and file_kinds.how(file.file) == "picture" and file.file.here:
                self._read(file, partial(_small_picture, session, case_id, file.file.id))

    def _read(self, file: FileView, work: Callable[[], QImage | None]) -> None:
        small = self._small[file.file.id]
        self._page.context.workers.read_vault(self, work, small.show_image, lambda _error: None)

    # on its way

    def _follow(self, case_id: str) -> None:
        now = self._bringing.now if self._bringing is not None else None
        if case_id != self.case_id or now is None or now.case_id != self.case_id:
            if case_id == self.case_id and self._on_its_way is not None:
                empty(self.coming)
                self._on_its_way = None
            return
        if self._on_its_way is None and self._bringing is not None:
            self._on_its_way = OnItsWayRow(self._bringing.leave_off)
            self.coming.addWidget(self._on_its_way)
        if self._on_its_way is not None and self._bringing is not None:
            waiting = self._bringing.waiting(self.case_id)
            self._on_its_way.show_now(now.name, now.done, now.all, waiting)


class OnItsWayRow(Box):
    """A name, a bar with words, and the way to leave it off."""

    def __init__(self, leave_off: Callable[[], None]) -> None:
        super().__init__("primary_soft", "", margins=(16, 10, 16, 10), gap=6)
        self._told = ("", 0, 0, 0)
        self.title = Label(self._title, weight=500)
        self.bar = Bar(N_("Import progress"))
        self.amount = Label(self._amount, "small", "ink2")
        cancel = Button(N_("Cancel"), "quiet", on_click=leave_off)
        row = layouts.row(gap=12)
        layouts.add(row, (layouts.column(self.title, self.bar, self.amount, gap=6), 1), cancel)
        self.inside.addLayout(row)

    def show_now(self, name: str, copied: int, size: int, queued: int) -> None:
        self._told = name, copied, size, queued
        for label in (self.title, self.amount):
            label.tell()
        self.bar.show_share(copied / size if size else 0)

    def _title(self, w: Words) -> str:
        return w("Attaching {file}", file=isolate(self._told[0])) if self._told[0] else " "

    def _amount(self, w: Words) -> str:
        _, copied, size, queued = self._told
        text = (
            w("{done} of {total}", done=file_kinds.size(w, copied), total=file_kinds.size(w, size))
            if copied
            else w("Reading it")
        )
        queue_text = w.count("then {n} more file", "then {n} more files", queued) if queued else ""
        return f"{text} · {queue_text}" if queue_text else text


class Small(QWidget):
    """A picture as small as a list shows it; its kind's icon until it is asked for."""

    def __init__(self, icon: str) -> None:
        super().__init__()
        self.image: QImage | None = None
        self._icon = Icon(icon)
        layouts.row(self._icon, parent=self)
        self.setFixedWidth(24)

    def show_image(self, image: QImage | None) -> None:
        """None: the icon again."""
        self.image = image
        self._icon.setVisible(image is None)
        side = picture_client.SMALL if image is not None else 24
        self.setFixedWidth(side)
        self.setMinimumHeight(side)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.image is None:
            return
        painter, side = QPainter(self), picture_client.SMALL
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(0, (self.height() - side) / 2, side, side)
        shape = QPainterPath()
        shape.addRoundedRect(box, 6, 6)
        painter.setClipPath(shape)
        painter.fillRect(box, theme.colour("sunken"))
        cut = min(self.image.width(), self.image.height())
        part = QRectF((self.image.width() - cut) / 2, (self.image.height() - cut) / 2, cut, cut)
        painter.drawImage(box, self.image, part)


def _small_picture(session: Session, case_id: str, id_: str) -> QImage | None:
    return picture_client.picture(attachments.read(session, case_id, id_), 2 * picture_client.SMALL)


def about(file_view: FileView) -> Text:
    """Its kind, size, who attached it, when, and what was said of it."""

    def sentence(w: Words) -> str:
        file = file_view.file
        parts = [w(file_kinds.word(file)), file_kinds.size(w, file.size), isolate(file.author), w.moment(file.at)]
        if "place" in file.photo:
            parts.append(w("a place is recorded in it"))
        return " · ".join([*parts, *([isolate(file.note)] if file.note else [])])

    return sentence


def choose(screen: Screen, case_id: str) -> None:
    """Which file? A copy of it is sealed; nothing else is written."""
    bringing = screen.context.bringing

    def take(file: Path) -> None:
        if bringing is not None:
            bringing.add(case_id, file)

    screen.open_dialog(FileDialog, N_("A file for this case"), take)

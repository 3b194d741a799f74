"""A file as an answer: chosen from a disk or drawn here, sealed into the draft, shown from memory."""

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from app.casework.interviews import answer_files
from app.errors import N_, SanadError
from app.form import Node
from app.language import Words, isolate
from app.ui import theme
from app.ui.attachments import picture_client
from app.ui.attachments.file_kinds import size
from app.ui.file_chooser import FileDialog
from app.ui.interview.drawing import Canvas
from app.ui.interview.question_media import Picture
from app.ui.interview.questions import Question
from app.ui.labels import Label, plain
from app.ui.parts import Box, Button, Flow, Icon, layouts

_DRAWN = frozenset(("signature", "draw", "annotate"))
_LIFTED_MS = 700  # after the last stroke
_KINDS = {
    "image": (N_("Picture"), "*.jpg *.jpeg *.png *.webp *.gif *.bmp"),
    "audio": (N_("Sound"), "*.mp3 *.m4a *.aac *.ogg *.opus *.wav *.flac *.amr *.3gp"),
    "video": (N_("Video"), "*.mp4 *.mov *.mkv *.webm *.3gp *.avi"),
}
_CHOOSE = {"image": N_("Choose a picture"), "audio": N_("Choose a recording"), "video": N_("Choose a video")}
_ICON = {"image": "picture", "audio": "sound", "video": "play"}


class FileLine(Box):
    """What is kept: its kind, its name, how large it is."""

    def __init__(self) -> None:
        super().__init__("sunken", "line", radius=8)
        self.words = Label("", weight=500)
        row = layouts.row(Icon("check", "kept", 20), (self.words, 1), gap=12, margins=(16, 10, 16, 10))
        self.inside.addLayout(row)
        self.setMaximumWidth(720)


class FileQuestion(Question):
    """`image`, `audio`, `video` or any file; signatures and drawings have a sheet."""

    def build(self, node: Node) -> None:
        self.media = self._media(node)
        self._looked: str | None = None
        self._drawn_name = ""
        self._lifted = QTimer(self, singleShot=True, interval=_LIFTED_MS)
        self._lifted.timeout.connect(self.keep_drawing)
        self.line, self.picture = FileLine(), Picture("", 240)
        layouts.add(self.down, self.line, self.picture)
        self.canvas = self._sheet(node)
        self.choose = Button(_CHOOSE.get(self.media, N_("Choose a file")), "second", _ICON.get(self.media, "folder"))
        self.choose.clicked.connect(self.ask_file)
        self.remove = Button(N_("Remove"), "quiet", "minus", on_click=self.take_away)
        self.row = Flow()
        if self.canvas is not None:
            self.undo = Button(N_("Undo the last line"), "quiet", on_click=self.canvas.undo)
            self.row.add(self.undo)
        self.row.add(self.choose, self.remove)
        self.down.addWidget(self.row)
        self.way = Label("", "small", "ink2")
        self.down.addWidget(self.way)
        self.way.hide()

    @staticmethod
    def _media(node: Node) -> str:
        kind = node.extras.get("mediatype", "") or node.type
        for media_kind in ("image", "audio", "video"):
            if media_kind in kind:
                return media_kind
        return "file"

    def _sheet(self, node: Node) -> Canvas | None:
        if self.media != "image" or not node.appearance & _DRAWN:
            return None
        high = 180 if "signature" in node.appearance else 320
        canvas = Canvas(self._sheet_name, high, line="signature" in node.appearance)
        canvas.drawn.connect(self._lifted.start)
        self.down.addWidget(canvas)
        self.down.addWidget(
            Label(N_("Draw with a pen, a finger or the mouse. It is saved automatically."), "small", "ink2")
        )
        return canvas

    def _sheet_name(self, w: Words) -> str:
        return f"{w(N_('Drawing area'))}: {self.controller.node(self.ref).label}"

    def first(self) -> QWidget | None:
        return self.canvas or self.choose

    def parts(self) -> Iterable[QWidget]:
        drawn = (self.undo,) if self.canvas is not None else ()
        return (*super().parts(), self.choose, self.remove, *drawn)

    # from a disk

    def ask_file(self) -> None:
        message, names = _KINDS.get(self.media, ("", ""))
        kinds = f"{theme.words()(message)} ({names})" if names else ""

        title = _CHOOSE.get(self.media, N_("Choose a file"))
        FileDialog(self.window(), title, self.bring, kinds=kinds)

    def bring(self, file: Path) -> None:
        """Seal a copy into the draft, a few megabytes at a time."""
        session, draft = self.controller.context.session, self.controller.live.draft_id
        name = answer_files.new_name(file.name)
        steps = answer_files.bringing(session, draft, file, name)
        self.problem.say("")
        self.way.say(N_("Reading the file"))
        self.way.show()
        self.choose.setEnabled(False)

        def step() -> tuple[int, int] | None:
            return next(steps, None)

        def came(progress: tuple[int, int] | None) -> None:
            if progress is None:
                self._brought(name)
                return
            copied, total_size = progress
            share = round(100 * copied / total_size) if total_size else 100
            self.way.say(lambda w: w("Saving: {share} %", share=w.number(share)))
            self.controller.context.workers.write_vault(self, step, came, failed)

        def failed(error: SanadError) -> None:
            self._arrived()
            self.complain(theme.words().say(error))
            self.controller.context.write_vault(
                self, lambda session: answer_files.tidy(session, draft), failed=lambda _error: None
            )

        self.controller.context.workers.write_vault(self, step, came, failed)

    def _brought(self, name: str) -> None:
        self._arrived()
        if self.canvas is not None:
            self.canvas.strokes.clear()
        self.give(name)
        self.refresh()

    def _arrived(self) -> None:
        self.way.hide()
        self.choose.setEnabled(True)

    def take_away(self) -> None:
        """The answer is empty; the file goes with the draft, so that it can be taken back."""
        self._lifted.stop()
        if self.canvas is not None:
            self.canvas.clear()
        self.give("")
        self.refresh()
        self.choose.setFocus(Qt.FocusReason.OtherFocusReason)

    # drawn

    def keep_drawing(self) -> None:
        """Hand the sheet over; its bytes are durable before its name is."""
        self._lifted.stop()
        canvas = self.canvas
        if canvas is None:
            return
        if canvas.blank:
            self.give("")
            return
        node, content = self.controller.node(self.ref), canvas.png()
        name = answer_files.new_name(f"{node.name}.png")
        draft = self.controller.live.draft_id
        self.controller.context.write_vault(
            self, lambda session: answer_files.keep_drawn(session, draft, content, name), failed=self._not_kept
        )
        self._drawn_name = name
        self.give(name)

    def _not_kept(self, error: SanadError) -> None:
        self.give("")
        self.complain(theme.words().say(error))

    def flush(self) -> None:
        if self._lifted.isActive():
            self.keep_drawing()

    # shown

    def show_node(self, node: Node, second: Node | None) -> None:
        for button in (self.choose, self.remove):
            button.setEnabled(not node.readonly)
        if self.canvas is not None:
            self.canvas.locked = node.readonly
        self.remove.setVisible(bool(node.value))
        if node.value == self._looked:
            return
        self._looked = node.value
        drawn = bool(node.value) and node.value == self._drawn_name
        self.line.setVisible(bool(node.value) and not drawn)
        self.picture.hide()
        if node.value and not drawn:
            self.line.words.say(plain(isolate(node.value)))
            self._look(node.value)
        elif not node.value and self.canvas is not None and not self._lifted.isActive():
            self.canvas.clear()

    def _look(self, name: str) -> None:
        session, draft = self.controller.context.session, self.controller.live.draft_id

        def read() -> tuple[answer_files.AnswerFile | None, bytes]:
            info = answer_files.told_of(session, draft, name)
            is_image = info is not None and info.kind.startswith("image/")
            return info, answer_files.read(session, draft, name) if is_image else b""

        self.controller.context.workers.read_vault(self, read, lambda loaded: self._say(name, *loaded), self._unseen)

    def _unseen(self, _error: SanadError) -> None:
        """Its name stands there; that it can't be looked at changes nothing."""

    def _say(self, name: str, info: answer_files.AnswerFile | None, content: bytes) -> None:
        if name != self._looked:
            return
        if info is None:
            self.line.words.say(lambda w: w("{file} is not on this computer.", file=isolate(name)))
            return
        self.line.words.say(lambda w: f"{isolate(name)} · {size(w, info.size)}")
        if content:
            self.controller.context.workers.slow(
                self, lambda: picture_client.picture(content, 1440), self._draw, self._unseen
            )

    def _draw(self, image: QImage) -> None:
        if self.canvas is not None:
            self.canvas.lay_under(image)
            self.line.hide()  # the sheet shows it
        else:
            self.picture.show_image(image)
            self.picture.show()

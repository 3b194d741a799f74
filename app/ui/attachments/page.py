"""A file of a case, shown from memory: a picture, the pages of a document, a text. Nothing of it is
written to a disk unless a person saves a copy, and the case says so first."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app.casework.cases import attachments
from app.casework.export.disclosure_check import Disclosure, disclosure_of
from app.casework.pages import attachment_list
from app.casework.pages.attachment_list import FileView
from app.errors import N_, SanadError
from app.language import Words, isolate, isolate_ltr
from app.ui import navigation, theme
from app.ui.app_context import AppContext
from app.ui.attachments import file_kinds, picture_client
from app.ui.attachments.page_images import Leaves
from app.ui.attachments.player import SoundPlayer
from app.ui.attachments.section import about
from app.ui.attachments.sound_client import NotPlayed, Sound
from app.ui.file_chooser import FileDialog
from app.ui.labels import Label, name, said
from app.ui.parts import Banner, Box, Button, Icon, layouts
from app.ui.parts.dialog import Dialog, DialogButton
from app.ui.parts.frame import Office
from app.ui.sending.recipient_picker import ForWhom

# -- photo notes -------------------------------------------------------------------------------
# What a picture's file notes beside the picture: said that it is there, shown when it is asked
# for.


class Noted(Box):
    """Nobody who walks by should read where somebody was."""

    def __init__(self, photo: Mapping[str, str]) -> None:
        super().__init__("sunken", "", radius=8, margins=(16, 4, 8, 4))
        self.photo, self.shown = photo, False
        self.sentence = Label(self._says, colour="ink")
        self.show_it = Button(N_("Show"), "quiet", "eye", on_click=self.toggle)
        line = layouts.row_widget(
            Icon("flag" if "place" in photo else "clock"), (self.sentence, 1), self.show_it, gap=12
        )
        self.inside.addWidget(line)

    def toggle(self) -> None:
        """Show it, or veil it again."""
        self.shown = not self.shown
        self.show_it.say(N_("Hide it") if self.shown else N_("Show"))
        self.sentence.tell()
        self.sentence.updateGeometry()

    def _says(self, w: Words) -> str:
        if self.shown:
            return " · ".join(self._parts(w))
        if "place" in self.photo:
            return w("This picture records where it was taken. The copy leaves that out unless you ask for it.")
        return w(
            "This picture contains details of when it was taken, or which camera took it. A copy leaves them out "
            "unless you ask for them."
        )

    def _parts(self, w: Words) -> list[str]:
        photo, parts = self.photo, list[str]()
        if "place" in photo:
            parts.append(w("Place: {where}", where=isolate_ltr(photo["place"].replace(",", ", "))))
        if "taken" in photo:
            parts.append(w("Taken: {when}", when=_taken(w, photo["taken"])))
        if "camera" in photo:
            parts.append(w("Camera: {name}", name=isolate(photo["camera"])))
        return parts


def _taken(w: Words, timestamp: str) -> str:
    """As the camera's clock stood, wherever that was."""
    try:
        at = datetime.fromisoformat(timestamp)
    except ValueError:
        return isolate_ltr(timestamp)
    return f"{w.date(at.date())} · {w.own_digits(at.strftime('%H:%M'))}"


# -- page ---------------------------------------------------------------------------------------

_MOST_TEXT = 40_000  # letters: more would hold the page up


@dataclass(frozen=True, slots=True)
class OpenedAttachment:
    """`content` is empty for what is not shown; `reason` where it can't be opened."""

    view: FileView
    content: bytes = b""
    pages: int = 0
    text: str = ""
    reason: SanadError | None = None


class FilePage(Office):
    """The primary action lies with the person who looks: there is nothing to do but to read it."""

    loaded: OpenedAttachment | None = None

    def __init__(
        self, context: AppContext, case_id: str, file_id: str, *, may_save: bool | None = None, quiet: bool = False
    ) -> None:
        """`may_save`: as the administrator says, unless it is handed in. `quiet`: a sound goes on even
        where nothing can be heard."""
        super().__init__(context, "cases", self._title, self._second)
        self.case_id, self.file_id, self.quiet = case_id, file_id, quiet
        self.listening: SoundPlayer | None = None
        self._may_save = attachments.may_save() if may_save is None else may_save
        self.page.removeWidget(self.area)
        self.area.hide()
        self.column = layouts.column(gap=8, margins=(32, 0, 32, 0))
        self.page.addLayout(self.column, 1)
        foot = layouts.row(gap=12, margins=(32, 0, 32, 16))
        self.close_it = Button(N_("Back to the case"), "second", "arrow_back", on_click=self.back)
        self.save_state = Label("", "small", "kept")
        self.save = Button(N_("Save a copy"), "quiet", "lock", on_click=self.ask_copy)
        self.save.setVisible(False)
        layouts.add(foot, self.close_it, (self.save_state, 1), self.save)
        self.page.addLayout(foot)
        self.load()

    def _title(self, _w: Words) -> str:
        return isolate(self.loaded.view.file.name) if self.loaded else " "

    def _second(self, _w: Words) -> str:
        return said(about(self.loaded.view)) if self.loaded else " "

    def load(self) -> None:
        session, case_id, file_id = self.context.session, self.case_id, self.file_id

        def read() -> OpenedAttachment:
            files = attachment_list.files(session, case_id)
            view = next((file for file in files if file.file.id == file_id), None)
            if view is None:
                raise attachments.NoAttachment
            if file_kinds.how(view.file) == "closed":
                return OpenedAttachment(view)
            try:
                if file_kinds.how(view.file) == "sound":
                    return _heard(view, next(attachments.pieces(session, case_id, file_id)))
                return _opened(view, attachments.read(session, case_id, file_id))
            except SanadError as error:
                return OpenedAttachment(view, reason=error)

        self.context.workers.read_vault(self, read, self._show, self._gone)

    def _gone(self, error: SanadError) -> None:
        """The case was erased or cleared while it lay open: there is no such page any more."""
        self.trouble.emit(error)
        self.wants.emit(navigation.Cases())

    def _show(self, loaded: OpenedAttachment) -> None:
        self.loaded = loaded
        for label in (self.top.title, self.top.second):
            label.tell()
            label.updateGeometry()
        self.save.setVisible(self._may_save and loaded.view.file.here)
        if loaded.view.file.photo:
            self.notes = Noted(loaded.view.file.photo)
            self.column.addWidget(self.notes)
        self.column.addWidget(self._body(loaded), 1)
        self.arrive()

    def _body(self, loaded: OpenedAttachment) -> QWidget:
        content, display = loaded.content, file_kinds.how(loaded.view.file)
        if loaded.reason is not None:
            return self._sentence(loaded.reason)
        if display == "text":
            return self._text(loaded.text)
        if display == "sound":
            return self._sound(loaded.view)
        if display == "pages":
            return Leaves(self.context.workers, loaded.pages, lambda at, wide: picture_client.page(content, at, wide))
        if display == "picture":
            return Leaves(self.context.workers, 1, lambda _at, wide: picture_client.picture(content, wide))
        return self._closed(loaded.view)

    def _sound(self, view: FileView) -> QWidget:
        sound = Sound(self.context, self.case_id, self.file_id, view.file.size, self, quiet=self.quiet)
        self.listening = SoundPlayer(sound)
        return self.listening

    def _closed(self, view: FileView) -> QWidget:
        """What Sanad has no player for."""
        self.save.show_kind("second")
        if not self._may_save:
            return _note(
                N_(
                    "Sanad can’t show or play this kind of file, and no unencrypted copy may be saved on this "
                    "computer. It stays sealed in the case. Hand the case over as a sealed file, or ask the "
                    "administrator."
                )
            )
        if view.file.size > file_kinds.MOST_SHOWN:
            return _note(
                N_(
                    "This file is too large to show here. Save a copy to view it in another program; anyone who finds that copy can open it too."
                )
            )
        return _note(
            N_(
                "Sanad can’t show or play this kind of file. Save a copy to open it with another program;"
                " whoever finds that copy can open it too."
            )
        )

    @staticmethod
    def _sentence(error: SanadError) -> QWidget:
        banner = Banner(lambda w: w.say(error), "wait", "wait")
        return layouts.row_widget((banner, 1, Qt.AlignmentFlag.AlignTop))

    def _text(self, text: str) -> QWidget:
        area = QPlainTextEdit(text[:_MOST_TEXT])
        area.setReadOnly(True)
        area.setTabChangesFocus(True)
        area.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByKeyboard | Qt.TextInteractionFlag.TextSelectableByMouse
        )
        name(area, N_("What is in the file"))
        if len(text) > _MOST_TEXT:
            self.save_state.say(N_("Only the beginning is shown. The copy has all of it."), "ink2")
        return area

    # a copy outside the records

    def ask_copy(self) -> None:
        """Grave: what lies on a disk can be found. For whom it is must be said each time."""
        case_id, code = self.case_id, theme.words().language
        self.read_vault(
            lambda session: disclosure_of(session, case_id, code),
            lambda disclosure: self._ask(Disclosure(disclosure.ways, {})),
        )

    def _ask(self, disclosure: Disclosure, previous: ForWhom | None = None) -> None:
        whom = ForWhom()
        whom.know(disclosure)
        if previous is not None:
            whom.take_over(previous)

        def chosen(*, place: bool = False) -> None:
            if whom.said():
                self._choose(whom.agency, whom.reason, place=place)
            else:
                self._ask(disclosure, whom)

        self.open_dialog(
            Dialog,
            N_("Save an unencrypted copy that anybody can read?"),
            self._warned,
            [DialogButton(N_("Keep it sealed")), *self._ways(chosen)],
            body=whom,
            width=560,
        )

    def _warned(self, w: Words) -> str:
        warning = w(
            "Anyone who finds this copy can open it. A trace stays on the disk or USB "
            "stick even after it is deleted. The case history records that you saved it."
        )
        type_ = self.loaded.view.file.type if self.loaded else ""
        if type_.startswith("image/"):
            warning += " " + w(
                "Data stored in the picture, such as where and when it was taken, is left out unless you choose otherwise."
            )
        elif type_.startswith(("video/", "audio/")):
            warning += " " + w("Sanad can’t read this kind of file: it may record where it was taken.")
        return warning

    def _ways(self, chosen: Callable[..., None]) -> list[DialogButton]:
        """A picture goes without what is noted in it, unless a person asks for that."""
        if self.loaded is None or not self.loaded.view.file.type.startswith("image/"):
            return [DialogButton(N_("Choose the place"), chosen, "grave")]
        return [
            DialogButton(N_("With all its data"), lambda: chosen(place=True), "quiet"),
            DialogButton(N_("Save without the place"), chosen, "grave"),
        ]

    def _choose(self, agency: str, reason: str, *, place: bool) -> None:
        if self.loaded is None:
            return
        file_name = Path(self.loaded.view.file.name).name or "file"

        self.open_dialog(
            FileDialog,
            N_("Save a copy"),
            lambda path: self.save_to(path, agency, reason, place=place),
            save_as=file_name,
            needs=self.loaded.view.file.size,
        )

    def save_to(self, path: Path, agency: str = "", reason: str = "", *, place: bool = False) -> None:
        """Write it; the event comes first."""
        self.save_state.say(N_("Writing the copy"), "ink2")
        self._write_on(
            attachments.saving(self.context.session, self.case_id, self.file_id, path, agency, reason, place=place)
        )

    def _write_on(self, steps: Iterator[None]) -> None:
        """A step at a time: an answer typed meanwhile is kept between two of them."""

        def step() -> bool:
            try:
                next(steps)
            except StopIteration:
                return False
            return True

        def came(has_more: bool) -> None:
            if has_more:
                self._write_on(steps)
            else:
                self.save_state.say(N_("Copy written."), "kept")

        self.context.workers.write_vault(self, step, came, self._not_written)

    def _not_written(self, error: SanadError) -> None:
        self.save_state.say("")
        self.trouble.emit(error)

    def arrive(self) -> None:
        self.close_it.setFocus(Qt.FocusReason.OtherFocusReason)

    def primary(self) -> None:
        self.back()

    def back(self) -> None:
        self.wants.emit(navigation.Case(self.case_id))

    def forget(self) -> None:
        self.loaded = None
        if self.listening is not None:
            self.listening.sound.close()
        for leaves in self.findChildren(Leaves):
            leaves.forget()
        for text in self.findChildren(QPlainTextEdit):
            text.clear()


def _opened(view: FileView, content: bytes) -> OpenedAttachment:
    """What of it a page shows. pictures.NotShown."""
    if not file_kinds.keeps_its_promise(view.file, content):
        return OpenedAttachment(view, reason=picture_client.NotShown())
    if file_kinds.how(view.file) == "text":
        return OpenedAttachment(view, text=content[: 4 * _MOST_TEXT + 4].decode("utf-8-sig", "replace"))
    if file_kinds.how(view.file) == "pages":
        return OpenedAttachment(view, content, picture_client.pages(content))
    return OpenedAttachment(view, content, 1)


def _heard(view: FileView, head: bytes) -> OpenedAttachment:
    """A sound is read by its player; here it is only looked at whether it is one."""
    return OpenedAttachment(view, reason=None if file_kinds.is_sound(head) else NotPlayed())


def _note(sentence: str) -> QWidget:
    return layouts.row_widget((Banner(sentence, "lock", "ink2"), 1, Qt.AlignmentFlag.AlignTop))

"""What is typed on a page or in a dialog survives leaving it, a refusal, hiding, locking and a
killed program: it is kept in the officer's own file until it is said.

Only words: a choice is never made beforehand. What opens something (passphrases, words of a card or paper) is never kept: such a field is secret, or
stands on a page that remembers nothing.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QLineEdit, QWidget

from app.casework.session import typed_text
from app.ui.parts.day_field import Day
from app.ui.parts.fields import KEPT_AS, Area, LineInput
from app.ui.parts.frame import Screen

if TYPE_CHECKING:  # the lock screen loads this, and no records are open there
    from app.casework.session.session import Session

T = TypeVar("T")
_SOON_MS = 200  # at most between a key and its being handed to the disk


def place_of(screen: Screen, *details: str) -> str:
    """A page, by what it is and what it is about."""
    case, controller = getattr(screen, "case_id", ""), getattr(screen, "controller", None)
    draft = controller.live.draft_id if controller is not None else ""
    return "|".join([type(screen).__name__, case or draft, *details])


class Remembered(QObject):
    """The fields inside a widget, as they were left at a place."""

    def __init__(self, screen: Screen, place: str, widget: QWidget) -> None:
        super().__init__(widget)
        self.screen, self.place = screen, place
        self.fields = _fields(widget)
        self._first = self.typed()
        self._before = dict(self._first)
        self._said = False
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self.flush)
        for field in self.fields.values():
            field.textChanged.connect(self._changed)
        widget.installEventFilter(self)
        screen.context.read_vault(self, lambda session: typed_text.of(session, place), self._restore)

    def _changed(self) -> None:
        """Somebody who types without a pause is not made to wait for one."""
        if not self._soon.isActive():
            self._soon.start()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """It goes away sooner than the timer: a dialog that is left, a page that is turned."""
        if event.type() == QEvent.Type.Hide:
            self.flush()
        return False

    def _restore(self, texts: dict[str, str]) -> None:
        """Where nothing was typed meanwhile."""
        for key, text in texts.items():
            field = self.fields.get(key)
            if field is not None and _value(field) == self._first[key]:
                _put(field, text)
                self._before[key] = _value(field)

    def typed(self) -> dict[str, str]:
        """What the fields say now."""
        return {key: _value(field) for key, field in self.fields.items()}

    def put(self, texts: dict[str, str]) -> None:
        """What the same fields said before they were made again."""
        for key, text in texts.items():
            if key in self.fields:
                _put(self.fields[key], text)

    def flush(self) -> None:
        """Hand what changed to the disk now."""
        self._soon.stop()
        now = self.typed()
        changed = {self._whole(key) for key, text in now.items() if text != self._before[key]}
        new = {key: text for key, text in now.items() if self._whole(key) in changed}
        if new and not self._said:
            self._before |= new
            fields = {
                key: "" if text == self._first[key] and self._whole(key) == key else text for key, text in new.items()
            }
            place = self.place
            self.screen.write_vault(lambda session: typed_text.keep(session, place, fields))

    def _whole(self, key: str) -> object:
        """A day is kept whole: its month alone may be another one when it stands there again."""
        parent = self.fields[key].parent()
        return parent if isinstance(parent, Day) else key

    def said(self) -> None:
        """It is said now, or was taken back: nothing of it is kept here any more."""
        self._soon.stop()
        self._said = True
        place = self.place
        self.screen.write_vault(lambda session: typed_text.forget(session, place))


def forgetting(remembered: Sequence[Remembered], work: "Callable[[Session], T]") -> "Callable[[Session], T]":
    """`work`, which keeps nothing that was typed for it once it is done: at once, as the window may close
    before anybody hears of it."""
    for texts in remembered:
        texts.flush()
    places = [texts.place for texts in remembered]

    def done_and_forgotten(session: "Session") -> T:
        result = work(session)
        for place in places:
            typed_text.forget(session, place)
        return result

    return done_and_forgotten


def flush_all(widget: QWidget) -> None:
    """Before hiding, locking and leaving."""
    for remembered in widget.findChildren(Remembered):
        remembered.flush()


def _fields(widget: QWidget) -> dict[str, LineInput | Area]:
    """By the name that the field, or what it stands in, has for this (KEPT_AS), else by kind; several
    of one name by their order."""
    text_fields: dict[str, LineInput | Area] = {}
    fields: list[LineInput | Area] = [*widget.findChildren(LineInput), *widget.findChildren(Area)]
    for field in fields:
        if isinstance(field, LineInput) and field.echoMode() != QLineEdit.EchoMode.Normal:
            continue
        name = _name(field, widget)
        count = sum(key == name or key.startswith(f"{name}#") for key in text_fields)
        text_fields[f"{name}#{count}" if count else name] = field
    return text_fields


def _name(field: LineInput | Area, within: QWidget) -> str:
    widget: QWidget | None = field
    while widget is not None and widget is not within:
        if name := widget.property(KEPT_AS):
            return str(name)
        widget = widget.parentWidget()
    return type(field).__name__


def _value(field: LineInput | Area) -> str:
    return field.text() if isinstance(field, LineInput) else field.toPlainText()


def _put(field: LineInput | Area, text: str) -> None:
    field.setText(text) if isinstance(field, LineInput) else field.setPlainText(text)

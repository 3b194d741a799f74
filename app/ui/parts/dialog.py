"""A question that stops something irreversible, or asks for the passphrase.

It lies inside the window, so that Hide covers it like everything else and no second window
carries a title. Buttons are answers; the safe one has the focus; Esc is the safe answer.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractSlider, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.errors import N_
from app.ui.labels import Label, Text, name, said
from app.ui.parts import layouts
from app.ui.parts.boxes import Box
from app.ui.parts.buttons import Button, Kind
from app.ui.parts.fields import Field, KeyboardLanguage, LineInput
from app.ui.parts.notice import announce
from app.ui.parts.scroll_body import Fitted

Fits = Callable[[int], None]
_PAGES = {
    Qt.Key.Key_PageUp: QAbstractSlider.SliderAction.SliderPageStepSub,
    Qt.Key.Key_PageDown: QAbstractSlider.SliderAction.SliderPageStepAdd,
}
_AROUND, _SIDE = 16, 24  # the card, and what stands in it


@dataclass(frozen=True, slots=True)
class DialogButton:
    """One button of a dialog."""

    says: Text
    act: Callable[[], None] = lambda: None
    kind: Kind = "second"


class Dialog(QWidget):
    """A card in the middle of the window, over everything but the cover."""

    def __init__(
        self,
        window: QWidget,
        title: Text,
        sentence: Text = "",
        answers: Sequence[DialogButton] = (),
        *,
        body: QWidget | None = None,
        width: int = 480,
        tall: bool = False,
        fits: Fits | None = None,
    ) -> None:
        """`tall`: buttons of 56. `fits`: fits the body into the window's height, now and whenever that
        changes; without it the sentence and the body scroll where they have no room."""
        super().__init__(window)
        self.title, self._window, self._before = title, window, window.focusWidget()
        self._width, self._fits = width, fits
        says = [Label(sentence, colour="ink2")] if sentence else []
        content = [*says, *([body] if body is not None else [])]
        self._scrolled: Fitted | None = None
        if content and fits is None:
            self._scrolled = Fitted(layouts.column_widget(*content, gap=12))
        self.card = Box(gap=12, margins=(_SIDE, 20, _SIDE, 20)).add(
            Label(title, "heading"), *[self._scrolled] if self._scrolled is not None else content
        )
        self.buttons: list[Button] = []
        self.row = row = QHBoxLayout()
        layouts.tight(row, 12, (0, 8, 0, 0))
        row.addStretch()
        grave = any(answer.kind == "grave" for answer in answers)
        for answer in answers:
            button = Button(answer.says, answer.kind, tall=tall or grave)
            button.clicked.connect(lambda _=False, chosen=answer: self._answer(chosen))
            self.buttons.append(button)
            # of what can't be taken back, the safe answer stands where a primary would
            row.insertWidget(1, button) if grave else row.addWidget(button)
        self.card.inside.addLayout(row)
        middle = QVBoxLayout(self)
        middle.setContentsMargins(*[_AROUND] * 4)
        middle.addWidget(self.card, 0, Qt.AlignmentFlag.AlignCenter)
        self.setGeometry(window.rect())
        self.fit()
        window.installEventFilter(self)
        self.tell()
        self.show()
        self.raise_()
        self._first().setFocus(Qt.FocusReason.OtherFocusReason)
        # the focus is on an answer or a field: what is asked would not be heard
        announce(self, lambda _w: " ".join(filter(None, (said(title), said(sentence)))))

    def tell(self) -> None:
        name(self, self.title)

    def _first(self) -> QWidget:
        fields = [line_edit for line_edit in self.card.findChildren(QLineEdit) if not line_edit.isHidden()]
        return fields[0] if fields else self.buttons[0] if self.buttons else self

    def _answer(self, chosen: DialogButton) -> None:
        self.close_down()
        chosen.act()

    def close_down(self) -> None:
        """Go away and give the focus back."""
        self.setProperty("closed", True)
        self.hide()
        if self._before is not None and isValid(self._before) and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        elif (page := getattr(self._window, "screen_now", None)) is not None:
            page.arrive()  # it was laid anew meanwhile: the focus is not lost
        self.deleteLater()

    def safe(self) -> None:
        """What Esc does: the first answer."""
        if self.buttons:
            self.buttons[0].click()

    def leave(self) -> None:
        """What Esc does: what was opened last goes, at the end the dialog."""
        if not self.escape():
            self.safe()

    def go_on_from(self, field: QWidget) -> None:
        """Enter in a field: to the next, from the last to the act itself."""
        widgets = self._reached()
        at = widgets.index(field) if field in widgets else -1
        following = widgets[at + 1 :]
        buttons: list[QWidget] = [button for button in self.buttons if button in widgets]
        target = following[0] if following else self
        if buttons and (not following or target in buttons):
            target = buttons[-1]
        target.setFocus(Qt.FocusReason.TabFocusReason)

    def escape(self) -> bool:
        """Close what was opened last inside it; False where nothing was."""
        return False

    def primary(self) -> None:
        """What Ctrl+Enter does: the act that is asked about, where it is the page's one primary."""
        if self.buttons and self.buttons[-1].kind == "primary":
            self.buttons[-1].click()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        elif event.key() in _PAGES and self._scrolled is not None:
            self._scrolled.verticalScrollBar().triggerAction(_PAGES[Qt.Key(event.key())])
        else:
            event.ignore()  # Enter is the window's

    def focusNextPrevChild(self, to_next: bool) -> bool:
        widgets = self._reached()
        # buttons as they stand: of what can't be taken back, the safe answer is the last
        widgets.sort(key=lambda widget: max(self.row.indexOf(widget), 0))
        if widgets:
            now = self.focusWidget()
            at = widgets.index(now) if now in widgets else -1
            reason = Qt.FocusReason.TabFocusReason
            widgets[(at + (1 if to_next else -1)) % len(widgets)].setFocus(reason)
        return True

    def _reached(self) -> list[QWidget]:
        return [
            widget
            for widget in self.card.findChildren(QWidget)
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible() and widget.isEnabled()
        ]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window and event.type() == QEvent.Type.Resize:
            self.setGeometry(self._window.rect())
            self.fit()
        return False

    def fit(self) -> None:
        """As wide as it wants to be, inside the window; the body as high as there is room."""
        width = min(self._width, self._window.width() - 2 * _AROUND)
        self.card.setFixedWidth(width)
        if self._fits is not None:
            self._fits(self._window.height())
        elif self._scrolled is not None:
            body_height = self._scrolled.heightForWidth(width - 2 * _SIDE)
            beside_body = self.card.inside.totalHeightForWidth(width) - body_height
            self._scrolled.room(self._window.height() - 2 * _AROUND - beside_body)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press beside the card reaches nothing beneath, except Hide: it works from anywhere."""
        for button in self._window.findChildren(Button, "hide"):
            place = button.mapFromGlobal(event.globalPosition().toPoint())
            if button.isVisible() and button.rect().contains(place):
                button.click()

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), QColor(21, 38, 42, 110))


class AskPassphrase(Dialog):
    """Asks for the passphrase, and stays until it is right or the officer leaves it."""

    def __init__(
        self,
        window: QWidget,
        title: Text,
        sentence: Text,
        verb: Text,
        leave: Text,
        check: Callable[[str], None],
        *,
        ask: bool = True,
        kind: Kind = "primary",
        label: Text = "",
    ) -> None:
        self._check = check
        label = label or N_("Passphrase")
        self.line = LineInput(label, secret=True)
        self.field = Field(label, self.line, beside_label=KeyboardLanguage(self.line))
        body = self.field if ask else None
        super().__init__(window, title, sentence, [DialogButton(leave)], body=body, tall=kind == "grave")
        if not ask:
            self.field.setParent(self)
            self.field.hide()
        go = Button(verb, kind, on_click=self.try_it, tall=kind == "grave")
        self.buttons.append(go)
        self.row.insertWidget(1, go) if kind == "grave" else self.row.addWidget(go)
        self.line.returnPressed.connect(self.try_it)
        self._first().setFocus(Qt.FocusReason.OtherFocusReason)

    def try_it(self) -> None:
        self.field.complain("")
        self._check(self.line.text())

    def complain(self, sentence: Text) -> None:
        """Say that it wasn't right; the field keeps the focus."""
        self.field.complain(sentence)
        self.line.selectAll()
        self.line.setFocus()

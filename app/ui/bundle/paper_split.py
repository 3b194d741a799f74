"""A page with a paper beside it; where the window is narrow, the paper is behind a button."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout

from app.errors import N_
from app.ui import theme
from app.ui.app_context import AppContext
from app.ui.labels import Label, Text
from app.ui.paper_screen import Pages
from app.ui.parts import Button, FieldProblem, layouts
from app.ui.parts.dialog import Dialog, DialogButton
from app.ui.parts.frame import Office

_WIDE = 1240


class WithPaper(Office):
    """Body, paper, and a foot with a note, what is wrong, a way back and the one primary action."""

    def __init__(self, context: AppContext, title: Text, second: Text, paper: Text) -> None:
        super().__init__(context, "cases", title, second)
        self._paper, self._with_paper = paper, True
        self.look_at = Button(N_("Show what will be read"), "second", "eye", on_click=self._show_what)
        self.pages = Pages()
        self.pages.setFixedWidth(384)
        self.page.removeWidget(self.area)
        self.columns = QHBoxLayout()
        layouts.add(self.columns, (self.area, 1), self.pages)
        self.page.addLayout(self.columns, 1)

    def foot(self, note: Text, verb: Text, icon: str) -> QHBoxLayout:
        """The foot; the primary action is not yet possible."""
        foot = layouts.row(gap=12, margins=(32, 0, 32, 16))
        self.note = Label(note, "small", "ink2")
        self.problem = FieldProblem()
        column = layouts.column(self.note, self.problem, gap=4)
        self.leave = Button(N_("Back"), "second", tall=True, on_click=self.back)
        self.go = Button(verb, "primary", icon, tall=True, on_click=self.primary)
        self.go.setEnabled(False)
        layouts.add(foot, (column, 1), self.leave, self.go)
        return foot

    def tell_trouble(self, text: Text) -> None:
        """In the foot, instead of the note; "" for none."""
        self.problem.say(text)
        self.note.setVisible(not text)

    def show_paper(self, visible: bool) -> None:
        """Is there a paper to be looked at now?"""
        self._with_paper = visible
        self._fit()

    def _show_what(self) -> None:
        pages, pdf = Pages(), self.pages.pdf

        def fits(high: int) -> None:
            pages.sheet.setFixedHeight(max(220, high - 250))

        close = [DialogButton(N_("Close"))]
        self.open_dialog(Dialog, self._paper, "", close, body=pages, fits=fits)
        if pdf:
            pages.show_pdf(pdf)

    def _fit(self) -> None:
        wide = self.width() >= _WIDE
        side_by_side = wide and self._with_paper
        # the bar of a long page stands between the two, and touches neither
        layouts.tight(self.columns, 12, _at_the_end(32 if side_by_side else 0))
        layouts.tight(self.body, 16, _at_the_end(12 if side_by_side else 32, 32, 4, 20))
        self.pages.setVisible(side_by_side)
        self.look_at.setVisible(not wide and self._with_paper)

    def tell(self) -> None:
        """The language has changed, and with it the page's two sides."""
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def forget(self) -> None:
        self.pages.forget()


def _at_the_end(end: int, start: int = 0, top: int = 0, bottom: int = 0) -> tuple[int, int, int, int]:
    """Margins by the page's direction: Qt's own are physical."""
    left_x, right = (end, start) if theme.rtl() else (start, end)
    return left_x, top, right, bottom

"""Everything that can be checked on this computer, with what to do where something does not hold; to be
printed for whoever answers for it."""

from app.casework.pages import self_check
from app.casework.pages.self_check import NOT_SO, SelfCheck
from app.errors import N_
from app.language import Words
from app.ui import navigation
from app.ui.app_context import AppContext
from app.ui.labels import Text
from app.ui.parts import layouts
from app.ui.parts.boxes import Banner, Row, Rows, empty, group
from app.ui.parts.buttons import Button
from app.ui.parts.frame import Office

TITLE = N_("Check of this computer")


class SelfCheckPage(Office):
    """It checks as it opens, and again when it is asked to."""

    checked: SelfCheck | None = None

    def __init__(self, context: AppContext) -> None:
        super().__init__(context, "settings", TITLE, self._second)
        self.again = Button(N_("Check again"), "second", "shield", on_click=self.load)
        self.print_it = Button(N_("Print or save"), "primary", "doc", on_click=self.primary)
        self.body.addLayout(layouts.row(layouts.Stretch(), self.again, self.print_it, gap=12))
        self.result = layouts.column(gap=16)
        layouts.add(self.body, self.result, layouts.Stretch(1))
        self.load()

    def _second(self, w: Words) -> str:
        if self.checked is None:
            return ""
        cases = w.count("{n} case read", "{n} cases read", self.checked.cases)
        return f"{cases} · {w.moment(self.checked.at)}"

    def load(self) -> None:
        """A name is written, then everything is read."""
        self.checked = None
        for button in (self.again, self.print_it):
            button.setEnabled(False)
        empty(self.result)
        self.result.addWidget(Banner(N_("Every page of the records is being read."), "clock", "ink2"))
        # on the vault's own thread: a name is written, and what was kept of drafts is asked for
        self.write_vault(lambda session: self_check.check(session, self_check.plant(session)), self._show)

    def _show(self, result: SelfCheck) -> None:
        self.checked = result
        self.top.second.tell()
        self.top.second.setVisible(True)
        for button in (self.again, self.print_it):
            button.setEnabled(True)
        empty(self.result)
        missing = result.missing
        if missing:
            rows = Rows.of(Row(_not_so(line.says), line.lacks, "wait", tone="wait") for line in missing)
            self.result.addWidget(group(N_("What is missing"), rows))
        else:
            sentence = N_("Everything that Sanad can check on this computer is in order.")
            self.result.addWidget(Banner(sentence, "shield", "kept"))
        kept_lines = [Row(line.says, "", "check", tone="kept", least_height=48) for line in result.lines if line.holds]
        self.result.addWidget(group(N_("What is in order"), Rows.of(kept_lines)))

    def arrive(self) -> None:
        self.again.setFocus()

    def primary(self) -> None:
        session, result = self.context.session, self.checked
        if result is None:
            return
        self.wants.emit(
            navigation.IssuedPaper(
                TITLE,
                N_("What is in order on this computer, and what is missing."),
                lambda: self_check.paper(session, result),
                navigation.SelfCheck(),
            )
        )


def _not_so(check: str) -> Text:
    return lambda w: w(NOT_SO, check=w(check))

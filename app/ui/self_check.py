"""Everything that can be checked on this computer, with what to do where something does not hold; to be
printed for whoever answers for it."""

from pathlib import Path

from app.casework.pages import diagnosis, self_check, server_reach
from app.casework.pages.self_check import NOT_SO, SelfCheck
from app.casework.pages.server_reach import ServerReach
from app.errors import N_
from app.language import Words
from app.ui import navigation
from app.ui import server_reach as server_rows
from app.ui.app_context import AppContext
from app.ui.file_chooser import FileDialog
from app.ui.labels import Text
from app.ui.parts import Banner, Button, Notice, Row, Rows, empty, group, layouts
from app.ui.parts.frame import Office
from app.ui.sync.remote_call import talk

TITLE = N_("Check of this computer")


class SelfCheckPage(Office):
    """It checks as it opens, and again when it is asked to."""

    checked: SelfCheck | None = None
    reach: ServerReach | None = None

    def __init__(self, context: AppContext) -> None:
        super().__init__(context, "settings", TITLE, self._second)
        self.again = Button(N_("Check again"), "second", "shield", on_click=self.load)
        self.print_it = Button(N_("Print or save"), "primary", "doc", on_click=self.primary)
        self.body.addLayout(layouts.row(layouts.Stretch(), self.again, self.print_it, gap=12))
        self.notice = Notice()
        self.missing, self.server, self.in_order = (layouts.column(gap=16) for _ in range(3))
        layouts.add(self.body, self.notice, self.missing, self.server, self.in_order, layouts.Stretch(1))
        self.load()

    def _second(self, w: Words) -> str:
        if self.checked is None:
            return ""
        cases = w.count("{n} case read", "{n} cases read", self.checked.cases)
        return f"{cases} · {w.moment(self.checked.at)}"

    def load(self) -> None:
        """A name is written, then everything is read; the server is asked meanwhile."""
        self.checked = self.reach = None
        for button in (self.again, self.print_it):
            button.setEnabled(False)
        for part in (self.missing, self.server, self.in_order):
            empty(part)
        self.missing.addWidget(Banner(N_("Every page of the records is being read."), "clock", "ink2"))
        self.server.addWidget(Banner(N_("The server is being asked."), "clock", "ink2"))
        # on the vault's own thread: a name is written, and what was kept of drafts is asked for
        self.write_vault(lambda session: self_check.check(session, self_check.plant(session)), self._show)
        session = self.context.session
        talk(self.context.workers, self, lambda: server_reach.asking(session), self._show_reach, self.trouble.emit)

    def _show(self, result: SelfCheck) -> None:
        self.checked = result
        self.top.second.tell()
        self.top.second.setVisible(True)
        for button in (self.again, self.print_it):
            button.setEnabled(True)
        empty(self.missing)
        missing = result.missing
        if missing:
            rows = Rows.of(Row(_not_so(line.says), line.lacks, "wait", tone="wait") for line in missing)
            self.missing.addWidget(group(N_("What is missing"), rows))
        else:
            sentence = N_("Everything that Sanad can check on this computer is in order.")
            self.missing.addWidget(Banner(sentence, "shield", "kept"))
        kept_lines = [Row(line.says, "", "check", tone="kept", least_height=48) for line in result.lines if line.holds]
        self.in_order.addWidget(group(N_("What is in order"), Rows.of(kept_lines)))

    def _show_reach(self, reach: ServerReach) -> None:
        self.reach = reach
        empty(self.server)
        for_whoever_helps = Button(N_("File for whoever helps"), "second", "doc", on_click=self._choose_file)
        self.server.addWidget(server_rows.section(reach, for_whoever_helps))

    def _choose_file(self) -> None:
        title = N_("File for whoever helps")
        self.open_dialog(FileDialog, title, self.save_to, kinds="JSON (*.json)", save_as="sanad-diagnosis.json")

    def save_to(self, file: Path) -> None:
        """Nothing of it is of a case: no case has to say that it left."""
        reach = self.reach

        def say_written(_none: None) -> None:
            sentence = N_("File written: {name}. It says nothing of any case or person.")
            self.notice.say(lambda w: w(sentence, name=file.name))

        self.read_vault(lambda session: diagnosis.write(session.home, file, reach), say_written)

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

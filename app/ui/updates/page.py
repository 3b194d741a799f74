"""A newer version for this computer, in four steps; what is new; one step back."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from app.casework.records import updates
from app.errors import N_
from app.language import Words
from app.policy import OFF
from app.ui import navigation
from app.ui.app_context import AppContext
from app.ui.file_chooser import FileDialog
from app.ui.labels import Label, Text, plain
from app.ui.parts import Badge, Banner, Box, Button, Icon, Rows, Rule, announce, empty, layouts
from app.ui.parts.dialog import Dialog, DialogButton
from app.ui.parts.frame import Office
from app.ui.updates.progress import CHECK, INSTALL, UpdateProgress
from app.ui.updates.server_box import ServerBox
from app.ui.updates.step_list import StepRow
from app.version import VERSION

_FILES = "Sanad (*.update)"
_NEWS = 3  # lines that stand on the page
_TRAILING = 352
_WIDE = 1130  # of the page, under which the second column goes below


class UpdatePage(Office):
    """What is under way is `context.updating`, and goes on while one works elsewhere."""

    def __init__(self, context: AppContext, file: Path | None = None) -> None:
        super().__init__(context, "settings", self._title, self._second)
        self._laid: object = None
        self._spoken = ""
        self.band = layouts.column()
        self.body.addLayout(self.band)
        self.from_server = ServerBox(self.updating.server)
        self.body.addWidget(self.from_server)
        self.from_server.refresh()
        self.rows = [StepRow(step, self.updating) for step in range(4)]
        self.leading = layouts.column(gap=14)
        self.trailing = layouts.column(gap=14)
        holder = layouts.column_widget(self.trailing, layouts.Stretch(1))
        self.side = holder
        self.columns = layouts.row((self.leading, 1), holder, gap=20)
        layouts.add(self.body, self.columns, layouts.Stretch(1))
        self.card = Rows.of(self.rows)
        self.leading.addWidget(self.card)
        self.assurance = Banner(self._assurance, "kept", "ink2")
        layouts.add(self.leading, self.assurance, layouts.Stretch(1))
        self._lay_foot()
        self.updating.changed.connect(self._refresh)
        self._refresh()
        context.read_vault(self, updates.status, self._show_status)
        if file is not None:
            self.updating.start(file)
        elif self.updating.offer is not None and self.updating.at == CHECK:
            self.updating.start(self.updating.offer.file)
        elif self.updating.offer is None:
            self.updating.server.look()

    def _lay_foot(self) -> None:
        self.reason = Label(self._why_not, "small", "ink2")
        self.report = Button(N_("Save the report"), "quiet", "doc", on_click=self._ask_report)
        self.choose = Button(N_("Choose an update file"), "second", "folder", tall=True, on_click=self._ask)
        self.stay = Button(self._stay, "second", tall=True, on_click=self._leave)
        self.go = Button(N_("Install now"), "primary", "arrow_fwd", icon_after=True, tall=True, on_click=self.primary)
        foot = layouts.row(
            (self.reason, 1), self.report, self.choose, self.stay, self.go, gap=12, margins=(32, 0, 32, 20)
        )
        self.page.addLayout(foot)

    # -- what the page says

    @property
    def updating(self) -> UpdateProgress:
        assert self.context.updating is not None  # in practice there is no way here
        return self.context.updating

    @property
    def status(self) -> updates.UpdateStatus | None:
        return self.updating.status

    @property
    def _version(self) -> str:
        return self.updating.offer.version if self.updating.offer else ""

    def _title(self, w: Words) -> str:
        if self.updating.installed is not None:
            return w(N_("Sanad {version} is installed"), version=VERSION)
        if not self._version:
            return w(N_("Version of Sanad"))
        if self.updating.is_on_stick:
            return w(N_("An update is on the USB stick"))
        return w(N_("An update is here"))

    def _second(self, w: Words) -> str:
        if self.updating.installed is not None:
            is_plugged_in = any(volume.kind == "stick" for volume in self.context.volumes())
            return w(N_("You can remove the USB stick.")) if is_plugged_in else ""
        if not self._version:
            return w(N_("A newer version comes as a signed file, offline."))
        if not self.updating.is_on_stick:
            return w(N_("You can keep working while it is tried."))
        return w(N_("You can keep working while it is tried. Do not remove the USB stick."))

    def _assurance(self, w: Words) -> str:
        if self.updating.installed is not None:
            return w(N_("The update is recorded; user management sees the version at the next contact."))
        return w(N_("If the power goes, Sanad opens with one version or the other, complete. Nothing is lost."))

    def _why_not(self, w: Words) -> str:
        updating = self.updating
        if updating.ready:
            return w(N_("Sanad closes and opens again. Nothing in your cases changes."))
        if updating.waiting:
            if not self.updating.is_on_stick:
                return w(N_("The file is missing. Work continues by itself when the file is back."))
            return w(N_("Connect the USB stick again: Sanad continues by itself."))
        if updating.refusal is not None:
            return w(N_("This update is not installed. You can go on working."))
        if self._version or updating.running:
            return w(N_("You can install when the trial has ended without a difference."))
        return ""

    def _stay(self, w: Words) -> str:
        if self.updating.refusal is not None:
            return w(N_("Close"))
        return w(N_("Stop and stay on {version}"), version=VERSION)

    def _refresh(self) -> None:
        updating = self.updating
        for label in (self.top.title, self.top.second, self.reason, self.assurance.sentence):
            label.tell()
            label.updateGeometry()
        for row in self.rows:
            row.refresh()
        only_check = updating.refusal is not None and updating.at == CHECK
        for row in self.rows[1:]:
            row.setVisible(not only_check)
        for rule in (*self.card.findChildren(Rule), self.assurance):
            rule.setVisible(not only_check)
        if self._laid != (updating.offer, self.status):
            self._laid = (updating.offer, self.status)
            self._lay_anew()
        has_begun = updating.running or updating.at > CHECK or updating.refusal is not None
        self.choose.setVisible(not has_begun and self._takes_files())
        self.stay.setVisible(has_begun)
        self.stay.tell()
        is_installed = updating.installed is not None
        self.go.setVisible(is_installed or (has_begun and not only_check))
        self.go.setEnabled(is_installed or updating.ready)
        self.go.say(N_("Continue working") if is_installed else N_("Install now"))
        self.report.setVisible(bool(updating.trial and updating.trial.differences))
        self._speak()

    def _speak(self) -> None:
        """Each step once, when it begins or is refused; not each number."""
        row = self.rows[min(self.updating.at, INSTALL)]
        key = f"{row.step} {row.state}"
        if key != self._spoken and (self.updating.running or self.updating.refusal):
            self._spoken = key
            announce(self, row.spoken)

    def _lay_anew(self) -> None:
        empty(self.band)
        empty(self.trailing)
        offer = self.updating.offer
        box = Box("primary_soft", "", margins=(28, 14, 28, 14))
        if offer is not None:
            title: Text = lambda w: w(N_("Sanad {version}"), version=offer.version)  # noqa: E731
            second: Text = lambda w: w(  # noqa: E731
                N_("You have {version} now. Your cases stay as they are."), version=VERSION
            )
        else:
            title = lambda w: w(N_("Sanad {version}"), version=VERSION)  # noqa: E731
            second = self._here
        words = layouts.column(Label(title, "title"), Label(second, colour="ink2"))
        row = layouts.row(Icon(self._icon, "primary", 28), (words, 1), gap=22)
        if offer is not None:
            row.addWidget(Badge(self._signed_by, "shield", "kept"))
            self.trailing.addWidget(self._news(offer.news))
        elif self.status is not None and self.status.last is not None:
            self.trailing.addWidget(self._news(self.status.last.news))
        box.inside.addLayout(row)
        self.band.addWidget(box)
        if self.status is not None and (self.status.former or offer is not None):
            self.trailing.addWidget(self._back())
        self.side.setVisible(bool(self.trailing.count()))

    @property
    def _icon(self) -> str:
        if self.updating.offer is None:
            return "laptop"
        return "usb" if self.updating.is_on_stick else "doc"

    def _signed_by(self, w: Words) -> str:
        offer = self.updating.offer
        assert offer is not None
        signer = offer.signer[1 if w.language == "ar" else 0]
        return w(N_("Signed by: {name}"), name=signer)

    def _takes_files(self) -> bool:
        status = self.status
        return status is None or (status.packaged and status.channel != OFF)

    def _here(self, w: Words) -> str:
        status = self.status
        if status is None:
            return ""
        if status.channel == OFF:
            return w(N_("The administrator of this computer has switched off updates by file."))
        if not status.packaged:
            return w(N_("This Sanad was started from its source and is not updated by a file."))
        if status.not_started:
            return w(
                N_(
                    "Version {version} is installed, but this computer did not start it: its files were"
                    " changed, or programs may not start from your folder. Your work is as it was. Tell"
                    " the administrator of this computer."
                ),
                version=status.not_started,
            )
        if status.installed is None:
            return w(N_("It came with this computer."))
        return w(N_("Installed on {day}. Your cases are as they were."), day=status.installed)

    def _news(self, news: tuple[tuple[str, str], ...]) -> QWidget:
        box = Box(gap=4, margins=(20, 14, 20, 14)).add(
            Label(N_("What is new"), "heading"), *(Label(_line(line)) for line in news[:_NEWS])
        )
        if len(news) > _NEWS:
            every = Button(N_("All changes"), "quiet", on_click=lambda: self._show_all(news))
            box.inside.addWidget(every, 0, Qt.AlignmentFlag.AlignLeading)
        return box

    def _show_all(self, news: tuple[tuple[str, str], ...]) -> None:
        body = layouts.column_widget(*(Label(_line(line)) for line in news), gap=6, wrap=True)
        self.open_dialog(Dialog, N_("What is new"), "", [DialogButton(N_("Close"))], body=body)

    def _back(self) -> QWidget:
        status = self.status
        assert status is not None
        box = Box(gap=8, margins=(20, 14, 20, 14)).add(
            layouts.row(Icon("arrow_back", "ink2"), (Label(N_("One step back"), "heading"), 1), gap=12)
        )
        version = status.former or VERSION
        box.inside.addWidget(Label(lambda w: w(
            N_("Version {version} stays on this computer. If there is a problem, go back to it from this page, offline."),
            version=version,
        )))  # fmt: skip
        if status.former:
            box.inside.addWidget(
                Button(lambda w: w(N_("Go back to {version}"), version=version), "second", on_click=self._ask_back)
            )
            until = status.back_until
            box.inside.addWidget(Label(lambda w: w(N_("Possible until {day}"), day=until), "small", "ink2"))
        return box

    # -- what one does

    def _show_status(self, status: updates.UpdateStatus) -> None:
        self.updating.status = status
        self._refresh()
        self.arrive()

    def _ask(self) -> None:
        self.open_dialog(FileDialog, N_("Choose an update file"), self.updating.start, kinds=_FILES)

    def _leave(self) -> None:
        self.updating.stop()
        self.wants.emit(navigation.Settings())

    def _ask_back(self) -> None:
        assert self.status is not None
        version = self.status.former
        answers = [
            DialogButton(N_("Stay"), kind="primary"),
            DialogButton(N_("Go back"), lambda: self.wants.emit(navigation.StepBack())),
        ]
        self.open_dialog(
            Dialog,
            lambda w: w(N_("Go back to {version}?"), version=version),
            N_("What was written since stays. Sanad closes and opens again."),
            answers,
        )

    def _ask_report(self) -> None:
        trial = self.updating.trial
        assert trial is not None

        def save(folder: Path) -> None:
            self.context.workers.slow(
                self,
                lambda: updates.save_report(trial, folder),
                lambda file: self.reason.say(lambda w: w(N_("Saved: {name}"), name=file.name)),
            )

        self.open_dialog(FileDialog, N_("Where to save the report"), save, folder=True)

    def primary(self) -> None:
        if self.updating.installed is not None:
            self.wants.emit(navigation.Home())
        elif self.updating.ready:
            self.wants.emit(navigation.InstallUpdate())

    def arrive(self) -> None:
        first: QWidget = self.rows[min(self.updating.at, INSTALL)]
        if self.go.isEnabled() and not self.go.isHidden():
            first = self.go
        elif not self.choose.isHidden():
            first = self.choose
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def back(self) -> None:
        self.wants.emit(navigation.Settings())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_wide = self.width() - self.rail.width() >= _WIDE - 212
        direction = QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom
        self.columns.setDirection(direction)
        self.side.setMaximumWidth(_TRAILING if is_wide else 16_777_215)
        self.side.setMinimumWidth(_TRAILING if is_wide else 0)


def _line(line: tuple[str, str]) -> Text:
    return lambda w: f"• {plain(line[1 if w.language == 'ar' else 0])(w)}"

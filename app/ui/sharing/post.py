"""The post: what colleagues have not confirmed yet, and carrying it by a folder or a stick."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QWidget

from app.casework.exchange import post, post_relay, sync
from app.casework.exchange.post import CollectionSummary, DeliverySummary
from app.casework.exchange.post.inbox import RefusedFile
from app.casework.exchange.post_relay import Passing, RelaySummary
from app.casework.organisation import administration
from app.casework.organisation.administration import MembershipStatus
from app.casework.pages.work_list import Sort, WorkFilter
from app.casework.session.freshness import Freshness, freshness
from app.casework.session.session import Session
from app.casework.sharing import inbox
from app.casework.sharing.inbox import InboxItem
from app.errors import N_, SanadError
from app.language import Words, isolate, isolate_ltr
from app.ui import navigation
from app.ui.app_context import AppContext, StatusSummary
from app.ui.case_list import ListingState
from app.ui.file_chooser import FileDialog
from app.ui.labels import Label, Text
from app.ui.parts import Banner, Box, Button, Flow, Icon, Row, Rows, announce, empty, group, layouts
from app.ui.parts.frame import Office
from app.ui.sync import directory_age
from app.ui.sync.driver import Connection
from app.ui.workers import in_pieces

T = TypeVar("T")
_REFUSED = 6  # files named one by one; of more, how many
_PATIENT_S = 4  # until then it isn't said how long it has been


@dataclass(frozen=True, slots=True)
class PostState:
    membership: MembershipStatus
    waiting: int | None  # cases that no colleague has confirmed, where colleagues meet by sticks alone
    directory: Freshness


class AtWork(Label):
    """What is being done, and after some seconds for how long: a full stick takes minutes."""

    def __init__(self) -> None:
        self._says, self._since = "", 0.0
        super().__init__(self._told, colour="ink2")
        self._beat = QTimer(self)
        self._beat.setInterval(1000)
        self._beat.timeout.connect(self._again)
        self.hide()

    def begin(self, says: str) -> None:
        self._says, self._since = says, time.monotonic()
        self._again()
        self.show()
        self._beat.start()

    def end(self) -> None:
        self._beat.stop()
        self.hide()

    def _again(self) -> None:
        self.say(self._told)

    def _told(self, w: Words) -> str:
        took = int(time.monotonic() - self._since)
        if not self._says or took < _PATIENT_S:
            return w(self._says) if self._says else ""
        at_work = w(
            "Working for {time}: every record is checked.", time=f"{w.number(took // 60)}:{w.number(f'{took % 60:02}')}"
        )
        return f"{w(self._says)} {at_work}"


class Post(Office):
    """Nothing blocks: what is being done is said in words, and the rest of the office goes on."""

    state: PostState | None = None

    def __init__(self, context: AppContext) -> None:
        super().__init__(context, "post", self._title, self._second)
        self._busy = False
        self._pressed: QWidget | None = None
        self.notices = layouts.column(gap=12)
        self.carry = self._carry()
        self.others = ForwardCard()
        self.others.go.clicked.connect(self.pass_on)
        layouts.add(self.body, self.notices, self.carry, self.others)
        self.others.setVisible(bool(context.status.headquarters))
        self.happened = layouts.column(gap=12)
        layouts.add(self.body, self.happened, self._links(), layouts.Stretch())
        self._show_folder()
        self.load()

    def _title(self, w: Words) -> str:
        if self.state is None or self.state.waiting is None:
            return w("USB transfer")
        if not self.state.waiting:
            return w("Colleagues have confirmed everything")
        return w.count(
            "No colleague has confirmed {n} case yet", "No colleague has confirmed {n} cases yet", self.state.waiting
        )

    def _second(self, w: Words) -> str:
        name = self.state.membership.organisation if self.state else ""
        kept_text = w("everything is saved on this computer")
        return f"{isolate(name)} · {kept_text}" if name else " "

    def _carry(self) -> QWidget:
        box = Box(margins=(22, 16, 22, 18), gap=14)
        top = layouts.row((Icon("usb", "primary", 28), 0, Qt.AlignmentFlag.AlignTop), gap=16)
        words = layouts.column(
            Label(N_("By USB stick or folder"), "heading"),
            Label(
                N_("It carries what colleagues and the server may read. Anybody else who finds it can’t read it."),
                colour="ink2",
            ),
        )
        top.addLayout(words, 1)
        self.where = Label(self._folder_named, weight=500)
        self.choose = Button(N_("Choose a USB stick or folder"), "second", "folder", on_click=self.choose_folder)
        place = layouts.row((self.where, 1), self.choose, gap=12)
        self.write = Button(N_("Export to USB stick"), "primary", "send", on_click=self.primary)
        self.take = Button(N_("Import from USB stick"), "second", "inbox", on_click=self.take_in)
        self.progress = AtWork()
        box.add(top, place, Flow(gap=12).add(self.write, self.take), self.progress)
        return box

    def _links(self) -> QWidget:
        rows = Rows()
        button = Button(N_("Show them"), "second", on_click=self.goes(navigation.People()))
        rows.add(Row(N_("People and computers"), N_("Who has joined, and what each may read."), "person", button))
        return group(N_("Who takes part"), rows)

    # the folder

    def _folder_named(self, w: Words) -> str:
        folder = self.context.folder
        return isolate_ltr(str(folder)) if folder else w("No USB stick or folder is chosen yet.")

    def choose_folder(self) -> None:

        title = N_("USB stick or folder for transfer")
        self.open_dialog(FileDialog, title, self.use_folder, folder=True)

    def use_folder(self, folder: Path) -> None:
        """Remember it until the lock."""
        self.context.folder = folder
        self._show_folder()
        self.write.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_folder(self) -> None:
        chosen = self.context.folder is not None
        self.where.say(self._folder_named, "ink" if chosen else "ink2")
        self.choose.show_kind("second" if chosen else "primary")
        self.choose.say(N_("Another folder") if chosen else N_("Choose a USB stick or folder"))
        self._free()

    def _free(self) -> None:
        joined = self.state is not None and self.state.membership.joined
        may = self.context.folder is not None and joined and not self._busy
        self.write.setEnabled(may)
        self.take.setEnabled(may)
        self.others.go.setEnabled(may)
        self.choose.setEnabled(joined and not self._busy)

    # what is waiting

    def load(self) -> None:

        def read(session: Session) -> PostState:
            membership = administration.membership_status(session)
            by_stick = membership.joined and not sync.address(session)  # else the server has it
            waiting = post.waiting(session) if by_stick else None
            return PostState(membership, waiting, freshness(session))

        self.read_vault(read, self._show)

    def _show(self, state: PostState) -> None:
        self.state = state
        empty(self.notices)
        if not state.membership.joined:
            action = Button(N_("Join"), "second", on_click=self.goes(navigation.Join()))
            sentence = N_("This computer has not joined an organisation, so USB transfer is not available yet.")
            self.notices.addWidget(Banner(sentence, "person", "ink2", action))
        elif state.membership.renew:
            action = Button(N_("Join again"), "second", on_click=self.goes(navigation.Join()))
            sentence = N_("This computer must join again before other computers accept its records.")
            self.notices.addWidget(Banner(sentence, "wait", "wait", action))
        elif (band := directory_age.banner(state.directory)) is not None:
            self.notices.addWidget(band)
        self.top.title.tell()
        self.top.second.tell()
        self.top.title.updateGeometry()
        self._free()

    # carrying

    def primary(self) -> None:
        folder = self.context.folder
        if folder is None:
            self.choose_folder()
        elif self.write.isEnabled():
            self._begin(N_("Writing the files. Do not remove the USB stick."))
            self.write_vault(lambda session: post.export(session, folder), self._ends(self._written), self._failed)

    def take_in(self) -> None:
        folder, session = self.context.folder, self.context.session
        if folder is not None and self.take.isEnabled():
            self._begin(N_("Reading the files. Do not remove the USB stick."))
            script = post.collecting(session, folder)
            in_pieces(self.context.workers, self, script, self._ends(self._taken), self._failed)

    def pass_on(self) -> None:
        """The post of others, to headquarters from here."""
        folder = self.context.folder
        if folder is None or not self.others.go.isEnabled():
            return
        self._begin(N_("Sending the files. Do not remove the USB stick."))
        Forwarder(self.context, folder, self._passed_on, self._failed, self)

    def _passed_on(self, forwarded: RelaySummary) -> None:
        self._rest()
        self._tell(_forwarded_rows(forwarded))

    def show_status(self, status: StatusSummary) -> None:
        super().show_status(status)
        self.others.setVisible(bool(status.headquarters))

    def _ends(self, on_result: Callable[[T], None]) -> Callable[[T], None]:
        def end(result: T) -> None:
            self._rest()
            on_result(result)
            self.load()
            self.look_around()

        return end

    def _begin(self, says: str) -> None:
        self._pressed = self.focusWidget()
        self._busy = True
        self._free()
        self.progress.begin(says)

    def _rest(self) -> None:
        self._busy = False
        self.progress.end()
        self._free()
        if isinstance(pressed := self._pressed, Button) and pressed.isEnabled():
            pressed.setFocus(Qt.FocusReason.OtherFocusReason)  # it lost it while it was at work

    def _failed(self, error: SanadError) -> None:
        self._rest()
        self._tell([Row(lambda w: w.say(error), "", "wait", tone="wait")])

    def _written(self, sent: DeliverySummary) -> None:
        if sent.files:
            says = N_("Files written. You can remove the USB stick.")
            self._tell([done(says, _cases(sent.cases))])
        else:
            self._tell([done(N_("Nothing new to write. You can remove the USB stick."))])

    def _show_received(self) -> None:
        """What asks for something stands in the inbox; what is only new, in the list of cases."""
        self.read_vault(inbox.came_in, self._go_to_received)

    def _go_to_received(self, items: Sequence[InboxItem]) -> None:
        if not items:
            self.context.listing = ListingState(WorkFilter(changed=1), Sort.CHANGED, False)
        self.wants.emit(navigation.Inbox() if items else navigation.Cases())

    def _taken(self, received: CollectionSummary) -> None:
        if received.new:
            says = N_("Show what was received")
            show = Button(says, "second", on_click=self._show_received)
            read = N_("Files read. You can remove the USB stick.")
            rows = [done(read, _cases(len(received.cases)), show)]
        elif not received.files:
            rows = [_nothing_there(received)]
        else:
            rows = [done(N_("Files read. There was nothing new. You can remove the USB stick."))]
        if received.waiting:
            rows.append(Row(self._waiting(received.waiting), N_("They open automatically when the other part arrives."), "wait", tone="wait"))  # fmt: skip
        rows += map(self._refused, received.refused[:_REFUSED])
        if (count := len(received.refused) - _REFUSED) > 0:
            rows.append(Row(lambda w: w.count("and {n} more file not accepted", "and {n} more files not accepted", count), "", "wait", tone="wait"))  # fmt: skip
        self._tell(rows)

    @staticmethod
    def _waiting(n: int) -> Text:
        return lambda w: w.count(
            "{n} record is waiting for another part of the USB transfer",
            "{n} records are waiting for another part of the USB transfer",
            n,
        )

    @staticmethod
    def _refused(refused: RefusedFile) -> Row:
        def title(w: Words) -> str:
            if refused.number > 1:
                number = w.number(refused.number)
                return w("Not imported: {file} ({n} times)", file=refused.file, n=number)
            return w("Not imported: {file}", file=refused.file)

        return Row(title, lambda w: w.say(refused.reason), "wait", tone="wait")

    def _tell(self, rows: list[Row]) -> None:
        empty(self.happened)
        list_ = Rows.of(rows)
        self.happened.addWidget(group(N_("What happened"), list_))
        self.area.ensureWidgetVisible(list_)
        announce(list_, rows[0].title.of)

    def arrive(self) -> None:
        first = self.write if self.write.isEnabled() else self.choose
        first.setFocus(Qt.FocusReason.OtherFocusReason)


def _nothing_there(received: CollectionSummary) -> Row:
    """Not to be taken for a stick that was read and had nothing new."""
    if received.refused:
        return Row(N_("None of the files there could be imported."), "", "wait", tone="wait")
    return Row(
        N_("There is no file from colleagues in this place."),
        N_("Is it the right USB stick or folder? Whoever sends something must first export it there."),
        "wait",
        tone="wait",
    )


def _cases(number: int) -> Text:
    """What staff count by; what teams share and the list of colleagues go along unsaid."""
    if not number:
        return N_("The list of colleagues, and what they share")
    return lambda w: w.count("{n} case", "{n} cases", number)


# -- passing on ----------------------------------------------------------------------------------
# The stick of a colleague without a network goes to headquarters, and its receipts back.


class ForwardCard(Box):
    """What it does, and its one button."""

    def __init__(self) -> None:
        super().__init__(margins=(22, 16, 22, 18), gap=14)
        top = layouts.row((Icon("hq", "primary", 28), 0, Qt.AlignmentFlag.AlignTop), gap=16)
        sentence = N_(
            "The files on the USB stick are sent to the server from here, and the receipt is written back to the USB stick. You can’t read other people’s records."
        )
        words = layouts.column(Label(N_("For a colleague who is offline"), "heading"), Label(sentence, colour="ink2"))
        top.addLayout(words, 1)
        self.go = Button(N_("Send to the server"), "second", "send")
        self.add(top, Flow().add(self.go))


class Forwarder(QObject):
    """A step on the vault's thread, a request on the line's, until all is passed on."""

    def __init__(
        self,
        context: AppContext,
        folder: Path,
        on_done: Callable[[RelaySummary], None],
        failed: Callable[[SanadError], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._context, self._done, self._told_failed = context, on_done, failed
        self._line: Connection | None = None
        session = context.session
        self._script: Passing = post_relay.passing(session, folder)
        # read: its modules take a while to load, which nothing that is typed should wait for
        context.read_vault(self, sync.connect, self._connected, self._failed)

    def _connected(self, line: Connection) -> None:
        self._line = line
        self._step(None)

    def _step(self, carried: sync.CallResult | None) -> None:
        script = self._script
        self._context.workers.write_vault(self, lambda: _next(script, carried), self._then, self._failed)

    def _then(self, step: sync.Request | RelaySummary) -> None:
        line = self._line
        assert line is not None
        if isinstance(step, RelaySummary):
            self._hang_up()
            self._done(step)
        else:
            request = step
            self._context.workers.carry(self, lambda: line.carry(request), self._step, self._failed)

    def _failed(self, error: SanadError) -> None:
        self._hang_up()
        self._told_failed(error)

    def _hang_up(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            self._context.workers.carry(self, line.close)


def _next(script: Passing, carried: sync.CallResult | None) -> sync.Request | RelaySummary:
    try:
        return next(script) if carried is None else script.send(carried)
    except StopIteration as stop:
        forwarded: RelaySummary = stop.value
        return forwarded


def done(title: Text, second: Text = "", trailing: QWidget | None = None) -> Row:
    """What has come to its end well."""
    return Row(title, second, "kept", trailing, tone="kept")


def _forwarded_rows(forwarded: RelaySummary) -> list[Row]:
    """What came of it, in words."""
    if not forwarded.files:
        return [done(N_("The USB stick has no files from others. You can remove it."))]
    lines = [done(N_("Files sent. You can remove the USB stick."), _sum(forwarded))]
    if forwarded.refused:
        n = forwarded.refused
        lines.append(
            Row(
                lambda w: w.count(
                    "{n} record from it not accepted by the server", "{n} records from it not accepted by the server", n
                ),
                N_("They stay on the USB stick and with their authors. Tell user management."),
                "wait",
                tone="wait",
            )
        )
    return lines


def _sum(forwarded: RelaySummary) -> Text:
    def said(w: Words) -> str:
        parts = [w.count("{n} record on the server", "{n} records on the server", forwarded.records)]
        if forwarded.streams:
            parts.append(w.count("receipt for {n} computer written to the USB stick", "receipts for {n} computers written to the USB stick", forwarded.streams))  # fmt: skip
        return " · ".join(parts)

    return said

"""Passing on: the stick of a colleague without a network goes to headquarters, and its receipts back."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from app.casework.exchange import post_relay, sync
from app.casework.exchange.post_relay import Passing, RelaySummary
from app.errors import N_, SanadError
from app.language import Words
from app.ui.app_context import AppContext
from app.ui.labels import Label, Text
from app.ui.parts import Box, Button, Flow, Icon, Row, layouts
from app.ui.sync.driver import Connection


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


def rows(forwarded: RelaySummary) -> list[Row]:
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

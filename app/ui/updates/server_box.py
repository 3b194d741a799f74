"""What the server has, on the page of versions: its size, how much of it is here, and the act."""

from PySide6.QtWidgets import QWidget

from app.disk import MB
from app.errors import N_
from app.language import Words
from app.ui import navigation
from app.ui.labels import Label, Text
from app.ui.parts import Banner, Bar, Box, Button, Icon, Row, Rows, layouts
from app.ui.parts.frame import Screen
from app.ui.updates.server_fetch import ServerFetch
from app.version import VERSION


class ServerBox(Box):
    """Hidden where the server has nothing. `refresh` it once it has its place."""

    def __init__(self, server: ServerFetch) -> None:
        super().__init__("primary_soft", "", margins=(28, 14, 28, 14))
        self.server = server
        self.title = Label(self._title, "title")
        self.second = Label(self._second, colour="ink2")
        self.bar = Bar(N_("From the server"))
        words = layouts.column(self.title, self.second, self.bar, gap=8)
        self.act = Button(N_("Get it"), "second", "download", on_click=self._press)
        self.inside.addLayout(layouts.row(Icon("hq", "primary", 28), (words, 1), self.act, gap=22))
        server.changed.connect(self.refresh)
        self.hide()

    def refresh(self) -> None:
        server = self.server
        self.setVisible(server.update is not None)
        if server.update is None:
            return
        self.title.say(self._title)
        self.second.say(self._second, "wait" if server.refusal else "ink2")
        self.bar.setVisible(server.running or bool(server.present))
        self.bar.show_share(server.present / server.update.size)
        if server.running:
            self.act.say(N_("Stop here"))
        else:
            self.act.say(N_("Continue") if server.present else N_("Get it"))

    def _title(self, w: Words) -> str:
        update = self.server.update
        return w(N_("Sanad {version} is on the server"), version=update.version) if update else ""

    def _second(self, w: Words) -> str:
        server = self.server
        if server.update is None:
            return ""
        present, size = server.present // MB, -(-server.update.size // MB)
        if server.refusal is not None:
            present_words = w("{present} of {size} MB are here already.", present=present, size=size)
            return f"{w.say(server.refusal)} {present_words}" if present else w.say(server.refusal)
        if server.running:
            return w(
                N_("{present} of {size} MB are here. You can keep working; after a break it continues."),
                present=present,
                size=size,
            )
        if present:
            return w(N_("{present} of {size} MB are here already."), present=present, size=size)
        return w(
            N_("{size} MB, when you want it. Nothing is installed before it has been checked and tried."), size=size
        )

    def _press(self) -> None:
        if self.server.running:
            self.server.stop()
        else:
            self.server.fetch()


# -- notices -----------------------------------------------------------------------------------
# Where a newer version is said: a quiet line on the day's page, and a row in the settings.


def update_found(screen: Screen) -> QWidget | None:
    """A line about an update that lies on a stick, in the channel's folder or on the server; None where
    there is none."""
    updating = screen.context.updating
    if updating is None:
        return None
    if updating.offer is not None:
        version = updating.offer.version
        text = N_("Sanad {version} can be installed on this computer.")
    elif updating.server.update is not None:
        version, text = updating.server.update.version, N_("Sanad {version} is on the server.")
    else:
        return None
    sentence: Text = lambda w: w(text, version=version)  # noqa: E731
    look = Button(N_("Show it"), "quiet", on_click=lambda: screen.wants.emit(navigation.Update()))
    return Banner(sentence, "download", "ink2", look)


def version_row(screen: Screen) -> QWidget:
    """Which version runs, and where to update it."""
    button = Button(
        N_("Update"), "second", about=f"Sanad {VERSION}", on_click=lambda: screen.wants.emit(navigation.Update())
    )
    second = N_("A newer version comes as a signed file, offline.")
    rows = Rows()
    rows.add(Row(lambda w: w(N_("Sanad {version}"), version=VERSION), second, "laptop", button))
    return rows

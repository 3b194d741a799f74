"""What the server has, on the page of versions: its size, how much of it is here, and the act."""

from app.disk import MB
from app.errors import N_
from app.language import Words
from app.ui.labels import Label
from app.ui.parts import layouts
from app.ui.parts.boxes import Box, Icon
from app.ui.parts.buttons import Button
from app.ui.parts.progress import Bar
from app.ui.updates.server_fetch import ServerFetch


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
        row = layouts.row(Icon("hq", "primary", 28), (words, 1), self.act, gap=22)
        self.inside.addLayout(row)
        server.changed.connect(self.refresh)
        self.hide()

    def refresh(self) -> None:
        """Show how far it has come."""
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
        if server.refusal is not None:
            return w.say(server.refusal)
        present, size = server.present // MB, -(-server.update.size // MB)
        if server.running:
            return w(
                N_("{present} of {size} MB are here. You can keep working; after a break it continues."),
                present=present, size=size,
            )  # fmt: skip
        if present:
            return w(N_("{present} of {size} MB are here already."), present=present, size=size)
        return w(
            N_(
                "{size} MB, when you want it. Nothing is installed before it was checked and tried."
            ),
            size=size,
        )

    def _press(self) -> None:
        if self.server.running:
            self.server.stop()
        else:
            self.server.fetch()

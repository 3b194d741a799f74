"""Where a newer version is said: a quiet line on the day's page, and a row in the settings."""

from PySide6.QtWidgets import QWidget

from app.errors import N_
from app.ui import navigation
from app.ui.labels import Text
from app.ui.parts.boxes import Banner, Row, Rows
from app.ui.parts.buttons import Button
from app.ui.parts.frame import Screen
from app.version import VERSION


def found(screen: Screen) -> QWidget | None:
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
        N_("Update"), "second", about=f"Sanad {VERSION}",
        on_click=lambda: screen.wants.emit(navigation.Update()),
    )  # fmt: skip
    second = N_("A newer version comes as a signed file, offline.")
    rows = Rows()
    rows.add(Row(lambda w: w(N_("Sanad {version}"), version=VERSION), second, "laptop", button))
    return rows

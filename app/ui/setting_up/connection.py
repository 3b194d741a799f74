"""Step: does a server carry the records, or do sticks?"""

from pathlib import Path
from typing import TYPE_CHECKING

from app.casework.exchange import headquarters
from app.casework.pages.office_setup import OfficeSetup
from app.errors import N_
from app.ui import navigation
from app.ui.file_chooser import FileDialog
from app.ui.labels import plain
from app.ui.parts.boxes import Row, Rows
from app.ui.sync.remote_call import talk

if TYPE_CHECKING:
    from app.ui.setting_up.page import SettingUp

_CHOOSE = N_("Choose the server card")


def show(page: "SettingUp", setup: OfficeSetup) -> None:
    """Both ways, with what each takes."""
    rows = Rows()
    if setup.server:
        rows.add(
            Row(
                plain(setup.server),
                N_("All computers learn this with the next sync or USB transfer."), "hq",
                tone="kept",
            )
        )  # fmt: skip
        page.lay(
            number=6, title=N_("The server is set"),
            sentence=N_("From now on Sanad sends and fetches by itself while it is unlocked."), parts=[rows],
            verb=N_("Next"), action=page.go_on, second_action=(_CHOOSE, lambda: _choose(page)),
        )  # fmt: skip
        return
    rows.add(
        Row(
            N_("With a server"),
            N_("Whoever runs it gives you a file, the card. Cases then go by themselves."), "hq",
        )
    )  # fmt: skip
    rows.add(
        Row(
            N_("With USB sticks"),
            N_("Nothing else is needed. A server can be set at any time later, in user management."),
            "usb",
        )
    )  # fmt: skip
    page.lay(
        number=6, title=N_("How do the records reach each other?"), sentence="", parts=[rows],
        verb=N_("Work with USB sticks"), action=lambda: page.note("sticks"),
        second_action=(_CHOOSE, lambda: _choose(page)),
    )  # fmt: skip


def _choose(page: "SettingUp") -> None:
    page.wants.emit(
        navigation.dialog(FileDialog, N_("Server card"), lambda card: name_server(page, card))
    )


def name_server(page: "SettingUp", card: Path) -> None:
    """Sign the server into the list of colleagues, and tell it whose it is."""
    session = page.context.session
    page.busy(N_("Connecting to the server"))

    def named(_url: str) -> None:
        page.look_around()
        page.go_to("connection")

    talk(
        page.context.workers, page, lambda: headquarters.claiming(session, card), named,
        page.refused,
    )  # fmt: skip

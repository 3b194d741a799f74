"""The last step: what an office should not be left without, each with the way to it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.casework.pages import office_setup
from app.casework.pages.office_setup import OfficeSetup, OpenPoint
from app.errors import N_
from app.language import Words, isolate
from app.ui import navigation, safe_keeping
from app.ui.labels import Text
from app.ui.parts import Button, Row, Rows

if TYPE_CHECKING:
    from app.ui.setting_up.page import SettingUp

_SAYS: dict[OpenPoint, tuple[str, str, str, str]] = {
    "papers": (
        N_("A paper is not written down yet"),
        N_("Until it is, nobody can set user management up again."), "doc", N_("Continue"),
    ),
    "root_cards": (
        N_("Cards of the master key are not given out yet"),
        N_("Each holder should have a card in hand."), "people", N_("Hand out the rest"),
    ),
    "no_copies": (
        N_("No copy of these records anywhere else"),
        N_("If this computer is lost, user management and its cases are lost with it."), "usb",
        N_("Choose a place"),
    ),
    "second_away": (
        "", N_("On another computer: join by an invitation, then Settings, Take over user management."),
        "person", "",
    ),
    "no_server": (
        N_("No server"), N_("Cases are carried on USB sticks. That is enough for a small office."),
        "hq", N_("Set the server"),
    ),
    "no_computer": (
        N_("No computer has joined yet"),
        N_("Give the USB stick to the first colleague, and admit the computer here."), "laptop",
        N_("Admit computers"),
    ),
}  # fmt: skip


def show(page: "SettingUp", setup: OfficeSetup) -> None:
    """All points; nothing of it stops anybody from working."""
    points = office_setup.open_points(setup)
    rows = Rows().add(*(_row(page, setup, point) for point in points))
    if not points:
        rows.add(Row(N_("Nothing is open"), N_("The office is complete."), "kept", tone="kept"))
    if setup.computers:
        rows.add(_joined(page, setup))
    title: Text = N_("Everything is set up") if not points else N_("You can begin. This is still open:")
    page.lay(
        number=9,
        title=title,
        sentence="" if not points else N_("None of it stops your work. Settings leads back to this list."),
        parts=[rows],
        verb=N_("Finish"),
        action=lambda: _finish(page),
        second_action=(N_("Go to user management"), lambda: page.wants.emit(navigation.People())),
    )


def _row(page: "SettingUp", setup: OfficeSetup, point: OpenPoint) -> Row:
    title, second, icon, verb = _SAYS[point]
    acts: dict[OpenPoint, Callable[[], None]] = {
        "papers": page.go_on,
        "root_cards": lambda: page.wants.emit(navigation.RootCards()),
        "no_copies": lambda: safe_keeping.choose_place(page, lambda: page.go_to("check")),
        "no_server": lambda: page.go_to("connection"),
        "no_computer": lambda: page.go_to("computers"),
    }
    says: Text = _second_away(setup.second) if point == "second_away" else title
    button = Button(verb, "second", on_click=acts[point]) if verb else None
    grave = point in ("papers", "root_cards", "no_copies")
    return Row(says, second, icon, button, tone="wait" if grave else "ink2")


def _joined(page: "SettingUp", setup: OfficeSetup) -> Row:
    admit = Button(N_("Admit computers"), "quiet", "laptop", on_click=lambda: page.go_to("computers"))
    return Row(
        lambda w: w.count("{n} computer joined", "{n} computers joined", setup.computers),
        N_("Each further computer takes about 3 minutes."),
        "laptop",
        admit,
    )


def _second_away(name: str) -> Text:
    def says(w: Words) -> str:
        if not name:
            return w(N_("Nobody can take over from you"))
        return w("{name} has not taken over yet", name=isolate(name))

    return says


def _finish(page: "SettingUp") -> None:
    page.busy()
    page.write_vault(
        lambda session: office_setup.note(session, "finished"),
        lambda _none: page.wants.emit(navigation.Home()),
        page.not_noted,
    )

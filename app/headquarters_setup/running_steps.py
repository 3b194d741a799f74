"""The steps once a headquarters is made: kept running, checked as a computer would, its card on a stick."""

from pathlib import Path
from typing import TYPE_CHECKING

from app.disk import in_words, write_whole
from app.errors import N_, SanadError
from app.headquarters import problems, self_check
from app.headquarters.backup_plan import BackupOutcome
from app.headquarters.installation import SERVICE
from app.headquarters.self_check import LINES, CheckedLine, Line
from app.headquarters_setup import serving
from app.language import isolate_ltr
from app.platform import ServiceState, system
from app.ui.file_chooser import FileDialog
from app.ui.labels import Text, plain
from app.ui.parts import Banner, Row, Rows
from app.ui.plugged_in import StickWatch

if TYPE_CHECKING:
    from app.headquarters_setup.setup_page import SetupPage

_KEEP = N_("Start with the computer")
_TRY = N_("Only while this window is open")
_CHECK = N_("Check")
_SAVE_CARD = N_("Save the card")
LINE_SAYS: dict[Line, str] = {
    "name": N_("Its name points to this address"),
    "answer": N_("It answers at its port"),
    "certificate": N_("Computers accept its certificate"),
    "ready": N_("It is ready for records"),
    "backup": N_("No backup is missing"),
}
CARD = "sanad-server-card"


def backup_rows(outcome: BackupOutcome) -> Rows:
    """What a backup holds, or why there is none."""
    rows = Rows()
    if outcome.problem:
        rows.add(
            Row(
                N_("The last backup failed"), N_("Choose the folder again, and make a backup now."), "wait", tone="wait"
            )
        )
    if outcome.file:
        rows.add(
            Row(
                plain(isolate_ltr(outcome.file)),
                lambda w: w.count("{n} record", "{n} records", outcome.envelopes),
                "kept",
                tone="kept",
            )
        )
    return rows


# -- kept running ----------------------------------------------------------------------------


def service(page: "SetupPage") -> None:
    """As a service, or for a trial."""
    rows = Rows()
    rows.add(Row(N_("Start with the computer"), N_("It runs from now on, also after a power cut and when nobody is logged in."), "laptop"))  # fmt: skip
    rows.add(
        Row(N_("Only while this window is open"), N_("For trying it out. Closing the window stops the server."), "eye")
    )
    page.lay(
        number=5,
        title=N_("The server has to run all the time"),
        sentence="",
        parts=[rows],
        verb=_KEEP,
        action=lambda: _keep_running(page),
        second_action=(_TRY, lambda: _begin_trial(page)),
    )


def _keep_running(page: "SetupPage") -> None:
    folder = page.answers.folder

    def work() -> ServiceState:
        page.over.end_trial()
        return system.install_service(serving.service(folder))

    page.busy(N_("Starting the server"))
    page.work(work, lambda state: _kept_running(page, state), _KEEP)


def _kept_running(page: "SetupPage", state: ServiceState) -> None:
    if state.reach == "none" or state.problem:
        page.rest(_KEEP)
        page.problem.say(lambda w: w.say(ServiceRefused(state.problem or "?")))
        return
    page.lay(
        number=5,
        title=N_("It runs from now on"),
        sentence="",
        parts=[service_rows(state)],
        verb=N_("Next"),
        action=lambda: page.to("check"),
    )


class ServiceRefused(SanadError):
    """The system made no service of it. `reason`: in the system's own words."""

    reason: str
    says = N_(
        "This computer could not start the server as a service ({reason}). Nothing is lost. Choose “Only "
        "while this window is open”, or ask an administrator of this computer."
    )


def service_rows(state: ServiceState) -> Rows:
    """How it runs, and the one line that an administrator still has to run."""
    rows = Rows()
    if state.reach == "none":
        rows.add(
            Row(N_("It does not start by itself"), N_("It stops when this window is closed."), "wait", tone="wait")
        )
        return rows
    title: Text = N_("It starts with the computer") if state.reach == "computer" else N_("It starts when you log in")
    runs: Text = N_("It runs now.") if state.runs else N_("It is not running.")
    rows.add(Row(title, runs, "kept" if state.runs else "wait", tone="kept" if state.runs else "wait"))
    if state.administrator:
        rows.add(
            Row(
                N_("So that it also runs when nobody is logged in, an administrator enters this once:"),
                plain(isolate_ltr(state.administrator)),
                "info",
            )
        )
    return rows


def _begin_trial(page: "SetupPage") -> None:
    folder = page.answers.folder
    page.busy(N_("Starting the server"))
    page.work(lambda: page.over.begin_trial(folder), lambda _none: page.to("check"), _KEEP)


# -- checked ---------------------------------------------------------------------------------


def check(page: "SetupPage") -> None:
    """At once: nobody has to think of it."""
    page.lay(
        number=6,
        title=N_("Checking as another computer would"),
        sentence="",
        parts=[],
        verb=N_("Checking"),
        action=lambda: None,
        second_action=(N_("Back"), lambda: page.to("service")),
    )
    page.busy(N_("Checking"), may_leave=True)
    folder = page.answers.folder
    page.work(lambda: self_check.check(folder), page.of_this_step(lambda lines: _checked(page, lines)), _CHECK)


def _checked(page: "SetupPage", lines: list[CheckedLine]) -> None:
    works = self_check.serves(lines)
    verb, go_on = page.after("card")
    page.lay(
        number=6,
        title=N_("It works") if works else N_("It does not work yet"),
        sentence=N_("A computer reached it by its address, accepted its certificate, and was answered.")
        if works
        else "",
        parts=[check_rows(lines)],
        verb=verb if works else N_("Check again"),
        action=go_on if works else lambda: page.to("check"),
        second_action=None if works else (N_("Back"), lambda: page.to("service")),
    )


def check_rows(lines: list[CheckedLine]) -> Rows:
    """Each line of the check; those after the first that fails were not asked."""
    rows, by_name = Rows(), {line.line: line for line in lines}
    for name in LINES:
        checked = by_name.get(name)
        if checked is None:
            rows.add(Row(LINE_SAYS[name], N_("Not checked yet"), "info"))
        elif checked.error is None:
            rows.add(Row(LINE_SAYS[name], "", "kept", tone="kept"))
        else:
            rows.add(Row(LINE_SAYS[name], _says(checked.error), "wait", tone="wait"))
    return rows


def _says(error: SanadError) -> Text:
    return lambda w: w.say(error)


# -- its card --------------------------------------------------------------------------------


def card(page: "SetupPage") -> None:
    """Onto the stick that is plugged in, or to another place."""

    def changed(sticks: list[Path]) -> None:
        if not page.is_busy:  # what is being written says afterwards how it went
            _card_with(page, watch, sticks)

    watch = StickWatch(page, changed)
    _card_with(page, watch, watch.sticks())
    watch.start()


def _card_with(page: "SetupPage", watch: StickWatch, sticks: list[Path]) -> None:
    rows = Rows()
    if sticks:
        rows.add(Row(plain(watch.name_of(sticks[0])), N_("This USB stick is plugged in."), "usb", tone="kept"))
    else:
        rows.add(Row(N_("Plug in a USB stick"), N_("It is recognised by itself."), "usb"))

    def choose() -> None:
        FileDialog(page.window(), _SAVE_CARD, lambda file: save_card(page, watch, file), save_as=CARD)

    page.lay(
        number=7,
        title=N_("The card for user management"),
        sentence=N_("User management uses this file once, to take over the server. Carry it there yourself."),
        parts=[rows],
        verb=_SAVE_CARD,
        action=(lambda: save_card(page, watch, sticks[0] / CARD)) if sticks else choose,
        second_action=(N_("Choose another place"), choose) if sticks else None,
        watch=watch,
    )


def save_card(page: "SetupPage", watch: StickWatch, file: Path) -> None:
    """Copy it; the one in the folder stays until the server is claimed."""
    folder = page.answers.folder

    def work() -> None:
        try:
            content = (folder / "card").read_bytes()
        except OSError as error:
            raise problems.NoHeadquarters from error
        with in_words():
            write_whole(file, content)

    def saved(_none: None) -> None:
        sentence = N_(
            "User management: Set up an organisation, Server or USB stick, Choose the server card. Delete the file afterwards."
        )
        page.lay(
            number=7,
            title=N_("The card is saved"),
            sentence="",
            parts=[Banner(sentence, "book", "ink2")],
            verb=N_("Finish"),
            action=lambda: page.over.show_state(folder),
        )

    def refused(error: SanadError) -> None:
        _card_with(page, watch, watch.sticks())  # the stick may be out by now
        page.problem.say(lambda w: w.say(error))

    page.busy(N_("Writing"))
    page.context.workers.slow(page, work, saved, refused)


def read_service() -> ServiceState:
    """Of this computer's headquarters."""
    return system.service_state(SERVICE)

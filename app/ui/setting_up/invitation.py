"""Step: one invitation for many computers onto a USB stick, and the sheet that goes with it."""

from pathlib import Path
from typing import TYPE_CHECKING

from app.casework.exchange import sync
from app.casework.export import joining_sheet
from app.casework.organisation import administration, stick_files
from app.casework.organisation.administration import WrittenInvitation
from app.casework.pages.office_setup import OfficeSetup
from app.errors import N_, SanadError
from app.ui import paper, theme
from app.ui.file_chooser import FileDialog
from app.ui.labels import Label, plain
from app.ui.parts import Button, Row, Rows, layouts
from app.ui.plugged_in import StickWatch

if TYPE_CHECKING:
    from app.ui.setting_up.page import SettingUp

_SAVE, _SAVE_ON_STICK = N_("Save the invitation"), N_("Save it to the USB stick")
_TITLE = N_("One invitation for many computers")
_SHEET = "sanad-joining.pdf"


class InvitationStep:
    """Before it is written, and after."""

    def __init__(self, page: "SettingUp") -> None:
        self.page = page
        self.printed = Label("", "small", "ink2")

    def show(self, setup: OfficeSetup) -> None:
        """Onto the USB stick that is plugged in with one press, or to another place."""
        watch = StickWatch(self.page, self._with_sticks)
        self._setup = setup
        self._watch = watch
        self._lay(watch.sticks())
        watch.start()

    def _with_sticks(self, sticks: list[Path]) -> None:
        if not self.page.is_busy:  # what is being written says afterwards how it went
            self._lay(sticks)

    def _lay(self, sticks: list[Path]) -> None:
        sentence = N_(
            "One file serves all computers of a team. It alone gives no access: you admit each "
            "computer after comparing six words."
        )
        rows = Rows()
        if sticks:
            stick = sticks[0]
            rows.add(Row(plain(self._watch.name_of(stick)), N_("This USB stick is plugged in."), "usb", tone="kept"))
        else:
            rows.add(Row(N_("Plug in a USB stick"), N_("It is recognised by itself."), "usb"))
        was_invited = self._setup.invited
        later = (N_("Next"), self.page.go_on) if was_invited else None
        self.page.lay(
            number=7,
            title=_TITLE,
            sentence=sentence,
            parts=[rows],
            verb=_SAVE_ON_STICK if sticks else _SAVE,
            action=(lambda: self.invite_on(sticks[0])) if sticks else self._choose,
            second_action=(N_("Choose another place"), self._choose) if sticks and not later else later,
            watch=self._watch,
        )

    def _choose(self) -> None:
        self.page.open_dialog(FileDialog, _SAVE, self.invite_to, save_as=stick_files.INVITATION)

    def invite_on(self, folder: Path) -> None:
        """Write it to a USB stick, under a name that nothing there has."""
        session = self.page.context.session
        self._write(lambda: stick_files.invite(session, folder))

    def invite_to(self, file: Path) -> None:
        session = self.page.context.session
        self._write(lambda: (administration.invite(session, file), file))

    def _write(self, write: object) -> None:
        page, session = self.page, self.page.context.session
        page.busy(N_("Writing"))

        def work() -> tuple[WrittenInvitation, Path, bool]:
            invitation, file = write()  # type: ignore[operator]
            return invitation, file, bool(sync.address(session))

        page.context.workers.write_vault(page, work, self._written, self._not_written)

    def _not_written(self, error: SanadError) -> None:
        self._lay(self._watch.sticks())  # the stick may be out by now
        self.page.complain_of(error)

    def _written(self, saved: tuple[WrittenInvitation, Path, bool]) -> None:
        page, (invitation, file, online) = self.page, saved
        self._watch.stop()
        until = invitation.until.astimezone().date()
        rows = Rows()
        rows.add(
            Row(
                plain(invitation.team),
                lambda w: " · ".join(
                    [
                        w.count("For {n} computer", "For {n} computers", invitation.places),
                        w("Valid until {date}", date=w.date(until)),
                    ]
                ),
                "kept",
                tone="kept",
            )
        )
        print_it = Button(N_("Print"), "second", "doc", on_click=lambda: self._print(invitation, online=online))
        save_it = Button(
            N_("Save on the USB stick"),
            "quiet",
            "usb",
            on_click=lambda: self._save_sheet(invitation, file.parent / _SHEET, online=online),
        )
        rows.add(
            Row(
                N_("Sheet for officers: join in 3 minutes"),
                N_("One page in Arabic, one in English. Give it out with the USB stick."),
                "book",
                layouts.row_widget(save_it, print_it, gap=8),
            )
        )
        page.lay(
            7,
            N_("Invitation saved"),
            N_("Take the USB stick to the computers, one after another, or copy the file for each."),
            [rows, self.printed],
            N_("Next"),
            page.go_on,
        )

    def _print(self, invitation: WrittenInvitation, *, online: bool) -> None:
        title = paper.document_name(theme.words())
        self.page.read_vault(
            lambda session: paper.send(joining_sheet.sheet(session, invitation, online=online), "", title),
            lambda _none: self.printed.say(N_("Sent to the printer.")),
        )

    def _save_sheet(self, invitation: WrittenInvitation, file: Path, *, online: bool) -> None:
        self.page.read_vault(
            lambda session: joining_sheet.save(session, invitation, file, online=online),
            lambda _none: self.printed.say(N_("The sheet is on the USB stick, beside the invitation.")),
        )

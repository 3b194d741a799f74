"""Joining an organisation: the desk's invitation, this computer's answer, the desk's reply. By files,
or over the network where the invitation names a headquarters. Files on a stick that is plugged in are found
and answered there; others are chosen.

What has been answered is in the vault, so a lock in the middle loses nothing. The six words are
compared by two people before anything counts.
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer

from app.casework.exchange import headquarters
from app.casework.exchange.headquarters import PendingJoin
from app.casework.organisation import membership, stick_files
from app.casework.organisation.membership import Invitation, JoinSummary, MembershipReply
from app.casework.organisation.stick_files import ANSWER, InvitationFile, ReplyFile
from app.errors import N_, SanadError
from app.language import Words
from app.ui import navigation, officer_names
from app.ui.app_context import AppContext
from app.ui.file_chooser import FileDialog
from app.ui.labels import Label, Text, plain
from app.ui.parts import Banner, Box, Button, Row, Rows
from app.ui.plugged_in import StickWatch
from app.ui.sharing.six_words import SixWords
from app.ui.sharing.wizard import WizardSteps
from app.ui.sync.remote_call import talk

_SEND, _LOOK = N_("Send the join request"), N_("Has user management replied?")
_ASK = N_("Ask to join")
_LOOK_MS = 15_000  # how often it is looked by itself
_KINDS = "(sanad-*)"  # as the files are called that user management gives out


class _NotYet(SanadError):
    says = N_("User management has not replied yet. Nothing is lost: this page checks again automatically.")


class Join(WizardSteps):
    """Step 1 the invitation, 2 the answer, 3 the words, 4 joined."""

    def __init__(self, context: AppContext) -> None:
        super().__init__(context, "settings", N_("Join an organisation"), 4)
        self.invitation: Path | None = None
        self.read_invitation: Invitation | None = None
        self._compared: tuple[str, ...] = ()
        self._over_network = False
        self._busy_with = Label(N_("Checking the state of this computer."), colour="ink2")
        self.place.addWidget(self._busy_with)
        self.next.setEnabled(False)
        self.other.hide()
        self._words_shown: tuple[str, ...] = ()
        self._was_found = False  # the invitation that is shown, on a stick
        self._sticks = StickWatch(self, lambda _sticks: None, beats=True)
        self._asking = QTimer(self)
        self._asking.setInterval(_LOOK_MS)
        self._asking.timeout.connect(self._look_quietly)
        self.read_vault(lambda session: (membership.pending(session), headquarters.asked(session)), self._begin)

    def _begin(self, loaded: tuple[Invitation | None, PendingJoin | None]) -> None:
        self.read_invitation, waiting = loaded
        if waiting is not None:
            self._waits(waiting)
        elif self.read_invitation is not None:
            self._step_3()
        else:
            self._step_1()

    # 1: the invitation

    def _step_1(self) -> None:
        self._was_found = False
        self.lay(
            number=1,
            title=N_("Invitation from user management"),
            sentence=N_(
                "User management gives you a file, on a USB stick or by office mail. "
                "Plug the USB stick in: the invitation is found by itself."
            ),
            parts=[],
            verb=N_("Choose the invitation"),
            action=lambda: self._choose(N_("Invitation from user management"), self.look),
            second_action=(N_("Not now"), self.back),
        )
        self._watch(self._look_for_invitation)

    def _watch(self, look: Callable[[list[Path]], None]) -> None:
        """What lies on the USB stick that is plugged in is looked for again and again."""
        self._sticks.stop()
        self._sticks = StickWatch(self, look, beats=True)
        self._sticks.start()
        look(self._sticks.sticks())

    def _look_for_invitation(self, sticks: list[Path]) -> None:
        if self._was_found and not sticks and self.next.isEnabled():
            self.invitation = None  # it is found again once the stick is back
            self._step_1()
        elif sticks and self.next.isEnabled():
            self.read_vault(
                lambda session: stick_files.invitations(session, sticks), self._on_stick, lambda _error: None
            )

    def _on_stick(self, invitations: list[InvitationFile]) -> None:
        """One act: whose it is, and the request beside it."""
        if not (self._number == 1 or self._was_found) or not self.next.isEnabled():
            return
        newest = invitations[0] if invitations else None
        if newest is None or newest.file == self.invitation:
            return
        self.invitation, self.read_invitation = newest.file, newest.invitation
        self._was_found = True
        rows = self._whose(newest.invitation)
        if newest.invitation.online:
            rows.add(self._by_stick(self._ask_on_stick))
        self.lay(
            number=2,
            title=N_("Is this where you work?"),
            sentence=N_("This invitation is on the USB stick that is plugged in."),
            parts=[rows],
            verb=_ASK,
            action=self.send if newest.invitation.online else self._ask_on_stick,
            second_action=(N_("Another file"), lambda: self._choose(N_("Invitation from user management"), self.look)),
        )

    def _ask_on_stick(self) -> None:
        invitation = self.invitation
        if invitation is None:
            self._step_1()
            return
        self.busy(N_("Writing"))
        self.write_vault(
            lambda session: stick_files.ask(session, invitation),
            lambda _file: self._step_3(),
            lambda error: self.refused(error, _ASK),
        )

    def _choose(self, title: Text, on_file: Callable[[Path], None]) -> None:
        self.open_dialog(FileDialog, title, on_file, kinds=_KINDS)

    def look(self, file: Path) -> None:

        def seen(invitation: Invitation) -> None:
            self.invitation, self.read_invitation = file, invitation
            self._step_2()

        self.busy(N_("Reading it"))
        self.write_vault(
            lambda session: membership.look(session, file),
            seen,
            lambda error: self.refused(error, N_("Choose the invitation")),
        )

    # 2: the answer

    def _step_2(self) -> None:
        invitation = self.read_invitation
        if invitation is None:
            return
        self._sticks.stop()
        self._was_found = False
        rows = self._whose(invitation)
        if invitation.online:
            rows.add(self._by_stick(self._save_answer))
            verb, action = _SEND, self.send
            sentence = N_("If so, send this computer’s join request to user management. It goes over the network.")
        else:
            verb, action = N_("Save the join request"), self._save_answer
            sentence = N_("If so, save this computer’s join request to a USB stick and take it to user management.")
        title, other_way = N_("Is this where you work?"), (N_("Another file"), self._step_1)
        self.lay(2, title, sentence, [rows], verb, action, second_action=other_way)

    @staticmethod
    def _by_stick(save: Callable[[], None]) -> Row:
        """The way that needs no network, beside the one that does."""
        button = Button(N_("Save the join request"), "second", "usb", on_click=save)
        return Row(N_("Offline"), N_("Take the join request to user management on a USB stick."), "usb", button)

    @staticmethod
    def _whose(invitation: Invitation) -> Rows:
        last_day = invitation.until.astimezone().date()
        return Rows().add(
            Row(plain(invitation.organisation), N_("Organisation"), "hq"),
            Row(plain(invitation.team), N_("Team"), "person"),
            Row(
                lambda w: w("Valid until {date}", date=w.date(last_day)),
                N_("After that, user management writes a new one."),
                "clock",
            ),
        )

    # over the network

    def send(self) -> None:
        """Send the answer to headquarters, which hands it to the desk."""
        session, invitation = self.context.session, self.invitation
        if invitation is None:
            self._step_1()
            return
        self.busy(N_("Sending"))
        talk(
            self.context.workers,
            self,
            lambda: headquarters.asking(session, invitation),
            self._waits,
            lambda error: self.refused(error, _SEND),
        )

    def _waits(self, waiting: PendingJoin) -> None:
        """The words stand here at once. Whoever wrote the invitation could answer it: no reply is
        taken before the officer has heard the same words from the desk."""
        self._over_network, self._was_found = True, False
        self._sticks.stop()
        if waiting.compared:
            self._waits_for_reply(waiting)
            return
        rows = Rows().add(Row(plain(waiting.organisation), plain(waiting.team), "hq"))
        self.lay(
            number=3,
            title=N_("Read these words to user management"),
            sentence=N_(
                "The screen in user management must show the same six words; compare face to face or by telephone. If "
                "one differs, the invitation is not from user management, and this computer does not join."
            ),
            parts=[SixWords(waiting.words, waiting.words_other), rows],
            verb=N_("They match"),
            action=lambda: self._same_over_network(waiting),
            second_action=(N_("They do not match"), self._differ_over_network),
        )

    def _same_over_network(self, waiting: PendingJoin) -> None:
        self.busy(N_("Writing"))
        self.write_vault(
            headquarters.words_are_same,
            lambda _none: self._waits_for_reply(waiting),
            lambda error: self.refused(error, N_("They match")),
        )

    def _waits_for_reply(self, waiting: PendingJoin) -> None:
        self.lay(
            number=3,
            title=N_("Confirm to user management that the words match"),
            sentence=N_(
                "It then admits this computer, and this page continues by itself. You "
                "can work meanwhile, and lock Sanad."
            ),
            parts=[SixWords(waiting.words, waiting.words_other)],
            verb=_LOOK,
            action=self._look_for_reply,
            second_action=(N_("They do not match"), self._differ_over_network),
        )
        self._asking.start()
        self._look_quietly()

    def _look_quietly(self) -> None:
        if self.isVisible() and self.next.isEnabled():
            self._look_for_reply(quietly=True)

    def _look_for_reply(self, *, quietly: bool = False) -> None:
        session = self.context.session

        not_yet: Callable[[SanadError], None] = self.of_this_step(self.refused)

        def heard(joined: JoinSummary | None) -> None:
            if joined is not None:
                self._asking.stop()
                self._joined(joined)
            elif not quietly:
                not_yet(_NotYet())

        def failed(error: SanadError) -> None:
            if not quietly:
                not_yet(error)

        if not quietly:
            self.busy(N_("Checking the server"), may_leave=True)
        talk(self.context.workers, self, lambda: headquarters.replying(session), heard, failed)

    def _save_answer(self) -> None:
        self.open_dialog(FileDialog, N_("Save the join request"), self.answer_to, save_as=ANSWER)

    def answer_to(self, path: Path) -> None:
        invitation = self.invitation
        if invitation is None:
            self._step_1()
            return

        def written(invitation: Invitation) -> None:
            self.read_invitation = invitation
            self._step_3()

        self.busy(N_("Writing"))
        self.write_vault(
            lambda session: membership.answer(session, invitation, path),
            written,
            lambda error: self.refused(error, N_("Save the join request")),
        )

    # 3: the words

    def _step_3(self) -> None:
        self._was_found = False
        invitation = self.read_invitation
        rows = Rows()
        if invitation is not None:
            rows.add(Row(plain(invitation.organisation), plain(invitation.team), "hq"))
        rows.add(
            Row(
                N_("Join request saved"),
                N_("Take it to user management. You can go on working and lock Sanad; this page waits here."),
                "kept",
                tone="kept",
            )
        )
        self.lay(
            number=3,
            title=N_("Reply from user management"),
            sentence=N_(
                "User management reads the join request and gives the USB stick back. Plug it in while you can speak "
                "with user management, face to face or by telephone: six words appear."
            ),
            parts=[rows],
            verb=N_("Choose the reply from user management"),
            action=lambda: self._choose(N_("Reply from user management"), self.read_reply),
            second_action=(N_("Begin again"), self._begin_again),
        )
        self._watch(self._look_for_file)

    def _begin_again(self) -> None:
        self.invitation, self._words_shown = None, ()
        self._step_1()

    def _look_for_file(self, sticks: list[Path]) -> None:
        if sticks and self.next.isEnabled():
            self.read_vault(lambda session: stick_files.reply(session, sticks), self._came_back, lambda _error: None)

    def _came_back(self, reply_file: ReplyFile | None) -> None:
        """The USB stick is back from user management. The same words are not asked about twice."""
        if reply_file is None or self._number != 3 or not self.next.isEnabled():
            return
        if reply_file.reply.admitted and reply_file.reply.words == self._compared:
            self.finish(reply_file.file)
        elif reply_file.reply.words != self._words_shown:
            self._compare(reply_file.file, reply_file.reply)

    def read_reply(self, file: Path) -> None:
        """Read the reply; nothing changes yet."""

        def seen(reply: MembershipReply) -> None:
            if reply.admitted and reply.words == self._compared:
                self.finish(file)
            else:
                self._compare(file, reply)

        self.busy(N_("Reading it"))
        self.write_vault(
            lambda session: membership.reply(session, file),
            seen,
            lambda error: self.refused(error, N_("Choose the reply from user management")),
        )

    def _compare(self, file: Path, reply: MembershipReply) -> None:
        self._words_shown = reply.words
        consequence = N_(
            "Read all six words aloud to each other. If one differs, one of the files came from somebody else, and you "
            "do not join."
        )
        self.lay(
            number=3,
            title=N_("Do both screens show the same words?"),
            sentence=consequence,
            parts=[SixWords(reply.words, reply.words_other)],
            verb=N_("They match"),
            action=lambda: self._same(file, reply),
            second_action=(N_("They do not match"), self._differ),
        )

    def _same(self, file: Path, reply: MembershipReply) -> None:
        self._compared = reply.words
        if reply.admitted:
            self.finish(file)
            return
        self.lay(
            number=3,
            title=N_("Confirm to user management that the words match"),
            sentence=N_(
                "User management then admits your computer with a second file. Take the USB stick there and plug it in "
                "here again: joining then finishes by itself. Or choose the file here."
            ),
            parts=[SixWords(reply.words, reply.words_other)],
            verb=N_("Choose the second file from user management"),
            action=lambda: self._choose(N_("Second file from user management"), self.read_reply),
            second_action=(N_("Later"), self.back),
        )

    def _differ_over_network(self) -> None:
        self._asking.stop()
        self.write_vault(
            lambda session: headquarters.words_are_same(session, are_same=False),
            lambda _none: self._differ(),
            lambda _error: self._differ(),
        )

    def _differ(self) -> None:
        self._sticks.stop()
        self._compared = ()
        sentence = N_(
            "You did not join, and nothing was sent. Tell user management not to admit this join request. Then begin "
            "again with a new invitation, handed over by a person you know."
        )
        self.lay(
            number=3,
            title=N_("The words do not match"),
            sentence="",
            parts=[Banner(sentence, "shield", "wait")],
            verb=N_("Begin again"),
            action=self._begin_again,
            second_action=(N_("Leave it for now"), self.back),
        )

    # 4: joined

    def finish(self, file: Path) -> None:
        """Join. The words have been compared."""
        self.busy(N_("Joining"))

        def failed(error: SanadError) -> None:
            self._step_3()
            self.refused(error, N_("Choose the reply from user management"))

        self.write_vault(lambda session: membership.finish(session, file), self._joined, failed)

    def _joined(self, joined: JoinSummary) -> None:
        self._sticks.stop()
        sentences = self._what_now(joined, over_network=self._over_network)
        box = Box(margins=(18, 12, 18, 12), gap=8).add(*map(Label, sentences))
        rows = Rows().add(
            Row(plain(joined.organisation), N_("Organisation"), "hq"),
            Row(plain(joined.team), N_("Team"), "person"),
            Row(officer_names.role(joined.role), N_("Work"), "super"),
        )
        self.lay(
            number=4,
            title=N_("This computer has joined"),
            sentence="",
            parts=[rows, box],
            verb=N_("Go to the server page") if self._over_network else N_("Go to USB transfer"),
            action=lambda: self.wants.emit(navigation.Sync() if self._over_network else navigation.Post()),
            second_action=(N_("Close"), self.goes(navigation.Home())),
        )
        self.look_around()

    @staticmethod
    def _what_now(joined: JoinSummary, *, over_network: bool) -> list[Text]:
        def cases(w: Words) -> str:
            if over_network:
                return w("Your team can read your cases after they are sent to the server.")
            if not joined.cases:
                return w("Your team can read new cases once the USB transfer has carried them.")
            return w.count(
                "Your team can read {n} case that you wrote before, after the next USB transfer.",
                "Your team can read {n} cases that you wrote before, after the next USB transfer.",
                joined.cases,
            )

        return [
            cases,
            N_("Only people you give access to can read a restricted case."),
            N_("Unfinished interviews stay with you alone until you hand them over."),
        ]

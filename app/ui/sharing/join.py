"""Joining an organisation: the desk's invitation, this computer's answer, the desk's reply. By files,
or over the network where the invitation names a headquarters.

What has been answered is in the vault, so a lock in the middle loses nothing. The six words are
compared by two people before anything counts.
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.casework.exchange import headquarters
from app.casework.exchange.headquarters import PendingJoin
from app.casework.organisation import membership
from app.casework.organisation.membership import Invitation, JoinSummary, Reply
from app.errors import N_, SanadError
from app.language import Words
from app.ui import navigation, officer_names
from app.ui.app_context import Desk
from app.ui.file_chooser import FileDialog
from app.ui.labels import Label, Text, plain
from app.ui.parts.boxes import Banner, Box, Row, Rows
from app.ui.parts.buttons import Button
from app.ui.sharing.six_words import SixWords
from app.ui.sharing.wizard import Steps
from app.ui.sync.remote_call import talk

_SEND, _LOOK = N_("Send the answer"), N_("Has the desk answered?")
_LOOK_MS = 15_000  # how often it is looked by itself
INVITATION, ANSWER, REPLY = "sanad-invitation", "sanad-answer", "sanad-reply"


class _NotYet(SanadError):
    """The desk has not let this computer in so far."""

    says = N_("The desk has not answered yet. Nothing is lost: this page looks again by itself.")


class Join(Steps):
    """Step 1 the invitation, 2 the answer, 3 the words, 4 joined."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "settings", N_("Join an organisation"), 4)
        self.invitation: Path | None = None
        self.told: Invitation | None = None
        self._compared: tuple[str, ...] = ()
        self._over_network = False
        self._busy_with = Label(N_("Looking where this computer stands."), colour="ink2")
        self.place.addWidget(self._busy_with)
        self.next.setEnabled(False)
        self.other.hide()
        session = desk.session
        self._asking = QTimer(self)
        self._asking.setInterval(_LOOK_MS)
        self._asking.timeout.connect(self._look_quietly)
        desk.off.read(
            self, lambda: (membership.pending(session), headquarters.asked(session)), self._begin
        )

    def _begin(self, loaded: tuple[Invitation | None, PendingJoin | None]) -> None:
        self.told, waiting = loaded
        if waiting is not None:
            self._waits(waiting)
        elif self.told is not None:
            self._step_3()
        else:
            self._step_1()

    # 1: the invitation

    def _step_1(self) -> None:
        self.lay(
            number=1,
            title=N_("The desk’s invitation"),
            sentence=N_(
                "The desk gives you a file, on a stick or by post of the office. It lets this"
                " computer ask to join; it is not yet the joining."
            ),
            parts=[],
            verb=N_("Choose the invitation"),
            action=lambda: self._choose(N_("The desk’s invitation"), self.look),
            second_action=(N_("Not now"), self.back),
        )

    def _choose(self, title: Text, on_file: object) -> None:
        def build(window: QWidget) -> FileDialog:
            return FileDialog(window, title, on_file)  # type: ignore[arg-type]

        self.wants.emit(navigation.OpenDialog(build))

    def look(self, file: Path) -> None:
        """Read whose invitation it is."""
        session = self.desk.session

        def seen(invitation: Invitation) -> None:
            self.invitation, self.told = file, invitation
            self._step_2()

        self.busy(N_("Reading it"))
        self.desk.off.write(
            self,
            lambda: membership.look(session, file),
            seen,
            lambda error: self.refused(error, N_("Choose the invitation")),
        )

    # 2: the answer

    def _step_2(self) -> None:
        invitation = self.told
        if invitation is None:
            return
        moment = invitation.until
        rows = Rows()
        rows.add(Row(plain(invitation.organisation), N_("Organisation"), "hq"))
        rows.add(Row(plain(invitation.team), N_("Team"), "person"))
        rows.add(
            Row(
                lambda w: w("Valid until {date}", date=w.date(moment.astimezone().date())),
                N_("After that the desk writes a new one."),
                "clock",
            )
        )
        other_way: tuple[Text, Callable[[], None]] = (N_("Another file"), self._step_1)
        if invitation.online:
            by_file = Button(
                N_("Save the join request"), "second", "usb", on_click=self._save_answer
            )
            rows.add(Row(N_("Without a network"), N_("Take the answer to the desk on a stick."), "usb", by_file))  # fmt: skip
            self.lay(
                number=2,
                title=N_("Is this where you work?"),
                sentence=N_(
                    "If it is, send this computer’s answer to the desk. It goes over the network."
                ),
                parts=[rows],
                verb=_SEND,
                action=self.send,
                second_action=other_way,
            )
            return
        self.lay(
            number=2,
            title=N_("Is this where you work?"),
            sentence=N_(
                "If it is, save this computer’s answer to a stick and take it to the desk."
            ),
            parts=[rows],
            verb=N_("Save the join request"),
            action=self._save_answer,
            second_action=other_way,
        )

    # over the network

    def send(self) -> None:
        """Send the answer to headquarters, which hands it to the desk."""
        session, invitation = self.desk.session, self.invitation
        if invitation is None:
            self._step_1()
            return
        self.busy(N_("Sending it"))
        talk(
            self.desk.off,
            self,
            lambda: headquarters.asking(session, invitation),
            self._waits,
            lambda error: self.refused(error, _SEND),
        )

    def _waits(self, waiting: PendingJoin) -> None:
        """The words stand here at once. Whoever wrote the invitation could answer it: no reply is
        taken before the officer has heard the same words from the desk."""
        self._over_network = True
        if waiting.compared:
            self._waits_for_reply(waiting)
            return
        rows = Rows()
        rows.add(Row(plain(waiting.organisation), plain(waiting.team), "hq"))
        self.lay(
            number=3,
            title=N_("Read these words to the desk"),
            sentence=N_(
                "The desk’s screen must show the same six, face to face or by telephone. If one"
                " differs, somebody else’s invitation lies between you, and nothing is joined."
            ),
            parts=[SixWords(waiting.words, waiting.words_other), rows],
            verb=N_("They match"),
            action=lambda: self._same_over_network(waiting),
            second_action=(N_("They do not match"), self._differ_over_network),
        )

    def _same_over_network(self, waiting: PendingJoin) -> None:
        session = self.desk.session
        self.busy(N_("Writing it"))
        self.desk.off.write(
            self,
            lambda: headquarters.words_are_same(session),
            lambda _none: self._waits_for_reply(waiting),
            lambda error: self.refused(error, N_("They match")),
        )

    def _waits_for_reply(self, waiting: PendingJoin) -> None:
        self.lay(
            number=3,
            title=N_("Tell the desk that the words are the same"),
            sentence=N_(
                "It then lets this computer in, and this page goes on by itself. You can work"
                " meanwhile, and lock."
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
        session = self.desk.session

        def heard(joined: JoinSummary | None) -> None:
            if joined is not None:
                self._asking.stop()
                self._joined(joined)
            elif not quietly:
                self.refused(_NotYet(), _LOOK)

        def failed(error: SanadError) -> None:
            if not quietly:
                self.refused(error, _LOOK)

        if not quietly:
            self.busy(N_("Checking the server"))
        talk(self.desk.off, self, lambda: headquarters.replying(session), heard, failed)

    def _save_answer(self) -> None:
        self.wants.emit(
            navigation.dialog(
                FileDialog, N_("Save the join request"), self.answer_to, save_as=ANSWER
            )
        )

    def answer_to(self, path: Path) -> None:
        """Write the answer."""
        session, invitation = self.desk.session, self.invitation
        if invitation is None:
            self._step_1()
            return

        def written(invitation: Invitation) -> None:
            self.told = invitation
            self._step_3()

        self.busy(N_("Writing it"))
        self.desk.off.write(
            self,
            lambda: membership.answer(session, invitation, path),
            written,
            lambda error: self.refused(error, N_("Save the join request")),
        )

    # 3: the words

    def _step_3(self) -> None:
        invitation = self.told
        rows = Rows()
        if invitation is not None:
            rows.add(Row(plain(invitation.organisation), plain(invitation.team), "hq"))
        rows.add(
            Row(
                N_("Join request saved"),
                N_("Take it to the desk. You can go on working and lock; this page waits here."),
                "kept",
                tone="kept",
            )
        )
        self.lay(
            number=3,
            title=N_("The desk’s reply"),
            sentence=N_(
                "The desk reads the answer and gives you a file back. Open it while you can speak"
                " with the desk, face to face or by telephone."
            ),
            parts=[rows],
            verb=N_("Choose the desk’s reply"),
            action=lambda: self._choose(N_("The desk’s reply"), self.read_reply),
            second_action=(N_("Begin again"), self._step_1),
        )

    def read_reply(self, file: Path) -> None:
        """Read the reply; nothing changes yet."""
        session = self.desk.session

        def seen(reply: Reply) -> None:
            if reply.admitted and reply.words == self._compared:
                self.finish(file)
            else:
                self._compare(file, reply)

        self.busy(N_("Reading it"))
        self.desk.off.write(
            self,
            lambda: membership.reply(session, file),
            seen,
            lambda error: self.refused(error, N_("Choose the desk’s reply")),
        )

    def _compare(self, file: Path, reply: Reply) -> None:
        consequence = N_(
            "Read them aloud to each other, all six. If one differs, somebody else’s file lies"
            " between you and the desk, and nothing is joined."
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

    def _same(self, file: Path, reply: Reply) -> None:
        self._compared = reply.words
        if reply.admitted:
            self.finish(file)
            return
        self.lay(
            number=3,
            title=N_("Tell the desk that the words are the same"),
            sentence=N_(
                "The desk then saves a second file, which lets you in. Choose that file here."
            ),
            parts=[SixWords(reply.words, reply.words_other)],
            verb=N_("Choose the desk’s second file"),
            action=lambda: self._choose(N_("The desk’s second file"), self.read_reply),
            second_action=(N_("Later"), self.back),
        )

    def _differ_over_network(self) -> None:
        session = self.desk.session
        self._asking.stop()
        self.desk.off.write(
            self,
            lambda: headquarters.words_are_same(session, same=False),
            lambda _none: self._differ(),
            lambda _error: self._differ(),
        )

    def _differ(self) -> None:
        self._compared = ()
        sentence = N_(
            "Nothing was joined, and nothing was sent. Tell the desk; it must not admit this"
            " answer. Then begin again with a new invitation, handed over by a person you know."
        )
        self.lay(
            number=3,
            title=N_("The words differ"),
            sentence="",
            parts=[Banner(sentence, "shield", "wait")],
            verb=N_("Begin again"),
            action=self._step_1,
            second_action=(N_("Leave it for now"), self.back),
        )

    # 4: joined

    def finish(self, file: Path) -> None:
        """Join. The words have been compared."""
        session = self.desk.session
        self.busy(N_("Joining"))

        def failed(error: SanadError) -> None:
            self._step_3()
            self.refused(error, N_("Choose the desk’s reply"))

        self.desk.off.write(self, lambda: membership.finish(session, file), self._joined, failed)

    def _joined(self, joined: JoinSummary) -> None:
        box = Box(margins=(18, 12, 18, 12), gap=8)
        for sentence in self._what_now(joined, over_network=self._over_network):
            box.inside.addWidget(Label(sentence))
        rows = Rows()
        rows.add(Row(plain(joined.organisation), N_("Organisation"), "hq"))
        rows.add(Row(plain(joined.team), N_("Team"), "person"))
        rows.add(Row(officer_names.role(joined.role), N_("Work"), "super"))
        self.lay(
            number=4,
            title=N_("This computer has joined"),
            sentence="",
            parts=[rows, box],
            verb=N_("Go to headquarters") if self._over_network else N_("Go to USB transfer"),
            action=lambda: self.wants.emit(
                navigation.Sync() if self._over_network else navigation.Post()
            ),
            second_action=(N_("Close"), lambda: self.wants.emit(navigation.Home())),
        )
        self.look_around()

    @staticmethod
    def _what_now(joined: JoinSummary, *, over_network: bool) -> list[Text]:
        def cases(w: Words) -> str:
            if over_network:
                return w("Your team can read your cases once they have gone to headquarters.")
            if not joined.cases:
                return w("New cases can be read by your team, once the post has carried them.")
            return w.count(
                "Your team can now read {n} case that you wrote before, once the post has carried it.",
                "Your team can now read {n} cases that you wrote before, once the post has carried them.",
                joined.cases,
            )

        return [
            cases,
            N_("A restricted case is read only by those to whom you give access."),
            N_("What you have not finished stays with you alone until you hand it on."),
        ]

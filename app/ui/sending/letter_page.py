"""The letter of a referral: looked at in Arabic, English or both, printed, saved as a file."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.casework.export import referral_letter, release_requests
from app.casework.export.release_requests import ApprovalOver, ApprovalRefused, NotAsked
from app.errors import N_, SanadError
from app.language import Words, isolate_ltr
from app.ui import navigation
from app.ui.app_context import AppContext
from app.ui.labels import Label, Text, plain
from app.ui.office_signature import SignatureChoice
from app.ui.paper_screen import PaperScreen
from app.ui.parts import Area, Banner, Box, Button, Field, announce, layouts, scrolling
from app.ui.parts.remembered_text import Remembered, place_of

_OVERRIDE = N_("Reason to go ahead without consent")
_STANDING = {
    "ask": N_("A second person must approve what is sent to this agency."),
    "waits": N_("A second person was asked and has not answered yet."),
    "approved": N_("A second person has approved this letter as it is."),
    "refused": N_("A second person refused this letter. The reason is recorded in the case."),
    "over": N_("The approval has expired."),
}
_TO_ASK = frozenset({"ask", "refused", "over"})
_ASKED = N_("A second person was asked. The answer appears in the case, under sealed files.")


class LetterPage(PaperScreen):
    """Both languages are chosen beforehand: who receives it may read either."""

    languages = (("both", N_("Both")), ("ar", plain("العربية")), ("en", plain("English")))

    def __init__(
        self,
        context: AppContext,
        case_id: str,
        referral: str,
        reference: str,
        number: str | None = None,
        prints: bool = True,
    ) -> None:
        """`number`: the agency's, where the referral was made just now: then the letter is printed at once,
        unless it is wanted as a file."""
        super().__init__(context, "cases", N_("Print the letter"), plain(reference))
        self.case_id, self.reference, self.referral = case_id, reference, referral
        self.language, self._why, self._prints = "both", "", number is not None and prints
        self.lay_pages(self._choices())
        self.trouble.connect(self._refused)
        self.remembered = Remembered(self, place_of(self, referral), self.over)
        if number is not None:
            self.said = Banner(_prepared(reference, number), "kept", "kept")
            self.box.inside.insertWidget(0, self.said)  # scrolls: the acts keep their room
            announce(self.said.sentence, _prepared(reference, number))
        self.load()
        self._look_for_approval()

    def _choices(self) -> QWidget:
        """What is chosen, in an area that scrolls, and under it what is done, always in sight."""
        box = self.box = Box(margins=(18, 16, 18, 16), gap=12)
        self.override = Area(_OVERRIDE, lines=2)
        self.over = Field(_OVERRIDE, self.override, help_=N_("It is signed with your name, and a supervisor sees it."))
        self.override.textChanged.connect(self._reason)
        self.over.hide()
        box.inside.addWidget(self.over)
        self.choose_language(box)
        self.signature = SignatureChoice(self)
        self.approval = Label("", "small", "ink2")
        self.asks = Button(N_("Ask a second person to approve this letter"), "second", on_click=self.ask)
        for hidden in (self.approval, self.asks):
            hidden.hide()
        box.add(self.choose_printer(), self.signature, layouts.Stretch(), self.approval, self.asks)
        self.print_it = Button(N_("Print"), "primary", "doc", tall=True, on_click=self.primary)
        self.save_it = Button(N_("Save as a file"), "second", "lock", on_click=lambda: self.ask_password(self.save_as))
        for button in (self.print_it, self.save_it):
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.print_it.setEnabled(bool(self.printer.options))
        back_button = Button(N_("Back"), "quiet", "arrow_back", on_click=self.back)
        last = layouts.row(back_button, layouts.Stretch())
        return layouts.column_widget((scrolling(box), 1), self.print_it, self.save_it, last, gap=12)

    def load(self) -> None:
        self.mark_language()
        language = self.language

        def show(pdf: bytes) -> None:
            if language == self.language:  # and not another one meanwhile
                self.pages.show_pdf(pdf)

        self.read_vault(
            lambda session: referral_letter.preview(session, self.case_id, self.referral, _in(language)), show
        )

    def _look_for_approval(self) -> None:
        """Before anybody chooses a password or a place for what may not go yet."""
        case_id, referral, reason = self.case_id, self.referral, self._why

        def known(state: str) -> None:
            self.approval.say(_STANDING.get(state, ""), "wait" if state != "approved" else "kept")
            self.approval.setVisible(state in _STANDING)
            self.asks.setVisible(state in _TO_ASK)
            if self._prints and state not in {*_TO_ASK, "waits"}:
                self.primary()
            self._prints = False

        self.read_vault(
            lambda session: release_requests.standing_of_letter(session, case_id, referral, reason),
            known,
            lambda _error: None,  # the preview says it
        )

    def _refused(self, error: SanadError) -> None:
        """Where consent is missing, the reason to go on without it is asked for."""
        if error.kind() == "consent":
            self.over.show()
            self.override.setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(error, (NotAsked, ApprovalRefused, ApprovalOver)):
            self._look_for_approval()

    def ask(self) -> None:
        """In the officer's name; the answer stands in the case."""
        case_id, referral, reason = self.case_id, self.referral, self._why

        def asked(_release: str) -> None:
            self.succeed(_ASKED)
            self._look_for_approval()

        self.write_vault(lambda session: release_requests.ask_for_letter(session, case_id, referral, reason), asked)

    def _reason(self) -> None:
        self._why = self.override.toPlainText().strip()

    def primary(self) -> None:
        if not self.print_it.isEnabled():
            return
        session, reason, language = self.context.session, self._why, _in(self.language)
        self.print_pdf(lambda: referral_letter.printed(session, self.case_id, self.referral, language, reason))

    def save_as(self, file: Path, password: str | None = None) -> None:
        """Write the file; the event comes first."""
        session, reason, language = self.context.session, self._why, _in(self.language)
        unsigned = self.signature.unsigned
        self.write_file(
            lambda: referral_letter.saving(
                session, self.case_id, self.referral, language, file,
                password=password, override=reason, unsigned=unsigned,
            ),
            lambda _level: self.notice.say(N_("File written.")),
        )  # fmt: skip

    def back(self) -> None:
        self.wants.emit(navigation.Case(self.case_id))


def _prepared(reference: str, number: str) -> Text:
    """Nothing went by itself: what is left to do, and whom to call."""

    def sentence(w: Words) -> str:
        prepared = w(
            "Referral {number} is prepared. Record in the case when it was handed over.", number=isolate_ltr(reference)
        )
        call = f" {w('To call: {phone}', phone=isolate_ltr(number))}" if number else ""
        return f"{prepared}{call}"

    return sentence


def _in(language: str) -> referral_letter.In:
    return "ar" if language == "ar" else "en" if language == "en" else "both"

"""The letter of a referral: looked at in Arabic, English or both, printed, saved as a file."""

from pathlib import Path

from PySide6.QtCore import Qt

from app.casework.export import referral_letter, release_requests
from app.casework.export.paper_signing import Script
from app.casework.export.referral_letter import In
from app.casework.export.release_requests import ApprovalOver, ApprovalRefused, NotAsked
from app.errors import N_, SanadError
from app.language import Words, isolate_ltr
from app.ui.app_context import AppContext
from app.ui.labels import Label, Text, plain
from app.ui.office_signature import SignatureChoice
from app.ui.parts.boxes import Banner
from app.ui.parts.buttons import Button
from app.ui.parts.fields import Area, Field
from app.ui.parts.notice import announce
from app.ui.parts.remembered_text import Remembered, place_of
from app.ui.print_page import PrintScreen

_OVERRIDE = N_("Reason to go ahead without consent")
_STANDING = {
    "ask": N_("What goes to this agency needs a second person’s approval."),
    "waits": N_("A second person was asked and has not answered yet."),
    "approved": N_("A second person has approved this letter as it is."),
    "refused": N_("A second person refused this letter. The reason stands in the case."),
    "over": N_("The time of the approval is over."),
}
_TO_ASK = frozenset({"ask", "refused", "over"})
_ASKED = N_("A second person was asked. The answer stands in the case, under sealed files.")


class LetterPage(PrintScreen):
    """Both languages are chosen beforehand: who receives it may read either."""

    title = N_("Print the letter")
    asks_for_whom = False  # the referral says it
    first = "both"
    languages = (("both", N_("Both")), ("ar", plain("العربية")), ("en", plain("English")))

    def __init__(
        self, context: AppContext, case_id: str, referral: str, reference: str,
        number: str | None = None,
    ) -> None:  # fmt: skip
        """`number`: the agency's, where the referral was made just now: the letter is printed at once."""
        self.referral, self._why, self._prints = referral, "", number is not None
        super().__init__(context, case_id, reference)
        self.override = Area(_OVERRIDE, lines=2)
        self.over = Field(_OVERRIDE, self.override, help_=N_("It is signed with your name, and a supervisor sees it."))  # fmt: skip
        self.override.textChanged.connect(self._reason)
        self.over.hide()
        self.box.inside.insertWidget(0, self.over)
        self.signature = SignatureChoice(self)
        self.box.inside.insertWidget(self.box.inside.count() - 1, self.signature)
        self.asks = Button(
            N_("Ask a second person to approve this letter"), "second", on_click=self.ask
        )
        self.asks.hide()
        self.approval = Label("", "small", "ink2")
        self.approval.hide()
        self.box.add(self.approval, self.asks)
        self.trouble.connect(self._refused)
        self.remembered = Remembered(self, place_of(self, referral), self.over)
        if number is not None:
            self.said = Banner(_prepared(reference, number), "kept", "kept")
            self.box.inside.insertWidget(0, self.said)  # scrolls: the acts keep their room
            announce(self.said.sentence, _prepared(reference, number))
        self._look_for_approval()

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

    def preview(self, language: str) -> bytes:
        return referral_letter.preview(
            self.context.session, self.case_id, self.referral, _in(language)
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

        self.write_vault(
            lambda session: release_requests.ask_for_letter(session, case_id, referral, reason),
            asked,
        )

    def _reason(self) -> None:
        self._why = self.override.toPlainText().strip()

    def for_paper(self, language: str) -> bytes:
        session, reason = self.context.session, self._why
        return referral_letter.printed(session, self.case_id, self.referral, _in(language), reason)

    def into(self, file: Path, language: str, password: str | None) -> Script[object]:
        session, reason = self.context.session, self._why
        return referral_letter.saving(
            session=session,
            case_id=self.case_id,
            referral=self.referral,
            language=_in(language),
            file=file,
            password=password,
            override=reason,
            unsigned=self.signature.unsigned,
        )


def _prepared(reference: str, number: str) -> Text:
    """Nothing went by itself: what is left to do, and whom to call."""

    def sentence(w: Words) -> str:
        prepared = w(
            "Referral {number} is prepared. Say in the case when it was handed over.",
            number=isolate_ltr(reference),
        )
        call = f" {w('To call: {phone}', phone=isolate_ltr(number))}" if number else ""
        return f"{prepared}{call}"

    return sentence


def _in(language: str) -> In:
    return "ar" if language == "ar" else "en" if language == "en" else "both"

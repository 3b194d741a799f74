"""Recipients that are kept: one is chosen in place of a key; a new key is kept once its six words were read."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from app.casework.export import recipient_book
from app.casework.export.disclosure_check import DisclosureBasis
from app.casework.export.recipient_book import BookedRecipient
from app.casework.session.session import Session
from app.errors import N_
from app.language import Words
from app.ui import theme
from app.ui.labels import Label, Text, plain
from app.ui.parts import Choose, Field, layouts
from app.ui.parts.form_dialog import FieldAnswers, Form, FormField
from app.ui.parts.frame import Screen

_KEPT = N_("A recipient you know")
_ANOTHER: tuple[object, Text] = ("", N_("Another key"))


class KeptRecipients(QWidget):
    """Hidden where nobody is kept. `changed`: another one was chosen, or none."""

    def __init__(self, changed: Callable[[], None]) -> None:
        super().__init__()
        self.recipients: Sequence[BookedRecipient] = ()
        self._changed = changed
        self.choice = Choose(_KEPT, [_ANOTHER])
        self.field = Field(_KEPT, self.choice)
        self.words = Label("", "small", "ink2")
        layouts.column(self.field, self.words, gap=6, parent=self)
        self.choice.currentIndexChanged.connect(lambda _at: self._chose())
        layouts.wraps(self)
        self.hide()

    def know(self, recipients: Sequence[BookedRecipient]) -> None:
        chosen = self.choice.chosen()
        self.recipients = recipients
        self.choice.blockSignals(True)
        self.choice.clear()
        self.choice.options = [*((recipient.id, plain(recipient.name)) for recipient in recipients), _ANOTHER]
        for value, _text in self.choice.options:
            self.choice.addItem("", value)
        self.choice.tell()
        self.choice.choose(chosen)
        self.choice.blockSignals(False)
        self.setVisible(bool(recipients))
        self._show()

    @property
    def chosen(self) -> BookedRecipient | None:
        id_ = self.choice.chosen()
        return next((recipient for recipient in self.recipients if recipient.id == id_), None)

    def _chose(self) -> None:
        self._show()
        self._changed()

    def _show(self) -> None:
        recipient = self.chosen
        self.words.setVisible(recipient is not None)
        self.words.say(lambda w: _said(w, recipient) if recipient else "")
        self.field.complain("")


def _said(w: Words, recipient: BookedRecipient) -> str:
    if recipient.is_over:
        return w(N_("This key could be used until {day}."), day=recipient.until)
    return w(
        N_("Words of the key: {words} · can be used until {day}"),
        words=" ".join(recipient.words[0 if w.language == "ar" else 1]),
        day=recipient.until,
    )


def keep(screen: Screen, key: str, agencies: Sequence[DisclosureBasis], on_kept: Callable[[str], None]) -> None:
    """Ask for a name, the agency and the six words, and keep the key. `on_kept`: its id."""
    session = screen.context.session
    kept_ids: list[str] = []

    def save(answers: FieldAnswers) -> None:
        recipient = recipient_book.add(
            session, answers.text("name"), key, answers.text("words"), agency=str(answers["agency"] or "")
        )
        kept_ids.append(recipient.id)

    Form(
        kept_as=f"recipient {key}", title=N_("Save this recipient"),
        sentence=N_(
            "Telephone them at a number that you know, not one that came with the key. Their program shows six words "
            "for their own key. Enter the words as they read them to you."
        ),
        parts=[
            FormField(name="name", label=N_("Name"), required=N_("Enter a name.")),
            FormField(
                name="agency", label=N_("Agency"), kind="choose", value="",
                choices=[
                    ("", N_("Colleagues in the organisation")),
                    *((row.agency, plain(row.name)) for row in agencies),
                ],
            ),
            FormField(
                name="words", label=N_("The six words that they read to you"),
                required=N_("Enter the six words."),
            ),
        ],
        verb=N_("Keep"), leave=N_("Don’t save it"), refused_at="words", save=save,
        after_save=lambda: on_kept(kept_ids[-1]),
        success=lambda _answers: N_("The recipient is saved for a year."),
    ).ask(screen)  # fmt: skip


def read(screen: Screen, show: Callable[[list[BookedRecipient]], None]) -> None:
    """Who is kept, away from the screen: six words take a while to make."""

    def recipients(session: Session) -> list[BookedRecipient]:
        known = recipient_book.known(session)
        for recipient in known:
            _said(theme.words(), recipient)  # made here, remembered for the screen
        return known

    screen.read_vault(recipients, show)

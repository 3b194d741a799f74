"""For whom a file is, and on what that rests. Nothing is chosen beforehand: who has it must be said each
time."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QWidget

from app.casework.export.disclosure_check import Disclosure, DisclosureBasis, Rests
from app.errors import N_
from app.ui.labels import Label, Text, plain
from app.ui.parts import Area, Choose, Field, layouts

_RESTS: dict[Rests, str] = {
    "consent": N_("The legal basis is the person’s consent."),
    "basis": N_("It has a legal basis."),
    "nothing": N_(
        "No consent and no legal basis are recorded for this agency. Record one on the case’s page, or enter the "
        "reason for going ahead without consent: it will be signed."
    ),
    "over": N_("The agreement with this agency has ended, so nothing can be sent there."),
    "agreement": N_("Nothing can be sent there without an agreement that has a last day, and none is recorded."),
}
_WHO = N_("For whom?")
_CHOOSE = N_("Choose")
_PERSON = "@person"  # no agency: whom the case is about
_ALWAYS: tuple[tuple[object, Text], ...] = (
    (None, _CHOOSE),
    ("", N_("Colleagues in the organisation")),
    (_PERSON, N_("The person concerned")),
)


class ForWhom(QWidget):
    """For a single file of a case; `Send to…` asks more."""

    def __init__(self) -> None:
        super().__init__()
        self.known = Disclosure((), {})
        column = layouts.column(gap=12, parent=self)
        self.whom = Choose(_WHO, list(_ALWAYS))
        self.whom.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.whom.setMinimumContentsLength(8)  # however long the names of agencies are
        self.field = Field(_WHO, self.whom)
        self.whom.currentIndexChanged.connect(lambda _at: self._chose())
        column.addWidget(self.field)
        self.rests = Label("", "small", "ink2")
        column.addWidget(self.rests)
        self.why = Area(N_("Reason for going ahead without consent"), lines=2)
        self.override = Field(N_("Reason for going ahead without consent"), self.why)
        self.why.textChanged.connect(self._explained)  # the warning leaves when it is met
        column.addWidget(self.override)
        layouts.wraps(self)
        self._show()

    def know(self, disclosure: Disclosure) -> None:
        """The agencies, and what there is to hold back."""
        previous, self.known = self.whom.chosen(), disclosure
        self.whom.blockSignals(True)
        self.whom.clear()
        self.whom.options = [*_ALWAYS, *((recipient.agency, plain(recipient.name)) for recipient in disclosure.ways)]
        for value, _text in self.whom.options:
            self.whom.addItem("", value)
        self.whom.tell()
        self.whom.choose(previous)
        self.whom.blockSignals(False)
        self._show()

    def take_over(self, previous: "ForWhom") -> None:
        """What was chosen and written when it was asked before, and what was wrong with it."""
        self.whom.choose(previous.whom.chosen())
        self.why.setPlainText(previous.why.toPlainText())
        self._show()
        self.said()

    def _explained(self) -> None:
        if self.reason:
            self.override.complain("")

    def _chose(self) -> None:
        self.field.complain("")
        self._show()

    def _show(self) -> None:
        recipient = self._way()
        self.rests.say(_RESTS[recipient.rests] if recipient else "")
        self.rests.setVisible(recipient is not None)
        self.override.setVisible(recipient is not None and recipient.rests == "nothing")
        self.override.complain("")

    def _way(self) -> DisclosureBasis | None:
        return next((recipient for recipient in self.known.ways if recipient.agency == self.agency), None)

    @property
    def agency(self) -> str:
        """ "" for colleagues and the person, and while nobody is chosen."""
        value = str(self.whom.chosen() or "")
        return "" if value == _PERSON else value

    @property
    def reason(self) -> str:
        return self.why.toPlainText().strip() if self.override.isVisibleTo(self) else ""

    def said(self) -> bool:
        """Is it said for whom, and why where nothing carries it? Else the field says what is missing."""
        recipient = self._way()
        if self.whom.chosen() is None:
            return self._asks(self.field, N_("First choose who it is for."))
        if recipient and recipient.rests in ("over", "agreement"):
            return self._asks(self.field, _RESTS[recipient.rests])
        if recipient and recipient.rests == "nothing" and not self.reason:
            return self._asks(self.override, N_("Enter the reason for going ahead without consent, or record consent."))
        return True

    def _asks(self, field: Field, sentence: str) -> bool:
        field.complain(sentence)
        field.field.setFocus(Qt.FocusReason.OtherFocusReason)
        return False

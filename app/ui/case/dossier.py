"""The dossier of a case: for which authority, for what, without what; looked at, printed, saved as a file."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.casework.cases.redaction import FOR_OFFICER, Withheld
from app.casework.export import dossier
from app.casework.export.dossier_contents import SCREENING_RESULT
from app.casework.export.paper_signing import Script
from app.errors import N_
from app.ui import navigation
from app.ui.labels import Label, Text, plain
from app.ui.office_signature import SignatureChoice
from app.ui.parts.cards import CheckCard
from app.ui.parts.fields import Field, LineInput
from app.ui.parts.remembered_text import Remembered, place_of
from app.ui.print_page import PrintScreen
from app.ui.sharing.recipient_picker import CHOOSE, ForWhom

_PURPOSE = N_("Purpose")


class ForAuthority(ForWhom):
    """An agency always; what the interviewer alone noted stays unless it is switched on."""

    always: tuple[tuple[object, Text], ...] = ((None, CHOOSE),)

    def chosen(self, hold: list[str], give: list[str]) -> Withheld:
        withheld = dossier.chosen(self.agency, hold, give)
        rules = self._rules()
        return super().chosen([*hold, FOR_OFFICER], give) if rules else withheld


class DossierPage(PrintScreen):
    """No pages before it is said for whom they are: the consent of the person names an agency."""

    title = N_("Dossier for an authority")
    first = "both"
    languages = (("both", N_("Both")), ("ar", plain("العربية")), ("en", plain("English")))

    def _whom(self) -> ForWhom:
        return ForAuthority(self.load, columns=1, reads=self.read_over)

    def comes_from(self) -> object:
        return navigation.Dossier(self.case_id, self.reference)

    def _choices(self) -> QWidget:
        choices = super()._choices()
        self.purpose = LineInput(_PURPOSE, hint=N_("Investigation of the facts in this dossier"))
        self.purpose.editingFinished.connect(self.load)
        self.annex = CheckCard(N_("With the screening result as an annex"))
        self.annex.chosen.connect(self.load)
        self.help_line = Label(N_("First choose who it is for."), "small", "ink2")
        self.signature = SignatureChoice(self)
        fields = (self.help_line, Field(_PURPOSE, self.purpose), self.annex, self.signature)
        for place, widget in enumerate(fields, 1):
            self.box.inside.insertWidget(place, widget)
        self.remembered_purpose = Remembered(self, place_of(self, "purpose"), self.purpose)
        self._request = dossier.DossierRequest("", "both")
        return choices

    def load(self) -> None:
        is_chosen = self.whom is not None and bool(self.whom.agency)
        self.help_line.setVisible(not is_chosen)
        if is_chosen:
            super().load()
            return
        self.mark_language()

    def _look(self) -> None:
        super()._look()
        agency, reason, _ = self._goes
        annexes = frozenset({SCREENING_RESULT} if self.annex.isChecked() else ())
        self._request = dossier.DossierRequest(
            agency, _in(self.language), self.purpose.text().strip(), reason, annexes
        )

    def preview(self, language: str) -> bytes:
        return dossier.preview(
            self.context.session, self.case_id, self._asked(language), self._goes[2]
        )

    def for_paper(self, language: str) -> bytes:
        return dossier.printed(
            self.context.session, self.case_id, self._asked(language), self._goes[2]
        )

    def into(self, file: Path, language: str, password: str | None) -> Script[object]:
        request, withheld = self._asked(language), self._goes[2]
        request = replace(request, unsigned=self.signature.unsigned)
        return dossier.saving(
            self.context.session, self.case_id, request, file, password, withheld=withheld
        )

    def _asked(self, language: str) -> dossier.DossierRequest:
        request = self._request
        return dossier.DossierRequest(
            request.agency, _in(language), request.purpose, request.override, request.annexes
        )


def _in(language: str) -> dossier.In:
    return "ar" if language == "ar" else "en" if language == "en" else "both"

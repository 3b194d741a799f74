"""Hand over a file: for whom, why, what is in it and what is held back, what will be read, and where it is
saved.

The file is sealed away from the screen; until the
case's history says it, it can be stopped.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.casework.cases import attachments, queries
from app.casework.cases.queries import CasePage
from app.casework.cases.redaction import Withheld
from app.casework.export import bundle_export, bundle_receipt, case_print, release_requests
from app.casework.export.bundle_choice import BundleChoice, DossierIn
from app.casework.export.bundle_export import Lock, Step, WrittenBundle
from app.casework.export.disclosure_check import Disclosure, disclosure_of
from app.casework.export.release_requests import ApprovalWaits
from app.casework.session.session import Session
from app.errors import N_, SanadError
from app.language import Words, isolate, isolate_ltr
from app.settings import Language
from app.ui import navigation, paper, print_page, theme
from app.ui.app_context import AppContext
from app.ui.bundle.paper_split import WithPaper
from app.ui.bundle.recipient_key import OpensWith
from app.ui.bundle.saved_bundle import SealProgress, made_known
from app.ui.bundle.sensitive_rows import sensitive
from app.ui.file_chooser import FileDialog
from app.ui.labels import Label, plain
from app.ui.office_signature import SignatureChoice
from app.ui.parts import layouts
from app.ui.parts.boxes import empty
from app.ui.parts.buttons import Button, Chip
from app.ui.parts.cards import CheckCard
from app.ui.parts.dialog import Dialog, DialogButton
from app.ui.parts.fields import Choose, Field, LineInput
from app.ui.parts.grid import Flow
from app.ui.parts.layouts import wraps
from app.ui.parts.remembered_text import Remembered, place_of
from app.ui.sharing.recipient_picker import ForWhom

_PURPOSES = (
    N_("Investigation"),
    N_("Criminal case"),
    N_("Protection and shelter"),
    N_("Return home"),
)
_DOSSIERS: tuple[tuple[object, str], ...] = (
    ("own", N_("In the language of the paper")),
    ("both", N_("In Arabic and English")),
    ("", N_("Without a dossier")),
)
# megabytes of a part, 0 for none
_PARTS: tuple[tuple[object, str], ...] = (
    (0, N_("One file")),
    (700, N_("Parts of 700 MB")),
    (4000, N_("Parts of 4 GB")),
)


# by how an approval stands: what is said before it is asked for
_ASK = {
    "ask": N_(
        "The referral system wants a second person’s approval of what goes to this agency. It counts for exactly"
        " these cases, recipients and choices; nothing goes out before."
    ),
    "refused": N_(
        "A second person refused exactly this file. Change what goes before you ask again, or ask why."
    ),
    "over": N_("The approval of this file has ended. It can be asked for again."),
}
_ASKED = N_(
    "The approval was asked for. A second person finds it among their tasks; then save the file here with the"
    " same choices."
)


@dataclass(frozen=True, slots=True)
class ExportChoices:
    """`files`: of each case, by their ids, with the number of the case where there are several."""

    page: CasePage
    going: Disclosure
    pictures: bool
    restricted: bool
    files: tuple[tuple[str, str, str], ...]


def _known(session: Session, cases: Sequence[str], code: Language) -> ExportChoices:
    pages = [queries.case(session, case_id) for case_id in cases]
    of_each = [(page, attachments.of(session, page.id)) for page in pages]
    return ExportChoices(
        pages[0], disclosure_of(session, cases[0], code),
        any(file.type.startswith("image/") for _page, files in of_each for file in files),
        any(page.restricted for page in pages),
        tuple(
            (file.id, file.name, page.reference if len(pages) > 1 else "")
            for page, files in of_each for file in files
        ),
    )  # fmt: skip


class HandOut(WithPaper):
    """One primary action: save the file."""

    known: ExportChoices | None = None
    made: WrittenBundle | None = None

    def __init__(self, context: AppContext, case_id: str, also: tuple[str, ...] = ()) -> None:
        self.chips = {"ar": Chip(plain("العربية")), "en": Chip(plain("English"))}
        super().__init__(context, self._title, self._second, N_("What will be read"))
        self.case_id, self.also = case_id, also
        self.file_cards: dict[str, CheckCard] = {}
        self.language: Language = theme.words().language
        self._stop = threading.Event()
        self.whom = ForWhom(self._held_back, reads=self._read_over)
        self.to = OpensWith(self, case_id, lambda: self.known.going.ways if self.known else ())
        self.holds = QVBoxLayout()
        self.progress = SealProgress()
        self.progress.cancel.clicked.connect(self.stop)
        self._lay_body()
        self.page.addLayout(self.foot(self._by_telephone, N_("Save the file"), "send"))
        self.to.changed.connect(self.note.tell)
        self.load()
        self.show_pages()

    @property
    def cases(self) -> tuple[str, ...]:
        return (self.case_id, *self.also)

    def held(self) -> Withheld:
        """What stays here, and which single files go where the rules leave that to choice."""
        ticked_ids = [id_ for id_, card in self.file_cards.items() if card.isChecked()]
        files = frozenset(ticked_ids if self.whom.chooses_files else ())
        return replace(self.whom.held(), files=files)

    def _title(self, w: Words) -> str:
        return w("File saved") if self.made is not None else w("Hand over a file")

    def _second(self, w: Words) -> str:
        if self.known is None:
            return " "
        page = self.known.page
        if self.also:
            return w.count("{n} case in one file", "{n} cases in one file", len(self.also) + 1)
        return f"{page.name or w('No name yet')} · {isolate_ltr(page.reference)}"

    def _remember(self) -> None:
        """The purpose and the reason to go on without consent, not the phrase that opens the file."""
        for part in (self.purpose_field, self.whom):
            Remembered(self, place_of(self), part)

    # laying it

    def _lay_body(self) -> None:
        QTimer.singleShot(0, self, self._remember)
        self.purpose = LineInput(N_("Purpose"))
        self.purpose.setMaxLength(500)
        self.purpose_field = Field(N_("Purpose"), self.purpose, help_=N_("It is signed with the file and recorded in the case history."))  # fmt: skip
        layouts.add(self.body, self.whom, self.to, self.purpose_field)
        flow = Flow(gap=8).add(
            *(
                Button(says, "second", on_click=lambda says=says: self._suggest(says))
                for says in _PURPOSES
            )
        )
        self.place = CheckCard(
            N_("Pictures with all the information recorded in them"),
            N_(
                "Where and when they were taken, and with what. If this is not ticked, these details are left out."
            ),
        )
        self.place.hide()
        self.dossier = Choose(N_("Dossier inside, for an agency"), list(_DOSSIERS))
        self.dossier_field = Field(
            N_("Dossier inside, for an agency"), self.dossier,
            help_=N_("The paper for the case file of an authority, with persons, decisions and proceedings."),
        )  # fmt: skip
        self.dossier_field.hide()
        self.signature = SignatureChoice(self)
        self.signature_place = layouts.column_widget(self.signature)
        self.signature_place.hide()
        layouts.add(
            self.body, flow, self._languages(), self.place, self.dossier_field, self.signature_place
        )
        self.files = QWidget()
        self.file_column = layouts.column(
            Label(N_("Files that go along"), "label"), gap=8, parent=self.files
        )
        wraps(self.files)
        self.files.hide()
        self.body.addWidget(self.files)
        self.parts = Choose(N_("One file, or parts for several USB sticks"), list(_PARTS))
        self.body.addWidget(Field(N_("One file, or parts for several USB sticks"), self.parts))
        self.body.addLayout(self.holds)
        self.body.addWidget(self.progress)
        self.body.addStretch(1)

    def _languages(self) -> QWidget:
        for code, chip in self.chips.items():
            chip.chosen.connect(lambda code=code: self.speak(code))
        line = Flow(gap=8).add(*self.chips.values(), self.look_at)
        title = Label(N_("Language of the paper"), "label")
        return layouts.column_widget(title, line, gap=6, wrap=True)

    def _by_telephone(self, w: Words) -> str:
        if self.to.way == "key":
            return w("It opens with their key alone; there is no phrase to tell.")
        return w("Tell the opening phrase by telephone; never send it with the file.")

    # what is known

    def load(self) -> None:
        cases, code = self.cases, theme.words().language
        self.read_vault(lambda session: _known(session, cases, code), self._show)

    def _read_over(self) -> None:
        """What goes to whom was chosen, and its free texts; and back here."""
        self.wants.emit(
            navigation.Disclosure(
                self.case_id, self.whom.agency, self.whom.recipient, self.held(),
                navigation.ExportBundle(self.case_id, self.also),
            )
        )  # fmt: skip

    def _held_back(self) -> None:
        """For whom it is, or what is held back, is another now."""
        self.dossier_field.setVisible(bool(self.whom.agency))
        self.signature_place.setVisible(bool(self.whom.agency))
        self.files.setVisible(self.whom.chooses_files and bool(self.file_cards))
        cases, withheld = self.cases, self.held()
        self.read_vault(
            lambda session: bundle_export.contains_all(session, cases, withheld),
            lambda contents: self._show_what_it_holds(withheld, contents),
        )
        self.show_pages()

    def _show_what_it_holds(self, withheld: Withheld, contains: dict[str, int]) -> None:
        if self.made is None and withheld == self.held():  # and nothing else meanwhile
            empty(self.holds)
            self.holds.addWidget(sensitive(contains, N_("Sensitive information in it")))

    def _show(self, loaded: ExportChoices) -> None:
        self.known = loaded
        self.top.second.tell()
        self.top.second.setVisible(self.height() >= 640)
        self.whom.know(loaded.going)
        self.place.setVisible(loaded.pictures)
        self._lay_files(loaded.files)
        self._held_back()
        self.go.setEnabled(True)

    def _lay_files(self, files: Sequence[tuple[str, str, str]]) -> None:
        """Each to be ticked; what was ticked before stays so."""
        previous = {id_ for id_, card in self.file_cards.items() if card.isChecked()}
        for card in self.file_cards.values():
            self.file_column.removeWidget(card)
            card.deleteLater()
        self.file_cards = {}
        for id_, name, reference in files:
            card = CheckCard(plain(isolate(name)), plain(isolate_ltr(reference)))
            card.setChecked(id_ in previous)
            card.chosen.connect(self._held_back)
            self.file_cards[id_] = card
            self.file_column.addWidget(card)

    def speak(self, code: Language) -> None:
        self.language = code
        self.show_pages()

    def show_pages(self) -> None:
        for code, chip in self.chips.items():
            chip.setChecked(code == self.language)
        cases, language = self.cases, self.language
        withheld = self.held()

        def show(pdf: bytes) -> None:
            if (language, withheld) == (
                self.language,
                self.held(),
            ):  # and not another meanwhile
                self.pages.show_pdf(pdf)

        self.read_vault(
            lambda session: case_print.preview_all(session, cases, language, withheld), show
        )

    def _suggest(self, says: str) -> None:
        self.purpose.setText(theme.words()(says))
        self.purpose.setFocus(Qt.FocusReason.OtherFocusReason)

    # saving

    def primary(self) -> None:
        if self.made is not None:
            self.back()
        elif self.go.isEnabled():
            self.tell_trouble("")
            if self.whom.said():
                agency = self.whom.agency
                self.to.lock(agency, lambda lock: self._locked(lock, agency))

    def _locked(self, lock: Lock, agency: str) -> None:
        """A second person first, where the referral system asks for one."""
        if (
            agency != self.whom.agency
        ):  # whom it is for was chosen anew meanwhile: it was judged for another
            return
        choice = self._choice(lock)
        if not self.whom.agency:
            self._ask_if_restricted(lock)
            return
        self.read_vault(
            lambda session: release_requests.standing(session, choice),
            lambda state: self._approved(state, lock),
            self._not_saved,
        )

    def _choice(self, lock: Lock) -> BundleChoice:
        return release_requests.chosen_for(
            self.cases, lock.recipients, self.language, self.purpose.text(),
            agency=self.whom.agency, override=self.whom.reason, held=self.held(),
            place=self.place.isChecked(), dossier_in=self._dossier_in(),
        )  # fmt: skip

    def _dossier_in(self) -> DossierIn:
        chosen = str(self.dossier.currentData())
        return self.language if chosen == "own" else "both" if chosen == "both" else ""

    def _approved(self, state: str, lock: Lock) -> None:
        if state in ("", "approved"):
            self._ask_if_restricted(lock)
        elif state == "waits":
            self.tell_trouble(lambda w: w.say(ApprovalWaits()))
        else:
            self._offer_to_ask(state, lock)

    def _offer_to_ask(self, state: str, lock: Lock) -> None:
        sentence = _ASK.get(state, _ASK["ask"])
        self.open_dialog(
            Dialog,
            N_("A second person must approve this file"),
            sentence,
            [
                DialogButton(N_("Not yet")),
                DialogButton(N_("Ask for approval"), lambda: self.ask_approval(lock), "primary"),
            ],
            width=600,
        )

    def ask_approval(self, lock: Lock) -> None:
        """Of exactly what is chosen here."""
        choice = self._choice(lock)
        self.write_vault(
            lambda session: release_requests.ask(session, choice),
            lambda _release: self.note.say(_ASKED, "kept"),
            self._not_saved,
        )

    def _ask_if_restricted(self, lock: Lock) -> None:
        if self.known is None or not self.known.restricted:
            self._ask_place(lock)
            return

        self.open_dialog(
            Dialog,
            N_("This is a restricted case. Hand it over anyway?"),
            N_("Once the file is out of the office it can’t be called back."),
            [
                DialogButton(N_("Keep it here")),
                DialogButton(N_("Choose the place"), lambda: self._ask_place(lock), "grave"),
            ],
            width=560,
        )

    def _ask_place(self, lock: Lock) -> None:
        self.open_dialog(
            FileDialog,
            N_("Save the file"),
            lambda file: self.save_to(file, lock),
            kinds="Sanad (*.sanad.age)",
            save_as=f"{paper.document_name(theme.words())}.sanad.age",
        )

    def save_to(self, file: Path, lock: Lock) -> None:
        self._stop = stop = threading.Event()
        workers = self.context.workers
        session, choice = self.context.session, self._choice(lock)
        part_size, unsigned = int(self.parts.currentData()) << 20, self.signature.unsigned
        self._working(True)

        def go_on(step: Step) -> bool:
            workers.tell(self, self.progress.show_step, step)
            return not stop.is_set()

        print_page.run_errands(
            workers,
            self,
            lambda: bundle_export.making(
                session, choice, file, lock, part_size=part_size, unsigned=unsigned, go_on=go_on
            ),
            lambda bundle: self._saved(bundle, file),
            self._not_saved,
        )

    def _working(self, busy: bool) -> None:
        for part in (self.whom, self.to, self.purpose, self.place, self.parts, self.go, self.leave):
            part.setEnabled(not busy)
        self.progress.setVisible(busy)
        if busy:
            self.progress.begin()
            self.area.ensureWidgetVisible(self.progress)

    def stop(self) -> None:
        """Nothing is written; said when the step under way has come to its end."""
        self._stop.set()
        self.progress.stopping()

    def _not_saved(self, error: SanadError) -> None:
        self._working(False)
        if error.kind() == "purpose_too_long":
            self.purpose_field.complain(lambda w: w.say(error))
        else:
            self.complain(theme.words().say(error))
        self.go.setFocus(Qt.FocusReason.OtherFocusReason)

    def complain(self, sentence: str) -> bool:
        self.tell_trouble(plain(sentence))
        return True

    def _saved(self, bundle: WrittenBundle, file: Path) -> None:
        self.made = bundle
        phrase = self.to.told()
        for at in reversed(range(self.body.count())):
            item = self.body.itemAt(at)
            widget = item.widget() if item else None
            if widget is not None:
                widget.hide()
        empty(self.holds)
        self.holds.addWidget(made_known(bundle, file, phrase, self._receipt(bundle)))
        self.top.title.tell()
        self.leave.setEnabled(True)
        self.leave.say(N_("Another file"))
        self.leave.clicked.disconnect()
        self.leave.clicked.connect(self.goes(navigation.ExportBundle(self.case_id, self.also)))
        self.go.icon_name = ""
        self.go.say(N_("Back to the case"))
        self.go.setEnabled(True)
        self.go.setFocus(Qt.FocusReason.OtherFocusReason)
        self.tell_trouble("")
        self.note.setVisible(bool(phrase))
        self.show_paper(visible=False)
        self.area.verticalScrollBar().setValue(0)

    def _receipt(self, bundle: WrittenBundle) -> Button:
        session, show = self.context.session, Button(N_("Print or save it"), "second", "doc")
        show.clicked.connect(
            lambda: self.wants.emit(
                navigation.IssuedPaper(
                    N_("Receipt of a hand-over"), plain(isolate_ltr(bundle.reference)),
                    lambda: bundle_receipt.paper(session, bundle.case_id, bundle.document),
                    navigation.Case(bundle.case_id),
                )
            )
        )  # fmt: skip
        return show

    # around

    def arrive(self) -> None:
        self.whom.first()

    def back(self) -> None:
        self.wants.emit(navigation.Case(self.case_id))

    def forget(self) -> None:
        super().forget()
        self._stop.set()
        self.to.phrase = ""

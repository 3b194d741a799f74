"""Send to…: the one door by which something of a case goes to somebody: who, may they know, what goes and what
stays, how; for one case or several.

What leaves is recorded before it exists; a file is sealed away from the screen, and can be stopped until the
case's history says it."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLayout, QWidget

from app.casework.cases import attachments, queries
from app.casework.cases.redaction import Withheld
from app.casework.export import bundle_export, bundle_receipt, case_print, dossier, referral_letter, release_requests
from app.casework.export.bundle_choice import BundleChoice
from app.casework.export.bundle_export import Lock, Step, WrittenBundle
from app.casework.export.disclosure_check import Disclosure, DisclosureBasis, disclosure_of
from app.casework.export.dossier_contents import SCREENING_RESULT
from app.casework.export.paper_signing import Script
from app.casework.lifecycle import agency_directory, case_batch, consents, referrals
from app.casework.lifecycle.support_services import NeedView
from app.casework.organisation import administration
from app.casework.pages import lifecycle_page
from app.casework.session.session import Session
from app.casework.sharing import case_access
from app.errors import N_, SanadError
from app.language import Words, isolate, isolate_ltr
from app.settings import Language
from app.ui import case_marks, navigation, paper, theme
from app.ui.app_context import AppContext
from app.ui.bundle.paper_split import WithPaper
from app.ui.file_chooser import FileDialog
from app.ui.labels import Label, Text, plain, said
from app.ui.office_signature import SignatureChoice
from app.ui.paper_screen import Issuing
from app.ui.parts import Button, CheckCard, FieldProblem, Flow, Fold, Grid, LineInput, Row, Rows, layouts
from app.ui.parts.dialog import Dialog, DialogButton
from app.ui.parts.form_dialog import FieldControl, FormField, reason_field
from app.ui.parts.remembered_text import Remembered, forgetting, place_of
from app.ui.parts.step_list import StepNumber
from app.ui.sending import AGENCY, COLLEAGUE, OWN, PERSON, SUPERVISOR
from app.ui.sending.agency_card import AgencyCard
from app.ui.sending.agency_consent import AgencyConsent
from app.ui.sending.left_out import LeftOut
from app.ui.sending.letter_details import AnswerDay, LetterDetails
from app.ui.sending.recipients import Whom
from app.ui.sending.saved_bundle import SealProgress, made_known
from app.ui.sending.ways import GIVES_ACCESS, HANDS_OVER, PDF, PRINTED, SEALED, Ways
from app.ui.sharing.hand_over import warnings_of

LETTER, DOSSIER, RECORD = "letter", "dossier", "record"
_ROOMY = 900  # the width from which steps are indented
# by how an approval stands: what is said before it is asked for
_ASK = {
    "ask": N_(
        "The referral system requires a second person to approve what is sent to this agency. The approval is for "
        "exactly these cases, recipients and choices; nothing is sent before it."
    ),
    "refused": N_(
        "A second person refused exactly this file. Change what it contains, then ask again, or ask for the reason."
    ),
    "over": N_("The approval of this file has ended. It can be asked for again."),
}
_ASKED = N_(
    "The approval was requested. A second person finds it among their tasks; after that, save the file here with the "
    "same choices."
)
_REFUSED_THERE: dict[str, str] = {
    "over": N_("The agreement with this agency has ended, so nothing can be sent there."),
    "agreement": N_("Nothing can be sent there without an agreement that has a last day, and none is recorded."),
}


@dataclass(frozen=True, slots=True)
class SendContents:
    """What is known of the cases. `files`: of each case, by their ids, with the number of the case where there
    are several."""

    page: queries.CasePage
    course: lifecycle_page.LifecyclePage
    disclosure: Disclosure
    directory: Sequence[agency_directory.ServiceEntry]
    colleagues: Sequence[administration.ColleagueOrTeam]
    is_joined: bool
    pictures: bool
    restricted: bool
    files: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class SendChoice:
    """What was chosen, while its texts are read over on another page."""

    whom: str
    agency: tuple[str, str, str]
    papers: frozenset[str]
    method: str
    language: str
    left_out: frozenset[str]
    files: frozenset[str]
    answered: tuple[str, str]


def _read(session: Session, cases: Sequence[str], code: Language) -> SendContents:
    pages = [queries.case(session, case_id) for case_id in cases]
    is_joined = session.vault.directory.joined
    of_each = [(page, attachments.of(session, page.id)) for page in pages]
    return SendContents(
        page=pages[0],
        course=lifecycle_page.course(session, queries.case_of(session, cases[0])),
        disclosure=disclosure_of(session, cases[0], code),
        directory=agency_directory.recipients(session),
        is_joined=is_joined,
        colleagues=administration.recipients(session) if is_joined else (),
        pictures=any(file.type.startswith("image/") for _page, files in of_each for file in files),
        restricted=any(page.restricted for page in pages),
        files=tuple(
            (file.id, file.name, page.reference if len(pages) > 1 else "") for page, files in of_each for file in files
        ),
    )


class SendPage(WithPaper, Issuing):
    """One primary action, which says what it does. `need`, `agency`: what is to be met, and the one that the
    next stage asks for; `whom`: for whom it was opened; `origin`: where one came from."""

    known: SendContents | None = None
    bundle: WrittenBundle | None = None
    _is_over = False

    def __init__(
        self, context: AppContext, case_id: str, also: tuple[str, ...] = (), need: str = "", agency: str = "",
        reason: str = "", whom: str = "", origin: object = None, chosen: SendChoice | None = None,
    ) -> None:  # fmt: skip
        super().__init__(context, self._title, self._second, N_("What will be read"))
        self.pages.if_none = N_("Shown after the person’s answer")
        self.case_id, self.also, self._need, self._agency = case_id, also, need, agency
        self._whom, self._chosen = whom, chosen
        self._opened_as = navigation.Send(
            case_id, also, need=need, agency=agency, reason=reason, whom=whom, origin=origin
        )
        self.back_to = origin or navigation.Case(case_id)
        self._stop = threading.Event()
        self._referred: tuple[str, str] | None = None  # id and number of what was referred here
        self._asked_for = ""  # the agency of which it is asked whether it may know
        self.agreement: AgencyConsent | None = None
        self.whom = Whom(self.goes(navigation.RightsSheet(case_id)))
        self.whom.changed.connect(self._show_choices)
        self.purpose = LineInput(N_("Reason"))
        self.purpose.setMaxLength(500)
        self.purpose.setText(reason)
        self.purpose.editingFinished.connect(self.show_pages)
        hint = N_("It is signed with what is sent, and appears in the case history.")
        self.reason = FieldControl(replace(reason_field(help_=hint), input=self.purpose))
        self.ways = Ways(self, case_id, lambda: self.known.disclosure.ways if self.known else ())
        self.to, self.printer = self.ways.opens_with, self.ways.printer
        self._lay_body()
        self.page.addLayout(self.foot(self._by_telephone, N_("Save as a file"), "send"))
        code = theme.words().language
        self.read_vault(lambda session: _read(session, self.cases, code), self._know)

    @property
    def cases(self) -> tuple[str, ...]:
        return (self.case_id, *self.also)

    def _title(self, w: Words) -> str:
        return w("File saved") if self.bundle is not None else w("Send to…")

    def _second(self, w: Words) -> str:
        if self.known is None:
            return " "
        page = self.known.page
        if self.also:
            return w.count("{n} case in one file", "{n} cases in one file", len(self.also) + 1)
        return f"{isolate(page.name) if page.name else w('No name yet')} · {isolate_ltr(page.reference)}"

    def _by_telephone(self, w: Words) -> str:
        if self.how() != SEALED:
            return ""
        if self.to.way == "key":
            return w("It opens only with their key; there is no phrase to tell.")
        return w("Tell the opening phrase by telephone; never send it with the file.")

    # laying it

    def _lay_body(self) -> None:
        self.knows = _Step(N_("May they know?"))
        self.letter = CheckCard(N_("Letter of referral"), N_("Asks for help by a certain day"))
        self.dossier = CheckCard(N_("Dossier"), N_("One paper for the case file of an authority"))
        self.record = CheckCard(N_("The record"), N_("The case and its interviews"))
        self.paper_cards = {LETTER: self.letter, DOSSIER: self.dossier, RECORD: self.record}
        papers = Grid(columns=3, least_width=190, gap=8)
        for name, card in self.paper_cards.items():
            card.answers_to(N_("What is sent"))
            card.chosen.connect(partial(self._pick, name))
            papers.add(card)
        self.paper_problem = FieldProblem()
        today = self.context.session.clock().astimezone().date()
        self.by_when = AnswerDay(today, 1)
        self.by_when.changed.connect(self.show_pages)
        self.letter_place = QWidget()
        self.letter_column = layouts.column(parent=self.letter_place)
        layouts.wraps(self.letter_place)
        self.annex = CheckCard(N_("With the screening result as an annex"))
        self.annex.chosen.connect(self.show_pages)
        self.place = CheckCard(
            N_("Pictures with all the information recorded in them"),
            N_("Where and when they were taken, and with what. If this is not ticked, these details are left out."),
        )
        self.files = QWidget()
        self.file_cards: dict[str, CheckCard] = {}
        files_head = Label(N_("Files sent with it"), "label")
        self.file_column = layouts.column(files_head, gap=8, parent=self.files)
        layouts.wraps(self.files)
        self.left_out = LeftOut(self._held_back)
        self.stays = Fold(self.left_out.how_many, N_("Leave out more, or send more"), self.left_out)
        self.read_over = Button(N_("What is sent, and texts to read"), "second", "eye", on_click=self._read_over)
        self.what = _Step(N_("What is sent"))
        acts = Flow(gap=8).add(self.read_over, self.look_at)
        layouts.add(self.what.inside, papers, self.paper_problem, *self.reason.parts)
        layouts.add(self.what.inside, self.by_when, self.letter_place, self.annex, self.place)
        layouts.add(self.what.inside, self.files, self.stays, acts)
        self.note_for = FieldControl(FormField(name="note", label=N_("Note for the recipient"), kind="area", lines=3))
        self.signature = SignatureChoice(self)  # which shows itself
        self.signature_place = layouts.column_widget(self.signature)
        self.how_step = _Step(N_("How"))
        layouts.add(self.how_step.inside, self.ways, *self.note_for.parts, self.signature_place)
        self.ways.changed.connect(self._show_choices)
        self.progress = SealProgress()
        self.progress.cancel.clicked.connect(self.stop)
        self.result = layouts.column(gap=16)
        self.listed = Button(
            N_("Agencies and services"), "quiet", "book", on_click=self.goes(navigation.AgencyDirectory(self.case_id))
        )
        self.who = _Step(N_("Who"), self.listed)
        self.who.inside.addWidget(self.whom)
        self.steps = (self.who, self.knows, self.what, self.how_step)
        layouts.add(self.body, *self.steps, self.progress, self.result, layouts.Stretch())
        for step in self.steps[1:]:
            step.hide()

    def _remember(self) -> None:
        """The reason, and why it goes without consent; not the phrase that opens the file."""
        parts = {"reason": self.what, "answer": self.agreement, "note": self.how_step}
        self.remembered = [Remembered(self, place_of(self, name), part) for name, part in parts.items() if part]

    # what is known

    def _know(self, known: SendContents) -> None:
        is_first, self.known = self.known is None, known
        self.top.second.tell()
        self.top.second.setVisible(self.height() >= 640)
        if is_first:
            self._lay_known(known)
        self.tell()
        self._begin(known)
        self._show_choices()
        self.go.setEnabled(True)

    def _lay_known(self, known: SendContents) -> None:
        course = known.course
        self.agreement = AgencyConsent(course)
        self.agreement.changed.connect(self.show_pages)
        self.knows.inside.addWidget(self.agreement)
        if self.also:
            self.agreement.of_several()
        self.details = LetterDetails(course.files, course.spoken[1])
        self.letter_column.addWidget(self.details)
        needs = self._needs(course)
        self.by_when.choose(0 if any(need.urgent for need in needs) else 1)
        if needs and not self.also and not self.reason.read():  # of several each has their own
            self.purpose.setText(needs[0].words or said(needs[0].name))
        for id_, name, reference in known.files:
            card = self.file_cards[id_] = CheckCard(plain(isolate(name)), plain(isolate_ltr(reference)))
            card.chosen.connect(self._held_back)
            self.file_column.addWidget(card)
        kinds = [AGENCY, *([COLLEAGUE] if known.is_joined else ())]
        kinds += [OWN] if self.also or self._is_visit(known) else [PERSON, OWN]
        to_supervisor = self._whom == SUPERVISOR
        supervisors = [row for row in known.colleagues if to_supervisor and row.role == SUPERVISOR]
        self.whom.offer(kinds, supervisors or known.colleagues)
        self._remember()

    def _needs(self, course: lifecycle_page.LifecyclePage) -> list[NeedView]:
        needs = [need for need in course.care.needs if need.open]
        return sorted(needs, key=lambda need: need.id != self._need)

    @staticmethod
    def _is_visit(known: SendContents) -> bool:
        return case_marks.VISIT in known.page.marks

    def _may_refer(self) -> bool:
        """A closed case, a visited place, and several cases at once get no letter of referral."""
        known = self.known
        if known is None or self.also or known.course.road.closed or self._is_visit(known):
            return False
        card = self.whom.agencies.value()
        return card is None or bool(card.entry.service)

    def _begin(self, known: SendContents) -> None:
        """As it was opened, or left to read texts over."""
        chosen = self._chosen
        if chosen is not None:
            self.whom.agencies.choose_key(chosen.agency)
            self.whom.choose(chosen.whom)
            for name, card in self.paper_cards.items():
                card.setChecked(name in chosen.papers)
            self.ways.choose(chosen.method)
            self.ways.speak(chosen.language)
            for id_, card in self.file_cards.items():
                card.setChecked(id_ in chosen.files)
            self._show_choices()
            self.left_out.tick(chosen.left_out)
            if self.agreement is not None:
                self.agreement.answer_again(*chosen.answered)
        elif self._whom or self._agency or self._need:
            self.whom.choose(COLLEAGUE if self._whom == SUPERVISOR else self._whom or AGENCY)

    def tell(self) -> None:
        super().tell()
        if self.known is None:
            return
        needs = sorted(self.known.course.care.needs, key=lambda need: need.id != self._need)
        listed = [e for e in self.known.directory if self._agency in ("", e.agency)]
        self.whom.agencies.renew(listed, agency_directory.fitting(listed, needs))

    def _fit(self) -> None:
        super()._fit()
        for step in getattr(self, "steps", ()):
            step.indent.setVisible(self.width() >= _ROOMY)

    # what is chosen

    def how(self) -> str:
        return self.ways.now

    def goes_now(self) -> frozenset[str]:
        """Of the papers, those that are ticked."""
        return frozenset(name for name, card in self.paper_cards.items() if card.isChecked())

    def _pick(self, name: str) -> None:
        """One paper for one purpose: printed, the dossier takes the record's place."""
        other_card = {DOSSIER: self.record, RECORD: self.dossier}.get(name)
        if other_card is not None and self.how() != SEALED:
            other_card.setChecked(False)
        self._show_choices()

    def _basis(self) -> DisclosureBasis | None:
        ways = self.known.disclosure.ways if self.known else ()
        return next((basis for basis in ways if basis.agency == self.whom.agency), None)

    def _show_choices(self) -> None:
        """What is asked follows from what is chosen."""
        known, kind = self.known, self.whom.kind
        if known is None:
            return
        is_agency, is_colleague = kind == AGENCY, kind == COLLEAGUE
        for step, is_asked in zip(
            self.steps[1:], (is_agency, bool(kind) and not is_colleague, bool(kind)), strict=True
        ):
            step.setVisible(is_asked)
        for number, step in enumerate((s for s in self.steps if not s.isHidden()), 1):
            step.number.show_number(number)
        self.listed.setVisible(kind in ("", AGENCY))
        self.letter.setVisible(is_agency and self._may_refer())
        self.dossier.setVisible(is_agency and not self._is_visit(known))
        for card in (self.letter, self.dossier):
            if card.isHidden():
                card.setChecked(False)
        self.ways.offer(for_colleague=is_colleague, is_batch=bool(self.also))
        self.ways.warn(warnings_of(known.page.marks) if is_colleague else "")
        if is_agency and not self.goes_now() and self.how() != SEALED:
            (self.letter if self._may_refer() else self.record).setChecked(True)
        if self.how() == SEALED or kind in (PERSON, OWN):
            self.record.setChecked(True)  # a sealed file is the record, whatever goes with it
        elif self.record.isChecked() and self.dossier.isChecked():
            self.record.setChecked(False)
        self.record.setEnabled(is_agency and self.how() != SEALED)
        self._ask_of_agency()
        papers, is_sealed = self.goes_now(), self.how() == SEALED
        self.reason.show_parts(is_agency or is_sealed)
        for part in (self.by_when, self.letter_place):
            part.setVisible(LETTER in papers)
        self.annex.setVisible(DOSSIER in papers and not is_sealed)
        self.place.setVisible(is_sealed and known.pictures)
        self.ways.show_languages(has_both=not kind or bool(papers & {LETTER, DOSSIER}))
        self.note_for.show_parts(is_colleague and self.how() == HANDS_OVER)
        self.signature_place.setVisible(DOSSIER in papers and self.how() != PRINTED)
        self.read_over.setVisible(kind in (AGENCY, PERSON))
        self.stays.setVisible(papers != {LETTER})
        basis = self._basis()
        self.left_out.of(
            self.whom.agency,
            "person" if kind == PERSON else "",
            basis.rules if basis else None,
            known.disclosure.known,
            is_dossier=DOSSIER in papers and not is_sealed,
        )
        self._held_back()
        self._say_verb()

    def _ask_of_agency(self) -> None:
        """Once: what was answered stays while other things are chosen."""
        known, agency = self.known, self.whom.agency
        if known is None or self.agreement is None or agency == self._asked_for:
            return
        self._asked_for, self._referred = agency, None
        cells = [c for c in known.course.consents if (c.purpose, c.agency) == ("share", agency)]
        self.agreement.of_agency(cells[0] if cells and agency and not self.also else None)

    def _say_verb(self) -> None:
        papers, chosen_way = self.goes_now(), self.how()
        verbs: dict[str, tuple[str, str]] = {
            HANDS_OVER: (N_("Hand over"), "handover"),
            GIVES_ACCESS: (N_("Give access"), "person"),
            SEALED: (N_("Seal and save"), "lock"),
            PDF: (N_("Save as a file"), "doc"),
            PRINTED: (N_("Print"), "print"),
        }
        verb, icon = verbs[chosen_way] if self.whom.kind else (N_("Send"), "send")
        if chosen_way == PRINTED and LETTER in papers:
            verb = N_("Refer and print the letter")
        elif chosen_way == PDF and papers == {LETTER}:
            verb = N_("Refer and show the letter")
        self.go.icon_name = icon
        self.go.say(verb)
        self.note.tell()
        self.note.setVisible(bool(said(self._by_telephone)))

    def _held_back(self) -> None:
        """What is held back is another now."""
        self.stays.head.tell()
        shows_files = self.how() == SEALED and self.left_out.chooses_files
        self.files.setVisible(shows_files and bool(self.file_cards))
        self.show_pages()

    def held(self) -> Withheld:
        """What stays here, and which single files go where the rules leave that to choice."""
        files = self._ticked_files() if self.left_out.chooses_files else frozenset[str]()
        return replace(self.left_out.held(), files=files)

    def _ticked_files(self) -> frozenset[str]:
        return frozenset(id_ for id_, card in self.file_cards.items() if card.isChecked())

    def _read_over(self) -> None:
        """What goes to whom was chosen, and its free texts; and back here."""
        card = self.whom.agencies.value()
        chosen = SendChoice(
            whom=self.whom.kind,
            agency=card.key() if card else ("", "", ""),
            papers=self.goes_now(),
            method=self.how(),
            language=self.ways.language,
            left_out=self.left_out.ticked(),
            answered=self.agreement.as_answered() if self.agreement else ("", ""),
            files=self._ticked_files(),
        )
        return_to = replace(self._opened_as, chosen=chosen)
        self.wants.emit(navigation.Disclosure(self.case_id, self.held(), return_to))

    # what will be read

    def show_pages(self) -> None:
        """The paper that goes, beside the choices; nothing where it can't be made yet."""
        make = self._preview()
        key = self._key = object()

        def show(pdf: bytes) -> None:
            if key is self._key:  # and not another meanwhile
                self.pages.show_pdf(pdf)

        def cannot(_error: SanadError) -> None:
            if key is self._key:
                self.pages.show_nothing()

        self.show_paper(visible=make is not None)
        if make is not None:
            self.read_vault(make, show, cannot)

    def _preview(self) -> Callable[[Session], bytes] | None:
        papers, withheld = self.goes_now(), self.held()
        cases, language = self.cases, self.ways.language
        record_language = self._record_language()
        if not self.whom.kind or self.whom.kind == COLLEAGUE or self._is_over:
            return None
        if RECORD in papers:
            return lambda session: case_print.preview_all(session, cases, record_language, withheld)
        if DOSSIER in papers:
            request = self._dossier_request()
            return lambda session: dossier.preview(session, cases[0], request, withheld.anew())
        card = self.whom.agencies.value()
        if LETTER in papers and card is not None and self.agreement is not None:
            letter = self._request(card)
            letter = replace(letter, reason=letter.reason or "…")
            answer, terms = self.agreement.said_now(), self.agreement.terms()
            return lambda session: referral_letter.preview_of(session, cases[0], letter, _in(language), answer, terms)
        return None

    def _record_language(self) -> Language:
        """The record has one language: the screen's, where both were chosen for what goes with it."""
        both = self.ways.language == "both"
        return theme.words().language if both else self._one(self.ways.language)

    def _dossier_request(self) -> dossier.DossierRequest:
        annexes = frozenset({SCREENING_RESULT} if self.annex.isChecked() else ())
        return dossier.DossierRequest(
            self.whom.agency,
            _in(self.ways.language),
            self.reason.read(),
            self._override(),
            annexes,
            unsigned=self.signature.unsigned,
        )

    def _override(self) -> str:
        return self.agreement.override if self.agreement is not None and self.whom.agency else ""

    # doing it

    def primary(self) -> None:
        if self._is_over:
            self.back()
        elif self.known is not None and self.go.isEnabled() and not self._lacks():
            self._share() if self.whom.kind == COLLEAGUE else self._record_answer()

    def _lacks(self) -> bool:
        """Is something lacking? Each part says what, all at once."""
        self.tell_trouble("")
        papers, agency = self.goes_now(), self.whom.agency
        lacking = [self.whom.missing()]
        if agency and self.agreement is not None:
            lacking.append(self.agreement.missing())
            basis = self._basis()
            refused = _REFUSED_THERE.get(basis.rests, "") if basis else ""
            if refused and not lacking[0]:
                self.whom.agencies.problem.say(refused)
                lacking.append(True)
        if LETTER in papers:
            lacking += [self.by_when.missing(), self.reason.missing()]
        is_paper = bool(self.whom.kind) and self.whom.kind != COLLEAGUE
        is_printed = is_paper and self.how() == PRINTED and bool(papers - {LETTER})
        if is_printed and not self.printer.options:
            self.tell_trouble(N_("This computer has no printer."))
            lacking.append(True)
        self.paper_problem.say(N_("First choose what to send.") if is_paper and not papers else "")
        QTimer.singleShot(0, self, self._show_problem)  # once it is laid
        return any([*lacking, is_paper and not papers])

    def _show_problem(self) -> None:
        """The first of them comes into view, wherever the hand pressed."""
        problems = [p for step in self.steps for p in step.findChildren(FieldProblem) if p.isVisible()]
        if problems:
            self.area.ensureWidgetVisible(problems[0], 0, 80)

    def _record_answer(self) -> None:
        """What the person says now comes first; with a letter alone both are recorded together."""
        papers, agency, agreement = self.goes_now(), self.whom.agency, self.agreement
        answer = agreement.said_now() if agency and agreement is not None else ""
        if papers == {LETTER} and self.how() != SEALED:
            self._refer(answer)
        elif answer and agreement is not None and not self.also:
            terms = agreement.terms()

            def recorded(_event: str) -> None:
                agreement.recorded()
                self._go_on()

            self.write_vault(
                lambda session: consents.answer_agency(session, self.case_id, agency, answer, terms),
                recorded,
                self._not_done,
            )
        else:
            self._go_on()

    def _go_on(self) -> None:
        if self.how() == SEALED:
            agency = self.whom.agency
            self.to.lock(agency, lambda lock: self._locked(lock, agency))
        elif self.how() == PDF:
            self.ask_password(self.save_paper)
        else:
            make = self._printed()
            self.print_pdf(lambda: make(self.context.session), self._then_letter)

    # papers

    def _printed(self) -> Callable[[Session], bytes]:
        case_id, withheld, override = self.case_id, self.held().anew(), self._override()
        if DOSSIER in self.goes_now():
            request = self._dossier_request()
            return lambda session: dossier.printed(session, case_id, request, withheld)
        agency, language = self.whom.agency, self._record_language()
        return lambda session: case_print.printed(session, case_id, language, agency, override, withheld)

    def save_paper(self, file: Path, password: str | None) -> None:
        """Write the file; the event comes first."""
        self.printing(busy=True)
        self.write_file(self._saving(file, password), self._paper_saved, self._not_done)

    def _saving(self, file: Path, password: str | None) -> Callable[[], Script[object]]:
        session, case_id, withheld = self.context.session, self.case_id, self.held().anew()
        if DOSSIER in self.goes_now():
            request = self._dossier_request()
            return lambda: dossier.saving(session, case_id, request, file, password, withheld=withheld)
        agency, override = self.whom.agency, self._override()
        paper_language = self._record_language()

        def saves() -> Script[object]:
            case_print.save(
                session, case_id, paper_language, file, password, agency=agency, override=override, withheld=withheld
            )
            yield from ()
            return None

        return saves

    def _paper_saved(self, _none: object) -> None:
        self.printing(busy=False)
        self.succeed(N_("File written."))
        self._then_letter()

    def _then_letter(self) -> None:
        if LETTER in self.goes_now():
            self._refer("")

    def printing(self, *, busy: bool) -> None:
        self.go.setEnabled(not busy)

    # the letter

    def _request(self, card: AgencyCard) -> referrals.ReferralRequest:
        """The letter says a number of the agency only where it was checked, or written here."""
        texts = self.details.answers()
        withheld, place = texts.text("withheld"), card.place
        number = place.phone if place and place.checked else ""
        return referrals.ReferralRequest(
            agency=card.entry.agency, service=card.entry.service, reason=self.reason.read(), urgency="",
            answer_day=self.by_when.value(), summary=texts.text("summary"),
            withheld=(withheld,) if withheld else (), person=texts.text("person"),
            phone=texts.text("phone") or number, escort=texts.text("escort"),
            interpreter=texts.text("interpreter"), attached=tuple(texts["files"]),
            override=self._override(), where=place.id if place else "",
        )  # fmt: skip

    def _refer(self, answer: str, go_on: Callable[[], None] | None = None) -> None:
        """The answer and the referral are recorded together; then the letter, or what comes first."""
        card, agreement = self.whom.agencies.value(), self.agreement
        if card is None or agreement is None:
            return
        case_id, request, terms = self.case_id, self._request(card), agreement.terms()
        self.go.setEnabled(False)

        def refer(session: Session) -> tuple[str, str]:
            id_ = referrals.refer(session, case_id, request, answer=answer, terms=terms)
            return id_, referrals.find(queries.case_of(session, case_id), id_).reference

        def referred(referral: tuple[str, str]) -> None:
            self._referred = referral
            go_on() if go_on is not None else self._show_letter()

        self.write_vault(forgetting(self.remembered, refer), referred, self._not_done)

    def _show_letter(self) -> None:
        self._forget_texts()
        card = self.whom.agencies.value()
        if self._referred is not None:
            number = card.place.phone if card and card.place else ""
            letter = navigation.ReferralLetter(self.case_id, *self._referred, number, self.how() != PDF)
            self.wants.emit(letter)

    def _forget_texts(self) -> None:
        for remembered in self.remembered:
            remembered.said()

    # to a colleague

    def _share(self) -> None:
        """The cases, all or as far as it goes; what was done is said on the page."""
        recipient, note, cases = self.whom.recipient(), self.note_for.read(), self.cases
        if recipient is None:
            return
        hands_over = self.how() == HANDS_OVER
        self.go.setEnabled(False)

        def share(session: Session) -> case_batch.BatchOutcome:
            if hands_over:
                return case_batch.hand_over(session, cases, recipient, note)
            grant = case_access.grant
            return case_batch.each(session, cases, lambda id_: grant(session, id_, recipient))

        def shared(outcome: case_batch.BatchOutcome) -> None:
            refused = [_refused(act) for act in outcome.refused]
            if outcome.completed:
                self._over([Rows.of(refused)] if refused else [])
                says = _handed_over if hands_over else _given
                self.succeed(partial(says, isolate(recipient.name), len(outcome.completed)))
            else:
                self._not_done(outcome.refused[0].error)

        self.write_vault(share, shared, self._not_done)

    # a sealed file

    def _locked(self, lock: Lock, agency: str) -> None:
        """A second person first, where the referral system asks for one."""
        if agency != self.whom.agency:  # chosen anew meanwhile: it was judged for another
            return
        if not agency:
            self._ask_if_restricted(lock)
            return
        choice = self._choice(lock)
        self.read_vault(
            lambda session: release_requests.standing(session, choice),
            lambda state: self._approved(state, lock),
            self._not_done,
        )

    def _choice(self, lock: Lock) -> BundleChoice:
        dossier_in = _in(self.ways.language) if DOSSIER in self.goes_now() else ""
        return release_requests.chosen_for(
            self.cases, lock.recipients, self._record_language(), self.reason.read(),
            agency=self.whom.agency, override=self._override(), held=self.held(),
            place=self.place.isChecked(), dossier_in=dossier_in,
        )  # fmt: skip

    def _approved(self, state: str, lock: Lock) -> None:
        if state in ("", "approved"):
            self._ask_if_restricted(lock)
        elif state == "waits":
            self.tell_trouble(lambda w: w.say(release_requests.ApprovalWaits()))
        else:
            ask = DialogButton(N_("Ask for approval"), lambda: self.ask_approval(lock), "primary")
            title = N_("A second person must approve this file")
            answers = [DialogButton(N_("Not yet")), ask]
            self.open_dialog(Dialog, title, _ASK.get(state, _ASK["ask"]), answers, width=600)

    def ask_approval(self, lock: Lock) -> None:
        """Of exactly what is chosen here."""
        choice = self._choice(lock)
        self.write_vault(
            lambda session: release_requests.ask(session, choice), lambda _release: self.succeed(_ASKED), self._not_done
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
            lambda file: self._refer_first(file, lock),
            kinds="Sanad (*.sanad.age)",
            save_as=f"{paper.document_name(theme.words())}.sanad.age",
        )

    def _refer_first(self, file: Path, lock: Lock) -> None:
        """Once, however often the file is tried."""
        if LETTER in self.goes_now() and self._referred is None:
            self._refer("", lambda: self.save_to(file, lock))
        else:
            self.save_to(file, lock)

    def save_to(self, file: Path, lock: Lock) -> None:  # type: ignore[override]
        """Seal the file away from the screen."""
        self._stop = stop = threading.Event()
        workers = self.context.workers
        session, choice = self.context.session, self._choice(lock)
        part_size, unsigned = self.ways.part_size(), self.signature.unsigned
        self._working(busy=True)

        def go_on(step: Step) -> bool:
            workers.tell(self, self.progress.show_step, step)
            return not stop.is_set()

        self.write_file(
            lambda: bundle_export.making(
                session, choice, file, lock, part_size=part_size, unsigned=unsigned, go_on=go_on
            ),
            lambda bundle: self._saved(bundle, file),
            self._not_done,
        )

    def _working(self, *, busy: bool) -> None:
        for part in (*self.steps, self.go, self.leave):
            part.setEnabled(not busy)
        self.progress.setVisible(busy)
        if busy:
            self.progress.begin()
            self.area.ensureWidgetVisible(self.progress)

    def stop(self) -> None:
        """Nothing is written; said when the step under way has come to its end."""
        self._stop.set()
        self.progress.stopping()

    def _not_done(self, error: SanadError) -> None:
        self._working(busy=False)
        if error.kind() == "consent" and self.agreement is not None:
            self.agreement.ask_reason()
        self.tell_trouble(lambda w: w.say(error))
        self.go.setFocus(Qt.FocusReason.OtherFocusReason)

    def _saved(self, bundle: WrittenBundle, file: Path) -> None:
        self.bundle, phrase = bundle, self.to.told()
        letter = Button(N_("Print the letter"), "second", "print", on_click=self._show_letter)
        letters = [layouts.row(letter, layouts.Stretch())] if self._referred is not None else []
        self._over([*letters, made_known(bundle, file, phrase, self._receipt(bundle))])
        self.top.title.tell()
        self.note.setVisible(bool(phrase))

    def _over(self, parts: Sequence[QWidget | QLayout]) -> None:
        """It is done: what is left to know, and the ways on."""
        self._is_over = True
        self._forget_texts()
        self.progress.hide()
        for step in self.steps:
            step.hide()
        layouts.add(self.result, *parts)
        self.leave.setEnabled(True)
        self.leave.say(N_("Send to somebody else"))
        self.leave.clicked.disconnect()
        self.leave.clicked.connect(self.goes(self._opened_as))
        self.go.icon_name = ""
        self.go.say(N_("Back") if self.also else N_("Back to the case"))
        self.go.setEnabled(True)
        self.go.setFocus(Qt.FocusReason.OtherFocusReason)
        self.tell_trouble("")
        self.show_paper(visible=False)
        self.area.verticalScrollBar().setValue(0)

    def _receipt(self, bundle: WrittenBundle) -> Button:
        session = self.context.session
        issued = navigation.IssuedPaper(
            N_("Receipt of a hand-over"),
            plain(isolate_ltr(bundle.reference)),
            lambda: bundle_receipt.paper(session, bundle.case_id, bundle.document),
            navigation.Case(bundle.case_id),
        )
        return Button(N_("Print or save it"), "second", "doc", on_click=self.goes(issued))

    # around

    def arrive(self) -> None:
        chip = self.whom.chips.get(self.whom.kind) or self.whom.chips[AGENCY]
        chip.setFocus(Qt.FocusReason.OtherFocusReason)

    def forget(self) -> None:
        super().forget()
        self._stop.set()
        self.to.phrase = ""


class _Step(QWidget):
    """A numbered step of the page."""

    def __init__(self, title: Text, *trailing: QWidget) -> None:
        super().__init__()
        self.number, self.inside = StepNumber(1), layouts.column(gap=10)
        head = layouts.row(self.number, (Label(title, "heading"), 1), *trailing, gap=12)
        self.indent = QWidget()
        self.indent.setFixedWidth(44)
        layouts.column(head, layouts.row(self.indent, (self.inside, 1)), gap=8, parent=self)
        layouts.wraps(self)


def _in(language: str) -> referral_letter.In:
    return "ar" if language == "ar" else "en" if language == "en" else "both"


def _handed_over(name: str, number: int, w: Words) -> str:
    return w.count(
        "{n} case is handed over to {name}. It stays with you until they accept.",
        "{n} cases are handed over to {name}. They stay with you until they accept.",
        number,
        name=name,
    )


def _given(name: str, number: int, w: Words) -> str:
    return w.count(
        "{name} can read and continue {n} case from the next exchange on.",
        "{name} can read and continue {n} cases from the next exchange on.",
        number,
        name=name,
    )


def _refused(act: case_batch.RefusedAct) -> Row:
    return Row(plain(isolate_ltr(act.reference)), lambda w: w.say(act.error), "flag", tone="wait")

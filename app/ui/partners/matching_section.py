"""Whom a partner knows too: agreements, the files of a matching, and what came of each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.casework.exchange import match_overview, match_partners, match_runs, match_terms
from app.casework.exchange.match_overview import BEGUN, FINISHED, OPEN, CommonCase, RunView
from app.casework.exchange.match_partakers import Steps
from app.casework.exchange.match_runs import FinishedRun, PartnerRequest, StartedRun
from app.casework.exchange.match_terms import OtherRun
from app.casework.session import profiles, unreadable
from app.casework.session.session import Session
from app.errors import N_, SanadError
from app.language import Words, isolate, isolate_ltr
from app.ui import navigation, theme
from app.ui.labels import Label, Text, plain
from app.ui.parts import Button, Few, Flow, Row, Rows, empty, group, layouts
from app.ui.parts.dialog import Dialog, DialogButton
from app.ui.parts.form_dialog import FieldAnswers, FieldColumns, Form, FormField

if TYPE_CHECKING:
    from app.ui.partners.page import PartnersPage

_LEFT_OUT = {
    "restricted": N_("restricted: {n}"),
    "careful": N_("high danger: {n}"),
    "no_consent": N_("without consent to sharing: {n}"),
}
_FILES = "Sanad (*.sanadmatch)"
_CARDS = "Sanad (*.sanadcard)"
_OPEN, _SAVE_CARD = N_("Open a partner’s file"), N_("Save our card")
_SHOWN = 20  # matchings, the last of them; the others are a press away
_NEEDED: tuple[tuple[str, Text, str], ...] = (
    (N_("The partner’s card"), lambda w: w(N_("A file whose name ends in {suffix}. The partner writes it with “Save our card” on this same page in their Sanad."), suffix=isolate_ltr(".sanadcard")), "doc"),
    (N_("The agreement as both offices signed it"), N_("Its reference, its purpose, what is compared, and how long it lasts."), "pen"),
    (N_("The partner on the telephone"), N_("Call a number that you know, not one that came with the card: they read six words to you."), "people"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _State:
    agreements: Sequence[match_partners.Agreement]
    runs: Sequence[RunView]


class MatchingSection(QWidget):
    """For whose role may match; others see who may."""

    def __init__(self, page: "PartnersPage") -> None:
        super().__init__()
        self.page = page
        self.acts = Flow(gap=12)
        self._by_says = dict[str, Button]()
        for says, icon, act, kind in (
            (_OPEN, "inbox", self.open_file, "primary"),
            (N_("Enter an agreement"), "plus", self.choose_card, "second"),
            (_SAVE_CARD, "download", self.save_card, "second"),
        ):
            button = Button(says, kind, icon, on_click=act)  # type: ignore[arg-type]
            self.acts.add(button)
            self._by_says[says] = button
        self.about = Label(
            N_(
                "Two offices compare keys made of documents and names without showing them to each other. Both learn "
                "for whom they have the same keys, and nothing about anybody else. The same keys are no proof that it "
                "is the same person."
            ),
            colour="ink2",
        )
        self.lists = layouts.column(gap=16)
        content = layouts.column_widget(self.about, self.acts, self.lists, gap=16, wrap=True)
        layouts.column(group(N_("People whom a partner also knows"), content), parent=self)
        layouts.wraps(self)

    @property
    def _session(self) -> Session:
        return self.page.context.session

    def load(self) -> None:
        session = self._session

        def read() -> _State:
            if not match_partners.may_match(session):
                raise match_partners.NotMatching
            agreements = match_partners.known(session)
            return _State(agreements, match_overview.runs(session))

        self.page.context.workers.write_vault(self, read, self._show, self._refused)

    def _refused(self, error: SanadError) -> None:
        empty(self.lists)
        self.acts.hide()
        self.lists.addWidget(Rows.of([Row(lambda w: w.say(error), "", "lock")]))

    def _show(self, state: _State) -> None:
        self.page.hold_place()
        empty(self.lists)
        # without an agreement the first step is to give one's card
        for says in (_OPEN, _SAVE_CARD):
            is_first = (says == _OPEN) == bool(state.agreements)
            self._by_says[says].show_kind("primary" if is_first else "second")
        rows = Rows()
        for agreement in state.agreements:
            rows.add(Row(plain(isolate(agreement.partner)), _terms(agreement), "people", self._ways(agreement),
                         tone="wait" if agreement.is_over else "ink2"))  # fmt: skip
        if not state.agreements:
            rows.add(Row(N_("No agreement yet"), N_("Exchange cards with the partner, compare the six words by telephone, and enter what both offices signed."), "person"))  # fmt: skip
        self.lists.addWidget(group(N_("Agreements"), rows))
        if state.runs:
            self.lists.addWidget(group(N_("Matchings"), self._listed(state.runs)))

    def _listed(self, runs: Sequence[RunView]) -> QWidget:
        return Few([partial(self._run, run) for run in runs], _SHOWN)

    def _ways(self, agreement: match_partners.Agreement) -> QWidget:
        begin = Button(N_("Begin a matching"), "second", on_click=lambda: self.start(agreement))
        begin.setEnabled(not agreement.is_over)
        end = Button(N_("End the agreement"), "quiet", on_click=lambda: self.end(agreement))
        for button in (begin, end):
            button.setAccessibleDescription(agreement.partner)
        return layouts.row_widget(end, begin, gap=4)

    def _run(self, run: RunView) -> Row:
        buttons = list[Button]()
        if run.cases:
            buttons.append(
                Button(N_("Show them"), "second", on_click=lambda: self._show_common(run.partner, run.cases))
            )
        if run.state in OPEN:
            buttons.append(Button(N_("Give up the matching"), "quiet", on_click=lambda: self.give_up(run)))
        if run.is_broken_off:
            says = N_("Continue") if run.state == BEGUN else N_("Open the partner’s file")
            buttons.append(Button(says, "second", on_click=lambda: self.go_on(run)))
        ways = layouts.row_widget(*buttons, gap=4)
        for button in buttons:
            button.setAccessibleDescription(run.partner)
        icon = "kept" if run.state == FINISHED else "wait" if run.state in OPEN else "clock"
        tone = "wait" if run.is_broken_off else "ink2"
        return Row(_run_title(run), _run_state(run), icon, ways if buttons else None, tone=tone)

    # agreements

    def save_card(self) -> None:
        """For the partner; the words are shown, to be read by telephone."""
        session, page = self._session, self.page

        def write(file: Path) -> tuple[match_partners.Card, match_partners.Pair]:
            return match_partners.write_card(session, file)

        def show(saved: tuple[match_partners.Card, match_partners.Pair]) -> None:
            card, words = saved
            page.shows(
                N_("The card is written. Give it to the partner, and read these six words to them by telephone."),
                Rows.of([Row(plain(card.name), _six(words), "people")]),
            )

        page.chooses(
            N_("Save our card"),
            lambda file: page.works(N_("Writing the card."), lambda: write(file), show),
            save_as="sanad.sanadcard",
            kinds=_CARDS,
        )

    def choose_card(self) -> None:
        """What is needed and from whom, the partner's card, then what was agreed."""

        def choose(_answers: FieldAnswers) -> None:
            self.page.chooses(N_("The partner’s card"), self.take_card, kinds=_CARDS)

        Form(
            kept_as="", title=N_("Enter an agreement"),
            sentence=N_("Three things are needed. The card is public: however it arrives, the six words show whose it is."),
            parts=[Rows.of(Row(title, second, icon) for title, second, icon in _NEEDED)],
            verb=N_("Choose the card"), leave=N_("Not now"), go_on=choose, width=680,
        ).ask(self.page)  # fmt: skip

    def take_card(self, file: Path) -> None:
        def read() -> match_partners.Card:
            return match_partners.read_card(file)

        self.page.context.workers.slow(self, read, self._ask_terms)

    def _ask_terms(self, card: match_partners.Card) -> None:
        session, language = self._session, theme.words().language
        agencies = [row for row in profiles.in_use(session).agencies if not row.own]

        def save(answers: FieldAnswers) -> None:
            ticks = answers["cases"] or ()
            match_partners.add(
                session, card, answers.text("words"),
                match_partners.Terms(
                    agency=str(answers["agency"] or ""), reference=answers.text("reference"),
                    purpose=answers.text("purpose"), kinds=tuple(answers["kinds"] or ()),
                    persons=_whole(answers.text("persons")), runs=_whole(answers.text("runs")),
                    days=_whole(answers.text("days")), restricted="restricted" in ticks,
                    careful="careful" in ticks,
                ),
                answers.text("name"),
            )  # fmt: skip

        Form(
            kept_as=f"agreement {card.name}", title=N_("Enter an agreement"),
            sentence=N_(
                "Enter the agreement as both offices signed it. Telephone the partner at a number that you know, not "
                "one that came with the card, and enter the six words as they read them to you."
            ),
            parts=[
                FieldColumns((
                    FormField(name="name", label=N_("Partner"), value=card.name, required=N_("Enter a name.")),
                    FormField(
                        name="agency", label=N_("In the referral system"), kind="choose", value="",
                        choices=[("", N_("Choose")), *((row.id, plain(row.name.get(language, row.id))) for row in agencies)],
                        required=N_("Choose an agency."),
                    ),
                )),
                FieldColumns((
                    FormField(name="reference", label=N_("Reference of the agreement"), required=N_("Enter the reference.")),
                    FormField(name="purpose", label=N_("Purpose"), required=N_("Enter the purpose.")),
                )),
                FormField(name="kinds", label=N_("What is compared"), kind="ticks", columns=3,
                          choices=list(match_partners.KIND_SAYS.items()), value=tuple(match_partners.KIND_SAYS)),
                FieldColumns((
                    FormField(name="persons", label=N_("Highest number of persons in one matching"), value="1000"),
                    FormField(name="runs", label=N_("Highest number of matchings in 30 days"), value="4"),
                    FormField(name="days", label=N_("Duration in days"), value="180"),
                ), least_width=200),
                FormField(
                    name="cases", label=N_("Take part too"), kind="ticks", value=(),
                    choices=[("restricted", N_("Restricted cases")), ("careful", N_("Cases with high danger"))],
                ),
                FormField(name="words", label=N_("The six words that they read to you"), required=N_("Enter the six words.")),
            ],
            verb=N_("Save the agreement"), leave=N_("Not now"), refused_at="words", save=save, width=820, success=lambda _answers: N_("The agreement was saved."),
        ).ask(self.page)  # fmt: skip

    def end(self, agreement: match_partners.Agreement) -> None:
        session = self._session
        Form(
            kept_as="", title=N_("End this agreement?"),
            sentence=N_("Nothing more is matched with this partner, and the partner’s keys are deleted here. Earlier results stay in the cases."),
            verb=N_("End the agreement"), leave=N_("Not now"), kind="grave",
            save=lambda _answers: match_partners.end(session, agreement.id), success=lambda _answers: N_("The agreement has ended."),
        ).ask(self.page)  # fmt: skip

    # a matching

    def start(self, agreement: match_partners.Agreement) -> None:
        session = self._session
        self._choose_first(lambda file: match_runs.starting(session, agreement.id, file))

    def go_on(self, run: RunView) -> None:
        """With what was broken off: its first file, or what is made of the partner's."""
        session = self._session
        if run.state == BEGUN:
            self._choose_first(lambda file: match_runs.going_on(session, run.run, file))
        else:
            self.open_file()

    def _choose_first(self, steps: Callable[[Path], Steps[StartedRun]]) -> None:
        page = self.page

        def show(run: StartedRun) -> None:
            page.shows(
                N_("The file is written. Send it to the partner, then open their answer here."), _taken_part(run)
            )

        page.chooses(
            N_("The first file of the matching"),
            lambda file: page.goes_through(steps(file), show),
            save_as="matching-1.sanadmatch",
            kinds=_FILES,
        )

    def open_file(self) -> None:
        """Whatever a partner sent: a question, an answer, or what they gave back."""
        self.page.chooses(N_("Open a partner’s file"), self.take_file, kinds=_FILES)

    def take_file(self, file: Path) -> None:
        session, page = self._session, self.page

        def read() -> PartnerRequest | str:
            try:
                return match_runs.look(session, file)
            except OtherRun:  # not the first file of a matching: what comes later is finished
                return match_runs.step_of(session, file)

        def show(step: PartnerRequest | str) -> None:
            if isinstance(step, PartnerRequest):
                self._offer_answer(file, step)
            elif step == "answer":
                self._offer_giving_back(file)
            else:
                self._finish(file, None)

        page.works(N_("Opening the file."), read, show)

    def _offer_answer(self, file: Path, asked: PartnerRequest) -> None:
        session, page = self._session, self.page

        def show(run: StartedRun) -> None:
            page.shows(
                N_("The answer is written. Send it to the partner, then open here what they send back."),
                _taken_part(run),
            )

        def answer(_answers: FieldAnswers) -> None:
            page.chooses(
                N_("The answer to the partner"),
                lambda target: page.goes_through(match_runs.answering(session, file, target), show),
                save_as="matching-2.sanadmatch",
                kinds=_FILES,
            )

        Form(
            kept_as="", title=lambda w: w(N_("{partner} asks for a matching"), partner=isolate(asked.partner)),
            sentence=lambda w: w(
                N_("Agreement {reference}. Purpose: {purpose}. Compared: {kinds}, for at most {n} of their persons. The answer tells them for which of these you have the same keys."),
                reference=isolate(asked.reference), purpose=isolate(asked.purpose), kinds=_kinds(w, asked.kinds), n=w.number(asked.persons),
            ),
            verb=N_("Answer"), leave=N_("Not now"), go_on=answer,
        ).ask(page)  # fmt: skip

    def _offer_giving_back(self, file: Path) -> None:
        def give() -> None:
            self.page.chooses(
                N_("What the partner gets back"),
                lambda target: self._finish(file, target),
                save_as="matching-3.sanadmatch",
                kinds=_FILES,
            )

        self.page.open_dialog(
            Dialog,
            N_("Does the partner learn the same?"),
            N_(
                "With a last file, the partner learns for which persons both have the same keys. It can only be "
                "written now: what is needed for it is erased afterwards."
            ),
            [
                DialogButton(N_("Not now")),
                DialogButton(N_("Only we learn it"), lambda: self._finish(file, None)),
                DialogButton(N_("Write the last file"), give, "primary"),
            ],
        )

    def _finish(self, file: Path, target: Path | None) -> None:
        session, page = self._session, self.page

        def show(finished: FinishedRun) -> None:
            if finished.given_back:
                sentence = N_("The matching is finished, and the last file is written. Send it to the partner.")
            else:
                sentence = N_("The matching is finished. Its secrets were erased.")
            page.shows(sentence, _common(self, finished.partner, finished.cases))

        page.goes_through(match_runs.finishing(session, file, target), show)

    def give_up(self, run: RunView) -> None:
        session, page = self._session, self.page
        page.works(
            N_("Ending the matching."),
            lambda: match_overview.end_run(session, run.run),
            lambda _ended: page.shows(N_("The matching was given up. Its secrets were erased.")),
        )

    def _show_common(self, partner: str, cases: Sequence[CommonCase]) -> None:
        empty(self.page.outcome)
        self.page.outcome.addWidget(_common(self, partner, cases))
        self.page.area.verticalScrollBar().setValue(0)


# -- in words ----------------------------------------------------------------------------------


def _whole(text: str) -> int:
    from_text = text.strip()
    return int(from_text) if from_text.isdecimal() and len(from_text) < 8 else 0


def _six(words: match_partners.Pair) -> Text:
    return lambda w: " ".join(words[0 if w.language == "ar" else 1])


def _kinds(w: Words, kinds: Sequence[str]) -> str:
    return " · ".join(w(match_partners.KIND_SAYS[kind]) for kind in kinds)


def _terms(agreement: match_partners.Agreement) -> Text:
    def say(w: Words) -> str:
        if agreement.is_over:
            return w(
                N_("{reference} · ended on {day}"), reference=isolate(agreement.terms.reference), day=agreement.until
            )
        guesses = match_terms.guesses(agreement.terms)
        return w(
            N_("{reference} · until {day}. The most that the partner could guess in 30 days: {guesses}."),
            reference=isolate(agreement.terms.reference),
            day=agreement.until,
            guesses=" · ".join(f"{w(match_partners.KIND_SAYS[kind])}: {w.number(n)}" for kind, n in guesses.items()),
        )

    return say


def _run_title(run: RunView) -> Text:
    return lambda w: w(
        N_("With {partner}, begun on {day}") if run.began else N_("With {partner}, answered on {day}"),
        partner=isolate(run.partner) if run.partner else w(N_("a former partner")),
        day=run.begun,
    )


def _run_state(run: RunView) -> Text:
    def say(w: Words) -> str:
        match run.state:
            case "begun" | "answering" if run.is_broken_off:
                return w.count(
                    "Interrupted: no file was written. {n} case already says that it takes part.",
                    "Interrupted: no file was written. {n} cases already say that they take part.",
                    run.persons,
                )
            case "finishing" if run.is_broken_off:
                return w(
                    N_("Interrupted while the result was being recorded in the cases. Open the partner’s file again.")
                )
            case "begun" | "answering" | "finishing":
                return w(N_("Under way."))
            case "asked":
                return w(N_("The partner’s answer is awaited until {day}."), day=run.expires)
            case "answered":
                return w(N_("The partner may send back its result until {day}."), day=run.expires)
            case "finished":
                return w.count("The same keys for {n} person.", "The same keys for {n} persons.", run.common or 0)
        if run.cases:
            return w(N_("It was given up. What had been found by then is recorded in the cases."))
        return w(N_("It ended without a result."))

    return say


def _taken_part(run: StartedRun) -> QWidget:
    def second(w: Words) -> str:
        parts = [w(_LEFT_OUT[reason], n=w.number(n)) for reason, n in run.left_out.items()]
        return w(N_("Took no part: {reasons}"), reasons=" · ".join(parts)) if parts else w(N_("Nobody was left out."))

    def title(w: Words) -> str:
        return w.count("{n} person took part", "{n} persons took part", run.persons)

    return Rows.of([Row(title, second, "kept", tone="kept")])


def _common(section: MatchingSection, partner: str, cases: Sequence[CommonCase]) -> QWidget:
    """Nothing is said of those for whom the keys differ."""
    rows = Rows()
    for case in cases:
        button = Button(N_("Open"), "second", on_click=section.page.goes(navigation.Case(case.case_id)))
        button.setAccessibleDescription(case.reference)
        number = isolate_ltr(case.reference)
        title = plain(f"{isolate(case.name)} · {number}" if case.name else number)
        rows.add(Row(title, _same(case), "person", button))
    if not cases:
        rows.add(Row(N_("The same keys for nobody"), N_("This does not mean that the partner knows none of them: keys differ where a document or a birth date was written differently."), "person"))  # fmt: skip
    return group(lambda w: w(N_("{partner} may know these persons too"), partner=isolate(partner)), rows)


def _same(case: CommonCase) -> Text:
    if not case.kinds:
        return unreadable.SAYS

    def say(w: Words) -> str:
        says = w(N_("The same: {kinds}"), kinds=_kinds(w, case.kinds))
        if not case.assumes_country:
            return says
        country = w(N_("The country that issued the passport is not recorded; the nationality was used instead."))
        return f"{says}. {country}"

    return say

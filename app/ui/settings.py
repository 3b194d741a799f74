"""Settings: language and digits, colours, times, questionnaires, passphrase, card, backup."""

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QLayout, QWidget

from app.case.profile import Agency
from app.casework.organisation import foreign_authority
from app.casework.pages import protections
from app.casework.pages.protections import Protection
from app.casework.questionnaires import forms
from app.casework.questionnaires.forms import AddedForm, FormRow
from app.casework.records import holder_cards, safe_copies, unlock
from app.casework.records.holder_cards import CardSet
from app.casework.records.safe_copies import SafeState
from app.casework.session import colleagues
from app.casework.session.colleagues import MembershipStatus
from app.casework.session.session import Session
from app.casework.sharing import key_notices
from app.casework.sharing.key_notices import KeyNotice
from app.errors import N_, SanadError
from app.settings import policy, remember, restrained
from app.ui import navigation, office_signature, questionnaires, safe_keeping
from app.ui.app_context import AppContext
from app.ui.file_chooser import FileDialog
from app.ui.holder_settings import holders_group
from app.ui.labels import Label, Text, plain, program
from app.ui.office_signature import CertificateState, certificate_group
from app.ui.parts import (
    Banner,
    Box,
    Button,
    CheckCard,
    Chip,
    Field,
    Flow,
    Grid,
    KeyboardLanguage,
    LineInput,
    Row,
    Rows,
    empty,
    group,
    layouts,
)
from app.ui.parts.dialog import AskPassphrase, Dialog, DialogButton
from app.ui.parts.frame import Office
from app.ui.parts.grid import BesideOrBelow
from app.ui.passphrase_choice import NewPhrase, choose_pin
from app.ui.policy_rows import policy_group
from app.ui.protections import show_protections
from app.ui.recovery_card import CardWords
from app.ui.sharing.organisation_settings import working_together
from app.ui.sync import sync_settings
from app.ui.updates.server_box import version_row

_WARNINGS = 5  # of a questionnaire that was added

# the field of the preferences, what it is called, and what can be chosen
Options = tuple[tuple[Any, Text], ...]
Choices = tuple[tuple[str, Text, Options], ...]
_FIELDS: Options = (
    (None, N_("Same as the role")),
    ("inspection", N_("Inspection")),
    ("shelter", N_("Shelter")),
    ("police", N_("Police")),
    ("hotline", N_("Hotline")),
)
_LANGUAGES: Options = (("ar", plain("العربية")), ("en", plain("English")))
_AS_LANGUAGE = N_("Same as the language")
_DIGITS: Options = ((None, _AS_LANGUAGE), ("arabic", plain("٠١٢٣")), ("latin", plain("0123")))
_LOOKS: Choices = (
    ("language", N_("Language"), _LANGUAGES),
    ("digits", N_("Digits"), _DIGITS),
    ("address", N_("Arabic addresses you as"), ((None, N_("a man")), ("woman", N_("a woman")))),
    ("theme", N_("Colours"), (("light", N_("Ordinary")), ("contrast", N_("For sunlight")))),
)
_TIMES = (
    ("cover_after_s", N_("Hide the screen after"), (1, 3, 5, 10)),
    ("lock_after_s", N_("Lock after"), (3, 5, 10, 15)),
)
_TICKS = (
    ("both_languages", N_("A second language beside yours in interviews")),
    ("one_question", N_("One question on each screen")),
    ("ask_before_result", N_("Ask for the passphrase before showing a result")),
)


def _minutes(n: int) -> Text:
    return lambda w: w.count("{n} minute", "{n} minutes", n)


class Settings(Office):
    """Each choice holds at once."""

    def __init__(self, context: AppContext) -> None:
        super().__init__(context, "settings", N_("Settings"))
        self._chips: list[tuple[Chip, str, Any]] = []
        self.together = layouts.column(gap=16)
        self.safe, self.holders, self.certificate = (layouts.column(gap=8) for _ in range(3))
        self.forms_place, self.protections = layouts.column(gap=8), layouts.column(gap=8)
        self.protections_place = layouts.column(gap=8)
        looks, keys = self._choices(N_("How it looks"), _LOOKS), self._keys()
        work = self._work()
        layouts.add(self.body, work, looks, self._times(), self.together, keys)
        layouts.add(self.body, self.safe, self.holders, self.certificate, self.forms_place)
        layouts.add(self.body, self.protections, self.protections_place, policy_group())
        self.sections = Flow(gap=8)
        for title, part in (
            (N_("Your work"), work),
            (N_("How it looks"), looks),
            (N_("Working with colleagues"), self.together),
            (N_("Keeping it safe"), keys),
            (N_("Questionnaires"), self.forms_place),
            (N_("This computer"), self.protections),
        ):
            self.sections.add(Button(title, "quiet", on_click=partial(self._go_to, part)))
        self.page.insertLayout(1, layouts.column(self.sections, margins=(20, 0, 32, 0)))
        layouts.add(self.body, Label(program, "small", "ink2"), layouts.Stretch(1))
        show_protections(context.workers, self, context.home, self.protections)
        self._mark()
        self.load()

    # looks and times

    def _choices(self, title: Text, choices: Choices, *last_widgets: QWidget) -> QWidget:
        box = Box(margins=(18, 12, 18, 12), gap=10)
        for name, text, options in choices:
            chips = Flow(gap=8)
            for value, says in options:
                chip = Chip(says, question=text)
                chip.chosen.connect(lambda name=name, value=value: self._set(name, value))
                self._chips.append((chip, name, value))
                chips.add(chip)
            box.add(BesideOrBelow(Label(text, "label"), chips))
        return group(title, box.add(*last_widgets))

    def _tick(self, name: str, text: Text) -> CheckCard:
        card = CheckCard(text)
        card.setChecked(getattr(self.context.preferences, name))
        card.chosen.connect(lambda: self._set(name, card.isChecked()))
        return card

    def _go_to(self, part: QWidget | QLayout) -> None:
        """To a group, and the focus to the first that can be chosen there."""
        top, canvas = part.geometry().top(), self.area.widget()
        assert canvas is not None
        self.area.verticalScrollBar().setValue(top)
        buttons = {
            button.mapTo(canvas, QPoint()).y(): button
            for button in reversed(canvas.findChildren(QAbstractButton))
            if button.isVisible()
        }
        first = min(y for y in buttons if y >= top)
        buttons[first].setFocus(Qt.FocusReason.OtherFocusReason)

    def _work(self) -> QWidget:
        """Which beginnings Today offers first, and how a talk is held."""
        ticks = (self._tick(name, text) for name, text in _TICKS)
        grid = Grid(columns=2, least_width=320).add(*ticks)
        return self._choices(N_("Your work"), (("work", N_("Field of work"), _FIELDS),), grid)

    def _times(self) -> QWidget:
        """None that is longer than the administrator lets it be."""
        rules, choices = policy(), []
        for name, text, times in _TIMES:
            longest = getattr(rules, name)
            offered = tuple((60 * n, _minutes(n)) for n in times if 60 * n <= longest)
            choices.append((name, text, offered))
        pin = Button(N_("Choose a PIN"), "second", "hide", on_click=lambda: choose_pin(self, lambda: None))
        short_pin = N_("Short PIN for the hidden screen")
        row = Row(short_pin, N_("Forgotten when the program is locked."), "", pin, inset=0)
        return self._choices(N_("When nobody uses the computer"), tuple(choices), row)

    def _set(self, name: str, value: Any) -> None:
        self.context.preferences = replace(self.context.preferences, **{name: value})
        remember(self.context.preferences, self.context.home)
        self._mark()
        self.wants.emit(navigation.ApplyAppearance())

    def tell(self) -> None:
        self._mark()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.sections.setVisible(self.height() >= 640)

    def _mark(self) -> None:
        in_force = restrained(self.context.preferences)
        for chip, name, value in self._chips:
            chip.setChecked(getattr(in_force, name) == value)

    # questionnaires

    def load(self) -> None:
        self.write_vault(forms.forms, self._show_forms)
        self._read_together()
        self.read_vault(lambda session: (holder_cards.read(session), key_notices.history(session)), self._show_holders)
        self.read_vault(safe_copies.state, self._show_safe)
        self._read_certificate()
        self.context.workers.slow(self, protections.program_protections, self._show_protections)

    def _read_together(self) -> None:
        self.read_vault(
            lambda session: (
                colleagues.membership_status(session),
                sync_settings.read(session),
                foreign_authority.known(session),
            ),
            self._show_together,
        )

    def _read_certificate(self) -> None:
        self.read_vault(office_signature.read, self._show_certificate)

    def _show_together(self, loaded: tuple[MembershipStatus, sync_settings.Habits | None, list[Agency]]) -> None:
        membership, habits, authorities = loaded
        self.hold_place()
        empty(self.together)
        self.together.addWidget(working_together(self, membership, authorities, self._read_together))
        if habits is not None:
            self.together.addWidget(sync_settings.with_headquarters(self, habits))

    def _show_safe(self, state: SafeState) -> None:
        empty(self.safe)
        self.safe.addWidget(safe_keeping.settings_row(self, state, self.load))

    def _show_certificate(self, state: CertificateState | None) -> None:
        self.hold_place()
        empty(self.certificate)
        if state is not None:
            self.certificate.addWidget(certificate_group(self, state, self._read_certificate))

    def _show_holders(self, loaded: tuple[CardSet | None, list[KeyNotice]]) -> None:
        empty(self.holders)

        def ended(recovery_card: tuple[str, ...]) -> None:
            self._show_card(recovery_card)
            self.load()

        card_set, lines = loaded
        of_cards = [line for line in lines if line.kind not in office_signature.NOTICES]
        self.holders.addWidget(holders_group(self, card_set, of_cards, ended))

    def _show_protections(self, lines: list[Protection]) -> None:
        empty(self.protections_place)
        missing = protections.missing(lines)

        def title(line: Protection) -> Text:
            return lambda w: w(protections.MISSING, protection=w(line.says))

        rows = [Row(title(line), line.lacks, "wait", tone="wait") for line in missing] or [
            Row(
                N_("All protections that Sanad supports are on"),
                N_("Sanad opens files from others in a separate part that can reach nothing else."),
                "shield",
            )
        ]
        self.protections_place.addWidget(version_row(self))
        check = Button(N_("Check everything"), "quiet", "shield", on_click=self.goes(navigation.SelfCheck()))
        self.protections_place.addWidget(group(N_("Protection of this computer"), Rows.of(rows), check))

    def _show_forms(self, rows: list[FormRow], warnings: tuple[str, ...] = ()) -> None:
        empty(self.forms_place)
        self.forms_place.addWidget(questionnaires.listed(self, rows, self._ask_file))
        for warning in warnings[:_WARNINGS]:
            self.forms_place.addWidget(Banner(warning, "wait", "wait"))
        if (unshown := len(warnings) - _WARNINGS) > 0:
            how_many = Label(lambda w: w.count("and {n} more", "and {n} more", unshown), "small", "wait")
            self.forms_place.addWidget(how_many)

    def _ask_file(self) -> None:
        kinds = "XLSForm (*.xlsx *.xls *.csv *.md *.xml *.sanadform)"

        self.open_dialog(FileDialog, N_("Add from a file"), self.add_form, kinds=kinds)

    def add_form(self, file: Path) -> None:
        """Add a questionnaire or a form pack from disk and show its warnings."""
        if file.suffix.lower() == questionnaires.SUFFIX:
            questionnaires.look_at(self, file, self._show_forms)
            return

        def work(session: Session) -> tuple[AddedForm, list[FormRow]]:
            return forms.add(session, file), forms.forms(session)

        def added(loaded: tuple[AddedForm, list[FormRow]]) -> None:
            self._show_forms(loaded[1], tuple(warning.sentence for warning in loaded[0].warnings))

        self.write_vault(work, added)

    # passphrase, card, backup

    def _keys(self) -> QWidget:
        rows = Rows()
        for title, second, verb, icon, call in (
            (N_("Passphrase"), N_("A new passphrase, with a new recovery card."), N_("Change"), "lock", self._change),
            (N_("Recovery card"), N_("A new card. The old one no longer works."), N_("Make a new one"), "doc", self._new_card),
            (N_("Backup"), N_("Opens here with the passphrase, and on another computer only with the recovery card."), N_("Write a backup"), "usb", self._backup),
        ):  # fmt: skip
            button = Button(verb, "second", on_click=call)
            rows.add(Row(title, second, icon, button))
        return group(N_("Keeping it safe"), rows)

    def _change(self) -> None:
        old, new = LineInput(N_("Current passphrase"), secret=True), NewPhrase()
        new.known = (self.context.officer.name,)
        body = QWidget()
        old_field = Field(N_("Current passphrase"), old, beside_label=KeyboardLanguage(old))
        column = layouts.column(old_field, new, gap=12, parent=body)

        def take() -> None:
            chosen = new.chosen()
            if chosen is None or not change.isEnabled():
                return
            typed = old.text()
            old_field.complain("")
            change.setEnabled(False)
            change.say(N_("Changing the passphrase"))
            self.write_vault(lambda session: unlock.change_passphrase(session, typed, chosen), changed, refused)

        def changed(loaded: tuple[Session, tuple[str, ...]]) -> None:
            dialog.close_down()
            previous, self.context.open_session = self.context.open_session, loaded[0]
            if previous is not None:
                # its file is no longer there; readers open the new one
                previous.close_reader()
                self.context.workers.read_vault(self, previous.close_reader, lambda _none: None)
            self._show_card(loaded[1])

        def refused(error: SanadError) -> None:
            change.setEnabled(True)
            change.say(N_("Change the passphrase"))
            # said beside what was typed, so that nothing has to be typed again
            old_field.complain(lambda w: w.say(error))
            old.selectAll()
            old.setFocus()

        change = Button(N_("Change the passphrase"), "primary", on_click=take)
        new.ready.connect(take)
        column.addWidget(change)

        title, leave = N_("A new passphrase"), [DialogButton(N_("Leave it as it is"))]
        dialog = self.open_dialog(Dialog, title, "", leave, body=body, width=640)

    def _new_card(self) -> None:
        def check(typed: str) -> None:
            self.context.write_vault(
                dialog,
                lambda session: unlock.new_card(session, typed),
                made,
                lambda error: dialog.complain(lambda w: w.say(error)),
            )

        def made(words: tuple[str, ...]) -> None:
            dialog.close_down()
            self._show_card(words)

        title, sentence = N_("A new recovery card"), N_("The old paper no longer opens anything.")
        dialog = self.open_dialog(AskPassphrase, title, sentence, N_("Make it"), N_("Leave it"), check)

    def _show_card(self, words: tuple[str, ...]) -> None:
        card = CardWords(self.context, words, self)

        title, verb = N_("The recovery card"), N_("The card is safe")
        sentence = N_("Print it or write it down now: it is not shown again.")
        self.open_dialog(Dialog, title, sentence, [DialogButton(verb)], body=card, width=720)

    def _backup(self) -> None:
        title = N_("Write a backup")
        needs = unlock.backup_size(self.context.session)
        self.open_dialog(FileDialog, title, self.back_up, save_as="sanad-backup", needs=needs)

    def back_up(self, file: Path) -> None:
        def written(_none: None) -> None:
            sentence = N_("Keep it away from this computer. On another one, only the recovery card opens it.")
            self.open_dialog(Dialog, N_("Backup written"), sentence, [DialogButton(N_("Close"))])

        self.write_vault(lambda session: unlock.backup(session, file, replace=True), written)

"""First start, in four quiet steps: language, who you are, passphrase, recovery card."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.errors import N_, SanadError
from app.language import Words
from app.ui import navigation, officer_names, theme
from app.ui.app_context import AppContext
from app.ui.file_chooser import FileDialog
from app.ui.labels import Label, Text, plain
from app.ui.lock import PlainScreen
from app.ui.parts import Button, Field, Grid, LineInput, RadioCard, layouts, wraps
from app.ui.parts.dialog import Dialog, DialogButton
from app.ui.parts.form_dialog import Form, FormField
from app.ui.passphrase_choice import NewPhrase
from app.ui.protections import show_protections
from app.ui.recovery_card import CardWords

if TYPE_CHECKING:
    from app.casework.records.unlock import NewVault
    from app.casework.session.officers import VaultRow

_RESTORE = N_("Restore from a backup")
_COPIES_LIE = N_(
    "Automatic copies are on the USB stick, share or folder that was chosen for them: choose "
    "that place. A backup that somebody saved is one file."
)


class FirstStartStep(QWidget):
    """One step: a title, a sentence, what is asked."""

    def __init__(self, title: Text, sentence: Text) -> None:
        super().__init__()
        self.down = layouts.column(Label(title, "title"), Label(sentence, colour="ink2"), gap=16, parent=self)
        wraps(self)

    def first(self) -> QWidget:
        return self


class LanguageStep(FirstStartStep):
    """Arabic or English; it can be changed at any moment later."""

    def __init__(self) -> None:
        super().__init__(N_("Which language do you work in?"), N_("You can change it at any time with Ctrl+L."))
        self.arabic = RadioCard(plain("العربية"))
        self.english = RadioCard(plain("English"))
        self.down.addWidget(Grid(columns=2, least_width=200).add(self.arabic, self.english))
        self.tell()

    def tell(self) -> None:
        self.arabic.setChecked(theme.rtl())
        self.english.setChecked(not theme.rtl())

    def first(self) -> QWidget:
        return self.arabic if theme.rtl() else self.english


class WhoStep(FirstStartStep):
    """Name and role, as colleagues will read them."""

    def __init__(self) -> None:
        super().__init__(N_("Who are you?"), N_("Your name is saved with everything you record."))
        self.name = LineInput(N_("Name"))
        self.field = Field(N_("Name"), self.name)
        layouts.add(self.down, self.field, Label(N_("Work"), "label"))
        self.cards: dict[str, RadioCard] = {}
        grid = Grid(columns=2, least_width=200)
        for code, message in officer_names.ROLES:
            card = RadioCard(message)
            card.chosen.connect(lambda code=code: self.choose(code))
            self.cards[code] = card
            grid.add(card)
        self.down.addWidget(grid)
        self.choose("inspector")

    def choose(self, code: str) -> None:
        self.role = code
        for role, card in self.cards.items():
            card.setChecked(role == code)

    def first(self) -> QWidget:
        return self.name


class PhraseStep(FirstStartStep):
    """A passphrase: a generated one, or one's own."""

    def __init__(self) -> None:
        super().__init__(
            N_("The passphrase"), N_("Only this opens your work on this computer. Nobody else can tell it to you.")
        )
        self.phrase = NewPhrase()
        self.down.addWidget(self.phrase)

    def first(self) -> QWidget:
        return self.phrase.first()


class CardStep(FirstStartStep):
    """The recovery card, to be written down or printed now."""

    def __init__(self, context: AppContext, words: tuple[str, ...], screen: PlainScreen) -> None:
        super().__init__(
            N_("The recovery card"),
            N_(
                "If you forget the passphrase, these words open your work. Print them or "
                "write them down, and keep the paper away from this computer."
            ),
        )
        self.card = CardWords(context, words, screen)
        self.down.addWidget(self.card)
        self.protections = layouts.column(gap=8)
        self.down.addLayout(self.protections)
        show_protections(context.workers, self, context.home, self.protections, weak_only=True)

    def first(self) -> QWidget:
        return self.card.print_it


class FirstStart(PlainScreen):
    """The steps, with Back and Next."""

    def __init__(self, context: AppContext) -> None:
        super().__init__(context, 620)
        self._at = 0
        self._created: NewVault | None = None
        self.progress = Label(self._where, "small", "ink2")
        self.column.addWidget(self.progress)
        self.language, self.author, self.phrase = LanguageStep(), WhoStep(), PhraseStep()
        self.steps: list[FirstStartStep] = [self.language, self.author, self.phrase]
        layouts.add(self.column, *self.steps, layouts.Stretch(1))
        self.language.arabic.chosen.connect(lambda: self._speak("ar"))
        self.language.english.chosen.connect(lambda: self._speak("en"))
        self.author.name.returnPressed.connect(self.primary)
        self.phrase.phrase.ready.connect(self.primary)
        self._foot()
        self._show(0)

    def _foot(self) -> None:
        self.before = Button(N_("Back"), "second", "arrow_back", tall=True, on_click=self.back)
        self.restore = Button(_RESTORE, "quiet", on_click=self._restore)
        self.practise = Button(N_("Practise"), "quiet", on_click=self.goes(navigation.BeginPractice()))
        self.next = Button(N_("Next"), "primary", "arrow_fwd", icon_after=True, tall=True, on_click=self.primary)
        foot = layouts.row(
            self.before, self.restore, self.practise, layouts.Stretch(), self.next, gap=12, margins=(0, 8, 0, 4)
        )
        page = self.layout()
        if isinstance(page, QVBoxLayout):
            page.addLayout(foot)

    def _where(self, w: Words) -> str:
        return w("Step {step} of {steps}", step=self._at + 1, steps=4)

    def _speak(self, language: str) -> None:
        if language != theme.words().language:
            self.wants.emit(navigation.SwitchLanguage())
        self.language.tell()

    def _show(self, at: int) -> None:
        self._at = at
        for index, step in enumerate(self.steps):
            step.setVisible(index == at)
        self.before.setVisible(0 < at < 3)
        self.restore.setVisible(at == 0)
        self.practise.setVisible(at == 0)
        self.next.say((N_("Next"), N_("Next"), N_("Create"), N_("The card is safe"))[at])
        self.progress.tell()
        self.arrive()

    def arrive(self) -> None:
        self.steps[self._at].first().setFocus(Qt.FocusReason.OtherFocusReason)

    def back(self) -> None:
        if not self.next.isEnabled():
            return
        if 0 < self._at < 3:
            self._show(self._at - 1)
        elif self._at == 0:
            self.wants.emit(navigation.LockScreen())

    def primary(self) -> None:
        if not self.next.isEnabled():
            return
        match self._at:
            case 0:
                self._show(1)
            case 1:
                named = bool(self.author.name.text().strip())
                self.author.field.complain("" if named else N_("Enter your name first."))
                if named:
                    self.phrase.phrase.known = (self.author.name.text().strip(),)
                    self._show(2)
            case 2:
                chosen = self.phrase.phrase.chosen()
                if chosen is not None:
                    self._create(chosen)
            case 3 if self._created is not None:
                self.wants.emit(navigation.Unlocked(self._created.session))

    def _create(self, passphrase: str) -> None:
        from app.casework.records import unlock

        home, name, role = self.context.home, self.author.name.text(), self.author.role
        language = theme.words().language
        self._busy(creating=True)
        self.next.say(N_("Creating"))
        self.context.workers.write_vault(
            self, lambda: unlock.create(home, name, role, language, passphrase), self._made, self._refused
        )

    def _busy(self, *, creating: bool) -> None:
        """Whoever went back meanwhile, and away, would never see the card."""
        for button in (self.next, self.before, self.restore, self.practise):
            button.setEnabled(not creating)

    def _made(self, created: "NewVault") -> None:
        self._created = created
        self.context.open_session = created.session  # so that a lock from now on closes it
        self._busy(creating=False)
        step = CardStep(self.context, created.card, self)
        self.steps.append(step)
        self.column.insertWidget(self.column.count() - 1, step)
        self._show(3)

    def _refused(self, error: SanadError) -> None:
        self._busy(creating=False)
        self._show(self._at)
        self.trouble.emit(error)

    def _restore(self) -> None:
        def choose(on_path: Callable[[Path], None], **options: Any) -> Callable[[], Any]:
            return lambda: self.open_dialog(FileDialog, _RESTORE, on_path, **options)

        self.open_dialog(Dialog, _RESTORE, _COPIES_LIE, [
            DialogButton(N_("Cancel")), DialogButton(N_("A backup file"), choose(self.lay_back)),
            DialogButton(N_("Automatic copies"), choose(self._ask_whose, folder=True, needs=None), "primary"),
        ])  # fmt: skip

    def _ask_whose(self, place: Path) -> None:
        """A share has the copies of several."""
        from app.casework.records import safe_copies

        def choose(rows: "list[VaultRow]") -> None:
            self._busy(creating=False)
            if len(rows) == 1:
                self.lay_back(place, rows[0].id)
                return
            owner_field = FormField(
                name="vault",
                kind="cards",
                required=N_("Choose a person first."),
                choices=[(row.id, plain(row.name)) for row in rows],
            )
            Form(
                kept_as="", title=N_("Whose records?"), sentence="", parts=[owner_field], verb=_RESTORE,
                leave=N_("Cancel"), go_on=lambda answers: self.lay_back(place, answers.text("vault")),
            ).ask(self)  # fmt: skip

        self._busy(creating=True)
        self.context.workers.slow(self, lambda: safe_copies.owners(place), choose, self._refused)

    def lay_back(self, file: Path, vault: str = "") -> None:
        """Lay a backup's records here and offer its officer."""
        from app.casework.records import unlock

        home = self.context.home
        self._busy(creating=True)
        self.next.say(N_("Restoring"))
        self.context.workers.write_vault(
            self,
            lambda: unlock.restore(home, file, vault),
            lambda _row: self.wants.emit(navigation.LockScreen()),
            self._refused,
        )

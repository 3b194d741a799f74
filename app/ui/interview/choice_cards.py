"""Questions answered by choosing cards: one, several, or a single box to tick."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.casework.questionnaires import form_media, gates
from app.casework.questionnaires.answer_format import marked
from app.errors import N_
from app.form import Choice, Node
from app.language import Words, fold, isolate
from app.markup import styled
from app.ui import text_lines
from app.ui.attachments import picture_client
from app.ui.interview import appearance
from app.ui.interview.controller import InterviewController
from app.ui.interview.image_map_picture import Mapped
from app.ui.interview.long_list import LongList, LongListChoice, fold_all
from app.ui.interview.question_media import Beside
from app.ui.interview.questions import Question
from app.ui.labels import Label, Text, plain
from app.ui.parts import Button, CheckCard, Flow, Grid, LineInput, RadioCard, layouts
from app.ui.parts.arrow_keys import arrow, digit
from app.ui.parts.grid import Packed

Voice = tuple[str, str]  # a choice's words, and where its sound is


def voices_of(node: Node, second_node: Node | None) -> list[Voice]:
    """In the person's language, where that has them."""
    second_choices = {choice.value: choice for choice in second_node.choices} if second_node is not None else {}
    voices: list[Voice] = []
    for node_choice in node.choices:
        second = second_choices.get(node_choice.value)
        spoken = (second.media.get("audio") if second else "") or node_choice.media.get("audio", "")
        if spoken:
            voices.append((marked(node_choice.label) or node_choice.value, spoken))
    return voices


class Voices(QWidget):
    """A button for each choice that has a sound, and under them the one that is played."""

    def __init__(self, controller: InterviewController) -> None:
        super().__init__()
        self.controller, self.shown = controller, list[Voice]()
        self.buttons = Flow(gap=4)
        self.played: Beside | None = None
        self.down = layouts.column(self.buttons, gap=4, parent=self)
        layouts.wraps(self)

    def show_voices(self, voices: list[Voice]) -> None:
        self.setVisible(bool(voices))
        if voices == self.shown:
            return
        self.close_down()
        self.shown = voices
        self.buttons.clear()
        for words, reference in voices:
            button = Button(_says(words), "quiet", "sound", on_click=lambda reference=reference: self.play(reference))
            self.buttons.add(button)

    def play(self, reference: str) -> None:
        """Instead of the one before."""
        self.close_down()
        self.played = Beside(self.controller, {"audio": reference}, at_once=True)
        self.down.addWidget(self.played)
        self.played.show()

    def close_down(self) -> None:
        if self.played is not None:
            self.played.close_down()
            self.played.hide()
            self.played.deleteLater()
            self.played = None


def _says(words: str) -> Text:
    def says(w: Words) -> str:
        return w("Play: {choice}", choice=isolate(words))

    return says


QUIET = ("none", "unknown", "refused")  # in a select they clear the others, and stand last
_FEW = 5  # to stand large beside each other
_MANY, _VERY_MANY, _TOO_MANY = 9, 24, 60  # for one row of four, without a search, as cards
_PICTURE = 240
_SHORT = 100  # of a label: three such stand on half a page
_BESIDE = 760  # from here on choices fit beside the words


def in_order(choices: tuple[Choice, ...]) -> list[Choice]:
    """Those of substance first; "none", "I don't know", "I'd rather not say" last."""
    quiet = [choice for name in QUIET for choice in choices if choice.value == name]
    return [choice for choice in choices if choice.value not in QUIET] + quiet


def countries_by_name(choices: Sequence[Choice]) -> list[Choice]:
    """Countries by what they are called in the language on the screen, however the form lists them; what
    is none (stateless, another one) stands last. Other choices stay as they are listed."""
    codes = [choice for choice in choices if len(choice.value) == 2 and choice.value.isupper()]
    if len(codes) * 2 < len(choices):
        return list(choices)
    no_countries = [choice for choice in choices if choice not in codes]
    return sorted(codes, key=lambda choice: fold(choice.label).removeprefix("ال")) + no_countries


class ChoiceQuestion(Question):
    """A grid of cards; arrows move inside it, 1 to 9 choose. Very many are a list."""

    _second: Node | None = None

    def build(self, node: Node) -> None:
        self.cards: dict[str, RadioCard | CheckCard] = {}
        self._bare, self._quick = appearance.bare(node), appearance.quick(node)
        self._keyed = self._large = False
        self._values: list[str] = []
        self._listed: tuple[Choice, ...] = ()
        self._theirs: dict[str, str] = {}
        self._drawn: dict[str, str] = {}
        self.list: LongList | None = None
        self.opener: Button | None = None
        self.mapped: Mapped | None = None
        if appearance.on_a_picture(node):
            self.mapped = Mapped(self.controller, node)
            self.mapped.picked.connect(self.picked_by_hand)
            self.down.addWidget(self.mapped)
        self.inside = QWidget()
        self.choices = layouts.column(gap=8, parent=self.inside)
        layouts.wraps(self.inside)
        if appearance.folded(node):
            self._fold()
        self.finder = LineInput(N_("Find in the list"), hint=N_("Find in the list"), finds=True)
        self.finder.setMaximumWidth(360)
        self.finder.textEdited.connect(self._narrow)
        self.choices.addWidget(self.finder)
        self.chosen_line = Label("", weight=500)
        self.choices.addWidget(self.chosen_line)
        self.grid = self._columns(node)
        self.choices.addWidget(self.grid)
        self.voices: Voices | None = None
        self.down.addWidget(self.inside)

    def _columns(self, node: Node) -> Grid | Packed:
        if appearance.packed(node):
            return Packed()
        columns = appearance.columns(node)
        if columns:
            return Grid(columns=columns, least_width=116 if columns > 3 else 180)
        are_short = len(node.choices) < 4 and self._widest(node) < _SHORT
        short = len(node.choices) <= _TOO_MANY and self._all_short(node)
        return Grid(columns=4 if short else 3, least_width=165 if are_short else 232 if short else 300)

    def enlarge(self) -> None:
        """Few choices stand beside each other, each as wide as its words need."""
        super().enlarge()
        self._large = True
        self.show_keys()
        if type(self.grid) is Grid and len(self.cards) <= _FEW:
            node = self.controller.node(self.ref)
            self.grid.spread(max(2, len(self.cards)), min(240, max(150, self._widest(node) + 80)))

    def condense(self) -> None:
        super().condense()
        if type(self.grid) is Grid:
            node = self.controller.node(self.ref)
            self.grid.spread(_FEW, min(300, max(170, self._widest(node) + 66)))

    def show_keys(self) -> None:
        """The digit that chooses it stands on each card."""
        self._keyed = self.list is None and self.finder.isHidden() and self.mapped is None
        self._number_cards()

    def _number_cards(self) -> None:
        for number, card in enumerate(self.cards.values(), 1):
            card.once, card.large = self.controller.by_steps, self._large
            card.digit = number if self._keyed and number < 10 and card.picture.isNull() else 0
            card.updateGeometry()

    def _fold(self) -> None:
        """One line that opens the choices and says what is chosen."""
        self.opener = Button(N_("Choose"), "second", "down", icon_after=True, on_click=self.unfold)
        self.down.addWidget(self.opener, 0, Qt.AlignmentFlag.AlignLeading)
        self.inside.hide()

    def unfold(self) -> None:
        """Open the choices, or close them again."""
        shut = self.inside.isHidden()
        self.inside.setVisible(shut)
        if shut and (target := self._first_choice()) is not None:
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _shut(self) -> None:
        """After a choice of one: back on its line."""
        if self.opener is not None and not self.inside.isHidden():
            self.inside.hide()
            self.opener.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tell_opener(self, node: Node, chosen: list[str]) -> None:
        if self.opener is not None:
            labels = {choice.value: marked(choice.label) for choice in node.choices}
            text = " · ".join(labels.get(part) or part for part in chosen)
            self.opener.say(plain(text) if text else N_("Choose"))
            self.opener.setEnabled(not node.readonly)

    @classmethod
    def _all_short(cls, node: Node) -> bool:
        if len(node.choices) != 4 and len(node.choices) <= _MANY:
            return False
        return cls._widest(node) < 180

    @staticmethod
    def _widest(node: Node) -> int:
        labels = (text_lines.lay(marked(choice.label), "body") for choice in node.choices)
        return max((label.width for label in labels), default=0)

    def new_card(self, quiet: bool) -> RadioCard | CheckCard:
        return RadioCard(plain(""), quiet=quiet)

    def chosen(self, node: Node) -> list[str]:
        return [node.value] if node.value else []

    def second(self, *, first: bool) -> Node | None:
        if self.list is not None and not self.list.isHidden() and not first:
            return self._second  # thousands of words in another language don't change with an answer
        self._second = super().second(first=first)
        return self._second

    def show_node(self, node: Node, second_node: Node | None) -> None:
        chosen = self.chosen(node)
        long = len(node.choices) > _TOO_MANY or appearance.listed(node)
        self.finder.setVisible(long or len(node.choices) > _VERY_MANY)
        self._tell_opener(node, chosen)
        second_labels = {choice.value: styled(choice.label) for choice in second_node.choices} if second_node else {}
        if long:
            self._show_list(node, second_labels, chosen)
        elif self.list is not None:
            self.list.hide()
        self.chosen_line.setVisible(long and bool(chosen))
        if self.mapped is not None:
            self.mapped.show_node(node, frozenset(chosen))
        choices = in_order(node.choices)
        if long:
            choices = [choice for choice in choices if choice.value in QUIET]
        values = [choice.value for choice in choices]
        if values != self._values:
            self._make(values)
        self._show_voices([] if long else voices_of(node, second_node))
        description = self.described(node)
        for node_choice in choices:
            card = self.cards[node_choice.value]
            second = second_labels.get(node_choice.value, "")
            card.asked = description
            card.say(plain(self.words_of(node_choice, chosen)), plain(second) if second else None)
            card.setChecked(node_choice.value in chosen)
            card.setEnabled(not node.readonly)
            if "image" in node_choice.media and self._drawn.get(node_choice.value) != node_choice.media["image"]:
                self._drawn[node_choice.value] = node_choice.media["image"]
                self._picture(card, node_choice.media["image"])
        self._rove(chosen)

    def _show_voices(self, voices: list[Voice]) -> None:
        if voices and self.voices is None:
            self.voices = Voices(self.controller)
            self.choices.addWidget(self.voices)
        if self.voices is not None:
            self.voices.show_voices(voices)

    def close_down(self) -> None:
        super().close_down()
        if self.voices is not None:
            self.voices.close_down()

    def _picture(self, card: RadioCard | CheckCard, reference: str) -> None:
        """A choice's picture, above its words; where the form came without it, the words alone."""
        context, form = self.controller.context, self.controller.form.hash

        def came(content: bytes | None) -> None:
            if content is not None:
                context.workers.slow(
                    card, lambda: picture_client.picture(content, _PICTURE), card.show_picture, lambda _error: None
                )

        context.read_vault(card, lambda session: form_media.one(session, form, reference), came)

    def _show_list(self, node: Node, second_labels: dict[str, str], chosen: list[str]) -> None:
        if self.list is None:
            self.list = LongList(lambda _w: self.controller.node(self.ref).label)
            self.list.picked.connect(self.clicked)
            self.list.watch(self.finder)
            self.choices.insertWidget(self.choices.indexOf(self.finder) + 1, self.list)
            self.list.stackUnder(self.chosen_line)  # so that Tab comes to it before the cards
        self.list.show()
        self.list.setEnabled(not node.readonly)
        self.list.show_chosen(frozenset(chosen))
        if node.choices != self._listed or second_labels != self._theirs:
            self._listed, self._theirs = node.choices, second_labels
            rows = [
                LongListChoice(choice.value, str(self.words_of(choice, [])), str(second_labels.get(choice.value, "")))
                for choice in countries_by_name(node.choices)
                if choice.value not in QUIET
            ]
            self.list.show_rows(rows, self.finder.text())
            self._fold_ahead(self.list)
        labels = {choice.value: marked(choice.label) for choice in node.choices if choice.value in chosen}
        self.chosen_line.say(plain(" · ".join(labels.get(part) or part for part in chosen)))

    def _fold_ahead(self, long_list: LongList) -> None:
        """Before the first key: a hundred thousand words take longer than a key may."""
        model, rows, texts = long_list.rows, long_list.rows.all, long_list.rows.texts()
        self.controller.context.workers.slow(
            long_list, lambda: fold_all(texts), lambda folded: model.take_folded(rows, folded)
        )

    def words_of(self, choice: Choice, _chosen: list[str]) -> str:
        return styled(choice.label) or choice.value

    def _make(self, values: list[str]) -> None:
        self.grid.clear()
        self.cards, self._values, self._drawn = {}, values, {}
        for value in values:
            card = self.new_card(value in QUIET)
            card.bare, card.walks = self._bare, False  # the question walks
            card.chosen.connect(lambda value=value: self.clicked(value))
            self.cards[value] = card
            self.grid.add(card)
        self._number_cards()
        if isinstance(self.grid, Grid):
            self.grid.keep_together([self.cards[value] for value in values if value in QUIET])

    def _rove(self, chosen: list[str]) -> None:
        """One card of the group is reached by Tab, the others by arrows."""
        focused = next((v for v in self._values if self.cards[v].hasFocus()), None)
        stop = focused or next((v for v in self._values if v in chosen), None)
        stop = stop or next(iter(self._values), None)
        for value, card in self.cards.items():
            tab = Qt.FocusPolicy.StrongFocus if value == stop else Qt.FocusPolicy.ClickFocus
            card.setFocusPolicy(tab)

    def clicked(self, value: str) -> None:
        """A card was pressed: it is chosen, or cleared if it was. A list is always pressed by hand."""
        card = self.cards.get(value)
        self._choose(value, by_hand=card is None or card.by_mouse)

    def _choose(self, value: str, *, by_hand: bool) -> None:
        now = self.controller.node(self.ref).value
        if self.controller.by_steps and now == value:
            self.refresh()
            self.goes_on()
            return
        self.give("" if now == value else value)
        self.refresh()
        self._shut()
        if self.controller.by_steps:
            self.goes_on()
        elif by_hand and self._quick and now != value:
            self.controller.onward.emit(self.ref)

    def first(self) -> QWidget | None:
        return self.opener or self._first_choice()

    def _first_choice(self) -> QWidget | None:
        if self.list is not None and not self.list.isHidden():
            return self.finder
        node = self.controller.node(self.ref)
        chosen = [value for value in self._values if value in self.chosen(node)]
        return self.cards[(chosen or self._values)[0]] if self._values else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = arrow(event)
        visible = [value for value, card in self.cards.items() if not card.isHidden()]
        if step and visible:
            at = next((i for i, value in enumerate(visible) if self.cards[value].hasFocus()), 0)
            card = self.cards[visible[(at + step) % len(visible)]]
            card.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            card.setFocus(Qt.FocusReason.TabFocusReason)
            self._rove([])
        elif self.list is None and (number := digit(event, len(visible))):
            self.cards[visible[number - 1]].click()
        elif event.key() == Qt.Key.Key_Delete and self.controller.by_steps:
            self.give("")  # chosen again, it would be gone on from
            self.refresh()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._quick:
            self._enter(event)
        else:
            super().keyPressEvent(event)

    def _enter(self, event: QKeyEvent) -> None:
        """Enter goes on, as a press by the hand does."""
        focused = next((value for value in self._values if self.cards[value].hasFocus()), "")
        plainly = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if not focused or not plainly:
            super().keyPressEvent(event)
        elif self.controller.node(self.ref).value == focused:
            self.controller.onward.emit(self.ref)
        else:
            self.entered(focused)

    def entered(self, value: str) -> None:
        self.clicked(value)

    def picked_by_hand(self, value: str) -> None:
        """A place of the picture was pressed."""
        if not self.controller.node(self.ref).readonly:
            self.entered(value)

    def parts(self) -> Iterable[QWidget]:
        return (*super().parts(), self.finder, *([self.opener] if self.opener is not None else []))

    def media_of(self, node: Node) -> Mapping[str, str]:
        if not appearance.on_a_picture(node):
            return super().media_of(node)
        return {kind: file for kind, file in node.media.items() if kind != "image"}

    def _narrow(self, typed: str) -> None:
        if self.list is not None and not self.list.isHidden():
            self.list.narrow(typed)
            return
        folded = fold(typed)
        for value, card in self.cards.items():
            card.setHidden(folded not in fold(card.text()) and value not in QUIET)
        self.grid.updateGeometry()
        self.grid.place()


class OneOf(ChoiceQuestion):
    """One choice; pressing it again clears it."""

    def entered(self, value: str) -> None:
        self._choose(value, by_hand=True)


class OneBeside(OneOf):
    """Few short choices on the line of the words, as in a list that is gone through quickly; narrow, below
    them."""

    def build(self, node: Node) -> None:
        super().build(node)
        self.head.insertWidget(1, self.inside, 1)

    def _columns(self, node: Node) -> Grid:
        return Grid(columns=max(1, len(node.choices)), least_width=96)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        layouts.lay(self.head, beside=self.width() >= _BESIDE)


class AnyOf(ChoiceQuestion):
    """Several choices; one that stands alone clears the others, and is cleared by them."""

    alone: Collection[str] = QUIET

    def build(self, node: Node) -> None:
        super().build(node)
        self.alone = {*self.alone, *self.controller.form.alone(gates.plain(self.ref))}

    def new_card(self, quiet: bool) -> RadioCard | CheckCard:
        return CheckCard(plain(""), quiet=quiet)

    def chosen(self, node: Node) -> list[str]:
        return node.value.split()

    def clicked(self, value: str) -> None:
        node = self.controller.node(self.ref)
        now = self.chosen(node)
        is_lone = value in self.alone
        if value in now and not (is_lone and self.controller.by_steps):
            now.remove(value)
        elif is_lone:
            now = [value]
        else:
            now = [choice for choice in now if choice not in self.alone] + [value]
        self.give(self.sorted(now, node))
        self.refresh()
        if is_lone:
            self.goes_on()

    def sorted(self, chosen: list[str], node: Node) -> list[str]:
        return [choice.value for choice in node.choices if choice.value in chosen]


class Tick(Question):
    """A single box: read, understood."""

    def build(self, node: Node) -> None:
        self.card = CheckCard(N_("Read"))
        self.card.setMaximumWidth(350)
        self.card.chosen.connect(lambda: self.give("OK" if self.card.isChecked() else ""))
        self.down.addWidget(Grid(columns=3).add(self.card))

    def show_node(self, node: Node, second: Node | None) -> None:
        self.card.setChecked(bool(node.value))

    def first(self) -> QWidget | None:
        return self.card

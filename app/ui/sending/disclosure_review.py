"""What of a case goes to a recipient and what stays, side by side; and the free texts, read over one by one.

A decision on a text is kept at once. Whom a text speaks of is pointed out in both scripts; what is covered
is black on the page, as it will be a mark on paper."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QTextEdit, QWidget

from app.casework.cases.redaction import SAYS, Withheld
from app.casework.export import text_review
from app.casework.export.text_review import DisclosurePreview, TextToReview
from app.errors import N_, SanadError
from app.language import Words, isolate
from app.ui import navigation, theme
from app.ui.app_context import AppContext
from app.ui.labels import Label, Text, plain, said
from app.ui.parts import Area, Banner, Box, Button, Flow, Grid, Row, Rows, empty, group, layouts
from app.ui.parts.frame import Office
from app.ui.sending.left_out import account_in_words

Covers = tuple[tuple[int, int], ...]
_MOST_LINES, _LETTERS_A_LINE = 9, 80
# What a text is that answers no question, by its place.
_PLACES: Mapping[str, str] = {
    "name": N_("Name of a file"), "note": N_("Note on a file"), "decision": N_("Decision"), "kind": N_("Decision"),
    "review": N_("Decision"), "consent": N_("Consent"), "proceeding": N_("Proceedings"), "hearing": N_("Proceedings"),
    "person": N_("Person or place"), "talk": N_("What was added to the talk"),
    "change": N_("Reason for a correction"), "differs": N_("Unresolved conflicts"),
}  # fmt: skip


class DisclosurePage(Office):
    """What is decided is decided in each text; the page leads back to where it was opened."""

    shown: DisclosurePreview | None = None

    def __init__(self, context: AppContext, case_id: str, withheld: Withheld, origin: object = None) -> None:
        """`withheld`: for whom, and without what; `origin`: the destination that leads back."""
        super().__init__(context, "cases", N_("What is sent, and what stays"), self._second)
        self.case_id, self.back_to = case_id, origin or navigation.Case(case_id)
        self._withheld = withheld
        self.cards: dict[str, ReadOver] = {}
        self.trouble_at = Banner("", "flag", "wait")
        self.trouble_at.hide()
        show_them = Button(N_("Read them"), "second", on_click=self.to_texts)
        self.waiting = Banner("", "eye", "wait", show_them)
        self.waiting.hide()
        self.account = Label(self._account, "small", "ink2")
        self.sides = Grid(columns=2, least_width=320, gap=16)
        self.texts = layouts.column(gap=16)
        layouts.add(self.body, self.trouble_at, self.waiting, self.account)
        layouts.add(self.body, self.sides, self.texts, layouts.Stretch())
        self.page.addLayout(self._foot())
        self.load()

    def _foot(self) -> QHBoxLayout:
        foot = layouts.row(gap=12, margins=(32, 0, 32, 16))
        self.leave = Button(N_("Back"), "second", "arrow_back", tall=True, on_click=self.back)
        self.rest = Button(N_("Leave out all unread text"), "second", "minus", tall=True, on_click=self.cover_rest)
        self.rest.hide()
        layouts.add(foot, self.leave, layouts.Stretch(), self.rest)
        return foot

    def _second(self, w: Words) -> str:
        if self.shown is None:
            return " "
        name = self.shown.name.get(w.language, self.shown.rules)
        return w("Rules for: {name}, version {version}", name=name, version=self.shown.version)

    def _account(self, w: Words) -> str:
        return account_in_words(w, self.shown.account) if self.shown else ""

    def load(self) -> None:
        withheld, case_id, code = self._withheld, self.case_id, theme.words().language
        self.read_vault(
            lambda session: text_review.preview(session, case_id, withheld, code), self._show, self._refused
        )

    def _clear(self) -> None:
        self.shown, self.cards = None, {}
        self.sides.clear()
        self.account.tell()
        empty(self.texts)
        self.rest.hide()
        self.waiting.hide()
        self.top.second.tell()

    def _refused(self, error: SanadError) -> None:
        self._clear()
        self.trouble_at.sentence.say(plain(theme.words().say(error)))
        self.trouble_at.show()

    def _show(self, preview: DisclosurePreview) -> None:
        self.hold_place()
        self._clear()
        self.shown = preview
        self.trouble_at.hide()
        self.top.second.tell()
        self.sides.add(_counts(N_("Will be sent"), preview.goes, "check", N_("Nothing.")))
        self.sides.add(_counts(N_("Stays here"), preview.stays, "lock", N_("Nothing.")))
        self.account.tell()
        self._lay_texts(preview)
        self.rest.setVisible(bool(preview.unreviewed))
        self.waiting.sentence.say(_waiting(preview.unreviewed))
        self.waiting.setVisible(bool(preview.unreviewed))

    def to_texts(self) -> None:
        """The first text that nobody has read."""
        texts = self.shown.texts if self.shown else ()
        first = next((text for text in texts if text.covers is None), None)
        if first is not None:
            self.cards[first.id].area.setFocus(Qt.FocusReason.OtherFocusReason)
            self.area.ensureWidgetVisible(self.cards[first.id], 0, 12)

    def _lay_texts(self, preview: DisclosurePreview) -> None:
        read_count = len(preview.texts) - preview.unreviewed

        def heading(w: Words) -> str:
            if not preview.texts:
                return w("Free text")
            return w("Free text: {read} of {total} read", read=read_count, total=len(preview.texts))

        sentence = (
            N_(
                "Read each text before it is sent. Names and numbers of the case are marked in either script; select a "
                "passage to cover another."
            )
            if preview.texts
            else N_("No free text would be sent.")
        )
        layouts.add(self.texts, Label(heading, "heading"), Label(sentence, "small", "ink2"))
        for number, text in enumerate(preview.texts, 1):
            card = self.cards[text.id] = ReadOver(text, number, self._decided)
            self.texts.addWidget(card)

    def _decided(self, text: TextToReview, covers: Covers) -> None:
        self.decide({text.id: covers})

    def decide(self, decisions: Mapping[str, Covers]) -> None:
        """Keep what was decided, and show what comes of it."""
        withheld, case_id = self._withheld, self.case_id
        self.write_vault(
            lambda session: text_review.decide(session, case_id, withheld, decisions),
            lambda _number: self.load(),
            self._refused,
        )

    def cover_rest(self) -> None:
        """What nobody has read stays here, whole."""
        if self.shown is not None:
            unread = [text for text in self.shown.texts if text.covers is None]
            self.decide({text.id: ((0, len(text.text)),) for text in unread})

    def arrive(self) -> None:
        self.leave.setFocus(Qt.FocusReason.OtherFocusReason)


class ReadOver(Box):
    """One text: who is spoken of, what is covered, and the decision."""

    def __init__(self, text: TextToReview, number: int, decided: Callable[[TextToReview, Covers], None]) -> None:
        """`number`: among the texts of the page, by which a screen reader tells its buttons apart."""
        super().__init__(margins=(16, 14, 16, 14), gap=10)
        self.text, self._decided, self._number = text, decided, number
        title = title_of_text(text.heading, text.place)
        self.inside.addWidget(Label(title, weight=500))
        lines = min(_MOST_LINES, 1 + text.text.count("\n") + len(text.text) // _LETTERS_A_LINE)
        self.area = Area(title, lines=lines)
        self.area.setReadOnly(True)
        self._title = title
        self._tell_apart(self.area)
        self.area.setPlainText(text.text)
        self.area.selectionChanged.connect(self._selected)
        self.inside.addWidget(self.area)
        self._mark()
        if labels := [passage.label for passage in text.pointed_out if passage.label]:
            self.inside.addWidget(Label(_speaks_of(list(dict.fromkeys(labels))), "small", "ink2"))
        is_decided = text.covers is not None and text.is_read
        self.state = Label(self._state, "small", "kept" if is_decided else "wait")
        self.add(self.state, self._acts())

    def _acts(self) -> Flow:
        acts = Flow(gap=8)
        suggested = text_review.suggested(self.text)
        if suggested:
            acts.add(self._act(N_("Cover what the rules require"), "shield", lambda: suggested))
        self.cover_it = self._act(N_("Cover what I selected"), "hide", self._with_selection)
        self.cover_it.setEnabled(False)
        acts.add(self.cover_it)
        acts.add(self._act(N_("Send it as it is"), "check", lambda: ()))
        acts.add(self._act(N_("Cover all of it"), "minus", lambda: ((0, len(self.text.text)),)))
        return acts

    def _act(self, says: Text, icon: str, covers: Callable[[], Covers]) -> Button:
        button = Button(says, "second", icon, on_click=lambda: self._decided(self.text, covers()))
        self._tell_apart(button)
        return button

    def _tell_apart(self, widget: QWidget) -> None:
        number = theme.words().number(self._number)
        widget.setAccessibleDescription(f"{number} · {said(self._title)}")

    def _selected(self) -> None:
        self.cover_it.setEnabled(self.area.textCursor().hasSelection())

    def _with_selection(self) -> Covers:
        cursor = self.area.textCursor()
        return (*(self.text.covers or ()), (cursor.selectionStart(), cursor.selectionEnd()))

    def _state(self, w: Words) -> str:
        covers = self.text.covers
        if not self.text.is_read:
            return w(N_("Nobody has read it over. It is sent as the rules for this recipient require."))
        if covers is None:
            return w("Not read yet")
        if not covers:
            return w("Read: sent as it is")
        if covers == ((0, len(self.text.text)),):
            return w("Read: all of it covered")
        return w.count("Read: {n} passage covered", "Read: {n} passages covered", len(covers))

    def _mark(self) -> None:
        """What is pointed out stands out; what is covered is black."""
        marks = [self._passage(passage.start, passage.end, "wait_soft", "wait") for passage in self.text.pointed_out]
        marks += [self._passage(start, end, "ink", "surface") for start, end in self.text.covers or ()]
        self.area.setExtraSelections(marks)

    def _passage(self, start: int, end: int, ground: str, ink: str) -> QTextEdit.ExtraSelection:
        passage = QTextEdit.ExtraSelection()
        letters = QTextCharFormat()
        letters.setBackground(theme.colour(ground))
        letters.setForeground(theme.colour(ink))
        cursor = QTextCursor(self.area.document())
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        passage.cursor, passage.format = cursor, letters
        return passage


def title_of_text(heading: str, place: str) -> Text:
    """Its question; of a text that answers none, what it is."""
    parts = place.split(":")
    kind = parts[-1] if parts[0] == "file" else parts[0]
    return plain(isolate(heading)) if heading else _PLACES.get(kind, N_("Note"))


def _speaks_of(labels: list[str]) -> Text:
    return lambda w: w("Mentions: {who}", who=(", " if w.language == "en" else "، ").join(map(isolate, labels)))


def _waiting(number: int) -> Text:
    return lambda w: w.count(
        "{n} text has to be read before it is sent.", "{n} texts have to be read before they are sent.", number
    )


def _number(number: int) -> Text:
    return lambda w: w.number(number)


def _counts(heading: str, counts: Mapping[str, int], icon: str, if_empty: str) -> Box:
    rows = Rows()
    for kind, number in counts.items():
        trailing = Label(_number(number), weight=500, wrap=False)
        rows.add(Row(SAYS.get(kind, plain(kind)), "", icon, trailing, least_height=44))
    if not counts:
        rows.add(Row(if_empty, "", icon, least_height=44))
    return Box("bg", "").add(group(heading, rows), layouts.Stretch())

"""Sheets of twenty-four numbered words, the same as a QR code, and what to do with each: an
officer's recovery card, an organisation's root, the second desk holder's sheet; and the cards of
holders, of thirty-three words, in both languages."""

from collections.abc import Iterator, Sequence

from reportlab.platypus import Flowable, Spacer

from app.errors import N_
from app.language import Words, isolate
from app.report import page
from app.report.bidi import Direction
from app.report.record import HolderSheet
from app.report.structure import Element
from app.report.styles import INK2, Style
from app.report.text_flowables import Cell, Text, TextRow

_TITLE = Style(size=19, leading=31, bold=True, after=4)
_BODY = Style(size=11, leading=19, after=4)
_WORD = Style(size=13, leading=22, bold=True)
_TITLE_SMALL = Style(size=15, leading=25, bold=True, after=2)
_LISTED = Style(size=11.5, leading=17.5, bold=True)
_FACTS = Style(size=10, leading=15.5, after=2)
_SMALL = Style(size=9, leading=13.5, after=2)
_QUIET = Style(size=9, leading=15, colour=INK2)
_RECOVERY = (
    N_(
        "Anyone who has this card can open your records on your computer without the passphrase. Keep it like cash: "
        "locked away, and never together with the computer."
    ),
    N_(
        "If you forget the passphrase or the computer is replaced, choose “Use the recovery card” on the unlock page "
        "and type these words in order. You then choose a new passphrase, and this card stops working."
    ),
    N_("Do not photograph or copy it. If the card is lost, make a new one in the settings."),
)


_ROOT = (
    N_(
        "These words are the master key of the organisation: with them, user managers "
        "are appointed and their access is ended. The computer does not store them."
    ),
    N_(
        "Lock this sheet away in a safe that two people know of, apart from the papers of the user managers. It is "
        "needed only to appoint or remove a user manager."
    ),
    N_("Do not photograph or copy it. Whoever has these words decides who belongs to the organisation."),
)
_SECOND = (
    N_(
        "With these words the second user manager can take over user management: choose "
        "“Settings”, then “Take over user management”, and type them in order."
    ),
    N_(
        "Give this sheet to that person, folded and sealed. Whoever has it can admit "
        "computers and end their access. Keep it as safe as cash."
    ),
    N_("Do not photograph or copy it. If it is lost, end its access with the words of the master key."),
)


class _Code(Flowable):  # type: ignore[misc]
    """A QR code in the middle of the page."""

    def __init__(self, text: str, side: float, alternative: str) -> None:
        """`alternative`: what a screen reader says of it."""
        super().__init__()
        self.text, self.side, self.alternative = text, side, alternative
        self.figure: Element | None = None

    def placed_in(self, parent: Element, _page: Direction) -> None:
        self.figure = parent.child("Figure")
        self.figure.alternative = self.alternative

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        self.width = width
        return width, self.side + 16

    def draw(self) -> None:
        left_edge = (self.width - self.side) / 2
        page.squares(self.canv, self.text, left_edge, 8, self.side, self.figure)


_THE_SAME = N_("QR code with the same words")
_TITLE_HOLDER = N_("Holder’s card")
_ENTER = N_(
    "The words of these cards are English, whatever the language of the screen. Enter them in "
    "Latin letters and in order: down each column, beginning with the left one."
)
_OF_RECORDS = N_(
    "{threshold} of the {cards} cards of this set together open the records of "
    "{officer}, without a passphrase. Fewer cards open nothing and reveal nothing."
)
_OF_ROOT = N_(
    "{threshold} of the {cards} cards of this set together are the organisation’s master "
    "key: it appoints and removes user managers. Fewer cards reveal nothing."
)
_KEEP = N_(
    "Keep it locked away, apart from the other cards and from the computer. Do not photograph or copy it, and do not "
    "show it to another holder."
)
_GIVE = N_(
    "Enter the words yourself, when the office asks for them and you know why. Each use is recorded and shown to the "
    "officer and to user management. If the card is lost, report it at once."
)
_SAME_ROOT = N_("The key stays the same: this card stays valid until it is destroyed.")


def holder_card(card: HolderSheet, languages: Sequence[Words]) -> bytes:
    """One page: who, what for and what to do, in each language after the other; the words between."""
    first = languages[0]
    title = first(_TITLE_HOLDER)
    sheet = page.Sheet(title, f"{first('Sanad')} · {title}", (), "", first)
    return page.document(sheet, lambda: list(_holder_story(card, languages)))


def _holder_story(card: HolderSheet, languages: Sequence[Words]) -> Iterator[Flowable]:
    for words in languages:
        title = words(
            "Holder’s card {number} of {cards}: any {threshold} cards open the records",
            number=words.number(card.number),
            cards=words.number(card.cards),
            threshold=words.number(card.threshold),
        )
        yield Text(title, _TITLE_SMALL, words.direction)
        facts = [
            words("Holder: {name}", name=isolate(card.holder)),
            words("Set: {name}", name=isolate(card.set_name)),
            words.date(card.made_at.astimezone().date()),
        ]
        if card.officer:
            facts.insert(1, words("Officer: {name}", name=isolate(card.officer)))
        if card.organisation:
            facts.append(words("Organisation: {name}", name=isolate(card.organisation)))
        yield Text(" · ".join(facts), _FACTS, words.direction)
        yield Text(words(_ENTER), _SMALL, words.direction)
    yield Spacer(0, 4)
    yield from _english(card.words, 5)
    yield Spacer(0, 4)
    yield _Code(" ".join(card.words), 104, languages[0](_THE_SAME))
    for words in languages:
        purpose = words(
            _OF_RECORDS if card.officer else _OF_ROOT,
            threshold=words.number(card.threshold),
            cards=words.number(card.cards),
            officer=isolate(card.officer),
        )
        for text in (purpose, words(_KEEP), words(_GIVE)):
            yield Text(text, _SMALL, words.direction)
        if not card.officer:
            yield Text(words(_SAME_ROOT), _SMALL, words.direction)
        yield Spacer(0, 4)


def recovery_card(card: Sequence[str], officer: str, words: Words) -> bytes:
    """One page, four columns of six words, read down each column in turn."""
    subtitle = words("Officer: {name}", name=isolate(officer))
    return _sheet(card, words("Recovery card"), subtitle, _RECOVERY, words)


def root_sheet(card: Sequence[str], organisation: str, words: Words) -> bytes:
    """The organisation's root, to be locked away."""
    subtitle = words("Organisation: {name}", name=isolate(organisation))
    return _sheet(card, words("Master key of the organisation"), subtitle, _ROOT, words)


def second_sheet(card: Sequence[str], organisation: str, words: Words) -> bytes:
    """What the second desk holder keeps."""
    subtitle = words("Organisation: {name}", name=isolate(organisation))
    return _sheet(card, words("Sheet of the second user manager"), subtitle, _SECOND, words)


def _sheet(card: Sequence[str], title: str, subtitle: str, advice: Sequence[str], words: Words) -> bytes:
    sheet = page.Sheet(title, title, (), "", words)
    return page.document(sheet, lambda: _story(card, title, subtitle, advice, words))


def _story(card: Sequence[str], title: str, subtitle: str, advice: Sequence[str], words: Words) -> list[Flowable]:
    direction = words.direction
    story: list[Flowable] = [Text(title, _TITLE, direction), Text(subtitle, _BODY, direction), Spacer(0, 6)]
    columns = 4
    rows = -(-len(card) // columns)
    for row in range(rows):
        cells = []
        for column in range(columns):
            place = column * rows + row
            if place < len(card):
                number = Text(words.number(place + 1), _QUIET, direction)
                cells.append(Cell((number, Text(card[place], _WORD, direction)), 1))
        story.append(TextRow(cells, direction))
    story += [Spacer(0, 10), _Code(" ".join(card), 150, words(_THE_SAME))]
    story += [Text(words(message), _BODY, direction) for message in advice]
    return story


def _english(card: Sequence[str], columns: int) -> Iterator[Flowable]:
    """English words down each column in turn, whatever the page's language."""
    rows = -(-len(card) // columns)
    for row in range(rows):
        places = [column * rows + row for column in range(columns)]
        texts = [f"{place + 1}. {card[place]}" if place < len(card) else " " for place in places]
        yield TextRow([Cell((Text(text, _LISTED, "ltr"),), 1) for text in texts], "ltr")

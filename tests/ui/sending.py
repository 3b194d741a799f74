"""The page by which something of a case goes to somebody, as a person fills it in."""

from collections.abc import Collection

from PySide6.QtWidgets import QComboBox

from app.ui import navigation, theme
from app.ui.sending.page import SendPage
from tests.ui.hand import Hand


def send_page(
    hand: Hand,
    case: str,
    whom: str = "",
    agency: str = "",
    *,
    goes: Collection[str] = ("record",),
    how: str = "printed",
    also: tuple[str, ...] = (),
) -> SendPage:
    """`whom`: of app.ui.sending, "" for nobody yet; `goes`: letter, dossier, record; `how`: printed, pdf, sealed."""
    hand.window.go(navigation.Send(case, also))
    page: SendPage = hand.sees(SendPage)
    hand.until(lambda: page.known is not None)
    if whom:
        chooses(hand, page, whom, agency)
        for name, card in page.paper_cards.items():
            if card.isEnabled() and not card.isHidden():
                card.setChecked(name in goes)
        page.ways.choose(how)
    hand.rests()
    return page


def chooses(hand: Hand, page: SendPage, whom: str, agency: str = "") -> None:
    """Whom it is for; of an agency the first of its services."""
    hand.click(page.whom.chips[whom])
    if agency:
        agencies = page.whom.agencies
        if agencies.others.isVisible():
            hand.click(agencies.others)
        name = next(e.agency_name for e in page.known.directory if e.agency == agency)
        agencies.search.setText(name(theme.words()))
        hand.rests()
        agencies.choose(next(card for card in agencies.cards if card.entry.agency == agency))


def to_colleague(hand: Hand, case: str, name: str, way: str) -> None:
    """Hand the case over, or give access: `way` of app.ui.sending.ways."""
    page = send_page(hand, case, "colleague")
    choice = page.whom.findChild(QComboBox)
    choice.setCurrentIndex(next(n for n in range(choice.count()) if name in choice.itemText(n)))
    page.ways.choose(way)
    hand.click(page.go)
    hand.until(lambda: page._is_over)
    hand.click(page.go)

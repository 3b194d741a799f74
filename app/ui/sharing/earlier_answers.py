"""What an answer was before: every value that was ever written, by whom, from what source, and why."""

from app.casework.cases import queries
from app.casework.cases.queries import Change
from app.errors import N_
from app.form import Node
from app.language import Words, isolate
from app.ui import theme
from app.ui.labels import Text, plain
from app.ui.parts import Row, Rows, layouts, scrolling
from app.ui.parts.dialog import Dialog, DialogButton
from app.ui.parts.frame import Screen
from app.ui.sharing.conflict_sides import in_words


def show(screen: Screen, case_id: str, interview_id: str, ref: str, question: str, node: Node | None) -> None:
    """The latest first, over the page."""

    def found(changes: list[Change]) -> None:
        rows = Rows.of(Row(_value(change, node), _when(change), "clock") for change in reversed(changes))
        area = scrolling(layouts.column_widget(rows, layouts.Stretch()))

        def fits(high: int) -> None:
            area.setFixedHeight(min(380, high - 220, 84 * len(changes) + 8))

        title, says = plain(question), N_("Every value stays in the case.")
        close = [DialogButton(N_("Close"))]
        screen.open_dialog(Dialog, title, says, close, body=area, width=640, fits=fits)

    screen.read_vault(lambda session: queries.history(session, case_id, "answer", interview_id, ref), found)


def _value(change: Change, node: Node | None) -> Text:
    def sentence(w: Words) -> str:
        texts = [in_words(text, node, theme.words()) for text in change.after if text]
        return " / ".join(texts) if texts else w(N_("Not answered"))

    return sentence


def _when(change: Change) -> Text:
    def sentence(w: Words) -> str:
        parts = [isolate(change.author), w.moment(change.at)]
        if change.source:
            parts.append(w("Source: {source}", source=change.source))
        if change.reason:
            parts.append(w("Reason: {reason}", reason=change.reason))
        return " · ".join(parts)

    return sentence

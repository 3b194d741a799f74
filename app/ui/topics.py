"""What an interview did not ask about, topic by topic, below its result."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.errors import N_
from app.language import Words
from app.screening.explained import Explanation, TopicView
from app.ui.labels import Label, plain
from app.ui.parts import Badge, Box, Grid, layouts

_MINUTES_A_QUESTION = 0.25


def not_asked(explanation: Explanation) -> list[TopicView]:
    return [topic for topic in explanation.coverage if topic.state == "unasked"]


def minutes(explanation: Explanation) -> int:
    """About how long it takes to ask what is left."""
    return max(1, round(len(explanation.would_decide) * _MINUTES_A_QUESTION))


def how_many(explanation: Explanation, w: Words) -> str:
    """How many topics were left out, of how many."""
    left_out, topic_count = len(not_asked(explanation)), len(explanation.coverage)
    return w.count(
        "{n} of {topics} topics was not asked",
        "{n} of {topics} topics were not asked",
        left_out,
        topics=w.number(topic_count),
    )


def listed(explanation: Explanation) -> QWidget | None:
    """A card for each topic that was not asked or has no answer yet, and a line of the others; None where
    all have one."""
    waiting = [topic for topic in explanation.coverage if topic.state != "asked"]
    if not waiting:
        return None
    cards = Grid(columns=3, least_width=260, gap=10).add(*(_card(topic) for topic in waiting))
    answered_topics = [topic for topic in explanation.coverage if topic.state == "asked"]
    return layouts.column_widget(
        Label(waiting[0].says if _are_alike(waiting) else N_("Still open"), "heading"),
        cards,
        *([Label(plain(_line(answered_topics)), "small", "ink2")] if answered_topics else []),
        gap=8,
        wrap=True,
    )


def _are_alike(topics: Sequence[TopicView]) -> bool:
    return len({topic.says for topic in topics}) == 1


def _line(topics: Sequence[TopicView]) -> str:
    return f"{topics[0].says}: {' · '.join(topic.name for topic in topics)}"


def _card(topic: TopicView) -> QWidget:
    return Box(margins=(16, 12, 16, 12)).add(
        layouts.row(
            (Label(plain(topic.name), weight=500), 1),
            (Badge(plain(topic.says), "wait", "wait", tinted=False), 0, Qt.AlignmentFlag.AlignVCenter),
            gap=8,
        )
    )

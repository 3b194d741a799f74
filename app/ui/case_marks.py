"""The marks of a case, the same wherever it is shown (urgent, child, danger, age not known), and its stages."""

from collections.abc import Sequence

from app.casework.cases.field_labels import MARK
from app.casework.session import unreadable
from app.language import Name, Words, isolate_ltr
from app.ui.labels import Text
from app.ui.parts import Badge
from app.ui.parts.badges import Mark

VISIT = "visit"  # of a case that is about a place and has no person
# mark: icon, tone
LOOKS: dict[str, tuple[str, str]] = {
    "urgent": ("urgent", "wait"),
    "child": ("child", "primary"),
    "child_suspected": ("child", "primary"),
    "age_unknown": ("person", "ink2"),
    "danger": ("flag", "wait"),
    "visit": ("eye", "ink2"),
}


def badges(marks: Sequence[str], *, tinted: bool = True) -> list[Badge]:
    return [Badge(MARK[mark], *LOOKS[mark], tinted=tinted) for mark in marks if mark in LOOKS]


# as a case's header shows them: urgent dark, the others with a line
_HEADED: dict[str, tuple[str, str]] = {
    "urgent": ("urgent", "ink"),
    "danger": ("flag", "ink"),
    "age_unknown": ("person", "ink2"),
    "visit": ("eye", "ink2"),
    "child": ("child", "primary"),
    "child_suspected": ("child", "primary"),
}


def header_marks(marks: Sequence[str]) -> list[Badge]:
    return [Mark(MARK[mark], *_HEADED[mark], solid=mark == "urgent") for mark in marks if mark in _HEADED]


def damaged(reference: str, w: Words) -> str:
    """Of a row that can't be read, by the number of its case."""
    return " · ".join((isolate_ltr(reference), w(unreadable.SAYS)))


def words_of(marks: Sequence[str]) -> Text:
    return lambda w: in_words(marks, w)


def in_words(marks: Sequence[str], w: Words) -> str:
    return " · ".join(w(MARK[mark]) for mark in marks if mark in MARK)


StageNames = Sequence[tuple[str, Name]]  # id, its name, in their order
_stages: list[tuple[str, Name]] = []


def know_stages(names: StageNames) -> None:
    """Those of the open records: told at unlock, and when others come in."""
    _stages[:] = names


def stage_name(code: str) -> Text:
    """What a stage is called; one of another referral system as it is written."""
    return dict(_stages).get(code, Name({}, code))


def stage_place(code: str) -> int:
    """Which of the stages it is, from 0; an unknown one is the first."""
    codes = [code for code, _ in _stages]
    return codes.index(code) if code in codes else 0


def how_many_stages() -> int:
    return len(_stages)

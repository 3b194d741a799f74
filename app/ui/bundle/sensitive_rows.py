"""What a file holds that is sensitive, as plain rows; and a fingerprint as it is read out."""

from collections.abc import Mapping

from PySide6.QtWidgets import QWidget

from app.errors import N_
from app.language import isolate_ltr
from app.ui.labels import Label, Text, plain
from app.ui.parts import Box, Row, Rows, counted, group

# kind: in words, its sentence, icon
_KINDS: dict[str, tuple[str, str, str]] = {
    "restricted_case": (N_("A restricted case"), N_("Only colleagues named in its own list can see it."), "lock"),
    "restricted_answers": (N_("Restricted answers"), N_("Marked so in the questionnaire."), "lock"),
    "hidden_answers": (N_("Hidden answers"), N_("Shown on request only."), "lock"),
    "phone": (N_("Telephone numbers"), N_("Anyone who reads them can call."), "flag"),
    "identity_numbers": (N_("Passport and identity numbers"), N_("They identify the person."), "person"),
    "files": (N_("Files of the case"), N_("Photographs, scans and sound are sent unchanged."), "picture"),
    "interviewer_only": (N_("Notes for the officer only"), N_("They were not read to the person."), "pen"),
}
_UNKNOWN = N_("Sensitive information unknown to this version")


def sensitive(contains: Mapping[str, int], heading: Text) -> QWidget:
    """A row a kind, with how many."""
    rows = Rows()
    kinds = [*(k for k in _KINDS if k in contains), *(k for k in contains if k not in _KINDS)]
    for kind in kinds:
        says, sentence, icon = _KINDS.get(kind, (_UNKNOWN, "", "wait"))
        number = None if kind == "restricted_case" else _number(contains[kind])
        rows.add(Row(says, sentence, icon, number, tone="restricted"))
    if not kinds:
        rows.add(Row(N_("Nothing marked as sensitive"), N_("It still contains names and answers."), "check"))
    return group(counted(heading, len(kinds)) if isinstance(heading, str) else heading, rows)


def _number(n: int) -> Label:
    return Label(lambda w: w.number(n), weight=500, wrap=False)


def in_groups(fingerprint: str) -> str:
    """`SHA256:` and groups of four, as one reads it out."""
    kind, _, digest = fingerprint.partition(":")
    groups = [digest[at : at + 4] for at in range(0, len(digest), 4)]
    return isolate_ltr(f"{kind}: {' '.join(groups)}" if digest else fingerprint)


def fingerprint_box(fingerprint: str, sentence: Text) -> QWidget:
    """Large enough to be read into a telephone."""
    box = Box("surface", "edge", radius=8, margins=(16, 12, 16, 12), gap=4)
    box.inside.addWidget(Label(plain(in_groups(fingerprint)), "question", weight=500))
    box.inside.addWidget(Label(sentence, "small", "ink2"))
    return box

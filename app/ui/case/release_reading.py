"""What a second person reads before something goes: from whom, to whom, what goes as it is recorded, apart
from it what was typed, and what stays here."""

from collections.abc import Iterator, Sequence

from PySide6.QtWidgets import QWidget

from app.casework.cases.redaction import SAYS
from app.casework.export.release_requests import ApprovalDiffers, ReleaseContents, ReleaseView
from app.errors import N_
from app.language import Words, isolate, isolate_ltr
from app.ui import theme
from app.ui.fact_rows import fact_row
from app.ui.labels import Label, Text, plain, said
from app.ui.parts import Banner, Box, group, layouts
from app.ui.sending.disclosure_review import title_of_text

_FROM, _TO = N_("From"), N_("To")
_WHOLE, _TYPED = N_("Sent as recorded"), N_("Sent as typed")
_STAYS = N_("Stays here, or is covered")
_KEY_LINE = 32  # letters
Fact = tuple[str, str]  # a label in words already, and its value


def sections(release: ReleaseView, contents: ReleaseContents) -> list[QWidget]:
    """In the order in which they are read. What differs from what was asked for is not shown: it can't be
    approved."""
    words = theme.words()
    if contents.differs:
        return [
            _facts(_FROM, _sender(release, words)),
            _facts(_TO, _recipient(release, words)),
            Banner(lambda w: w.say(ApprovalDiffers()), "flag", "wait"),
        ]
    if (letter := contents.letter) is not None:
        return [
            _facts(_FROM, [*_sender(release, words), *_together(words("Sender"), letter.sender)]),
            _facts(_TO, _together(words("Agency"), letter.recipient)),
            _facts(_WHOLE, [*letter.whole, *_without_consent(release, words)]),
            _texts([(plain(label), value) for label, value in letter.typed]),
            _facts(_STAYS, letter.left_out),
        ]
    typed = [(title_of_text(text.question, text.place), text.text) for text in contents.texts]
    return [
        _facts(_FROM, _sender(release, words)),
        _facts(_TO, _recipient(release, words)),
        _facts(_WHOLE, [*_numbers(contents, words), *_without_consent(release, words)]),
        _texts(typed),
        _facts(_STAYS, list(_held_back(contents, words))),
    ]


def _sender(release: ReleaseView, w: Words) -> list[Fact]:
    return [(w("Requested by"), isolate(release.asked_by)), (w("Requested on"), w.moment(release.at))]


def _together(label: str, facts: Sequence[Fact]) -> list[Fact]:
    """What has no label of its own under one."""
    unlabelled = [value for name, value in facts if not name]
    return [(label, "\n".join(unlabelled)), *((name, value) for name, value in facts if name)]


def _recipient(release: ReleaseView, w: Words) -> list[Fact]:
    facts = [(w("Agency"), isolate(release.agency_name(w)))]
    if not release.is_letter:
        keys = [_on_lines(to.fingerprint) for to in release.to if to.fingerprint]
        facts.append((w("Opens with"), "\n".join(keys) or w("Anyone with the opening phrase")))
        cases = [isolate_ltr(reference) for reference in release.references]
        facts.append((w("Cases"), ", ".join(cases)))
    if release.purpose:
        facts.append((w("Purpose"), isolate(release.purpose)))
    return facts


def _on_lines(key: str) -> str:
    """A key has no place at which a line could break, and is read whole."""
    parts = [key[at : at + _KEY_LINE] for at in range(0, len(key), _KEY_LINE)]
    return "\n".join(map(isolate_ltr, parts))


def _without_consent(release: ReleaseView, w: Words) -> list[Fact]:
    return [(w("Without consent, because"), isolate(release.override))] if release.override else []


def _numbers(contents: ReleaseContents, w: Words) -> list[Fact]:
    return [
        (w("Answers"), w.number(contents.answers)),
        (w("Persons by name"), w.number(contents.people)),
        (w("Files"), w.number(contents.files)),
        (w("Signed records"), w.number(contents.events)),
    ]


def _held_back(contents: ReleaseContents, w: Words) -> Iterator[Fact]:
    for kind, number in contents.held_back.items():
        if number:
            yield said(SAYS.get(kind, plain(kind))), w.number(number)


def _facts(heading: str, facts: Sequence[Fact]) -> QWidget:
    box = Box(margins=(18, 10, 18, 10), gap=4)
    for label, value in facts:
        box.inside.addWidget(fact_row(plain(label), value))
    if not facts:
        box.inside.addWidget(Label(N_("Nothing."), colour="ink2"))
    return group(heading, box)


def _texts(texts: Sequence[tuple[Text, str]]) -> QWidget:
    """Each under its question, set apart: it is nobody's choice of a list, and may say anything."""
    boxes = []
    for title, text in texts:
        box = Box("bg", margins=(18, 12, 18, 12), gap=4)
        box.add(Label(title, "label", "ink2", weight=400), Label(plain(text)))
        boxes.append(box)
    if not boxes:
        boxes.append(Box(margins=(18, 10, 18, 10)))
        boxes[0].inside.addWidget(Label(N_("No free text would be sent."), colour="ink2"))
    return group(_TYPED, layouts.column_widget(*boxes, gap=8, wrap=True))

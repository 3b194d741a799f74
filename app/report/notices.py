"""A short page about something that was done: what, then a table, then what to do. Certificates of
erasure; the sheet of a computer that was lost."""

from reportlab.platypus import Flowable, Spacer

from app.language import Words
from app.report import page
from app.report.arabic import INK2, Cell, Row, Style, Text
from app.report.record import Notice

_TITLE = Style(size=19, leading=31, bold=True, after=4)
_BODY = Style(size=11, leading=19, after=4)
_LABEL = Style(size=10, leading=17, colour=INK2)
_VALUE = Style(size=11, leading=18)
_HEAD = Style(size=13, leading=22, bold=True, before=8, after=2)


def notice(told: Notice, words: Words) -> bytes:
    sheet = page.Sheet(told.title, told.title, told.foot, "", words, told.at)
    return page.document(sheet, lambda: _story(told, words))


def _story(told: Notice, words: Words) -> list[Flowable]:
    direction = words.direction
    story: list[Flowable] = [Text(told.title, _TITLE, direction)]
    story += [Text(line, _BODY, direction) for line in told.says]
    story.append(Spacer(0, 4))
    for label, value in told.facts:
        cells = [
            Cell((Text(label, _LABEL, direction),), 1),
            Cell((Text(value, _VALUE, direction),), 2),
        ]
        story.append(Row(cells, direction))
    for heading, rows in told.tables:
        story += page.heading(heading, direction, _HEAD)
        for row in rows:
            cells = [Cell((Text(text, _VALUE, direction),), 1) for text in row]
            story.append(Row(cells, direction))
    story.append(Spacer(0, 8))
    story += [Text(line, _BODY, direction) for line in told.advice]
    return story

"""Words of other people stay words: no picture is loaded, nothing looks verified that isn't."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6 import QtGui
from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QLabel, QWidget

from app.casework.cases import groups, related_people
from app.casework.lifecycle import closure, consents, decisions, referrals
from app.casework.lifecycle.consents import ConsentDetails
from app.casework.lifecycle.referrals import ReferralRequest
from app.casework.organisation import administration
from app.ui import navigation
from app.ui.labels import Label, plain, tooltip
from app.ui.parts import Badge
from tests.ui.hand import Hand
from tests.ui.office import finished

pytestmark = pytest.mark.screen
APP = Path(__file__).resolve().parents[2] / "app" / "ui"
HOSTILE = '<img src="file:///etc/passwd"><b>verified</b>'


def rich(text: str) -> bool:
    """Would it be shown as anything else than its own letters?"""
    if not QtGui.Qt.mightBeRichText(text):
        return False
    document = QTextDocument()
    document.setHtml(text)
    pictures = "￼" in document.toPlainText()  # where an object stands
    return pictures or tooltip(document.toPlainText()) != text


def items(model: QAbstractItemModel, parent: QModelIndex) -> Iterator[QModelIndex]:
    for row in range(model.rowCount(parent)):
        for column in range(model.columnCount(parent)):
            yield model.index(row, column, parent)


def tips(widget: QWidget) -> Iterator[str]:
    yield from (widget.toolTip(), widget.whatsThis(), widget.statusTip())
    view = widget.view() if isinstance(widget, QComboBox) else widget
    if isinstance(view, QAbstractItemView) and view.model() is not None:
        for index in items(view.model(), view.rootIndex()):
            for role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.WhatsThisRole):
                yield str(index.data(role) or "")


def interpreted(scope: QWidget) -> list[str]:
    """Labels and tips of which Qt would make more than letters."""
    wrong = [
        f"{type(label).__name__}: {label.text()}"
        for label in scope.findChildren(QLabel)
        if label.textFormat() != Qt.TextFormat.PlainText and QtGui.Qt.mightBeRichText(label.text())
    ]
    for widget in scope.findChildren(QWidget):
        wrong += [f"tip of {type(widget).__name__}: {tip}" for tip in tips(widget) if rich(tip)]
    return wrong


def full(hand: Hand) -> tuple[str, str]:
    """A case and a group in which everything that can be named has a hostile name."""
    session = hand.window.context.session

    def goes_on() -> tuple[str, str]:
        administration.create_organisation(session, HOSTILE, f"{HOSTILE} 2", HOSTILE)
        case = finished(session, {"name": HOSTILE}).case_id
        second = finished(session, {"name": HOSTILE * 3}).case_id
        terms = ConsentDetails(language="ne", mode="signature")
        consents.record(session, case, "share", "yes", terms, "shelter")
        referrals.refer(session, case, ReferralRequest("shelter", "accommodation", HOSTILE, "3h"))
        decisions.decide(session, case, "possible", HOSTILE, HOSTILE)
        related_people.note(session, case, "suspect", {"name": HOSTILE})
        proceeding = related_people.proceed(session, case, {"court": HOSTILE})
        related_people.hear(session, case, proceeding, {"date": "2026-12-01"})
        closure.hold(session, case, True, HOSTILE)
        group = groups.make(session, "site", HOSTILE, [case, second])
        groups.share(session, group, "site", {"name": HOSTILE})
        return case, group

    made: tuple[str, str] = hand.does(goes_on)
    return made


def test_hostile_names_are_letters_on_every_page(opens, language):
    hand = opens(language).unlocks_new(HOSTILE, "supervisor")
    case, group = full(hand)
    destinations = [
        navigation.Home(), navigation.Tasks(), navigation.Shift(), navigation.Figures(),
        navigation.Cases(), navigation.Case(case), navigation.Groups(), navigation.Group(group),
        navigation.LinkGraph(group_id=group), navigation.Send(case, whom="own"),
        navigation.Send(case, whom="agency"),
        navigation.AgencyDirectory(case),
        navigation.OpenBundle(), navigation.Inbox(), navigation.Post(), navigation.Sync(),
        navigation.Purge(), navigation.DeskPage(), navigation.ErasedCases(),
        navigation.People(), navigation.Settings(), navigation.Help(),
    ]  # fmt: skip
    tipped, shown = 0, 0
    for size in ((1366, 768), (700, 500)):  # where names are cut they are told in a tip
        hand.window.resize(*size)
        for destination in destinations:
            hand.window.go(destination)
            hand.rests()
            assert interpreted(hand.window) == [], destination
            shown += sum("<img" in label.text() for label in hand.window.findChildren(QLabel))
            tipped += sum("&lt;img" in tip for widget in hand.window.findChildren(QWidget) for tip in tips(widget))
    assert shown > 10  # so that the walk has seen what it looks for
    assert tipped > 1


def test_a_label_and_a_badge_show_letters_and_their_tips_too(qtbot):
    holder = QWidget()
    qtbot.addWidget(holder)
    label = Label(plain(HOSTILE), wrap=False, parent=holder)
    badge = Badge(plain(HOSTILE), "wait", "wait", parent=holder)
    for widget in (label, badge):
        assert widget.textFormat() == Qt.TextFormat.PlainText
    label.setFixedSize(40, 20)
    with qtbot.waitExposed(holder):
        holder.show()
    assert not rich(label.toolTip())
    document = QTextDocument()
    document.setHtml(label.toolTip())
    assert document.toPlainText() == HOSTILE
    assert tooltip("a < b") == "a < b"
    assert rich(HOSTILE)


def test_every_tip_goes_through_the_one_function_and_every_label_says_its_format():
    for file in sorted(APP.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_bytes())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                if node.func.attr in ("setToolTip", "setStatusTip", "setWhatsThis"):
                    argument = ast.unparse(node.args[0])
                    assert argument.startswith("tooltip("), f"{file.name}: {argument}"
                assert node.func.attr not in ("setHtml", "insertHtml"), file.name
                assert ast.unparse(node.func) != "QToolTip.showText", file.name
            assert not (isinstance(node, ast.Call) and ast.unparse(node.func) == "QLabel"), file.name
        source = file.read_text("utf-8")
        if "(QLabel)" in source and "setText(" in source:
            assert "TextFormat.PlainText" in source, file.name

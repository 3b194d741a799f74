"""No act that ends, removes or takes back is offered as the petrol primary, on any page or in any dialog.

Every button, answer and form that is declared in app/ui is read, by its words; tests/ui/conftest.py looks
at the dialogs that are really opened.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

UI = Path(__file__).resolve().parents[1] / "app" / "ui"
# by what a verb says; a sentence in which it only occurs is no button's
TAKES_BACK = re.compile(
    r"^(delete|remove|withdraw|erase|discard|destroy|reset|clear all|replace it|order it|order its erasure"
    r"|take out|cancel (the invitation|them)|undo this entry|stop the|lift the legal hold"
    r"|end (the (link|absence|access)|its access)|sync, then remove|it is lost)\b",
    re.IGNORECASE,
)
DECLARES = {"Button", "IconButton", "DialogButton", "Form", "AskPassphrase", "_with_reason"}


def messages(node: ast.expr | None) -> Iterator[str]:
    """What a text can say: N_("..."), one of two, or what a function of words says."""
    for part in ast.walk(node) if node is not None else ():
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name == "open_dialog":
                name = getattr(node.args[0], "id", "")
            if name in DECLARES:
                yield name, node


def offered(name: str, call: ast.Call) -> tuple[list[str], list[str]]:
    """The words of an act, and the kinds in which it can be shown."""
    named = {keyword.arg: keyword.value for keyword in call.keywords}
    match name:
        case "Form":
            return list(messages(named.get("verb"))), kinds(named.get("kind"), "primary")
        case "AskPassphrase" | "_with_reason":
            return [text for arg in call.args for text in messages(arg)], kinds(named.get("kind"), "primary")
        case "DialogButton":
            at = call.args[2] if len(call.args) > 2 else named.get("kind")
            return list(messages(call.args[0] if call.args else None)), kinds(at, "second")
        case _:
            at = call.args[1] if len(call.args) > 1 else named.get("kind")
            return list(messages(call.args[0] if call.args else None)), kinds(at, "second")


def kinds(node: ast.expr | None, otherwise: str) -> list[str]:
    return list(messages(node)) or [otherwise]


def petrol(source: str) -> list[str]:
    """The words of acts that take something back and can be shown as a primary."""
    wrong = []
    for name, call in calls(ast.parse(source)):
        texts, shown = offered(name, call)
        conditional = len(set(shown)) > 1  # as for one of two verbs: which, is for whoever reads it
        if "primary" in shown and not conditional:
            wrong += [text for text in texts if TAKES_BACK.match(text)]
    return wrong


def test_nothing_that_takes_back_is_a_primary():
    wrong = {
        str(path.relative_to(UI)): found
        for path in sorted(UI.rglob("*.py"))
        if (found := petrol(path.read_text("utf-8")))
    }
    assert wrong == {}, 'buttons that take something back are no primary: "grave" or "quiet"'


@pytest.mark.parametrize(
    "source",
    [
        'Button(N_("Erase this case"), "primary")',
        'DialogButton(N_("Remove it"), act, "primary")',
        'Form(title="", sentence="", verb=N_("Withdraw access"), leave="")',
        'screen.open_dialog(AskPassphrase, "", "", N_("Cancel them"), N_("Leave them"), check)',
        'Button(N_("Keep") if kept else N_("Delete the interview"), "primary", tall=True)',
    ],
)
def test_one_that_were_would_be_found(source):
    assert petrol(source)


def test_many_are_looked_at():
    grave = [
        text
        for path in UI.rglob("*.py")
        for name, call in calls(ast.parse(path.read_text("utf-8")))
        for text in offered(name, call)[0]
        if TAKES_BACK.match(text)
    ]
    assert len(grave) > 20

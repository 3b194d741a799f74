"""Every module can be the first that somebody imports: none works only after another one."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

APP = Path(__file__).resolve().parent.parent / "app"
FIRST = """
import importlib, sys
for name in sys.argv[1:]:
    for known in [each for each in sys.modules if each.startswith("app.")]:
        del sys.modules[known]
    try:
        importlib.import_module(name)
    except ImportError as error:
        print(name, error)
"""


def cannot_come_first(*names: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", FIRST, *names], capture_output=True, text=True, cwd=APP.parent, check=True
    )
    return done.stdout


def test_what_the_command_line_begins_with_can_come_first():
    assert not cannot_come_first("app.casework.pages.demo", "app.cli", "app.casework.questionnaires.form_files")


@pytest.mark.long
def test_each_module_of_the_use_cases_and_below_can_come_first():
    parts = ("casework", "form", "case", "bundle", "vault", "seal", "screening", "cli")
    files = [file for part in parts for file in sorted((APP / part).glob("*.py"))]
    names = [".".join(file.relative_to(APP.parent).with_suffix("").parts) for file in files]
    assert not cannot_come_first(*(name.removesuffix(".__init__") for name in names))


# Imports inside functions, all of them: where each is, what it waits for, and why.
# None hides a circle: there are none (pyproject.toml, "No circles, inside functions neither").
LATE = {
    "__main__": "which process this is to be decides what it loads",
    "casework.exchange.headquarters": "httpx2 is loaded where there is a network",
    "casework.exchange.sync": "httpx2 is loaded where there is a network",
    "casework.records.unlock": "who works alone has no post",
    "cli.hq": "the server's libraries are not on a field computer",
    "form.functions.strings": "the regex package is loaded where a form has a pattern",
    "headquarters_setup.__main__": "which process this is to be decides what it loads",
    "opener.__main__": "which process this is to be decides what it loads",
    "report": "reportlab takes a second; a paper is made now and then",
    "seal.slots": "cryptography is loaded once a passphrase was typed",
    "update.entry": "nothing is loaded at a start where no version was installed",
    "vault.folder": "cryptography is loaded once a passphrase was typed",
    "ui.attachments.sound_worker": "in the child that plays, after its logging is switched off",
    "casework.export.paper_signing": "most papers are signed without a network, whose library takes a while to load",
    "ui.cover": "the lock screen opens before what works with records is loaded",
    "ui.first_start": "the lock screen opens before what works with records is loaded",
    "ui.lock": "the lock screen opens before what works with records is loaded",
    "ui.parts.frame": "the lock screen opens before what works with records is loaded",
    "ui.passphrase_choice": "the lock screen opens before what works with records is loaded",
    "ui.recovery": "the lock screen opens before what works with records is loaded",
    "ui.recovery_card": "the lock screen opens before what works with records is loaded",
    "ui.session_start": "the lock screen opens before what works with records is loaded",
    "ui.window": "the lock screen opens before what works with records is loaded",
    "ui.sharing.status_summary": "the lock screen opens before what works with records is loaded",
}


def late_imports(tree: ast.AST, inside: bool = False) -> bool:
    """Does a function import a module of Sanad?"""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        if inside and isinstance(node, ast.ImportFrom) and (node.module or "").startswith("app"):
            return True
        function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if late_imports(node, inside or function):
            return True
    return False


def test_imports_inside_functions_are_listed_with_their_reason():
    late = set()
    for file in APP.rglob("*.py"):
        if late_imports(ast.parse(file.read_text("utf-8"))):
            name = ".".join(file.relative_to(APP).with_suffix("").parts)
            late.add(name.removesuffix(".__init__"))
    new, gone = sorted(late - set(LATE)), sorted(set(LATE) - late)
    assert not new, (
        f"imports inside functions of {new}: move them to the top of the module, or name the module "
        "in LATE with the reason"
    )
    assert not gone, f"no import inside a function any more: take {gone} out of LATE"

"""Each condition that can happen to a person is named by a test that sees it happen."""

import ast
import re
from pathlib import Path

from app.case import refusal
from app.case.profile import Need
from app.case.refusal import Refusal
from app.casework.cases.ineffective_events import WHY
from app.casework.cases.refusals import as_error
from app.errors import SanadError

ROOT = Path(__file__).resolve().parents[1]


def conditions() -> dict[str, str]:
    """Each subclass of SanadError in app/, however far below it, and the file where it stands."""
    bases: dict[str, set[str]] = {}
    files: dict[str, str] = {}
    for file in sorted((ROOT / "app").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_bytes())):
            if isinstance(node, ast.ClassDef):
                names = {ast.unparse(base).rpartition(".")[2] for base in node.bases}
                bases.setdefault(node.name, set()).update(names)
                files[node.name] = file.relative_to(ROOT).as_posix()
    known, size = {SanadError.__name__}, 0
    while len(known) > size:
        size = len(known)
        known |= {name for name, above in bases.items() if above & known}
    return {name: files[name] for name in sorted(known - {SanadError.__name__})}


def test_each_condition_is_named_in_a_test():
    words: set[str] = set()
    for file in (ROOT / "tests").rglob("*.py"):
        if file != Path(__file__).resolve():
            words |= set(re.findall(r"\w+", file.read_text("utf-8")))
    assert len(conditions()) > 200
    unnamed = {name: file for name, file in conditions().items() if name not in words}
    assert not unnamed, (
        f"no test names these conditions: {unnamed}. Write one that brings each about "
        "(pytest.raises), or take the class away"
    )


def test_each_reason_of_the_fold_is_said_to_who_tries_and_in_the_history():
    """A reason without words would end the page of a case of which a colleague wrote such an event."""
    reasons = {name: value for name, value in vars(refusal).items() if name.isupper()}
    unsaid = sorted(name for name, reason in reasons.items() if reason not in WHY)
    assert not unsaid, (
        f"reasons of app/case/refusal.py that WHY in app/casework/cases/ineffective_events.py has no "
        f"sentence for: {unsaid}"
    )
    unknown = []
    for name, reason in reasons.items():
        try:
            as_error(Refusal(reason, (Need("check", "x"),)))
        except KeyError:
            unknown.append(name)
    assert not unknown, (
        f"reasons of app/case/refusal.py that _PLAIN in app/casework/cases/refusals.py has no condition for: {unknown}"
    )

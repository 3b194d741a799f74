"""A number that the person doesn't know, or would rather not say.

Beside a number NAME stands a select_one NAME_unsaid of its group, with the choices `unknown` and
`refused`, to be asked where NAME is empty. Both are one question: the one that is answered clears the
other, and whoever shows, counts or reads the number says what stands in its place. Other tools ask the
second after an empty first."""

from collections.abc import Sequence
from weakref import WeakKeyDictionary

from app.errors import SanadError
from app.form import Form, Interview, Node

SUFFIX = "_unsaid"
UNITS = ("hours", "days", "months", "dinars", "years")  # `unit` of a number, a word beside its field
_pairs: WeakKeyDictionary[Form, dict[str, str]] = WeakKeyDictionary()


def pairs(form: Form) -> dict[str, str]:
    """Path of a number to the path of what may be said instead."""
    if form not in _pairs:
        paths = form.questions_by_path
        _pairs[form] = {
            path: f"{path}{SUFFIX}"
            for path, question in paths.items()
            if question.control == "input"
            and (quiet_question := paths.get(f"{path}{SUFFIX}")) is not None
            and quiet_question.control == "select_one"
        }
    return _pairs[form]


def is_beside(form: Form, path: str) -> bool:
    """Is this place what is said instead of a number?"""
    return path.endswith(SUFFIX) and path.removesuffix(SUFFIX) in pairs(form)


def instead(interview: Interview, ref: str, path: str, language: str | None = None) -> Node | None:
    """What was said instead of a number at a place; None where nothing was."""
    if path not in pairs(interview.form):
        return None
    try:
        node = interview.node(f"{ref}{SUFFIX}", language)
    except SanadError:
        return None
    return node if node.relevant and node.value else None


def gives_way(interview: Interview, ref: str, path: str, value: str | Sequence[str]) -> str:
    """The place whose answer an answer at `ref` takes the place of; "" for none."""
    if not value:
        return ""
    if is_beside(interview.form, path):
        cleared_ref = ref.removesuffix(SUFFIX)
    elif path in pairs(interview.form):
        cleared_ref = f"{ref}{SUFFIX}"
    else:
        return ""
    try:
        return cleared_ref if interview.value(cleared_ref) else ""
    except SanadError:
        return ""

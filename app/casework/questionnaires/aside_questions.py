"""What the interviewer alone answers (`sanad:aside`): a question, or all in a group that says so."""

from weakref import WeakKeyDictionary

from app.casework.questionnaires.gates import plain
from app.form import Form

_paths: WeakKeyDictionary[Form, frozenset[str]] = WeakKeyDictionary()


def is_aside(form: Form, ref: str) -> bool:
    """Never shown, read or said to the person."""
    if form not in _paths:
        _paths[form] = frozenset(
            definition.path
            for definition in form.questions()
            if definition.extras.get("aside") == "yes"
        )
    paths, path = _paths[form], plain(ref)
    while path and paths:
        if path in paths:
            return True
        path = path.rpartition("/")[0]
    return False

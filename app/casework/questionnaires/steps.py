"""What of a section stands on the screen at once, where a form asks one question a screen.

A form says so by Enketo's setting `style: pages`. A step is a question with those after it that are asked
because of an answer in it: details open where their gate is. A number and what may be said instead are
one question; notes go with the question after them; a list of entries, and a group with the appearance
`field-list`, is one step whole. Steps stand in the form's order."""

from collections.abc import Iterable
from weakref import WeakKeyDictionary

from app.casework.questionnaires import gates, unsaid_numbers
from app.casework.questionnaires.apart_notes import is_aside
from app.casework.questionnaires.gates import plain
from app.form import Form, QuestionDef

Step = tuple[str, ...]  # places in order, groups and entries included

_WHOLE = "field-list"
_APART = ("language", "sex", "interpreter")  # facts: how one talks, not what is asked
_steps: WeakKeyDictionary[Form, dict[str, int]] = WeakKeyDictionary()


def by_steps(form: Form) -> bool:
    """Does the form ask one question a screen?"""
    return "pages" in form.settings.get("style", "").split()


def of_section(form: Form, refs: Iterable[str]) -> list[Step]:
    """A section's places, those of one step together."""
    if form not in _steps:
        _steps[form] = _numbered(form)
    numbers, steps = _steps[form], list[list[str]]()
    at = -1
    for ref in refs:
        number = numbers.get(plain(ref), at)
        if number != at or not steps:
            steps.append([])
        at = number
        steps[-1].append(ref)
    return [tuple(step) for step in steps]


def is_of_substance(form: Form, step: Step) -> bool:
    """Is something asked of the person that is more than whether and how one talks?"""
    definitions = form.questions_by_path
    return any(
        asks(definition)
        and not gates.asks(form, definition.path)
        and not is_aside(form, definition.path)
        and definition.extras.get("fact") not in _APART
        for ref in step
        if (definition := definitions.get(plain(ref))) is not None
    )


def asks(definition: QuestionDef) -> bool:
    """Is it a question, more than a name or a note?"""
    return definition.kind == "question" and definition.control not in ("", "note")


def _numbered(form: Form) -> dict[str, int]:
    """Each place with the number of its step."""
    numbers, waiting, step_paths = dict[str, int](), list[str](), set[str]()
    section = whole_path = ""
    at = 0
    for definition in form.questions():
        path = definition.path
        if definition.kind == "hidden":
            continue
        if (now := _section(form, path)) != section:
            numbers.update(dict.fromkeys(waiting, at))
            section, waiting, step_paths = now, [], set()
        if not (whole_path and path.startswith(f"{whole_path}/")):
            whole_path = path if is_whole(definition) else ""
        is_within = bool(whole_path) and whole_path != path
        joins = bool(step_paths) and (is_within or _goes_on(form, path, step_paths))
        if not (joins or whole_path or asks(definition)):
            waiting.append(path)  # a name or a note: with what comes
            continue
        if not joins:
            at, step_paths = at + 1, set()
        numbers.update(dict.fromkeys([*waiting, path], at))
        waiting = []
        step_paths.add(path)
    numbers.update(dict.fromkeys(waiting, at))
    return numbers


def _section(form: Form, path: str) -> str:
    """The group or list at the top in which a place stands; "" for what stands in none."""
    top = "/".join(path.split("/")[:3])
    definition = form.questions_by_path.get(top)
    return top if definition is not None and definition.kind != "question" else ""


def is_whole(definition: QuestionDef) -> bool:
    """Does all in it stand together, by the form's own wish?"""
    is_listed = definition.kind == "group" and _WHOLE in definition.appearance
    return definition.kind == "repeat" or is_listed


def _goes_on(form: Form, path: str, step_paths: set[str]) -> bool:
    """Is it asked because of an answer in the step, or said in the place of one?"""
    if unsaid_numbers.is_beside(form, path):
        return path.removesuffix(unsaid_numbers.SUFFIX) in step_paths
    return not step_paths.isdisjoint(form.opening(path))

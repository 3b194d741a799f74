"""An interview as the recorded cases of other engines look at it: operations and observations by name.

The names are those of getodk/web-forms' scenarios: refs count entries (`/data/worker[2]/name`), the
entries of a repeat together are `REF#repeat`. docs/xforms.md"""

from collections.abc import Callable, Mapping
from typing import Any

from app.form import Changes, Form, Interview, Node, NoSuchQuestion, restore, start

_RANGE = "#repeat"
_ORIGINS = frozenset({"origin", "calculated"})  # where a value came from, what it stands over
_MOVES = frozenset({"next", "prev", "rewind"})  # of a screen: nothing to an interview


class RecordedInterview:
    """One interview. `properties`: what the form's preloads ask of the device."""

    def __init__(self, form: Form, interview: Interview, properties: Mapping[str, str] | None = None) -> None:
        self.form, self.interview, self.properties = form, interview, properties or {}
        self.stopped = False  # did the last operation need more computing than one may?

    @classmethod
    def begin(cls, form: Form, properties: Mapping[str, str] | None = None) -> "RecordedInterview":
        return cls(form, start(form, properties=properties), properties)

    def operate(self, step: Mapping[str, Any]) -> "RecordedInterview":
        """Carry out one operation; the interview that goes on from it. What an interview refuses,
        and ValueError for what is no operation."""
        operation, ref = step.get("op"), str(step.get("ref", ""))
        interview = self.interview
        match operation:
            case "answer":
                self._note(interview.answer(ref, _answer(step.get("value"))))
            case "add_repeat":
                self._note(interview.add(ref)[1])
            case "remove_repeat":
                self._note(interview.remove(ref))
            case "use_calculated":
                self._note(interview.use_calculated(ref))
            case "set_language":
                self._note(interview.set_language(str(step.get("value", ""))))
            case "new_instance":
                return RecordedInterview.begin(self.form, self.properties)
            case "save_restore":
                return self.restored(interview.instance_xml())
            case "edit_current":
                return self.restored(interview.instance_xml(), edit=True)
            case "restore":
                return self.restored(str(step.get("instance_xml", "")))
            case _ if str(operation) not in _MOVES:
                raise ValueError(operation)
        return self

    def _note(self, changes: Changes) -> None:
        self.stopped = changes.stopped

    def restored(self, xml: str, *, edit: bool = False) -> "RecordedInterview":
        """Another interview that begins with the answers of an instance."""
        return RecordedInterview(self.form, restore(self.form, xml, edit=edit), self.properties)

    def observe(self, observation: str, ref: str = "") -> Any:
        """One property of a place, or of all. NoSuchQuestion, KeyError for a place or a
        property that isn't there."""
        of_all: dict[str, Callable[[], Any]] = {
            "state": self.state,
            "instance_xml": self.interview.instance_xml,
            "submission_xml": self.interview.instance_xml,
            "violations": self.violations,
        }
        if observation in of_all:
            return of_all[observation]()
        if observation == "absent":
            return not self._is_there(ref)
        if observation in _ORIGINS:
            return getattr(self.interview.node(ref), observation)
        if ref.endswith(_RANGE):
            return _entries(self.interview.node(ref.removesuffix(_RANGE)))[observation]
        return self._look(self.interview.node(ref))[observation]

    def _is_there(self, ref: str) -> bool:
        try:
            self.interview.resolve(ref.removesuffix(_RANGE))
        except NoSuchQuestion:
            return False
        return True

    def violations(self) -> list[dict[str, str]]:
        return [
            {"ref": self.counted(violation.ref), "condition": violation.condition, "message": violation.message}
            for violation in self.interview.violations()
        ]

    def counted(self, ref: str) -> str:
        """A ref with the number of each entry where the interview has its random id."""
        counted = ""
        for segment in ref.split("/")[1:]:
            name, bracket, entry_id = segment.partition("[")
            path = f"{counted}/{name}"
            if bracket:
                entries = self.interview.node(path).children
                number = next(number for number, entry in enumerate(entries, 1) if entry.endswith(f"[{entry_id}"))
                path += f"[{number}]"
            counted = path
        return counted

    def state(self) -> dict[str, dict[str, Any]]:
        """Every place, and what can be seen of it."""
        counted: dict[str, str] = {}
        numbers: dict[str, int] = {}
        observed: dict[str, dict[str, Any]] = {}
        for ref, node in self.interview.state().items():
            if node.kind == "entry":
                repeat = ref.rpartition("[")[0]
                numbers[repeat] = numbers.get(repeat, 0) + 1
                counted[ref] = f"{counted[repeat]}[{numbers[repeat]}]"
            else:
                parent, _, name = ref.rpartition("/")
                counted[ref] = f"{counted.get(parent, '')}/{name}"
            if node.kind == "repeat":
                observed[counted[ref] + _RANGE] = _entries(node)
            else:
                observed[counted[ref]] = self._look(node)
        return observed

    def _look(self, node: Node) -> dict[str, Any]:
        look: dict[str, Any] = {
            "relevant": node.relevant,
            "readonly": node.readonly,
            "required": node.required,
            "label": node.label if node.has_label else None,
            "hint": node.hint or None,
            "appearances": _appearances(node.appearances),
        }
        if node.leaf:
            look |= {
                "value": node.value if node.relevant else "",
                "valid": node.valid,
                "constraint_ok": node.constraint_ok,
                "required_ok": node.required_ok,
                "violation_message": node.message or None,
            }
        if node.offers_choices:
            look["choices"] = [{"value": choice.value, "label": choice.label} for choice in node.choices]
            look["choice_count"] = len(node.choices)
        if node.ref.count("/") == 1:
            look["attributes"] = dict(self.form.attributes)
        return look


def _entries(node: Node) -> dict[str, Any]:
    return {
        "relevant": node.relevant,
        "count": node.count,
        "label": node.label,
        "readonly": node.readonly,
        "required": node.required,
    }


def _answer(value: Any) -> str | list[str]:
    """A value as JSON has it, as it would be typed."""
    if isinstance(value, list):
        return [str(item) for item in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else value if isinstance(value, str) else repr(value)


def _appearances(written: tuple[str, ...]) -> list[str] | None:
    """`search` counts as an autocomplete, as web-forms has it."""
    appearances = list(written)
    if "search" in appearances and "autocomplete" not in appearances:
        appearances.insert(0, "autocomplete")
    return appearances or None

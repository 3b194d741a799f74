"""An interview as the recorded cases of other engines look at it: operations and observations by name.

The names are those of getodk/web-forms' scenarios: refs count entries (`/data/worker[2]/name`), the
entries of a repeat together are `REF#repeat`. docs/xforms.md
"""

from collections.abc import Callable, Mapping
from typing import Any

from app.form.instance import Entries, Live
from app.form.instance_builder import CHOOSES
from app.form.interview import Interview
from app.form.model import Form
from app.form.problems import NoSuchQuestion
from app.form.views import Changes

OPERATIONS = frozenset({
    "answer", "add_repeat", "remove_repeat", "set_language", "new_instance", "save_restore",
    "edit_current", "restore", "use_calculated",
})  # fmt: skip
_RANGE = "#repeat"
_CAME_FROM = frozenset({"origin", "calculated"})  # where a value came from, what it stands over
_MOVES = frozenset({"next", "prev", "rewind"})  # of a screen: nothing to an interview


class Observed:
    """One interview. `properties`: what the form's preloads ask of the device."""

    def __init__(
        self, form: Form, interview: Interview, properties: Mapping[str, str] | None = None
    ) -> None:
        self.form, self.interview, self.properties = form, interview, properties or {}
        self.stopped = False  # did the last operation need more computing than one may?

    @classmethod
    def begun(cls, form: Form, properties: Mapping[str, str] | None = None) -> "Observed":
        return cls(form, Interview(form, properties=properties), properties)

    def operate(self, step: Mapping[str, Any]) -> "Observed":
        """Carry out one operation; the interview that goes on from it. What an interview refuses,
        and ValueError for what is no operation."""
        op, ref = step.get("op"), str(step.get("ref", ""))
        match op:
            case "answer":
                self._done(self.interview.answer(ref, _given(step.get("value"))))
            case "add_repeat":
                self._done(self.interview.add(ref)[1])
            case "remove_repeat":
                self._done(self.interview.remove(ref))
            case "use_calculated":
                self._done(self.interview.use_calculated(ref))
            case "set_language":
                self._done(self.interview.set_language(str(step.get("value", ""))))
            case "new_instance":
                return Observed.begun(self.form, self.properties)
            case "save_restore":
                return self.restored(self.interview.instance_xml())
            case "edit_current":
                return self.restored(self.interview.instance_xml(), edit=True)
            case "restore":
                return self.restored(str(step.get("instance_xml", "")))
            case _:
                if str(op) not in _MOVES:
                    raise ValueError(op)
        return self

    def _done(self, changes: Changes) -> None:
        self.stopped = changes.stopped

    def restored(self, xml: str, *, edit: bool = False) -> "Observed":
        """Another interview that begins with the answers of an instance."""
        interview = Interview.of_instance(self.form, xml, edit=edit)
        return Observed(self.form, interview, self.properties)

    def observe(self, what: str, ref: str = "") -> Any:
        """One property of a place, or of all. NoSuchQuestion, KeyError for a place or a
        property that isn't there."""
        whole: dict[str, Callable[[], Any]] = {
            "state": self.state, "instance_xml": self.interview.instance_xml,
            "submission_xml": self.interview.instance_xml, "violations": self.violations,
        }  # fmt: skip
        if what in whole:
            return whole[what]()
        if what == "absent":
            return not self._there(ref)
        if what in _CAME_FROM:
            return getattr(self.interview.node(ref), what)
        if ref.endswith(_RANGE):
            return self._entries(ref.removesuffix(_RANGE))[what]
        return self._look(self.interview._find(ref))[what]

    def _there(self, ref: str) -> bool:
        try:
            self.interview._find(ref.removesuffix(_RANGE))
        except NoSuchQuestion:
            return False
        return True

    def violations(self) -> list[dict[str, str]]:
        return [
            {
                "ref": self.counted(self.interview._find(each.ref)),
                "condition": each.condition,
                "message": each.message,
            }
            for each in self.interview.violations()
        ]

    def counted(self, place: Live) -> str:
        """The ref with [n] on every entry."""
        frame, ref = place.frame, place.ref
        while frame.up is not None:
            at = f"[{frame.place + 1}]"
            ref = frame.up.ref_of(frame.definition) + at + ref[len(frame.prefix) :]
            frame = frame.up  # the outer prefix still carries ids; the next round replaces them
        return ref

    def state(self) -> dict[str, dict[str, Any]]:
        """Every place, and what can be seen of it."""
        found: dict[str, dict[str, Any]] = {}
        stack: list[tuple[Any, str]] = [(self.interview.root.node, self.form.root.path)]
        while stack:
            place, ref = stack.pop()
            if isinstance(place, Entries):
                found[f"{ref}{_RANGE}"] = self._entries(place.ref)
                stack += [(frame.node, f"{ref}[{at}]") for at, frame in enumerate(place.frames, 1)]
                continue
            found[ref] = self._look(place)
            for definition in place.definition.children:
                stack.append((place.frame.slots[definition.slot], f"{ref}/{definition.written}"))
        return found

    def _entries(self, ref: str) -> dict[str, Any]:
        node = self.interview.node(ref)
        return {
            "relevant": node.relevant, "count": node.count, "label": node.label,
            "readonly": node.readonly, "required": node.required,
        }  # fmt: skip

    def _look(self, place: Live) -> dict[str, Any]:
        node, definition = self.interview.node(place.ref), place.definition
        told: dict[str, Any] = {
            "relevant": node.relevant, "readonly": node.readonly, "required": node.required,
            "label": node.label if definition.label or definition.repeat_label else None, "hint": node.hint or None,
            "appearances": _appearances(definition.appearances),
        }  # fmt: skip
        if not definition.children:
            told |= {
                "value": node.value if node.relevant else "", "valid": node.valid,
                "constraint_ok": node.constraint_ok, "required_ok": node.required_ok,
                "violation_message": node.message or None,
            }  # fmt: skip
        if definition.control in CHOOSES or definition.itemset:
            told["choices"] = [{"value": each.value, "label": each.label} for each in node.choices]
            told["choice_count"] = len(node.choices)
        if definition.parent is None:
            told["attributes"] = {
                each.name: each.text for each in definition.attrs if each.prefix != "xmlns"
            }
        return told


def _given(value: Any) -> str | list[str]:
    if isinstance(value, list):
        return [str(each) for each in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else value if isinstance(value, str) else repr(value)


def _appearances(found: tuple[str, ...] | list[str]) -> list[str] | None:
    """`search` counts as an autocomplete, as web-forms has it."""
    told = list(found)
    if "search" in told and "autocomplete" not in told:
        told.insert(0, "autocomplete")
    return told or None

"""Our engine as the scorers of recorded ODK cases want to see it.

Run (in the time zone the cases were recorded in):
TZ=America/Phoenix PYTHONPATH=.:tests/form .venv/bin/python ../shared/tools/xforms/run_corpus.py corpus_adapter --dir ../shared/data/xforms/cases --full
"""

import re
from collections.abc import Mapping
from typing import Any

from app.form import AnswerRefused, Form, Interview, open_form
from app.form.live import Entries, Live
from app.form.problems import FormRefused
from app.form.tree import read_xml


class Session:
    def __init__(
        self, form: Form, interview: Interview, properties: Mapping[str, str] | None = None
    ) -> None:
        self.form, self.interview = form, interview
        self.properties = properties or {}

    def set_value(self, ref: str, value: str | list[str]) -> None:
        try:
            self.interview.answer(ref, value)
        except AnswerRefused:
            place = self.interview._find(ref)
            if place.d.control == "rank":
                raise
            # the recorded engine cuts a fraction from a whole number, and takes what it can't hold
            # as no answer; ours refuses both
            if (
                place.d.type == "int"
                and isinstance(value, str)
                and re.fullmatch(r"-?\d+\.\d+", value)
            ):
                return self.set_value(ref, value.partition(".")[0])
            self.interview.answer(ref, "")

    def add_repeat(self, ref: str) -> None:
        self.interview.add_repeat(ref)

    def remove_repeat(self, ref: str) -> None:
        self.interview.remove_repeat(ref)

    def set_language(self, name: str) -> None:
        self.interview.set_language(name)

    def instance_xml(self) -> str:
        return self.interview.instance_xml()

    def violations(self) -> list[dict[str, str]]:
        return [
            {
                "ref": self.by_place(self.interview._find(one.ref)),
                "condition": one.condition,
                "message": one.message,
            }
            for one in self.interview.violations()
        ]

    def new_instance(self) -> "Session":
        return Session(self.form, Interview(self.form, properties=self.properties), self.properties)

    def save_restore(self) -> "Session":
        return Session(
            self.form, Interview(self.form, self.interview.stored(), properties=self.properties)
        )

    def edit_current(self) -> "Session":
        return self.restore(self.instance_xml(), edit=True)

    def restore(self, xml: str, edit: bool = False) -> "Session":
        root = next(kid for kid in read_xml(xml).kids if kid.kind == "element")
        return Session(self.form, Interview(self.form, instance=root, edit=edit), self.properties)

    def by_place(self, place: Any) -> str:
        """The ref with [n] on every entry."""
        frame, ref = place.frame, place.ref
        while frame.up is not None:
            at = f"[{frame.place + 1}]"
            ref = frame.up.ref_of(frame.d) + at + ref[len(frame.prefix) :]
            frame = frame.up
            # the outer prefix still carries ids; the next round replaces them
        return ref

    def state(self) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        interview = self.interview
        stack: list[tuple[Any, str]] = [(interview.root.node, interview.form.root.path)]
        while stack:
            place, ref = stack.pop()
            if isinstance(place, Entries):
                node = interview.node(place.ref)
                found[ref + "#repeat"] = {
                    "relevant": node.relevant, "count": node.count, "label": node.label,
                    "readonly": node.readonly, "required": node.required,
                }  # fmt: skip
                stack += [(frame.node, f"{ref}[{at}]") for at, frame in enumerate(place.frames, 1)]
                continue
            found[ref] = self.look(place)
            for d in place.d.children:
                stack.append((place.frame.slots[d.slot], f"{ref}/{d.written}"))
        return found

    def look(self, place: Live) -> dict[str, Any]:
        node = self.interview.node(place.ref)
        told: dict[str, Any] = {
            "relevant": node.relevant, "readonly": node.readonly, "required": node.required,
            "label": node.label if place.d.label or place.d.repeat_label else None, "hint": node.hint or None,
            "appearances": _appearances(place.d),
        }  # fmt: skip
        if not place.d.children:
            told |= {
                "value": node.value if node.relevant else "", "valid": node.valid, "constraint_ok": node.constraint_ok,
                "required_ok": node.required_ok, "violation_message": node.message or None,
            }  # fmt: skip
        if place.d.control in {"select_one", "select_multiple", "rank"} or place.d.itemset:
            told["choices"] = [{"value": one.value, "label": one.label} for one in node.choices]
            told["choice_count"] = len(node.choices)
        if place.d.parent is None:
            told["attributes"] = {
                one.name: one.text for one in place.d.attrs if one.prefix != "xmlns"
            }
        return told


def _appearances(d: Any) -> list[str] | None:
    """As web-forms tells them: "search" counts as an autocomplete; an entry has its repeat's."""
    found = list(d.appearances)
    if "search" in found and "autocomplete" not in found:
        found.insert(0, "autocomplete")
    return found or None


def load(form_xml: str, resources: Mapping[str, Any], options: Mapping[str, Any]) -> Session:
    files = {
        url: one["text"].encode()
        for url, one in resources.items()
        if one.get("status", 200) == 200 and one.get("text") is not None
    }
    form = open_form(form_xml, files)
    missing = [p for p in form.problems if "isn’t there" in p.says]
    if missing and options.get("missing_resource") != "BLANK":
        raise FormRefused(tuple(missing))
    properties = {str(k): str(v) for k, v in (options.get("preload") or {}).items()}
    if options.get("edit_instance"):
        return Session(form, Interview(form, properties=properties), properties).restore(
            options["edit_instance"], edit=True
        )
    return Session(form, Interview(form, properties=properties), properties)

"""A recorded case played on our engine, and where what is seen differs from the recording.

What a type can't hold counts as no answer, and a fraction of a whole number is cut, as the engines that
recorded the cases do; ours refuses both.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree as ET

from app.casework.questionnaires.recorded_interview import RecordedInterview
from app.form import AnswerRefused, ExpressionRefused, Form, FormRefused, NoSuchQuestion, open_form
from app.seal.keys import verify
from tests.form.corpus import Case

REFUSALS = (AnswerRefused, ExpressionRefused, FormRefused, NoSuchQuestion)
_UUID = re.compile(r"uuid:[0-9a-f]{8}-[0-9a-f-]{27}")
_META = re.compile(r"<(\w+:)?meta[\s/>]")
_WORDS = frozenset({"label", "hint", "violation_message"})

Key = tuple[int, str, str]  # interview, ref, property


@dataclass
class Result:
    """`checked`: observations that both recording engines agree on, and those only one could make.
    `wrong`: what differs, of each kind, in words."""

    checked: dict[str, int] = field(default_factory=lambda: {"agreed": 0, "single": 0})
    wrong: dict[str, list[str]] = field(default_factory=lambda: {"agreed": [], "single": []})

    def note(self, kind: str, is_right: bool, subject: str, *details: object) -> None:
        self.checked[kind] += 1
        if not is_right:
            self.wrong[kind].append(f"{subject}: {' / '.join(repr(detail)[:200] for detail in details)}")


def play(case: Case, reopened: Callable[[Form], Form] = lambda form: form) -> Result:
    """`reopened`: gives the form as it is opened the second time."""
    result = Result()
    try:
        interview = _begin(case, reopened)
    except REFUSALS as refusal:
        result.note("single", case["refused"], case["id"], "refused", refusal)
        return result
    if case["refused"]:
        result.note("single", False, case["id"], "should have been refused")
        return result
    _Replay(case, interview, result).play()
    return result


def _begin(case: Case, reopened: Callable[[Form], Form]) -> RecordedInterview:
    options = case["options"]
    files = {url: text.encode() for url, text in case["resources"].items()}
    form = open_form(case["form"], files, verify=verify)
    missing = tuple(problem for problem in form.problems if "isn’t there" in problem.says)
    if missing and options.get("missing_resource") != "BLANK":
        raise FormRefused(missing)  # what is a warning with us
    form = reopened(form)
    properties = {str(name): str(text) for name, text in options.get("preload", {}).items()}
    interview = RecordedInterview.begin(form, properties)
    if options.get("edit_instance"):
        return interview.restored(options["edit_instance"], edit=True)
    return interview


class _Replay:
    def __init__(self, case: Case, interview: RecordedInterview, result: Result) -> None:
        self.case, self.result = case, result
        self.interviews = {0: interview}
        self.states = {0: interview.state()}
        # what was seen stays so until something else is seen there
        self.expected: dict[Key, tuple[Any, str]] = {}
        self.has_meta = _META.search(case["form"]) is not None

    def play(self) -> None:
        for step in self.case["steps"]:
            if "op" not in step:
                self._observe(step)
                continue
            self._check_all()
            if not self._operate(step):
                return
        self._check_all()

    def _check_all(self) -> None:
        """Only changes are recorded after an operation: all the rest must have stayed."""
        for (number, ref, name), (value, kind) in self.expected.items():
            if ref in self.states[number]:
                self._check(number, ref, name, value, kind)

    def _operate(self, step: Mapping[str, Any]) -> bool:
        """False where the case can't go on."""
        number = step.get("inst", 0)
        subject = f"{self.case['id']} {step['op']} {step.get('ref', '')}"
        refusal: Exception | None = None
        try:
            interview = self.interviews[step.get("from", number)]
            operate = _answer if step["op"] == "answer" else RecordedInterview.operate
            self.interviews[number] = operate(interview, step)
        except REFUSALS as error:
            refusal = error
        if (refusal is not None) != bool(step.get("throws")):
            self.result.note("agreed", False, subject, "refused", refusal)
            return refusal is None
        self.states[number] = self.interviews[number].state()
        return True

    def _observe(self, step: Mapping[str, Any]) -> None:
        number, ref, observed = step["inst"], step.get("ref", ""), step["observe"]
        if observed == "state":
            for kind in ("agreed", "single"):
                for place, properties in step[kind].items():
                    for name, value in properties.items():
                        self._expect(number, place, name, value, kind)
            return
        if step.get("disputed"):  # the two engines differ: from here on either is right
            self.expected.pop((number, ref, observed), None)
            return
        kind = "agreed" if step["agreed"] else "single"
        subject = f"{self.case['id']} {observed} {ref}"
        match observed:
            case "absent":
                self.result.note(kind, ref not in self.states[number], subject, "is still there")
                for key in [key for key in self.expected if key[0] == number]:
                    if key[1] == ref or key[1].startswith(f"{ref}/"):
                        del self.expected[key]
            case "instance_xml" | "submission_xml":
                actual = self.interviews[number].observe(observed)
                equal = _canonical(actual, self.has_meta) == _canonical(step["expect"], self.has_meta)
                self.result.note(kind, equal, subject, step["expect"], actual)
            case "violations":
                actual, recorded = (
                    sorted((violation["ref"], violation["condition"]) for violation in violations)
                    for violations in (self.interviews[number].violations(), step["expect"])
                )
                self.result.note(kind, actual == recorded, subject, recorded, actual)
            case _:
                self._expect(number, ref, observed, step["expect"], kind)

    def _expect(self, number: int, ref: str, name: str, value: Any, kind: str) -> None:
        self.expected[number, ref, name] = (value, kind)
        self._check(number, ref, name, value, kind)

    def _check(self, number: int, ref: str, name: str, value: Any, kind: str) -> None:
        look = self.states[number].get(ref)
        subject = f"{self.case['id']} {name} {ref}"
        if look is None:
            self.result.note(kind, False, subject, "isn't there")
        elif name not in look:
            self.result.note(kind, value is None, subject, "can't be asked", value)
        else:
            actual, recorded = _comparable(name, look[name]), _comparable(name, value)
            # what a place keeps while it isn't asked is each engine's own business
            unasked = name == "value" and not look["relevant"] and recorded == ""
            self.result.note(kind, unasked or actual == recorded, subject, recorded, actual)


def _answer(interview: RecordedInterview, step: Mapping[str, Any]) -> RecordedInterview:
    try:
        return interview.operate(step)
    except AnswerRefused:
        node, value = interview.interview.node(step["ref"]), step["value"]
        if node.control == "rank" or node.readonly:
            raise
        fraction = node.type == "int" and isinstance(value, str) and "." in value
        cut = value.partition(".")[0] if fraction and re.fullmatch(r"-?\d+\.\d+", value) else ""
        return interview.operate({**step, "value": cut})


def _comparable(name: str, value: Any) -> Any:
    if name in _WORDS and isinstance(value, str):
        return " ".join(value.split())
    if name == "choices" and isinstance(value, list):
        return [(choice["value"], " ".join((choice["label"] or "").split())) for choice in value]
    if name == "attributes" and isinstance(value, dict):
        return {attribute.rpartition(":")[2]: text for attribute, text in value.items()}
    return value


def _canonical(xml: str, has_meta: bool) -> Any:
    """An instance without prefixes, random ids, spaces between elements and what is always added."""
    root = ET.fromstring(_UUID.sub("uuid:*", xml))
    if not has_meta:
        for meta in [kid for kid in root if _local(kid.tag) == "meta"]:
            root.remove(meta)
    return _element(root)


def _element(element: ET.Element) -> tuple[Any, ...]:
    text = element.text or ""
    attributes = sorted((_local(name), value) for name, value in element.attrib.items())
    kids = tuple(_element(kid) for kid in element)
    return (_local(element.tag), tuple(attributes), text.strip() if kids else text, kids)


def _local(name: str) -> str:
    return name.rpartition("}")[2]

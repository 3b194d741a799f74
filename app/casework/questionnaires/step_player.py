"""Operations and observations from a file carried out on one questionnaire, as other engines' recorded
cases write them. docs/xforms.md

What a type can't hold counts as no answer, and a fraction of a whole number is cut, as the two engines
that recorded the cases do; an interview on the screen refuses both. Nothing is kept."""

import re
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from app.casework.questionnaires import forms
from app.casework.questionnaires.answer_player import AnswersUnreadable, read_json
from app.casework.questionnaires.recorded_interview import RecordedInterview
from app.errors import N_, SanadError
from app.form import TOO_MUCH, AnswerRefused, Form
from app.language import Words, strip_marks

_LARGEST = 64 * 1024 * 1024
_FRACTION = re.compile(r"(-?\d+)\.\d+")
Step = Mapping[str, Any]


def read_steps(file: Path) -> list[Step]:
    """AnswersUnreadable where it is no list of steps."""
    steps = read_json(file, _LARGEST)
    if not isinstance(steps, list) or not all(
        isinstance(step, dict) and ("op" in step or "observe" in step) for step in steps
    ):
        raise AnswersUnreadable(N_("a step is neither an operation nor an observation."))
    return steps


def play_steps(file: Path, steps: Sequence[Step]) -> dict[str, Any]:
    """{"load_ms", "steps": [...]} with one answer for each step. FormRefused, NoFile."""
    start = time.perf_counter()
    _, form = forms.opened(file)
    played = Played(form)
    loaded = _ms(start)
    return {"load_ms": loaded, "steps": [played.step(step) for step in steps]}


class Played:
    """Interviews by number. A step without one is about the one at hand."""

    def __init__(self, form: Form) -> None:
        self._at, self._all = 0, {0: RecordedInterview.begin(form)}

    def step(self, step: Step) -> dict[str, Any]:
        return self._observe(step) if "observe" in step else self._operate(step)

    def _operate(self, step: Step) -> dict[str, Any]:
        start = time.perf_counter()
        try:
            observed = self._of(step.get("from", step.get("inst", self._at)))
            answer = _answer(observed, step) if step["op"] == "answer" else observed.operate(step)
        except (SanadError, LookupError, ValueError, StopIteration) as error:
            return {"ok": False, "ms": _ms(start), "error": _says(error)}
        took = _ms(start)
        if answer is not observed:
            self._at = _number(step.get("inst", self._at))
            self._all[self._at] = answer
        stopped = {"error": strip_marks(Words("en")(TOO_MUCH))} if answer.stopped else {}
        return {"ok": True, "ms": took, **stopped}

    def _observe(self, step: Step) -> dict[str, Any]:
        aspect, ref = str(step["observe"]), str(step.get("ref", ""))
        observation = {"observe": aspect, **({"ref": ref} if ref else {})}
        try:
            return {**observation, "got": self._of(step.get("inst", self._at)).observe(aspect, ref)}
        except (SanadError, LookupError, ValueError) as error:
            return {**observation, "got": None, "error": _says(error)}

    def _of(self, number: object) -> RecordedInterview:
        return self._all[_number(number)]


def _answer(played: RecordedInterview, step: Step) -> RecordedInterview:
    try:
        return played.operate(step)
    except AnswerRefused:
        ref, value = str(step.get("ref", "")), step.get("value")
        node = played.interview.node(ref)
        if node.control == "rank" or node.readonly:
            raise
        cut = _FRACTION.fullmatch(value) if isinstance(value, str) and node.type == "int" else None
        return played.operate({**step, "value": cut[1] if cut else ""})


def _number(number: object) -> int:
    if type(number) is not int:
        raise ValueError(number)
    return number


def _says(error: BaseException) -> str:
    if isinstance(error, SanadError):
        return strip_marks(Words("en").say(error))
    return f"There is no such thing: {error}"


def _ms(start_time: float) -> float:
    return round((time.perf_counter() - start_time) * 1000, 4)

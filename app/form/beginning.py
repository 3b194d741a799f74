"""How an interview begins: afresh, from what was stored, or from an instance.

Values that the form takes from the device or the moment (jr:preload) are put in, and the actions of
loading are carried out."""

import re
import uuid
from collections.abc import Callable, Mapping
from datetime import date
from typing import TypedDict

from app import clock
from app.form import answers
from app.form.initial_state import lay, resume, zone
from app.form.instance import Live
from app.form.interview_view import InterviewView
from app.form.origins import CARRIED
from app.form.tree import XNode
from app.form.values import moment_text


class InterviewOptions(TypedDict, total=False):
    """What is handed in to an interview, see Interview."""

    now: clock.Clock
    today: date | None
    new_id: Callable[[], str] | None
    properties: Mapping[str, str] | None


class InterviewStart(InterviewView):
    """Fills a new interview."""

    def _begin(self, saved: Mapping[str, str] | None, instance: XNode | None, edit: bool) -> None:
        """Values, relevance and entries as they are before anybody answers, or as they were left."""
        first = self.form.initial_state if instance is None else None
        if first is None or first.zone != zone():
            self._afresh(saved, instance)
        elif saved is None:
            lay(self, first.places)
            self._schedule_all(self.root, first.later)
        else:
            resume(self, first, saved)
        if saved is None and instance is None:
            self._preload()
            self._load_actions("odk-instance-first-load")
        else:
            self._run()
        if edit:
            self._edited()
            self._run()
        self._load_actions("odk-instance-load")

    def _prefill(self, prefill: Mapping[str, str]) -> None:
        """Lay answers by path over the defaults; a path that isn't there is refused."""
        for path, text in prefill.items():
            live = self._find(path)
            if isinstance(live, Live) and live.definition.leaf:
                self._put_in(live, answers.typed(text, live.definition.type), CARRIED)

    def _afresh(self, saved: Mapping[str, str] | None, instance: XNode | None) -> None:
        if saved is not None:
            self._fill(self.root, None)
            self._restore(saved)
        else:
            self._fill(self.root, instance if instance is not None else self.form.initial)
            if instance is not None:
                self._carry()
        self._schedule_all(self.root, self.form.computations)

    def _carry(self) -> None:
        """What an instance from elsewhere holds was there before; of a calculation only that counts."""
        for live in self._in_order():
            if live.text and not live.definition.calculated:
                live.origin = CARRIED

    def _preload(self) -> None:
        for definition in self.form.preloaded:
            assert definition.preload is not None
            text = self._preloaded(*definition.preload)
            if text is not None:
                for live in self._places(definition, self.root):
                    self._set(live, text)
                    if definition.calculation is not None:  # that has the last word, kept form or not
                        self._schedule_all(live.frame, [definition.calculation])

    def _preloaded(self, kind: str, parameter: str) -> str | None:
        match kind:
            case "uid":
                return f"uuid:{uuid.uuid4()}"
            case "timestamp":
                return moment_text(self.now()) if parameter == "start" else None
            case "date":
                return self.today().isoformat()
            case "property":
                name = _bare(parameter)
                return next((text for key, text in self._properties.items() if _bare(key) == name), None)
            case "context" | "user":
                return self._properties.get(parameter)
        return None

    def _edited(self) -> None:
        """A finished interview taken up again: a new instance id, the old one kept as deprecated."""
        meta = self.form.root.by_name.get("meta")
        if meta is None or "instanceID" not in meta.by_name:
            return
        instance_id = self.root.slots[meta.by_name["instanceID"].slot]
        old = meta.by_name.get("deprecatedID")
        if old is not None:
            deprecated = self.root.slots[old.slot]
            self._own_relevance(deprecated, True)
            self._set(deprecated, instance_id.text)
        self._set(instance_id, f"uuid:{uuid.uuid4()}")

    def _load_actions(self, event: str) -> None:
        for action in self.form.load_actions:
            if event in action.events:
                self._queued.append((action, self.root.node, True))
        self._run()


def _bare(name: str) -> str:
    """A property's name; forms write "phone number", phone_number and phonenumber."""
    return re.sub(r"[\s_]+", "", name).lower()

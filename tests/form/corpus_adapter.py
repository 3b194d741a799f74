"""Our engine as the scorers of recorded ODK cases want to see it.

Run (in the time zone the cases were recorded in):
TZ=America/Phoenix PYTHONPATH=.:tests/form .venv/bin/python ../shared/tools/xforms/run_corpus.py corpus_adapter --dir ../shared/data/xforms/cases --full
"""

import os
import re
from collections.abc import Mapping
from typing import Any

from app.form import AnswerRefused, Interview, open_form
from app.form.observed import Observed
from app.form.problems import FormRefused


class Session(Observed):
    def set_value(self, ref: str, value: str | list[str]) -> None:
        try:
            self.interview.answer(ref, value)
        except AnswerRefused:
            place = self.interview._find(ref)
            if place.definition.control == "rank":
                raise
            # the recorded engine cuts a fraction from a whole number, and takes what it can't hold
            # as no answer; ours refuses both
            if (
                place.definition.type == "int"
                and isinstance(value, str)
                and re.fullmatch(r"-?\d+\.\d+", value)
            ):
                return self.set_value(ref, value.partition(".")[0])
            self.interview.answer(ref, "")

    def add_repeat(self, ref: str) -> None:
        self.operate({"op": "add_repeat", "ref": ref})

    def remove_repeat(self, ref: str) -> None:
        self.operate({"op": "remove_repeat", "ref": ref})

    def set_language(self, name: str) -> None:
        self.operate({"op": "set_language", "value": name})

    def instance_xml(self) -> str:
        return self.interview.instance_xml()

    def _goes_on(self, **step: str) -> "Session":
        made = self.operate(step)
        return Session(made.form, made.interview, made.properties)

    def new_instance(self) -> "Session":
        return self._goes_on(op="new_instance")

    def save_restore(self) -> "Session":
        return self._goes_on(op="save_restore")

    def edit_current(self) -> "Session":
        return self._goes_on(op="edit_current")

    def restore(self, xml: str) -> "Session":
        return self._goes_on(op="restore", instance_xml=xml)


def load(form_xml: str, resources: Mapping[str, Any], options: Mapping[str, Any]) -> Session:
    files = {
        url: one["text"].encode()
        for url, one in resources.items()
        if one.get("status", 200) == 200 and one.get("text") is not None
    }
    form = open_form(form_xml, files)
    missing = [p for p in form.problems if "isn’t there" in p.says]
    if os.environ.get("OPENED") == "again":
        from again import again

        form = again(form)
    if missing and options.get("missing_resource") != "BLANK":
        raise FormRefused(tuple(missing))
    properties = {str(k): str(v) for k, v in (options.get("preload") or {}).items()}
    if options.get("edit_instance"):
        begun = Observed.begun(form, properties).restored(options["edit_instance"], edit=True)
        return Session(form, begun.interview, properties)
    return Session(form, Interview(form, properties=properties), properties)

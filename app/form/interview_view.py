"""What can be seen of an interview: places, pages, values, what is missing. Changes nothing.

Labels, choices, required, read-only and constraints are computed when they are looked at."""

import re
from contextlib import contextmanager
from typing import Any

from app.errors import N_, said
from app.form import instance_xml, pages
from app.form.budget import MOST, Overworked
from app.form.engine import Engine
from app.form.expressions import Scope
from app.form.instance import Entries, Live
from app.form.origins import TYPED, Origin
from app.form.problems import ExpressionRefused, NoSuchQuestion
from app.form.values import string
from app.form.views import Node, Page, Violation


class InterviewView(Engine):
    """The looking half of an interview."""

    @contextmanager
    def _speaking(self, language: str | None) -> Any:
        previous = self.language
        self.language = language or previous
        try:
            yield
        finally:
            self.language = previous

    @property
    def language_code(self) -> str:
        """Of the language that it is held in, "" where the form names none."""
        language = self.form.language(self.language)
        return language.code if language else ""

    def node(self, ref: str, language: str | None = None) -> Node:
        """How a place looks now, in the interview's language or another."""
        with self._speaking(language):
            return pages.node_of(self, self._find(ref))

    def state(self) -> dict[str, Node]:
        """Every place by its ref, in the order of the instance: questions, groups, repeats and their
        entries, also those that aren't asked now."""
        return {place.ref: pages.node_of(self, place) for place in self._all_places()}

    def _all_places(self) -> list[Live | Entries]:
        places: list[Live | Entries] = []
        waiting: list[Live | Entries] = [self.root.node]
        while waiting:
            place = waiting.pop()
            places.append(place)
            if isinstance(place, Entries):
                waiting.extend(frame.node for frame in reversed(place.frames))
            else:
                slots = place.frame.slots
                children = place.definition.children
                waiting.extend(slots[child.slot] for child in reversed(children))
        return places

    def value(self, ref: str) -> str:
        """What is stored at a question, and nothing else of it: quicker than looking at its node."""
        return self._leaf(ref).text

    def _leaf(self, ref: str) -> Live:
        live = self._find(ref)
        if not isinstance(live, Live) or live.definition.children:
            raise NoSuchQuestion
        return live

    def pages(self) -> tuple[Page, ...]:
        """The relevant sections in order."""
        return pages.pages_of(self)

    def values(self, relevant_only: bool = True) -> dict[str, str]:
        """Path -> text in instance order, calculated ones included; of entries 'path[id]': ''."""
        return {
            live.ref: "" if live.definition.children else live.text
            for live in self._in_order()
            if live.relevant or not relevant_only
        }

    def stored(self) -> dict[str, str]:
        """What must be kept to restore this interview, irrelevant answers included; each text knows
        where it came from (app.form.origins)."""
        return {
            live.ref: "" if live.definition.children else live.answer
            for live in self._in_order()
            if live.text or live.definition.is_repeat or live.over is not None or self._cleared(live)
        }

    def _cleared(self, live: Live) -> bool:
        """Did somebody take away what an action would set again when the interview is taken up?"""
        return live.origin == TYPED and live.definition in self.form.set_on_loading

    def origins(self) -> dict[str, Origin]:
        """Path -> where its value came from, of every relevant place that has one."""
        return {
            live.ref: live.came_from
            for live in self._in_order()
            if live.relevant and live.definition.leaf and live.came_from
        }

    def put_over(self) -> dict[str, str]:
        """Path -> what the form calculates, of every place where something else stands."""
        return {live.ref: live.over for live in self._in_order() if live.over is not None}

    def missing(self) -> tuple[str, ...]:
        """Relevant required questions without an answer."""
        return tuple(violation.ref for violation in pages.violations(self) if violation.condition == "required")

    def violations(self) -> tuple[Violation, ...]:
        """Relevant questions whose constraint or requirement doesn't hold."""
        self.steps_left = MOST
        return pages.violations(self)

    def instance_xml(self) -> str:
        """The answers as XML: irrelevant places left out."""
        return instance_xml.instance_xml(self.root.node, self.form)

    def evaluate(self, expression: str, ref: str) -> str:
        """The text of an expression in the place of a question; raises ExpressionRefused."""
        live = self._find(ref)
        if isinstance(live, Entries):
            live = live.phantom.node
        key = (expression, live.definition)
        run = self.form.evaluated.get(key)
        if run is None:
            expanded = re.sub(r"\$\{\s*([^}\s]+)\s*\}", lambda m: self._path_named(m[1]), expression)
            code, _ = self.form.compiler.compile(expanded, live.definition)
            run = self.form.compiler.value(code)
            self.form.evaluated[key] = run
        self.steps_left = MOST
        try:
            return string(run(Scope(live, self)))
        except Overworked:
            return ""

    def _path_named(self, name: str) -> str:
        """${name} as the path of the first question of that name."""
        paths = [definition.path for definition in self.form.definitions if definition.name == name]
        if not paths:
            raise ExpressionRefused(said(N_("no question is named “{name}”."), name=name))
        return paths[0]

"""One interview: answers in, changes out.

`answer`, `add_repeat`, `remove_repeat` and `set_language` each give one Changes value; the result
is the same as computing everything afresh. Only what depends on an answer is computed again, in
the order of app.form.graph. Labels, choices, required, read-only and constraints are computed when
they are looked at.
"""

import random
import re
import unicodedata
import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any, TypedDict, Unpack
from xml.sax.saxutils import escape, quoteattr

from app import clock
from app.errors import N_, said
from app.form import answers, pages
from app.form.budget import MOST, TOO_MUCH, Overworked
from app.form.computations import Scope
from app.form.contract import Talk
from app.form.definition import Def
from app.form.engine import MAX_ALL_ENTRIES, MAX_ENTRIES, Engine
from app.form.initial_state import lay, resume, zone
from app.form.instance import Entries, Live
from app.form.model import Form
from app.form.origins import CARRIED, TYPED, Origin
from app.form.problems import AnswerRefused, ExpressionRefused, NoSuchQuestion, refusal
from app.form.tree import XNode, read_xml
from app.form.values import string
from app.form.views import Changes, Node, Page, Violation

FIXED = N_("entries are neither added nor removed here: this part is read-only.")
_LETTERS = "abcdefghijkmnpqrstuvwxyz"
_LETTERS_DIGITS = _LETTERS + "23456789"


def random_id() -> str:
    """Four letters and digits, a letter first."""
    draw = random.SystemRandom()
    return draw.choice(_LETTERS) + "".join(draw.choice(_LETTERS_DIGITS) for _ in range(3))


class Around(TypedDict, total=False):
    """What an interview is told of the world, see Interview."""

    now: clock.Clock
    today: date | None
    new_id: Callable[[], str] | None
    properties: Mapping[str, str] | None


class Interview(Engine):
    """The answers of one conversation, and everything that follows from them.

    `saved`: what `stored()` gave (or `Changes.answers` gathered over time): restores without
    defaults or first-load events; of a calculation it counts only where it says that something else
    was put there (app.form.origins). `prefill`: answers by path, laid over a new interview's defaults.
    `properties`: device facts for preloads, such as {"username": ...}; unknown ones stay empty.
    """

    def __init__(
        self,
        form: Form,
        saved: Mapping[str, str] | None = None,
        *,
        now: clock.Clock = clock.now,
        today: date | None = None,
        new_id: Callable[[], str] | None = None,
        prefill: Mapping[str, str] | None = None,
        properties: Mapping[str, str] | None = None,
        instance: XNode | None = None,
        edit: bool = False,
    ) -> None:
        super().__init__(form)
        self.language = form.default_language
        self._now, self._today = now, today
        self._new_id = new_id or random_id
        self._properties = properties or {}
        self._taken_up = saved is not None
        begun = form.begun if instance is None else None
        if begun is None or begun.zone != zone():
            self._afresh(saved, instance)
        elif saved is None:
            lay(self, begun.places)
            self._schedule_all(self.root, begun.later)
        else:
            resume(self, begun, saved)
        if saved is None and instance is None:
            self._preload()
            self._load_actions("odk-instance-first-load")
        else:
            self._run()
        if edit:
            self._edited()
            self._run()
        self._load_actions("odk-instance-load")
        if prefill and saved is None:
            for path, text in prefill.items():
                live = self._find(path)
                if isinstance(live, Live) and live.d.leaf:
                    self._put_in(live, answers.typed(text, live.d.type), CARRIED)
        self._run()
        if self._finished().stopped and saved is None and instance is None:
            raise refusal(TOO_MUCH)

    @classmethod
    def of_instance(
        cls, form: Form, xml: str, *, edit: bool = False, **world: Unpack[Around]
    ) -> "Interview":
        """One that goes on from an instance, as `instance_xml` gives it. `edit`: a finished one is
        taken up again, with a new instance id. FormRefused for what is no XML of this form."""
        top = next((kid for kid in read_xml(xml).kids if kid.kind == "element"), None)
        if top is None or top.name != form.root.name:
            raise refusal(
                N_("These answers belong to another form; choose the one they were given in.")
            )
        return cls(form, instance=top, edit=edit, **world)

    def _afresh(self, saved: Mapping[str, str] | None, instance: XNode | None) -> None:
        if saved is not None:
            self._fill(self.root, None)
            self._restore(saved)
        else:
            self._fill(self.root, instance if instance is not None else self.form.initial)
            if instance is not None:
                self._carry()
        self._schedule_all(self.root, self.form.vertices)

    def _carry(self) -> None:
        """What an instance from elsewhere holds was there before; of a calculation only that counts."""
        for live in self._in_order():
            if live.text and not live.d.calculated:
                live.origin = CARRIED

    def _preload(self) -> None:
        for d in self.form.preloaded:
            assert d.preload is not None
            text = self._preloaded(*d.preload)
            if text is not None:
                for live in self._places(d, self.root):
                    self._set(live, text)
                    if d.calculation is not None:  # that has the last word, kept form or not
                        self._schedule_all(live.frame, [d.calculation])

    def _edited(self) -> None:
        """A finished interview taken up again: a new instance id, the old one kept as deprecated."""
        meta = self.form.root.by_name.get("meta")
        if meta is None or "instanceID" not in meta.by_name:
            return
        own = self.root.slots[meta.by_name["instanceID"].slot]
        old = meta.by_name.get("deprecatedID")
        if old is not None:
            deprecated = self.root.slots[old.slot]
            self._own_relevance(deprecated, True)
            self._set(deprecated, own.text)
        self._set(own, f"uuid:{uuid.uuid4()}")

    def _preloaded(self, kind: str, wanted: str) -> str | None:
        from app.form.values import moment_text

        match kind:
            case "uid":
                return f"uuid:{uuid.uuid4()}"
            case "timestamp":
                return moment_text(self.now()) if wanted == "start" else None
            case "date":
                return self.today().isoformat()
            case "property":
                name = _bare(wanted)
                return next(
                    (text for key, text in self._properties.items() if _bare(key) == name), None
                )
            case "context" | "user":
                return self._properties.get(wanted)
        return None

    def _load_actions(self, event: str) -> None:
        for action in self.form.load_actions:
            if event in action.events:
                self._queued.append((action, self.root.node, True))
        self._run()

    def _finished(self) -> Changes:
        touched = {place.ref for place in self._touched}
        for place in self._touched:
            above = place.parent
            if above is not None and above.parent is None:
                touched.add(place.ref)
        kept = {
            path: what.answer if isinstance(what, Live) else what
            for path, what in self._changed.items()
        }
        changes = Changes(kept, frozenset(touched), self.overworked)
        self.overworked = False
        self._changed, self._touched = {}, set()
        return changes

    def answer(self, ref: str, value: str | Sequence[str], *, origin: Origin = TYPED) -> Changes:
        """Keep an answer; "" clears it, a list answers a select-multiple or a ranking.

        Digits of any script are taken and stored as 0-9. Over a calculation the answer stands until
        that comes to another result, or until `use_calculated`. `origin`: where the value came from.
        Raises AnswerRefused, having changed nothing, for what the question can't hold; NoSuchQuestion.
        """
        live = self._leaf(ref)
        text = self._typed(live, value)
        live.chosen = None
        if text == live.text and (live.d.calculated or live.came_from == origin or not text):
            self._touched.add(live)
            return self._finished()
        self._put_in(live, text, origin)
        self._run(answering=True)
        return self._finished()

    def use_calculated(self, ref: str) -> Changes:
        """Put what the form calculates back where something else was put over it."""
        live = self._leaf(ref)
        vertex = live.d.calculation
        if live.over is None or vertex is None:
            return self._finished()
        live.over = live.origin = live.chosen = None
        self._changed[live.ref] = live
        self._touched.add(live)
        self._schedule_all(live.frame, [vertex])
        self._run(answering=True)
        return self._finished()

    def _leaf(self, ref: str) -> Live:
        live = self._find(ref)
        if not isinstance(live, Live) or live.d.children:
            raise NoSuchQuestion
        return live

    def _typed(self, live: Live, value: str | Sequence[str]) -> str:
        d = live.d
        if d.control in {"select_multiple", "rank"}:
            chosen = (
                value.split() if isinstance(value, str) else [str(one).strip() for one in value]
            )
            if not chosen:
                return ""
            have = dict.fromkeys(choice.value for choice in self._choices(live))
            wanted = list(dict.fromkeys(chosen))
            if any(one not in have for one in wanted):
                raise AnswerRefused(N_("it is not among the choices."))
            if d.control == "rank":
                if len(wanted) != len(have):
                    raise AnswerRefused(N_("a ranking names every choice once."))
                return " ".join(wanted)
            return " ".join(dict.fromkeys(one for one in have if one in set(wanted)))
        text = value if isinstance(value, str) else " ".join(str(one) for one in value)
        if d.control == "select_one":
            text = text.strip()
            if text and all(choice.value != text for choice in self._choices(live, only=text)):
                raise AnswerRefused(N_("it is not among the choices."))
            return text
        if d.control == "trigger":
            return text
        if d.range is not None and text:
            return answers.ranged(text, d.type, d.range)
        return answers.typed(text, d.type)

    def set_language(self, name: str) -> Changes:
        """Speak another of the form's languages."""
        if name not in {language.name for language in self.form.languages}:
            raise NoSuchQuestion
        self.language = name
        self._schedule_all(self.root, self.form.spoken)
        self._run()
        self._touched.update(self._all(self.root))
        return self._finished()

    def add_repeat(self, ref: str) -> tuple[str, Changes]:
        """Append an entry to a repeat; its new ref, and what changed. Where the form says how many
        there are, that counts: it may be gone again. AnswerRefused where the repeat is read-only."""
        entries = self._find(ref)
        if isinstance(entries, Live) and entries.d.is_repeat and entries.frame.entries:
            entries = entries.frame.entries
        if not isinstance(entries, Entries):
            raise NoSuchQuestion
        if pages.readonly(self, entries.phantom.node):
            raise AnswerRefused(FIXED)
        if len(entries.frames) >= MAX_ENTRIES or self._entries >= MAX_ALL_ENTRIES:
            raise AnswerRefused(N_("there are too many entries already."))
        frame = self._add(entries)
        self._count_again(entries)
        self._run()
        return frame.prefix, self._finished()

    def stamp_end(self) -> Changes:
        """Note the end of the interview where the form asks for it (preload timestamp/end)."""
        from app.form.values import moment_text

        for d in self.form.preloaded:
            if d.preload == ("timestamp", "end"):
                for live in self._places(d, self.root):
                    self._set(live, moment_text(self.now()))
        self._load_actions("xforms-revalidate")
        return self._finished()

    def remove_repeat(self, ref: str) -> Changes:
        """Remove an entry and all its answers. AnswerRefused as of `add_repeat`."""
        live = self._find(ref)
        if isinstance(live, Entries) or not live.d.is_repeat or live.frame.entries is None:
            raise NoSuchQuestion
        entries = live.frame.entries
        if pages.readonly(self, entries.phantom.node):
            raise AnswerRefused(FIXED)
        self._remove(live.frame)
        self._count_again(entries)
        self._run()
        return self._finished()

    def _count_again(self, entries: Entries) -> None:
        """The form's count has the last word, as when the interview is taken up again."""
        counts = [vertex for vertex in entries.d.vertices if vertex.what == "count"]
        self._schedule_all(entries.frame, counts)

    @contextmanager
    def _speaking(self, language: str | None) -> Any:
        before = self.language
        self.language = language or before
        try:
            yield
        finally:
            self.language = before

    def node(self, ref: str, language: str | None = None) -> Node:
        """How a place looks now, in the interview's language or another."""
        with self._speaking(language):
            return pages.node_of(self, self._find(ref))

    def value(self, ref: str) -> str:
        """What is stored at a question, and nothing else of it: quicker than looking at its node."""
        return self._leaf(ref).text

    def pages(self) -> tuple[Page, ...]:
        """The relevant sections in order."""
        return pages.pages_of(self)

    def page_of(self, ref: str) -> Page | None:
        """The section on which a place stands; None while that is irrelevant."""
        here = pages.number_of(self, self._find(ref))
        return next((page for number, page in pages.numbered(self) if number == here), None)

    def page_after(self, ref: str) -> Page | None:
        """The next section that is relevant, from where a place stands; None after the last."""
        here = pages.number_of(self, self._find(ref))
        following = (page for number, page in pages.numbered(self) if number > _or_first(here))
        return next(following, None)

    def page_before(self, ref: str) -> Page | None:
        """The last relevant section before the one on which a place stands; None before the first."""
        here = pages.number_of(self, self._find(ref))
        earlier = [page for number, page in pages.numbered(self) if number < _or_first(here)]
        return earlier[-1] if earlier else None

    def _in_order(self) -> list[Live]:
        """Every leaf and entry, in instance order."""
        found: list[Live] = []
        stack: list[Live] = [self.root.node]
        while stack:
            live = stack.pop()
            if live.d.is_repeat or not live.d.children:
                found.append(live)
            found.extend(live.frame.slots[d.slot] for d in live.d.attr_defs)
            if live.d.children:
                stack.extend(reversed(live.elements()))
        return found

    def values(self, relevant_only: bool = True) -> dict[str, str]:
        """Path -> text in instance order, calculated ones included; of entries 'path[id]': ''."""
        return {
            live.ref: "" if live.d.children else live.text
            for live in self._in_order()
            if live.relevant or not relevant_only
        }

    def stored(self) -> dict[str, str]:
        """What must be kept to restore this interview, irrelevant answers included; each text knows
        where it came from (app.form.origins)."""
        return {
            live.ref: "" if live.d.children else live.answer
            for live in self._in_order()
            if live.text or live.d.is_repeat or live.over is not None or self._cleared(live)
        }

    def _cleared(self, live: Live) -> bool:
        """Did somebody take away what an action would set again when the interview is taken up?"""
        return live.origin == TYPED and live.d in self.form.set_on_loading

    def origins(self) -> dict[str, Origin]:
        """Path -> where its value came from, of every relevant place that has one."""
        return {
            live.ref: live.came_from
            for live in self._in_order()
            if live.relevant and live.d.leaf and live.came_from
        }

    def put_over(self) -> dict[str, str]:
        """Path -> what the form calculates, of every place where something else stands."""
        return {live.ref: live.over for live in self._in_order() if live.over is not None}

    def missing(self) -> tuple[str, ...]:
        """Relevant required questions without an answer."""
        return tuple(one.ref for one in pages.violations(self) if one.condition == "required")

    def violations(self) -> tuple[Violation, ...]:
        """Relevant questions whose constraint or requirement doesn't hold."""
        self.left = MOST
        return pages.violations(self)

    def evaluate(self, expression: str, ref: str) -> str:
        """The text of an expression in the place of a question; raises ExpressionRefused."""
        live = self._find(ref)
        if isinstance(live, Entries):
            live = live.phantom.node
        key = (expression, live.d)
        run = self.form.asked.get(key)
        if run is None:
            expanded = re.sub(
                r"\$\{\s*([^}\s]+)\s*\}", lambda m: self._named(m[1], live.d), expression
            )
            code, _ = self.form.compiler.compile(expanded, live.d)
            run = self.form.compiler.value(code)
            self.form.asked[key] = run
        self.left = MOST
        try:
            return string(run(Scope(live, self)))
        except Overworked:
            return ""

    def _named(self, name: str, around: Def) -> str:
        """${name} as the path of the question of that name, nearest to where it is written."""
        found = [d for d in self.form.defs if d.name == name]
        if not found:
            raise ExpressionRefused(said(N_("there is no question “{name}”."), name=name))
        return found[0].path

    def instance_xml(self) -> str:
        """The answers as XML: irrelevant places left out."""
        out: list[str] = []
        stack: list[Live | str] = [self.root.node]
        while stack:
            one = stack.pop()
            if isinstance(one, str):
                out.append(one)
                continue
            if not one.relevant:
                continue
            name = one.d.written
            attrs = _written(one)
            if one.d.parent is None:
                attrs += self._declared()
            if one.d.children:
                out.append(f"<{name}{attrs}>")
                stack.append(f"</{name}>")
                stack.extend(reversed(one.elements()))
            elif one.text:
                out.append(
                    f"<{name}{attrs}>{escape(unicodedata.normalize('NFC', one.text))}</{name}>"
                )
            else:
                out.append(f"<{name}{attrs}/>")
        return "".join(out)

    def _declared(self) -> str:
        prefixes = {d.prefix: d.uri for d in self.form.defs if d.prefix}
        for d in self.form.defs:
            prefixes.update({a.prefix: a.uri for a in d.attrs if a.prefix and a.uri})
        prefixes.pop("xml", None)
        own = self.form.root
        base = (
            f" xmlns={quoteattr(own.uri)}"
            if own.uri and own.uri != "http://www.w3.org/2002/xforms"
            else ""
        )
        return base + "".join(
            f" xmlns:{prefix}={quoteattr(uri)}" for prefix, uri in sorted(prefixes.items())
        )


def _or_first(number: int | None) -> int:
    return -1 if number is None else number


def _bare(name: str) -> str:
    """A property's name; forms write "phone number", phone_number and phonenumber."""
    return re.sub(r"[\s_]+", "", name).lower()


def _written(live: Live) -> str:
    """Attributes as XML; those that something is bound to with what they hold now."""
    parts = []
    for each in live.d.attrs:
        if each.prefix == "xmlns":
            continue
        bound = live.bound(each.name) if live.d.attr_defs else None
        name = f"{each.prefix}:{each.name}" if each.prefix else each.name
        parts.append(f" {name}={quoteattr(each.text if bound is None else bound.text)}")
    return "".join(parts)


_keeps_its_contract: type[Talk] = Interview

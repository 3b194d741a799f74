"""What an expression can ask of its interview: the time, lists, texts and places.

This is the `world` of a Scope (app.form.expressions). It changes nothing."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from app import clock
from app.form import texts
from app.form.budget import LOOKS, MOST
from app.form.choice_lists import ChoiceColumns
from app.form.expressions import Scope
from app.form.instance import Frame, Live
from app.form.model import Form
from app.form.problems import NoSuchQuestion
from app.form.translations import language_of
from app.form.tree import XNode
from app.form.values import here
from app.form.views import Choice

# -- calendar ----------------------------------------------------------------------------------
# Short names of months and days for format-date, in the language of the form.

_NAMES: dict[str, tuple[Sequence[str], Sequence[str]]] = {
    "en": (
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
        ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"),
    ),
    "ar": (
        ("يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"),
        ("الأحد", "الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت"),
    ),
    "fr": (
        ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."),
        ("dim.", "lun.", "mar.", "mer.", "jeu.", "ven.", "sam."),
    ),
}


def names(language: str) -> tuple[Sequence[str], Sequence[str]]:
    """Months from January, days from Sunday; English where the language isn't known."""
    return _NAMES.get(language_of(language).code.partition("-")[0].lower(), _NAMES["en"])


# -- evaluation context -------------------------------------------------------------------------

SEGMENT = re.compile(r"([^\[\]/]+)(?:\[([^\]]*)\])?")


@lru_cache(maxsize=4096)
def _segments(ref: str) -> tuple[tuple[str, str | None], ...]:
    """The parts of a ref: each name without its prefix, and what stands in brackets; "" for a part that can't
    be read, which nothing is called."""
    first, *parts = ref.strip().lstrip("/").split("/")
    matches = [SEGMENT.fullmatch(part) for part in parts]
    return (
        (first.rpartition(":")[2], None),
        *((match[1].rpartition(":")[2], match[2]) if match else ("", None) for match in matches),
    )


class EvaluationContext:
    """A form, a language, a clock and the places of one interview."""

    form: Form
    language: str
    root: Frame
    _now: clock.Clock
    _today: date | None
    _properties: Mapping[str, str]
    steps_left: int = MOST  # steps that the act under way may still take
    looks_left: int = LOOKS  # steps that looks may still take until the next act
    overworked = False  # did an act need more?
    computing = False
    cut_short = False  # did the look under way need more than it may take?

    def now(self) -> datetime:
        return here(self._now())

    def today(self) -> date:
        return self._today or here(self._now()).date()

    def instance(self, name: str) -> list[Any]:
        node = self.form.instances.get(name)
        return [node] if node is not None else []

    def itext(self, key: str, origin: Any) -> str:
        if not isinstance(origin, Live):
            origin = self.root.node
        words = self.form.itext(key, self.language, origin.definition)
        return texts.join_parts(words.plain, Scope(origin, self)) if words else ""

    def choice_name(self, value: str, nodes: list[Any]) -> str:
        if not nodes:
            return ""
        node = nodes[0]
        if not isinstance(node, Live):
            return ""
        for choice in self._choices(node, only=value):
            return choice.label
        return ""

    def choice_name_at(self, value: str, ref: str) -> str:
        live = self._find(ref.strip())
        return self.choice_name(value, [live])

    def property(self, name: str) -> str:
        """A fact of the device or the user that an expression asks for; "version" is the form's."""
        return self._properties.get(name, self.form.version if name == "version" else "")

    def verifies(self, key: bytes, signature: bytes, message: bytes) -> bool:
        """Does an Ed25519 signature hold? Never, where nothing that can tell was handed in."""
        verify = self.form.verify
        return verify is not None and verify(key, signature, message)

    def month_names(self) -> tuple[Sequence[str], Sequence[str]]:
        return names(self.language)

    def _find(self, ref: str) -> Any:
        """The place at a ref: ids or [n]; a repeat itself where its last part has neither."""
        segments = _segments(ref)
        frame, definition = self.root, self.form.root
        if segments[0][0] != definition.name:
            raise NoSuchQuestion
        place: Any = self.root.node
        for at, (name, bracket) in enumerate(segments[1:], 1):
            child = definition.by_name.get(name)
            if child is None:
                raise NoSuchQuestion
            definition = child
            place = frame.slots[definition.slot]
            index = bracket
            if not definition.is_repeat:
                if index not in {None, "1"}:
                    raise NoSuchQuestion
                continue
            if index is None:
                if at == len(segments) - 1:
                    return place
                index = "1"
            entry: Frame | None
            if index.strip().isdigit():
                number = int(index) - 1
                entry = place.frames[number] if 0 <= number < len(place.frames) else None
            else:
                entry = place.by_id.get(index)
            if entry is None:
                raise NoSuchQuestion
            frame, place = entry, entry.node
        return place

    def resolve(self, ref: str) -> str:
        """The full path with random ids; raises NoSuchQuestion."""
        return str(self._find(ref).ref)

    def text_of(self, source: texts.TextSource | None, live: Live, part: str = "plain") -> str:
        if source is None:
            return ""
        words = source.of(self.language, self.form.default_language)
        if words is None:
            return ""
        parts = words.plain if part == "plain" else words.guidance
        return texts.join_parts(parts, Scope(live, self)).strip() if parts else ""

    def _choices(self, live: Live, only: str | None = None) -> Sequence[Choice]:
        """The choices of a select as filtered now; `only` looks for one value."""
        definition = live.definition
        scope = Scope(live, self)
        choices: list[Choice] = []
        for value, label in definition.items:
            if only is None or value == only:
                choices.append(Choice(value, self.text_of(label, live)))
        itemset = definition.itemset
        if itemset is None:
            return choices
        if itemset.column is not None and not choices and self.form.unchanging(itemset):
            if only is None:
                return self.form.whole_list(itemset, self.language)
            items = self.form.instances.holding(itemset.source, itemset.column, only)
        else:
            items = itemset.nodes(scope)
        inner = Scope(None, self, live)
        for item in items:
            inner.node = item
            value = itemset.value(inner).strip()
            if only is not None and value != only:
                continue
            extras = ChoiceColumns(item) if isinstance(item, XNode) else {}
            media: Mapping[str, str] = {}
            if itemset.label_id is not None and isinstance(item, XNode):
                words = self.form.itext(item.value_of(itemset.label_id), self.language)
                media = words.media if words else {}
            choices.append(Choice(value, itemset.label(inner).strip(), extras, media))
        return choices

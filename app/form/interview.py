"""One interview: answers in, changes out.

`answer`, `add`, `remove` and `set_language` each give one Changes value; the result is the same as
computing everything afresh. Only what depends on an answer is computed again, in the order of
app.form.graph."""

import random
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Unpack

from app import clock
from app.errors import N_
from app.form import answers, pages
from app.form.beginning import InterviewOptions, InterviewStart
from app.form.budget import TOO_MUCH
from app.form.computations import EntryCount
from app.form.entry_lists import MAX_ALL_ENTRIES, MAX_ENTRIES
from app.form.instance import Entries, Live
from app.form.model import Form
from app.form.origins import TYPED, Origin
from app.form.problems import AnswerRefused, NoSuchQuestion, refusal
from app.form.tree import XNode, read_xml
from app.form.views import Changes

FIXED = N_("entries can’t be added or removed here: this part is read-only.")
_LETTERS = "abcdefghijkmnpqrstuvwxyz"
_LETTERS_DIGITS = _LETTERS + "23456789"


def random_id() -> str:
    """Four letters and digits, a letter first."""
    draw = random.SystemRandom()
    return draw.choice(_LETTERS) + "".join(draw.choice(_LETTERS_DIGITS) for _ in range(3))


class Interview(InterviewStart):
    """The answers of one conversation, and everything that follows from them.

    `saved`: what `stored()` gave (or `Changes.answers` gathered over time): restores without
    defaults or first-load events; of a calculation it counts only where it says that something else
    was put there (app.form.origins). `prefill`: answers by path, laid over a new interview's defaults.
    `properties`: device facts for preloads, such as {"username": ...}; unknown ones stay empty.
    Raises FormRefused where its first state needs more computing than one act may."""

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
        self._begin(saved, instance, edit)
        if prefill and saved is None:
            self._prefill(prefill)
        self._run()
        if self._finished().stopped and saved is None and instance is None:
            raise refusal(TOO_MUCH)

    @classmethod
    def of_instance(
        cls, form: Form, xml: str, *, edit: bool = False, **options: Unpack[InterviewOptions]
    ) -> "Interview":
        """One that goes on from an instance, as `instance_xml` gives it. `edit`: a finished one is
        taken up again, with a new instance id. FormRefused for what is no XML of this form."""
        top = next((kid for kid in read_xml(xml, parser=form.parser).kids if kid.kind == "element"), None)
        if top is None or top.name != form.root.name:
            raise refusal(N_("These answers belong to another form; choose the one they were given in."))
        return cls(form, instance=top, edit=edit, **options)

    def _finished(self) -> Changes:
        touched = {place.ref for place in self._touched}
        for place in self._touched:
            parent = place.parent
            if parent is not None and parent.parent is None:
                touched.add(place.ref)
        durable = {
            path: change.answer if isinstance(change, Live) else change for path, change in self._changed.items()
        }
        changes = Changes(durable, frozenset(touched), self.overworked)
        self.overworked = False
        self._changed, self._touched = {}, set()
        return changes

    def answer(self, ref: str, value: str | Sequence[str], *, origin: Origin = TYPED) -> Changes:
        """Keep an answer; "" clears it, a list answers a select-multiple or a ranking.

        Digits of any script are taken and stored as 0-9. Over a calculation the answer stands until
        that comes to another result, or until `use_calculated`. `origin`: where the value came from.
        Raises AnswerRefused, having changed nothing, for what the question can't hold; NoSuchQuestion."""
        live = self._leaf(ref)
        text = self._typed(live, value)
        live.chosen = None
        if text == live.text and (live.definition.calculated or live.came_from == origin or not text):
            self._touched.add(live)
            return self._finished()
        self._put_in(live, text, origin)
        self._run(answering=True)
        return self._finished()

    def _typed(self, live: Live, value: str | Sequence[str]) -> str:
        definition = live.definition
        if definition.control in {"select_multiple", "rank"}:
            chosen = value.split() if isinstance(value, str) else [str(item).strip() for item in value]
            if not chosen:
                return ""
            offered = dict.fromkeys(choice.value for choice in self._choices(live))
            picked = list(dict.fromkeys(chosen))
            if any(item not in offered for item in picked):
                raise AnswerRefused(N_("it is not one of the choices."))
            if definition.control == "rank":
                if len(picked) != len(offered):
                    raise AnswerRefused(N_("a ranking must name every choice once."))
                return " ".join(picked)
            return " ".join(dict.fromkeys(item for item in offered if item in set(picked)))
        text = value if isinstance(value, str) else " ".join(str(item) for item in value)
        if definition.control == "select_one":
            text = text.strip()
            if text and all(choice.value != text for choice in self._choices(live, only=text)):
                raise AnswerRefused(N_("it is not one of the choices."))
            return text
        if definition.control == "trigger":
            return text
        if definition.range is not None and text:
            return answers.ranged(text, definition.type, definition.range)
        return answers.typed(text, definition.type)

    def use_calculated(self, ref: str) -> Changes:
        """Put what the form calculates back where something else was put over it."""
        live = self._leaf(ref)
        computation = live.definition.calculation
        if live.over is None or computation is None:
            return self._finished()
        live.over = live.origin = live.chosen = None
        self._changed[live.ref] = live
        self._touched.add(live)
        self._schedule_all(live.frame, [computation])
        self._run(answering=True)
        return self._finished()

    def set_language(self, name: str) -> Changes:
        """Speak another of the form's languages."""
        if name not in {language.name for language in self.form.languages}:
            raise NoSuchQuestion
        self.language = name
        self._schedule_all(self.root, self.form.spoken)
        self._run()
        self._touched.update(self._all(self.root))
        return self._finished()

    def add(self, ref: str) -> tuple[str, Changes]:
        """Append an entry to a repeat; its new ref, and what changed. Where the form says how many
        there are, that counts: it may be gone again. AnswerRefused where the repeat is read-only."""
        entries = self._find(ref)
        if isinstance(entries, Live) and entries.definition.is_repeat and entries.frame.entries:
            entries = entries.frame.entries
        if not isinstance(entries, Entries):
            raise NoSuchQuestion
        if pages.readonly(self, entries.phantom.node):
            raise AnswerRefused(FIXED)
        if len(entries.frames) >= MAX_ENTRIES or self._entries >= MAX_ALL_ENTRIES:
            raise AnswerRefused(N_("there are already too many entries."))
        frame = self._add(entries)
        self._count_again(entries)
        self._run()
        return frame.prefix, self._finished()

    def remove(self, ref: str) -> Changes:
        """Remove an entry and all its answers. AnswerRefused as of `add`."""
        live = self._find(ref)
        if isinstance(live, Entries) or not live.definition.is_repeat or live.frame.entries is None:
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
        entry_counts = [
            computation for computation in entries.definition.computations if isinstance(computation, EntryCount)
        ]
        self._schedule_all(entries.frame, entry_counts)


def start(form: Form, *, prefill: Mapping[str, str] | None = None, **options: Unpack[InterviewOptions]) -> Interview:
    """Begin an interview with the form's defaults. `prefill`: answers by path, laid over these.

    Raises FormRefused where the first state needs more computing than one act may, and for `prefill`
    NoSuchQuestion and AnswerRefused."""
    return Interview(form, prefill=prefill, **options)


def restore(
    form: Form, saved: Mapping[str, str] | str, *, edit: bool = False, **options: Unpack[InterviewOptions]
) -> Interview:
    """Go on with an interview: from what `stored` gave, or from the XML of `instance_xml`.

    `edit`: XML of a finished interview is taken up again, with a new instance id. Raises FormRefused
    for XML that belongs to another form."""
    if isinstance(saved, str):
        return Interview.of_instance(form, saved, edit=edit, **options)
    return Interview(form, saved, edit=edit, **options)

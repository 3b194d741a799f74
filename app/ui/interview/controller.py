"""One interview under way: an answer goes to the engine, then to be kept, and the badge tells.

The badge says kept only when everything given so far is durable on the disk."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, QTimer, Signal

from app.casework.interviews import interview as work
from app.casework.interviews import spoken_answers
from app.casework.interviews.turned_questions import TurnedQuestion, may_touch, turned_questions
from app.casework.questionnaires import form_languages, gates, screening, steps, unsaid_numbers
from app.casework.questionnaires.answers import HIDDEN
from app.casework.questionnaires.apart_notes import is_aside
from app.casework.questionnaires.person_words import PersonWords, person_words
from app.errors import SanadError
from app.form import TOO_MUCH, Changes, Node, Page, QuestionDef
from app.language import Words
from app.markup import styled
from app.ui import navigation, theme
from app.ui.app_context import AppContext

if TYPE_CHECKING:
    from app.casework.interviews.interview import KeepReceipt, LiveInterview
    from app.casework.questionnaires.gates import Gate

State = Literal["kept", "writing", "late"]
_LATE_MS = 2000
_STANDS_MS = 700  # whoever goes through questions writes nothing
_ENTRY = re.compile(r"\[[^\]]*\]")


class InterviewController(QObject):
    """The interview's answers, languages and what has been kept."""

    changed = Signal(object)  # Changes
    badge = Signal()
    trouble = Signal(object)
    onward = Signal(str)  # a question was answered, and the form wants to go on by itself

    def __init__(self, context: AppContext, live: "LiveInterview") -> None:
        super().__init__()
        self.context, self.live = context, live
        self.form, self.interview = live.form, live.interview
        self.state: State = "kept"
        self.kept_at: datetime = live.started
        self.place = live.place
        self.known = dict(live.known)  # shown in a line; what is changed leaves it
        self.earlier = live.earlier
        self.second = self._usual_second() if context.preferences.both_languages else ""
        self.by_steps = steps.by_steps(live.form) and context.preferences.one_question
        self.turned = False  # is the screen turned to the person?
        self.code = ""  # brings the officer's side back; in memory only
        self.person_stopped = False  # on the turned screen; what follows is the officer's
        self.stopped = ""  # the question after whose answer not all was computed
        self._refused: dict[str, str | None] = {}  # what the disk didn't take
        self._under_way = 0
        self._undo: list[tuple[str, str]] = []
        self._seen: dict[str, Node] = {}
        self._pages: tuple[Page, ...] | None = None
        self._closed: Gate | bool | None = False  # False: not looked at since the last answer
        self._definitions = {question.path: question for question in self.form.questions()}
        self._refs_by_fact = {
            fact: question.path
            for question in reversed(self.form.questions())
            if (fact := question.extras.get("fact")) in ("language", "sex", "interpreter")
        }
        self._inside = {  # places that stand in another question's row
            path: question.path
            for question in self.form.questions()
            if "presence" in question.appearance
            for path in self.beside(question.path).values()
        }
        if (
            self.inside_language() and self.ref_of("language") not in self.known
        ):  # how she is addressed stands on the page of her language
            self._inside[self.inside_language()] = self.ref_of("language")
        self._watched = {
            question.path: value
            for question in self.form.questions()
            for value in (question.extras.get("gate"), question.extras.get("fact"))
            if value in ("safety", "consent", "sex", "language", "interpreter")
        }
        self._asking: spoken_answers.QuestionMode | None = None
        self._turned_items: tuple[TurnedQuestion, ...] | None = None
        self.asks_the_person = any(
            question.kind == "question" and not is_aside(self.form, question.path) for question in self.form.questions()
        )
        self._late = QTimer(self, singleShot=True, interval=_LATE_MS)
        self._late.timeout.connect(self._is_late)
        self._moved = QTimer(self, singleShot=True, interval=_STANDS_MS)
        self._moved.timeout.connect(lambda: self.keep({}))
        self._follow_person()
        self.follow_language()

    # languages

    def follow_language(self) -> None:
        """Speak the screen's language, in the gender of the person once it is known."""
        first_language, second_language = ("ar", "en") if theme.rtl() else ("en", "ar")
        self._seen.clear()
        self._pages = self._asking = self._turned_items = None
        self._mine = work.address(self.interview, first_language) or self.form.default_language
        self._other = work.address(self.interview, second_language)
        if self._mine and self._mine != self.interview.language:
            self.interview.set_language(self._mine)

    def _follow_person(self) -> None:
        """Her language stands beside the officer's, once it is known."""
        self._asking = None
        spoken = self.person_language()
        if spoken is None or not self.context.preferences.both_languages:
            return
        if spoken.code != theme.words().language:
            self.second = self.person_column()

    def fact(self, name: str) -> str:
        """What the answers say of the person's language, sex or interpreter; "" for nothing yet."""
        ref = self._refs_by_fact.get(name)
        return self.interview.value(ref) if ref and "[" not in ref else ""

    def ref_of(self, fact: str) -> str:
        """Where the form asks for it; "" for nowhere."""
        return self._refs_by_fact.get(fact, "")

    def asks_language_at(self, ref: str) -> bool:
        """Is this the question for her language, in a form that speaks more than the office's two?"""
        definition = self.definition(ref)
        return (
            definition is not None
            and ref == self.ref_of("language")
            and definition.control == "select_one"
            and any(not spoken.original for spoken in form_languages.form_languages(self.form))
        )

    def inside_language(self) -> str:
        """The question for sex, where it is answered on the page of her language; else ""."""
        language, sex = self.ref_of("language"), self.ref_of("sex")
        definition = self.definition(sex) if sex else None
        values = {choice.value for choice in definition.choices} if definition else set()
        is_same_page = language.rpartition("/")[0] == sex.rpartition("/")[0]
        return sex if is_same_page and {"female", "male"} == values and self.asks_language_at(language) else ""

    def to_a_woman(self) -> bool:
        return self.fact("sex") == "female"

    def person_language(self) -> form_languages.SpokenLanguage | None:
        """The form's language that the person speaks; None where the form does not speak it, or where
        nobody has reviewed it and the administrator allows no other."""
        spoken = form_languages.named(self.form, self.fact("language"))
        return spoken if spoken is not None and form_languages.may_be_spoken(spoken) else None

    def person_column(self) -> str:
        """The form's column in which to speak to the person: her own language's, else what stands
        second, else the officer's."""
        spoken = self.person_language()
        if spoken is not None:
            return form_languages.address_in(spoken, to_a_woman=self.to_a_woman())
        return self._mine if self.fact("language") else self.other() or self._mine

    def person_code(self) -> str:
        return self._code(self.person_column()) or theme.words().language

    def person_words(self) -> PersonWords:
        """Our own words in it."""
        return person_words(self.person_code(), to_a_woman=self.to_a_woman())

    def said_to_the_person(self, word: str) -> Callable[[Words], str]:
        """A word of ours to her, in the officer's language."""
        return lambda w: person_words(w.language, to_a_woman=self.to_a_woman())(word)

    def said_in_second(self, word: str) -> Callable[[Words], str]:
        """The same in the language that stands second."""

        def says(w: Words) -> str:
            code = self._code(self.other())
            if not code or code.startswith(w.language):
                code = "en" if w.language == "ar" else "ar"
            return person_words(code, to_a_woman=self.to_a_woman())(word)

        return says

    def asking(self) -> spoken_answers.QuestionMode:
        """How the questions are asked now, for the record."""
        if self._asking is None:
            column = self.person_column() if self.turned else self.other() or self._mine
            if not self.turned and self._code(column) != self.fact("language"):
                column = self._mine  # what stands beside is nothing that the person reads
            self._asking = spoken_answers.asking(
                self.form,
                column,
                self.fact("language"),
                self.fact("interpreter"),
                touched_by="person" if self.turned else "officer",
            )
        return self._asking

    def turn(self, *, to_the_person: bool) -> None:
        """The screen is turned round, or back."""
        self.turned, self._asking, self._turned_items = to_the_person, None, None

    def choose_second(self, name: str) -> None:
        """Another language stands beside the officer's."""
        self.second, self._asking, self._turned_items = name, None, None

    def language(self) -> str:
        """The form's language that the officer reads."""
        return self._mine

    def spoken(self) -> str:
        """What titles depend on: the language, and whatever stands inside them."""
        return self._mine

    def other(self) -> str:
        """The second language on the screen, "" for none."""
        code = self._code(self.second)
        if code.startswith(("ar", "en")):
            return self._other
        return self.second if self.second != self._mine else ""

    def both(self) -> tuple[str, str]:
        return self.language(), self.other()

    def choices_of_second(self) -> list[str]:
        """The form's languages that may stand second; how a woman is addressed is none of its own."""
        first, feminine = theme.words().language, self.form.settings.get("feminine", "")
        return [
            form_language.name
            for form_language in self.form.languages
            if not form_language.code.startswith(first)
            and "-x-" not in form_language.code
            and form_language.name != feminine
        ]

    def is_second(self, name: str) -> bool:
        """Does this language stand second, however the person is addressed? "" for none."""
        return self.short(name) == self.short(self.second)

    def short(self, name: str) -> str:
        """A language for a button: its own name, the same in either gender of address."""
        names = {"ar": "العربية", "en": "English"}
        return names.get(self._code(name)[:2]) or name.rpartition(" (")[0] or name

    def _code(self, name: str) -> str:
        return next((language.code for language in self.form.languages if language.name == name), "")

    def _usual_second(self) -> str:
        languages = self.choices_of_second()
        return languages[0] if languages else ""

    # the screen that is turned to the person

    def turned_questions(self) -> tuple[TurnedQuestion, ...]:
        """What it asks, in order; looked at once between two answers."""
        if self._turned_items is None:
            known = frozenset(self.known) | self.live.skipped
            self._turned_items = turned_questions(self.interview, self.person_column(), known)
        return self._turned_items

    def person_node(self, ref: str) -> Node:
        return _plain(self.interview.node(ref, self.person_column() or None))

    def person_unsaid(self, ref: str) -> Node:
        """What may be said instead of a number, in the person's language."""
        return self.person_node(f"{ref}{unsaid_numbers.SUFFIX}")

    # answers

    def node(self, ref: str) -> Node:
        """How a place looks now, looked at once between two answers: a node tells all its
        choices, of which there may be thousands."""
        if ref not in self._seen:
            self._seen[ref] = _plain(self.interview.node(ref, self.language() or None))
        return self._seen[ref]

    def other_node(self, ref: str) -> Node | None:
        """The same place in the second language; none for what the interviewer alone answers."""
        second = self.other()
        if not second or is_aside(self.form, ref):
            return None
        return _plain(self.interview.node(ref, second))

    def definition(self, ref: str) -> QuestionDef | None:
        """The question or group behind a place; none for entries."""
        return self._definitions.get(_ENTRY.sub("", ref))

    def beside(self, ref: str) -> dict[str, str]:
        """Of a question of who is here: choice to the place that says whether that one is safe."""
        group, definition = ref.rpartition("/")[0], self.definition(ref)
        places = {choice.value: f"{group}/{choice.value}_safe" for choice in (definition.choices if definition else ())}
        return {value: path for value, path in places.items() if self.definition(path) is not None}

    def stands_in(self, ref: str) -> str:
        """The question in whose row a place is shown; itself for all others."""
        if unsaid_numbers.is_beside(self.form, gates.plain(ref)):
            return ref.removesuffix(unsaid_numbers.SUFFIX)
        return self._inside.get(ref, ref)

    def unsaid(self, ref: str) -> Node | None:
        """What may be said instead of a number, as it was asked; None where nothing may be."""
        if gates.plain(ref) not in unsaid_numbers.pairs(self.form):
            return None
        return self.node(f"{ref}{unsaid_numbers.SUFFIX}")

    def law(self, ref: str) -> str:
        """What there is to say to an answer, by the referral system in use; "" for nothing."""
        profile = self.live.profile
        return screening.hint(self.interview, ref, profile, theme.words()) if profile else ""

    def pages(self) -> tuple[Page, ...]:
        """The sections, looked at once between two answers."""
        if self._pages is None:
            self._pages = tuple(page for page in self.interview.pages() if self._asks(page))
        return self._pages

    def _asks(self, page: Page) -> bool:
        """In a second talk only what has something to ask, to read out or to note is a section."""
        if not self.live.skipped:
            return True
        return any(
            ref not in self.live.known and not self.skips(ref) and self.node(ref).kind == "question"
            for ref in page.refs
        )

    def skips(self, ref: str) -> bool:
        """A place that this talk leaves out: nobody answered it, and it decides nothing."""
        return gates.plain(ref) in self.live.skipped

    def answer(self, ref: str, value: str | Sequence[str]) -> str:
        """Take an answer. Gives "", or the sentence why it can't be taken."""
        previous = self.node(ref).value
        try:
            work.may_answer(self.interview, ref)
            if self.turned:
                may_touch(self.interview, self.person_column(), ref)
            if cleared_ref := unsaid_numbers.gives_way(self.interview, ref, gates.plain(ref), value):
                self._undo.append((cleared_ref, self.node(cleared_ref).value))
                self._take(self.interview.answer(cleared_ref, ""), cleared_ref)
            changes = self.interview.answer(ref, value)
        except SanadError as refused:
            return theme.words().say(refused)
        if changes.answers:
            self._undo.append((ref, previous))
        self._take(changes, ref)
        return self.told_of(ref)

    def use_calculated(self, ref: str) -> None:
        """Put back what the form calculates; to be undone like an answer."""
        previous = self.node(ref).value
        changes = self.interview.use_calculated(ref)
        if changes.answers:
            self._undo.append((ref, previous))
        self._take(changes, ref)

    def told_of(self, ref: str) -> str:
        """What is to be said at a question whose answer is right, "" for nothing."""
        return theme.words()(TOO_MUCH) if self.stopped and ref == self.stopped else ""

    def undo(self) -> str:
        """Take the last answer back; gives its place, "" when there is none."""
        while self._undo:
            ref, previous = self._undo.pop()
            try:
                self._take(self.interview.answer(ref, previous), ref)
            except SanadError:
                continue  # its entry was removed meanwhile
            return ref
        return ""

    def add_entry(self, ref: str) -> str:
        entry, changes = self.interview.add(ref)
        self._take(changes)
        return entry

    def remove_entry(self, ref: str) -> None:
        self._take(self.interview.remove(ref))

    def covers(self, ref: str) -> bool:
        """A hidden answer that the case knew and that nobody asked to see."""
        return ref in self.known and self.node(ref).extras.get("restricted") == HIDDEN

    def ask(self, ref: str) -> None:
        """A known answer is to be changed; where it is hidden, the case says who saw it."""
        self.known.pop(ref, None)
        if self.node(ref).extras.get("restricted") == HIDDEN:
            draft = self.live.draft_id
            self.context.write_vault(self, lambda session: work.uncover(session, draft, ref))

    def _take(self, changes: Changes, ref: str = "") -> None:
        previous, self.stopped = self.stopped, ref if changes.stopped else ""
        if previous:  # whatever it said is over
            changes = replace(changes, touched=changes.touched | {previous})
        self._seen.clear()
        self._pages, self._closed, self._turned_items = None, False, None
        watched = {self._watched[path] for path in changes.answers if path in self._watched}
        if watched & {"language", "sex", "interpreter"}:
            self._follow_person()
        if watched:
            self.follow_language()
        self.keep(changes.answers)
        self.changed.emit(changes)

    def after(self) -> object:
        """Where one goes when it is left: to its case, else to the day's page."""
        return navigation.Case(self.live.case_id) if self.live.case_id else navigation.Home()

    def gate(self) -> str:
        """Which gate says stop, "" for none."""
        return work.gate(self.interview) or ""

    def closed(self) -> "Gate | None":
        """The first gate that is not open, looked at once between two answers."""
        if isinstance(self._closed, bool):
            self._closed = gates.first_closed(self.interview)
        return self._closed

    def behind(self, ref: str) -> bool:
        """Does a place stand after a gate that is not open? Nobody sees it until then."""
        gate = self.closed()
        return gate is not None and gates.behind(self.form, gate, ref)

    def opens(self) -> tuple[str, ...]:
        """What to answer so that the closed gate opens."""
        gate = self.closed()
        return gates.opened_by(self.interview, gate) if gate else ()

    # keeping

    def stopped_by_the_person(self, ref: str) -> None:
        """The person stopped the talk there; the record says so."""
        self.person_stopped = True
        draft = self.live.draft_id
        self.context.write_vault(self, lambda session: work.person_stopped(session, draft, ref))

    def stands_at(self, ref: str) -> None:
        """The officer is at this question now; after a crash one goes on there."""
        if ref != self.place:
            self.place = ref
            self._moved.start()

    def settle_place(self) -> None:
        """Before the page goes: where one stands is handed to the disk."""
        if self._moved.isActive():
            self.keep({})

    def keep(self, answers: Mapping[str, str | None], place: str = "") -> None:
        """Hand answers to the disk at once, after those before: whatever is asked of the vault
        next finds them there."""
        self.place = place or self.place
        self._moved.stop()
        if self.state == "kept" and answers:
            self.state = "writing"
            self._late.start()
            self.badge.emit()
        pending = {**self._refused, **answers}
        self._refused = {}
        self._under_way += 1
        draft, place_now = self.live.draft_id, self.place
        mode = self.asking() if pending else None

        def failed(error: SanadError) -> None:
            self._under_way -= 1
            self._refused = {**pending, **self._refused}  # tried again with the next answer
            self._is_late()
            self.trouble.emit(error)

        self.context.write_vault(
            self, lambda session: work.keep(session, draft, pending, place_now, mode), self._is_kept, failed
        )

    def _is_kept(self, result: "KeepReceipt") -> None:
        self._under_way -= 1
        if self._under_way or self._refused:
            return
        self._late.stop()
        self.state, self.kept_at = "kept", result.at
        self.badge.emit()

    def _is_late(self) -> None:
        if self.state != "kept":
            self.state = "late"
            self.badge.emit()

    def keep_again(self) -> None:
        """Ctrl+S: what waits is tried again."""
        if self._refused:
            self.keep({})
        self.badge.emit()


def _plain(node: Node) -> Node:
    """Markdown in its words read: plain words that know their styles. Its choices' are read where
    they are shown."""
    words = (node.label, node.hint, node.guidance, node.message)
    read = tuple(styled(word) for word in words)
    if not any(now is not old_word for now, old_word in zip(read, words, strict=True)):
        return node
    return replace(node, label=read[0], hint=read[1], guidance=read[2], message=read[3])


def moment_words(at: datetime) -> str:
    """The time of a keep, in the user's digits."""
    return theme.words().time(at)

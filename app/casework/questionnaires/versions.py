"""An unfinished interview and a newer version of its questionnaire: what would change, and the move.

A draft stays with the version it began with until somebody who saw the difference says otherwise. An
answer that the newer version can't hold goes into the draft's drawer, and into the case with the rest."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from app.casework.questionnaires import forms, gates
from app.casework.questionnaires.answer_format import marked
from app.casework.questionnaires.answer_origins import origins_in, saved
from app.casework.questionnaires.answers import HIDDEN, shown
from app.casework.questionnaires.forms import FormRow
from app.casework.session.ids import id_of
from app.casework.session.session import Session
from app.errors import N_, SanadError
from app.form import CALCULATED, CARRIED, UNKNOWN, Form, Interview, QuestionDef, origin_of
from app.seal.canonical import Value, nfc
from app.vault import drafts
from app.vault import forms as kept
from app.vault.drafts import Draft, NoDraft

# -- orphaned answers --------------------------------------------------------------------------
# Answers that a newer version of a questionnaire has no place for: kept to be read, in a drawer.


@dataclass(frozen=True, slots=True)
class OrphanedAnswer:
    """`version`: of the questionnaire that asked."""

    ref: str
    question: str
    answer: str
    version: str
    hidden: bool = False


def drawer_of(meta: Mapping[str, object]) -> tuple[OrphanedAnswer, ...]:
    """What a draft carries along."""
    return retired_of(meta.get("drawer"))


def retired_of(entries: object) -> tuple[OrphanedAnswer, ...]:
    """As an event or a draft says it; what is nothing of the kind is left out."""
    orphans = []
    for entry in entries if isinstance(entries, list | tuple) else ():
        if isinstance(entry, list | tuple) and len(entry) == 5:
            ref, question, answer, version, hidden = entry
            if all(isinstance(text, str) for text in (ref, question, answer, version)):
                orphans.append(OrphanedAnswer(ref, question, answer, version, bool(hidden)))
    return tuple(orphans)


def stored(drawer: Iterable[OrphanedAnswer]) -> list[Value]:
    return [
        [*(nfc(text) for text in (retired.ref, retired.question, retired.answer, retired.version)), int(retired.hidden)]
        for retired in drawer
    ]


# -- versions -----------------------------------------------------------------------------------


class NoNewer(SanadError):
    says = N_(
        "This computer has no newer version of this interview’s questionnaire. Nothing "
        "was changed. Add the newer questionnaire first."
    )


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One answer or question. `earlier`: what it was called, where its words changed."""

    ref: str
    question: str
    answer: str = ""
    earlier: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """`kept_lines`: as they are; `changed`: kept, but asked in other words or at another place; `retired`:
    into the drawer; `fresh`: new questions."""

    version: str  # the version that the draft has
    offered: FormRow
    kept_lines: tuple[VersionLine, ...]
    changed: tuple[VersionLine, ...]
    retired: tuple[OrphanedAnswer, ...]
    fresh: tuple[VersionLine, ...]


def newer_of(session: Session, form_hash: bytes) -> FormRow | None:
    """The version that new interviews use, where it is another than this; None where there is none."""
    row = kept.row(session.reading(), form_hash)
    offered = forms.forms(session)
    return next(
        (form_row for form_row in offered if form_row.id == row.form_id and form_row.hash != form_hash.hex()), None
    )


def look(session: Session, draft_id: str, language: str = "") -> Difference:
    """What a move would do; nothing is changed. `language`: of the form, its name or its code. NoNewer, NoDraft, NoForm."""
    return _plan(session, draft_id, language)[0]


def move(session: Session, draft_id: str, expected_hash: str = "") -> Difference:
    """Move the draft to the newer version, in one transaction. `expected_hash`: the hash that was looked at; where
    another is offered by now, nothing is moved. NoNewer, NoDraft, NoForm."""
    difference, draft, interview = _plan(session, draft_id, "")
    if expected_hash and difference.offered.hash != expected_hash:
        raise NoNewer
    retired = [*drawer_of(draft.meta), *difference.retired]
    meta = {**draft.meta, "drawer": stored(retired)}
    with session.vault.transaction() as writer:
        drafts.one(session.vault.database, draft.id)
        session.past_gates.discard(draft.id)
        drafts.describe(writer, draft.id, meta)
        answers = interview.stored()
        plain = {path: nfc(text) for path, text in answers.items()}
        drafts.move(writer, draft.id, bytes.fromhex(difference.offered.hash), plain, origins_in(answers))
    return difference


# -- the plan --------------------------------------------------------------------------------


def _plan(session: Session, draft_id: str, language: str) -> tuple[Difference, Draft, Interview]:
    draft = drafts.one(session.reading(), id_of(draft_id, NoDraft))
    form_row = newer_of(session, draft.form)
    if form_row is None:
        raise NoNewer
    old, new = forms.load(session, draft.form.hex()), forms.load(session, form_row.hash)
    answers = saved(session.reading(), draft.id)
    interview = Interview(old, answers, now=session.clock)
    difference, new_interview = _compared(session, interview, new, form_row, answers, language)
    return difference, draft, new_interview


def _compared(
    session: Session, interview: Interview, new: Form, form_row: FormRow, answers: Mapping[str, str], language: str
) -> tuple[Difference, Interview]:
    old = interview.form
    definitions, new_definitions = old.questions_by_path, new.questions_by_path
    places = _places(definitions, new_definitions)
    new_interview = Interview(new, _entries(answers, new_definitions), now=session.clock)
    gates.unask(new_interview)
    stays: list[VersionLine] = []
    changed: list[VersionLine] = []
    retired: list[OrphanedAnswer] = []
    for ref, text in _typed_over_last(answers, definitions):
        path = gates.plain(ref)
        question = definitions.get(path)
        if question is None or question.kind == "hidden" or not question.control:
            continue
        place = places.get(path, "")
        at = ref if place == path else place
        if at and new_definitions[place].calculated and origin_of(text) in (CALCULATED, UNKNOWN):
            continue  # the newer version calculates it from the answers
        if not text:
            _clear(new_interview, at, new_definitions.get(place))
            continue
        node = interview.node(ref, _speaks(old, language))
        if not at or not _takes(new_interview, at, text, question, new_definitions[place]):
            hidden = node.extras.get("restricted") == HIDDEN
            retired.append(OrphanedAnswer(ref, marked(node.label), shown(node), old.version, hidden))
            continue
        now = new_interview.node(at, _speaks(new, language))
        line = VersionLine(at, marked(now.label) or now.name, shown(now))
        old_label = marked(node.label) or node.name
        if old_label != line.question and gates.asks(new, place):
            new_interview.answer(at, "")  # safety and consent were said to other words: they are asked again
            retired.append(OrphanedAnswer(ref, old_label, shown(node), old.version, hidden=False))
            continue
        if old_label == line.question and at == ref and shown(node) == line.answer:
            stays.append(line)
        else:
            changed.append(VersionLine(at, line.question, line.answer, old_label))
    fresh = [
        VersionLine(path, _label(definition, new, language))
        for path, definition in new_definitions.items()
        if _is_asked(definition) and path not in places.values()
    ]
    return Difference(old.version, form_row, tuple(stays), tuple(changed), tuple(retired), tuple(fresh)), new_interview


def _is_asked(definition: QuestionDef) -> bool:
    return definition.kind == "question" and definition.control not in ("", "note")


def _places(definitions: Mapping[str, QuestionDef], new_definitions: Mapping[str, QuestionDef]) -> dict[str, str]:
    """Old path to new: the same, or where the one question of that name stands now."""
    paths = {path: path for path in definitions if path in new_definitions}
    names: dict[str, list[str]] = {}
    for path, definition in new_definitions.items():
        if _is_asked(definition) and path not in definitions:
            names.setdefault(definition.name, []).append(path)
    for path, definition in definitions.items():
        name = names.get(definition.name, [])
        if path not in paths and _is_asked(definition) and len(name) == 1:
            paths[path] = name[0]
    return paths


def _entries(answers: Mapping[str, str], definitions: Mapping[str, QuestionDef]) -> dict[str, str]:
    """Entries of lists that the newer version has too, and values that nobody was asked for."""
    return {
        ref: text
        for ref, text in answers.items()
        if (path := gates.plain(ref)) in definitions and (ref.endswith("]") or not _is_asked(definitions[path]))
    }


def _takes(interview: Interview, ref: str, text: str, definition: QuestionDef, now: QuestionDef) -> bool:
    """Answers it in the newer version; False where that can't hold it."""
    if (definition.control == "upload") != (now.control == "upload"):
        return False
    try:
        interview.answer(ref, text, origin=CARRIED if origin_of(text) == CALCULATED else origin_of(text))
    except SanadError:
        return False
    return bool(interview.value(ref))


def _typed_over_last(answers: Mapping[str, str], definitions: Mapping[str, QuestionDef]) -> list[tuple[str, str]]:
    """Answers in their order, and after all that they are calculated from those over a calculation."""
    return sorted(
        answers.items(),
        key=lambda answer: (
            (question := definitions.get(gates.plain(answer[0]))) is not None
            and question.calculated
            and origin_of(answer[1]) != CALCULATED
        ),
    )


def _clear(interview: Interview, ref: str, question: QuestionDef | None) -> None:
    """A calculation that somebody cleared stays cleared."""
    if question is not None and question.calculated:
        with suppress(SanadError):
            interview.answer(ref, "")


def _speaks(form: Form, language: str) -> str | None:
    known = form.language(language)
    return known.name if known else None


def _label(definition: QuestionDef, form: Form, language: str) -> str:
    words = definition.labels.get(_speaks(form, language) or form.default_language) or ""
    return marked(words or next(iter(definition.labels.values()), "")) or definition.name

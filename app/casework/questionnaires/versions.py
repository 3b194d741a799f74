"""An unfinished interview and a newer version of its questionnaire: what would change, and the move.

A draft stays with the version it began with until somebody who saw the difference says otherwise. An
answer that the newer version can't hold goes into the draft's drawer, and into the case with the rest.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from app.casework.questionnaires import forms, gates
from app.casework.questionnaires.answer_origins import origins_in, saved
from app.casework.questionnaires.answers import HIDDEN, shown
from app.casework.questionnaires.forms import FormRow
from app.casework.questionnaires.orphaned_answers import Retired, drawer_of, stored
from app.casework.questionnaires.plain_text import marked
from app.casework.session.session import Session
from app.errors import N_, SanadError
from app.form import Form, Interview, QuestionDef
from app.form.origins import CALCULATED, CARRIED, UNKNOWN, origin_of
from app.seal.canonical import nfc
from app.vault import drafts
from app.vault import forms as kept
from app.vault.drafts import Draft, NoDraft

__all__ = ["Difference", "Line", "NoDraft", "NoNewer", "Retired", "drawer", "look", "move", "newer"]

_ENTRY = re.compile(r"\[[^\]]*\]")


@dataclass(eq=False)
class NoNewer(SanadError):
    """The draft's version is the one that is offered."""

    says = N_(
        "There is no newer version of this interview’s questionnaire on this computer. Nothing was "
        "changed. Add the newer questionnaire first."
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One answer or question. `before`: what it was called, where its words changed."""

    ref: str
    question: str
    answer: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """`kept`: as they are; `changed`: kept, but asked in other words or at another place; `retired`:
    into the drawer; `fresh`: new questions."""

    of: str  # the version that the draft has
    to: FormRow
    kept: tuple[Line, ...]
    changed: tuple[Line, ...]
    retired: tuple[Retired, ...]
    fresh: tuple[Line, ...]


def newer(session: Session, draft_id: str) -> FormRow | None:
    """The version that new interviews use, where it is another than the draft's. NoDraft."""
    draft = drafts.one(session.reading(), _id(draft_id))
    return newer_of(session, draft.form)


def newer_of(session: Session, form_hash: bytes) -> FormRow | None:
    """The same for a questionnaire."""
    row = kept.row(session.reading(), form_hash)
    offered = forms.forms(session)
    return next(
        (each for each in offered if each.id == row.form_id and each.hash != form_hash.hex()), None
    )


def look(session: Session, draft_id: str, language: str = "") -> Difference:
    """What a move would do; nothing is changed. `language`: of the form, its name or its code. NoNewer, NoDraft, NoForm."""
    return _plan(session, draft_id, language)[0]


def move(session: Session, draft_id: str, to: str = "") -> Difference:
    """Move the draft to the newer version, in one transaction. `to`: the hash that was looked at; where
    another is offered by now, nothing is moved. NoNewer, NoDraft, NoForm."""
    found, draft, interview = _plan(session, draft_id, "")
    if to and found.to.hash != to:
        raise NoNewer
    retired = [*drawer_of(draft.meta), *found.retired]
    meta = {**draft.meta, "drawer": stored(retired)}
    with session.vault.transaction() as writer:
        drafts.one(session.vault.database, draft.id)
        session.past_gates.discard(draft.id)
        drafts.describe(writer, draft.id, meta)
        answers = interview.stored()
        plain = {path: nfc(text) for path, text in answers.items()}
        drafts.move(writer, draft.id, bytes.fromhex(found.to.hash), plain, origins_in(answers))
    return found


def drawer(session: Session, draft_id: str) -> tuple[Retired, ...]:
    """Answers of earlier versions that the draft carries along. NoDraft."""
    return drawer_of(drafts.one(session.reading(), _id(draft_id)).meta)


# -- the plan --------------------------------------------------------------------------------


def _plan(session: Session, draft_id: str, language: str) -> tuple[Difference, Draft, Interview]:
    draft = drafts.one(session.reading(), _id(draft_id))
    to = newer_of(session, draft.form)
    if to is None:
        raise NoNewer
    old, new = forms.load(session, draft.form.hex()), forms.load(session, to.hash)
    answers = saved(session.reading(), draft.id)
    before = Interview(old, answers, now=session.clock)
    found, after = _compared(session, before, new, to, answers, language)
    return found, draft, after


def _compared(
    session: Session, before: Interview, new: Form, to: FormRow, answers: Mapping[str, str],
    language: str,
) -> tuple[Difference, Interview]:  # fmt: skip
    old = before.form
    asked, told = _by_path(old), _by_path(new)
    places = _places(asked, told)
    after = Interview(new, _entries(answers, told), now=session.clock)
    gates.unask(after)
    stays: list[Line] = []
    changed: list[Line] = []
    retired: list[Retired] = []
    for ref, text in _typed_over_last(answers, asked):
        path = _ENTRY.sub("", ref)
        question = asked.get(path)
        if question is None or question.kind == "hidden" or not question.control:
            continue
        there = places.get(path, "")
        at = ref if there == path else there
        if at and told[there].calculated and origin_of(text) in (CALCULATED, UNKNOWN):
            continue  # the newer version calculates it from the answers
        if not text:
            _clear(after, at, told.get(there))
            continue
        node = before.node(ref, _speaks(old, language))
        if not at or not _takes(after, at, text, question, told[there]):
            hidden = node.extras.get("restricted") == HIDDEN
            retired.append(Retired(ref, marked(node.label), shown(node), old.version, hidden))
            continue
        now = after.node(at, _speaks(new, language))
        line = Line(at, marked(now.label) or now.name, shown(now))
        was = marked(node.label) or node.name
        if was != line.question and gates.asks(new, there):
            after.answer(
                at, ""
            )  # safety and consent were said to other words: they are asked again
            retired.append(Retired(ref, was, shown(node), old.version, hidden=False))
            continue
        if was == line.question and at == ref and shown(node) == line.answer:
            stays.append(line)
        else:
            changed.append(Line(at, line.question, line.answer, was))
    fresh = [
        Line(path, _label(each, new, language))
        for path, each in told.items()
        if _is_asked(each) and path not in places.values()
    ]
    return Difference(
        old.version, to, tuple(stays), tuple(changed), tuple(retired), tuple(fresh)
    ), after


def _by_path(form: Form) -> dict[str, QuestionDef]:
    return {each.path: each for each in form.questions()}


def _is_asked(each: QuestionDef) -> bool:
    return each.kind == "question" and each.control not in ("", "note")


def _places(asked: Mapping[str, QuestionDef], told: Mapping[str, QuestionDef]) -> dict[str, str]:
    """Old path to new: the same, or where the one question of that name stands now."""
    found = {path: path for path in asked if path in told}
    names: dict[str, list[str]] = {}
    for path, each in told.items():
        if _is_asked(each) and path not in asked:
            names.setdefault(each.name, []).append(path)
    for path, each in asked.items():
        here = names.get(each.name, [])
        if path not in found and _is_asked(each) and len(here) == 1:
            found[path] = here[0]
    return found


def _entries(answers: Mapping[str, str], told: Mapping[str, QuestionDef]) -> dict[str, str]:
    """Entries of lists that the newer version has too, and values that nobody was asked for."""
    return {
        ref: text
        for ref, text in answers.items()
        if (path := _ENTRY.sub("", ref)) in told
        and (ref.endswith("]") or not _is_asked(told[path]))
    }


def _takes(after: Interview, ref: str, text: str, was: QuestionDef, now: QuestionDef) -> bool:
    """Answers it in the newer version; False where that can't hold it."""
    if (was.control == "upload") != (now.control == "upload"):
        return False
    try:
        after.answer(
            ref, text, origin=CARRIED if origin_of(text) == CALCULATED else origin_of(text)
        )
    except SanadError:
        return False
    return bool(after.value(ref))


def _typed_over_last(
    answers: Mapping[str, str], asked: Mapping[str, QuestionDef]
) -> list[tuple[str, str]]:
    """Answers in their order, and after all that they are calculated from those over a calculation."""
    return sorted(
        answers.items(),
        key=lambda kept: (
            (question := asked.get(_ENTRY.sub("", kept[0]))) is not None
            and question.calculated
            and origin_of(kept[1]) != CALCULATED
        ),
    )


def _clear(after: Interview, ref: str, question: QuestionDef | None) -> None:
    """A calculation that somebody cleared stays cleared."""
    if question is not None and question.calculated:
        with suppress(SanadError):
            after.answer(ref, "")


def _speaks(form: Form, language: str) -> str | None:
    """A language of the form, by its name or its code."""
    return next((each.name for each in form.languages if language in (each.name, each.code)), None)


def _label(each: QuestionDef, form: Form, language: str) -> str:
    words = each.labels.get(_speaks(form, language) or form.default_language) or ""
    return marked(words or next(iter(each.labels.values()), "")) or each.name


def _id(draft_id: str) -> bytes:
    try:
        return bytes.fromhex(draft_id)
    except ValueError as error:
        raise NoDraft from error

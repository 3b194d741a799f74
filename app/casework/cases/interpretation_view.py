"""What pages and papers show of translations and of what interpreters declared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.case.kinds import interpretation
from app.case.projection import Case, FinishedInterview
from app.clock import utc
from app.errors import N_
from app.language import FSI, LRI, PDI, RLI, Words, fold, isolate
from app.seal.directory import Colleagues

WORDINGS: Mapping[str, str] = {
    interpretation.WORDING: N_(
        "I interpreted fully and faithfully. I am independent of the employer and of "
        "everyone named here, and I keep what I heard to myself."
    )
}


@dataclass(frozen=True, slots=True)
class TranslationView:
    """Of one answer into `language`. `name`: whose it is; `hand`: what they are to the case; `author`: who
    wrote it down."""

    text: str
    language: str
    hand: str
    name: str
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DeclarationView:
    """`moment`: "before" or "after" the talk; `mode`: "signed" or "spoken"; `wording`: which sentence;
    `author`: who wrote it down."""

    interpreter: str
    moment: str
    mode: str
    wording: str
    author: str
    at: datetime


def translations_in(
    case: Case, interview: FinishedInterview, directory: Colleagues
) -> dict[str, tuple[TranslationView, ...]]:
    """By place, those of the words that stand there now."""
    refs = {entry.ref for entry in case.translations if entry.interview == interview.id}
    by_ref = {
        ref: tuple(
            TranslationView(
                text=entry.text,
                language=entry.language,
                hand=entry.hand,
                name=entry.name or directory.name_of(entry.stream),
                author=directory.name_of(entry.stream),
                at=utc(entry.at),
            )
            for entry in interpretation.translations_of(
                case.translations, interview.id, ref, interview.answers.get(ref, "")
            )
        )
        for ref in sorted(refs)
    }
    return {ref: translations for ref, translations in by_ref.items() if translations}


def declarations_in(case: Case, interview: FinishedInterview, directory: Colleagues) -> tuple[DeclarationView, ...]:
    """All that were written down of an interview, in their order."""
    return tuple(
        DeclarationView(
            interpreter=entry.interpreter,
            moment=entry.moment,
            mode=entry.mode,
            wording=entry.wording,
            author=directory.name_of(entry.stream),
            at=utc(entry.at),
        )
        for entry in case.declarations
        if entry.interview == interview.id
    )


def undeclared(spoken: Mapping[str, Mapping[str, str]], declarations: Sequence[DeclarationView]) -> tuple[str, ...]:
    """Who interpreted an interview, each once, and has declared nothing yet; nobody where as many have
    declared as interpreted, by whatever name or number."""
    names = dict.fromkeys(mode["interpreter"] for mode in spoken.values() if mode["interpreter"])
    declared = {fold(view.interpreter) for view in declarations}
    if len(declared) >= len(names):
        return ()
    return tuple(name for name in names if fold(name) not in declared)


_BY = {
    interpretation.OFFICER: N_("Translation into {language} by the officer {name}: {text}"),
    interpretation.INTERPRETER: N_("Translation into {language} by the interpreter {name}: {text}"),
    interpretation.TRANSLATOR: N_("Translation into {language} by {name}: {text}"),
}
_DECLARED = {
    (interpretation.BEFORE, interpretation.SIGNED): N_(
        "{interpreter} signed this before the interview; written down by {author} on {day}."
    ),
    (interpretation.BEFORE, interpretation.SPOKEN): N_(
        "{interpreter} said this before the interview; written down by {author} on {day}."
    ),
    (interpretation.AFTER, interpretation.SIGNED): N_(
        "{interpreter} signed this after the interview; written down by {author} on {day}."
    ),
    (interpretation.AFTER, interpretation.SPOKEN): N_(
        "{interpreter} said this after the interview; written down by {author} on {day}."
    ),
}


def translation_in_words(view: TranslationView, words: Words) -> str:
    """Whose it is, and the translation."""
    return words(
        _BY[view.hand], language=words.language_name(view.language), name=isolate(view.name), text=isolate(view.text)
    )


def translation_in_two(view: TranslationView, words: Words) -> tuple[str, str]:
    """Whose it is, and the translation: in lines of their own, as one in letters of the other direction would
    be torn apart in a line that wraps."""
    author_line = translation_in_words(replace(view, text=""), words)
    return author_line.rstrip(f" {FSI}{LRI}{RLI}{PDI}"), isolate(view.text)


def declaration_in_words(view: DeclarationView, words: Words) -> str:
    """Who declared when, and who wrote it down."""
    return words(
        _DECLARED[view.moment, view.mode],
        interpreter=isolate(view.interpreter),
        author=isolate(view.author),
        day=words.date(view.at.astimezone().date()),
    )


def wording_in_words(wording: str, words: Words) -> str:
    """The sentence; of one that this version doesn't know its number."""
    sentence = WORDINGS.get(wording)
    return words(sentence) if sentence else wording

"""Warnings for authors of a form in several languages: missing words, words in the wrong script.

Reads the rows of a workbook as pyxform hands them over. What changed since an earlier version of a
form is said by `changes_since`."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.errors import N_, Said, said
from app.form.definition import Definition
from app.form.model import Form
from app.form.problems import Problem
from app.form.translations import language_of
from app.form.views import QuestionDef
from app.form.workbook.sheets import cell

MOST = 100  # problems of one kind; a form with more has one cause
_WORDS = re.compile(
    r"\s*(label|hint|guidance_hint|constraint_message|required_message)\s*::?\s*(.+?)\s*", re.IGNORECASE
)
_PARTS = {
    "label": N_("label"),
    "hint": N_("hint"),
    "guidance_hint": N_("guidance"),
    "constraint_message": N_("message for an answer that breaks the rule"),
    "required_message": N_("message for a missing answer"),
}
_NO_WORDS = re.compile(r"\$\{[^}]*\}|<[^>]*>|https?://\S+|\[[^\]]*\]\([^)]*\)|[A-Z]{2,}")
_ARABIC_LETTERS = {"ar", "fa", "ur", "ps", "ku", "ckb", "sd"}
_LATIN_LETTERS = {"en", "fr", "es", "tl", "fil", "id", "sw", "pt", "de", "it", "tr", "vi", "ms"}

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class LanguageColumn:
    """A heading that holds words of one language: ("label", "العربية (ar)")."""

    heading: str
    part: str
    language: str


def advice(workbook: Mapping[str, Any]) -> tuple[Problem, ...]:
    """Words missing in a language, words in another language's letters, a choice name used twice."""
    problems: list[Problem] = []
    for sheet in ("survey", "choices"):
        rows: Rows = workbook.get(sheet) or []
        columns = _columns([*(workbook.get(f"{sheet}_header") or []), *rows])
        problems += list(_missing(sheet, rows, columns))[:MOST]
        problems += list(_letters(sheet, rows, columns))[:MOST]
    problems += list(_reused(workbook.get("choices") or []))[:MOST]
    return tuple(problems)


def typed_over(form: Form) -> tuple[Problem, ...]:
    """Calculations that may be typed over: what is asked, is calculated and is never read-only. One
    that gives back what its question holds only fills it in."""
    says = N_(
        "“{name}” is calculated but can be overwritten; write yes in the column readonly, or make it a calculate row, "
        "unless people should be able to correct the calculated value."
    )
    return tuple(
        Problem("warning", said(says, name=definition.name), None, None, "calculation", definition.path)
        for definition in form.definitions
        if form.kind(definition) == "question"
        and definition.calculated
        and "readonly" not in definition.sources
        and not _keeps_own(definition)
    )[:MOST]


def _keeps_own(definition: Definition) -> bool:
    calculation = definition.calculation
    if calculation is None:
        return False
    reads_own = any(place is definition for place, _ in calculation.reads.places)
    return reads_own or calculation.is_once


def _columns(rows: Rows) -> list[LanguageColumn]:
    headings = dict.fromkeys(key for row in rows for key in row if isinstance(key, str))
    return [
        LanguageColumn(heading, match[1].lower(), match[2])
        for heading in headings
        if (match := _WORDS.fullmatch(heading))
    ]


def _missing(sheet: str, rows: Rows, columns: list[LanguageColumn]) -> Iterator[Problem]:
    for at, row in enumerate(rows, 2):
        for part in dict.fromkeys(column.part for column in columns):
            part_columns = [column for column in columns if column.part == part]
            filled = [column for column in part_columns if _text(row, column)]
            for missing in part_columns if 0 < len(filled) < len(part_columns) else ():
                if missing not in filled:
                    says = said(
                        N_("“{name}” has no {part} in {language}; write it in this column."),
                        name=_name(row),
                        part=said(_PARTS[part]),
                        language=missing.language,
                    )
                    yield Problem("warning", says, sheet, at, missing.heading, _name(row))


def _letters(sheet: str, rows: Rows, columns: list[LanguageColumn]) -> Iterator[Problem]:
    for column in columns:
        code = language_of(column.language).code.partition("-")[0].lower()
        if code not in _ARABIC_LETTERS | _LATIN_LETTERS:
            continue
        for at, row in enumerate(rows, 2):
            arabic, latin = _counted(_text(row, column))
            wrong = latin >= 4 and not arabic if code in _ARABIC_LETTERS else arabic > latin and arabic > 1
            if wrong:
                says = said(
                    N_("“{name}” is not written in the letters of {language}; correct it or move it to its column."),
                    name=_name(row),
                    language=column.language,
                )
                yield Problem("warning", says, sheet, at, column.heading, _name(row))


def _counted(text: str) -> tuple[int, int]:
    """Arabic and Latin letters of a text, without references, marks, addresses and abbreviations."""
    arabic = latin = 0
    for letter in _NO_WORDS.sub(" ", text):
        if letter.isalpha():
            name = unicodedata.name(letter, "")
            arabic += name.startswith("ARABIC")
            latin += name.startswith("LATIN")
    return arabic, latin


# names that people read for what they say, whatever the list
_PLAIN = {"yes", "no", "true", "false", "male", "female", "y", "n", "m", "f", "unknown", "refused"}


def _reused(rows: Rows) -> Iterator[Problem]:
    """One name, two meanings: within a list; or in another list, where the name is a plain word or
    what it says there has another name here (1 is yes in one list and no in the next)."""
    rows_read = [
        (at, str(cell(row, "list_name")).strip(), _name(row), label)
        for at, row in enumerate(rows, 2)
        if (label := _folded(_label(row))) and _name(row)
    ]
    names: dict[str, set[str]] = {}
    for _, _, name, label in rows_read:
        names.setdefault(label, set()).add(name)
    within: dict[tuple[str, str], str] = {}
    meanings: dict[str, tuple[str, str]] = {}
    for at, list_name, name, label in rows_read:
        message, other_list = "", list_name
        if within.setdefault((list_name, name), label) != label:
            message = N_("The choice “{name}” of the list “{list}” has two meanings; give each its own name.")
        else:
            other_list, first_label = meanings.setdefault(name, (list_name, label))
            swapped = name.casefold() in _PLAIN or (names[first_label] | names[label]) - {name}
            if other_list != list_name and swapped and not _alike(first_label, label):
                message = N_("The choice “{name}” means something else in the list “{list}”; give each its own name.")
        if message:
            says = said(message, name=name, list=other_list)
            yield Problem("warning", says, "choices", at, "name", name)


def _alike(first: str, second: str) -> bool:
    """Do two labels share a word? "Other" and "Other, which?" mean the same."""
    return bool(set(first.split()) & set(second.split())) or first in second or second in first


def _folded(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s]", " ", text.casefold()).split())


def _label(row: Mapping[str, Any]) -> str:
    keys = [k for k in row if isinstance(k, str) and k.strip().lower().startswith("label")]
    english = [k for k in keys if "(en)" in k.lower() or "english" in k.lower()]
    return next((str(row[k]) for k in [*english, *keys] if row[k]), "")


def _text(row: Mapping[str, Any], column: LanguageColumn) -> str:
    value = row.get(column.heading)
    return "" if value is None else str(value).strip()


def _name(row: Mapping[str, Any]) -> str:
    return str(cell(row, "name")).strip()


def unspoken(form: Form) -> tuple[Problem, ...]:
    """The same for a form without a workbook: questions without a label in a language."""
    names = [language.name for language in form.languages]
    problems = [
        Problem(
            "warning",
            said(
                N_("“{name}” has no {part} in {language}; write it in this column."),
                name=question.name,
                part=said(_PARTS["label"]),
                language=language,
            ),
            question=question.path,
        )
        for question in form.questions()
        if question.kind in {"question", "note"} and any(question.labels.values())
        for language in names
        if not question.labels.get(language, "").strip()
    ]
    return tuple(problems[:MOST]) if len(names) > 1 else ()


def changes_since(form: Form, earlier: Form) -> tuple[Problem, ...]:
    """What a new version of a form takes away or changes the meaning of, and a version not raised."""
    if form.hash == earlier.hash:
        return ()
    problems = list(_numbered(form, earlier))
    questions = {question.path.partition("/")[2].partition("/")[2]: question for question in form.questions()}
    for old in earlier.questions():
        if old.kind != "question":
            continue
        new = questions.get(old.path.partition("/")[2].partition("/")[2])
        if new is None or new.kind == "group":
            says = said(
                N_(
                    "The question “{name}” of the last version was removed; answers to it are stored separately. Keep it, or tell those who use the form."
                ),
                name=old.name,
            )
            problems.append(Problem("warning", says, "survey", question=old.path))
        else:
            problems += _changed(new, old)
    return tuple(problems[: 2 * MOST])


def _numbered(form: Form, earlier: Form) -> Iterator[Problem]:
    if form.id != earlier.id:
        says = said(
            N_("The form’s id was “{before}” and is “{now}”; the same form keeps its id."),
            before=earlier.id,
            now=form.id,
        )
        yield Problem("warning", says, "settings", 2, "form_id")
    elif _order(form.version) <= _order(earlier.version):
        says = said(
            N_("The form was changed, but its version “{version}” was not raised; write a higher one."),
            version=form.version or "–",
        )
        yield Problem("warning", says, "settings", 2, "version")


def _order(version: str) -> tuple[int, ...] | tuple[()]:
    return tuple(int(part) for part in re.findall(r"\d+", version))


def _changed(new: QuestionDef, old: QuestionDef) -> Iterator[Problem]:
    if new.type != old.type or (new.control != old.control and old.control and new.control):
        says = said(
            N_("The question “{name}” takes another kind of answer than in the last version; give it a new name."),
            name=new.name,
        )
        yield Problem("warning", says, "survey", column="type", question=new.path)
    now = {choice.value: choice.label for choice in new.choices}
    for earlier in old.choices if now else ():
        if earlier.value not in now:
            says = said(
                N_(
                    "The choice “{choice}” of “{name}” was removed since the last version; keep it, or old answers lose their words."
                ),
                choice=earlier.value,
                name=new.name,
            )
            yield Problem("warning", says, "choices", column="name", question=new.path)
        elif not _alike(_folded(earlier.label), _folded(now[earlier.value])):
            says = said(
                N_(
                    "The choice “{choice}” of “{name}” means something else than in the last version; give the new meaning a name of its own."
                ),
                choice=earlier.value,
                name=new.name,
            )
            yield Problem("warning", says, "choices", column="name", question=new.path)


def choice_row(workbook: Mapping[str, Any], problem: Problem) -> int | None:
    """Where the choice that a problem names stands: in the list that its question uses."""
    values = problem.says.values if isinstance(problem.says, Said) else {}
    choice, question = values.get("choice"), values.get("name")
    lists = {
        str(cell(row, "type")).split()[-1]
        for row in workbook.get("survey") or []
        if _name(row) == question and str(cell(row, "type")).strip()
    }
    for at, row in enumerate(workbook.get("choices") or [], 2):
        if _name(row) == choice and str(cell(row, "list_name")).strip() in lists:
            return at
    return None

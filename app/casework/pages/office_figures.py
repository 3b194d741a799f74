"""Figures of an office: how many cases, by officer, team, month, stage, sex, age, nationality, form of
exploitation and sector. Each number has the filter that leaves its cases.

On the screen, inside the office, numbers are as they are. On paper, which may leave it, neither a number below
five is told nor one from which such a number could be worked out.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from app import report
from app.case import events, fields
from app.casework.cases import categories, issued_papers
from app.casework.cases.issued_papers import Paper
from app.casework.cases.reviews import NotYours
from app.casework.pages import work_list
from app.casework.pages.small_cells import is_small
from app.casework.pages.work_list import CLOSED, EVERY, UNSAID, WorkFilter
from app.casework.session import colleagues, profiles
from app.casework.session.session import Session, events_of
from app.clock import utc
from app.errors import N_
from app.language import Words
from app.seal import canonical
from app.seal.canonical import nfc
from app.settings import Language
from app.vault import work_list as rows
from app.vault.work_list import NO_VISITS

_TOGETHER, _WITHHELD = N_("Others, counted together"), N_("not shown")
_MONTHS, _PACK = 12, "office"

BY_OFFICER, BY_TEAM, BY_MONTH, BY_END, BY_STAGE, BY_SEX, BY_AGE, BY_NATIONALITY, BY_EXPLOITATION, BY_KIND, BY_SECTOR = TITLES = (
    N_("By officer"), N_("By team"), N_("By month of opening"), N_("By month of closing"), N_("By stage"), N_("By sex"), N_("By age"),
    N_("By nationality"), N_("By form of exploitation"), N_("By kind of case"), N_("By sector"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Period:
    """Cases that were opened from one day to another, both included, closed since or not; without days,
    the cases that are open now."""

    first: date | None = None
    last: date | None = None

    @classmethod
    def month(cls, year: int, month: int) -> "Period":
        first = date(year, month, 1)
        following = date(year + month // 12, month % 12 + 1, 1)
        return cls(first, following - timedelta(days=1))

    @property
    def filter(self) -> WorkFilter:
        if self.first is None or self.last is None:
            return WorkFilter(visits=NO_VISITS)
        return WorkFilter(visits=NO_VISITS, state=EVERY, opened_from=str(self.first), opened_until=str(self.last))

    @property
    def ended(self) -> WorkFilter:
        """The cases that were closed in it, whenever they were opened, and are closed still."""
        return WorkFilter(
            visits=NO_VISITS, state=CLOSED, ended_from=str(self.first or ""), ended_until=str(self.last or "")
        )


@dataclass(frozen=True, slots=True)
class Figure:
    """`name`: in words. `filter`: what leaves these cases."""

    name: str
    number: int
    filter: WorkFilter


@dataclass(frozen=True, slots=True)
class FigureTable:
    """`title`: a message id."""

    title: str
    figures: tuple[Figure, ...]
    is_by_officer: bool = False


@dataclass(frozen=True, slots=True)
class Figures:
    """`total`: cases of the period. `summary`: of them, and of the day."""

    total: int
    summary: tuple[Figure, ...]
    tables: tuple[FigureTable, ...]


def figures(session: Session, period: Period, language: Language) -> Figures:
    """All of a period. NotYours."""
    if not work_list.may_see(session):
        raise NotYours
    words, base = Words(language), period.filter
    conditions = work_list.conditions_of(session, base)
    profile, unsaid = profiles.in_use(session), {"": words(N_("Not said"))}
    forms = {f.id: f.name.get(language, f.id) for f in profile.exploitation} | unsaid
    kinds = {kind.id: kind.name.get(language, kind.id) for kind in profile.kinds} | unsaid
    total = rows.count(session.reading(), conditions)
    counted: Callable[[str], Mapping[str | bytes, int]] = lambda column: rows.counted_by(  # noqa: E731
        session.reading(), column, conditions
    )
    by_officer = counted("officer")
    tables = [
        _by_officer(session, base, words, by_officer),
        _by_team(session, base, by_officer),
        *([] if period.first else _by_months(session, words)),
        _by_names(BY_STAGE, "stage", base, counted("stage"), _stages(session, language)),
        _by_names(BY_SEX, "sex", base, counted("sex"), _said(categories.SEX, words)),
        _by_names(BY_AGE, "age_group", base, counted("age_group"), _said(categories.AGE_GROUP, words)),
        _by_codes(BY_NATIONALITY, categories.NATIONALITY, base, counted("nationality"), words),
        _by_word(BY_EXPLOITATION, "exploitation", base, counted("exploitation"), forms),
        _by_word(BY_KIND, "kind", base, counted("kinds"), kinds),
        _by_codes(BY_SECTOR, categories.SECTOR, base, counted("sector"), words),
    ]
    return Figures(total, _summary(session, period, words), tuple(tables))


def paper(session: Session, period: Period) -> Paper:
    """To be printed or saved: signed and numbered, and its writing is an event of the vault. NotYours."""
    numbers, words = figures(session, period, "en"), Words("en", "latin")
    # of what the paper says, not of the numbers that it does not tell: few they are, and tried out soon
    summary, tables = _told_on_paper(numbers, words)
    says = [
        [str(period.first or ""), str(period.last or "")],
        [list(line) for line in summary],
        *([title, [list(line) for line in lines]] for title, lines in tables),
    ]
    record = hashlib.sha256(canonical.encode(says)).digest()
    # as tables for reports are remembered (`figure_files`)
    days = {"pack": _PACK, "first": str(period.first), "last": str(period.last)} if period.first else {}
    kept = {"told": [[key, str(number)] for key, number in _numbers_told(numbers).items()]} if days else {}
    return Paper(
        "figures",
        session.vault.id,
        record,
        lambda spoken: _notice(session, period, spoken, record),
        extra={**days, **kept},
    )


def overlaps(session: Session, period: Period) -> list[datetime]:
    """When papers of the same month were issued that differ from today's by fewer than five cases: whoever has both
    can work those out. NotYours."""
    if period.first is None:
        return []
    numbers, month = _numbers_told(figures(session, period, "en")), (_PACK, str(period.first), str(period.last))
    issued = [
        (fields.pairs(event.content.get("told")), utc(event.at))
        for event in events_of(session, session.vault.id)
        if event.what == events.PAGE
        and tuple(fields.text(event.content.get(key)) for key in ("pack", "first", "last")) == month
    ]
    return [
        at
        for earlier, at in issued
        if any(is_small(abs(int(earlier[key]) - numbers[key])) for key in earlier.keys() & numbers.keys())
    ]


def _numbers_told(numbers: Figures) -> dict[str, int]:
    """Of a paper, by table and row."""
    words = Words("en", "latin")
    summary, tables = _told_on_paper(numbers, words)
    return {
        nfc(f"{title}/{name}"): int(number.replace(",", ""))
        for title, lines in [("", summary), *tables]
        for name, number in lines
        if number != words(_WITHHELD)
    }


def told(figures: Sequence[Figure], words: Words, *, of_cases: int) -> list[tuple[str, str]]:
    """A table's names and numbers for paper. `of_cases`: so many it splits, which the paper tells. Neither a number
    below five is told nor what leaves so few of all: those stand in one row at the end, with their sum where no
    case is in two of them."""
    hidden = {at for at, figure in enumerate(figures) if _is_hidden(figure.number, of_cases)}
    rest = sorted((figure.number, at) for at, figure in enumerate(figures) if at not in hidden)
    while rest and is_small(of_cases - sum(number for number, _ in rest)):
        hidden.add(rest.pop(0)[1])
    lines = [
        (figures[at].name, words.number(number))
        for at, number in enumerate(figure.number for figure in figures)
        if number and at not in hidden
    ]
    if hidden:
        number, split = (sum(figures[at].number for at in rows) for rows in (hidden, range(len(figures))))
        is_told = split == of_cases and not is_small(number)
        lines.append((words(_TOGETHER), words.number(number) if is_told else words(_WITHHELD)))
    return lines


def _each(figures: Sequence[Figure], words: Words, *, of_cases: int = 0) -> list[tuple[str, str]]:
    """Of numbers that don't add up: each with its own name, told or not."""
    return [
        (figure.name, words(_WITHHELD) if _is_hidden(figure.number, of_cases) else words.number(figure.number))
        for figure in figures
        if figure.number
    ]


def _is_hidden(number: int, of_cases: int) -> bool:
    return is_small(number) or is_small(of_cases - number)


def _told_on_paper(
    numbers: Figures, words: Words
) -> tuple[list[tuple[str, str]], list[tuple[str, list[tuple[str, str]]]]]:
    """The summary, and each table's title with its lines. Without the teams, whose officers are there, and the
    children, whom the table by age has: beside each other they would tell of few."""
    summary = [figure for figure in numbers.summary if not figure.filter.child]
    tables = (
        (table.title, _each(table.figures, words))
        if table.title in (BY_MONTH, BY_END)
        else (table.title, told(table.figures, words, of_cases=numbers.total))
        for table in numbers.tables
        if table.title != BY_TEAM
    )
    says_more = [(title, lines) for title, lines in tables if {name for name, _ in lines} - {words(_TOGETHER)}]
    return _each(summary, words, of_cases=numbers.total), says_more


def _notice(session: Session, period: Period, words: Words, record: bytes) -> report.ShortPaper:
    numbers = figures(session, period, words.language)
    if period.first and period.last:
        says = words(
            N_("Cases opened from {first} to {last}, closed since or not."),
            first=words.date(period.first),
            last=words.date(period.last),
        )
    else:
        says = words(N_("Cases that are open now."))
    small = words(
        N_(
            "Numbers below five are not shown, nor are numbers from which one could be worked out, so that nobody can "
            "be recognised. Site visits are not counted."
        )
    )
    summary, tables = _told_on_paper(numbers, words)
    moment = issued_papers.moment(words, utc(session.now()))
    return report.ShortPaper(
        title=words(N_("Figures of the office")),
        organisation=session.vault.directory.organisation.name,
        says=[says, small],
        facts=[(words(N_("Counted")), moment), *summary],
        tables=[(words(title), "", lines) for title, lines in tables],
        advice=[],
        at=utc(session.now()),
        record_hash=record.hex(),
    )


# -- tables ----------------------------------------------------------------------------------


def _summary(session: Session, period: Period, words: Words) -> tuple[Figure, ...]:
    base = period.filter
    filters = (
        (N_("Cases"), base),
        (N_("High danger"), replace(base, danger="high")),
        (N_("Children"), replace(base, child=True)),
        *(
            ((N_("Late"), replace(base, late=True)), (N_("Waiting for a review"), replace(base, review=True)))
            if period.first is None
            else ((N_("Still open"), replace(base, state="")), (N_("Closed in this month"), period.ended))
        ),
    )
    numbers = work_list.counts(session, [chosen for _, chosen in filters])
    return tuple(Figure(words(name), number, chosen) for (name, chosen), number in zip(filters, numbers, strict=True))


def _by_officer(session: Session, base: WorkFilter, words: Words, counts: Mapping[str | bytes, int]) -> FigureTable:
    organisation = session.vault.directory.organisation
    listed = []
    for person, number in counts.items():
        entry = organisation.person(person) if isinstance(person, bytes) else None
        is_own = person == session.vault.person
        name = entry.name if entry else session.officer.name if is_own else words(N_("Nobody yet"))
        id_ = person.hex() if isinstance(person, bytes) else ""
        listed.append(Figure(name, number, replace(base, officer=id_ or UNSAID)))
    return FigureTable(BY_OFFICER, _largest(listed), is_by_officer=True)


def _by_team(session: Session, base: WorkFilter, counts: Mapping[str | bytes, int]) -> FigureTable:
    """`counts`: by officer, as the cases of a team are those of its members."""
    figures = []
    for team in colleagues.teams(session) if session.vault.directory.joined else []:
        chosen = replace(base, team=team.id)
        members = set(work_list.conditions_of(session, chosen).officers or ())
        number = sum(counts.get(member, 0) for member in members)
        figures.append(Figure(team.name, number, chosen))
    return FigureTable(BY_TEAM, tuple(figures))


def _by_months(session: Session, words: Words) -> list[FigureTable]:
    """Cases opened in each of the last months, closed since or not, and those closed in each."""
    today = session.clock().astimezone().date()
    month_filters = list[tuple[str, WorkFilter]]()
    for months_ago in range(_MONTHS):
        months = today.year * 12 + today.month - 1 - months_ago
        period = Period.month(months // 12, months % 12 + 1)
        assert period.first is not None
        name = month_name(period.first, words)
        month_filters += [(name, period.filter), (name, period.ended)]
    figures = [  # each over an index of days
        Figure(name, work_list.count(session, chosen), chosen) for name, chosen in month_filters
    ]
    return [FigureTable(BY_MONTH, tuple(figures[::2])), FigureTable(BY_END, tuple(figures[1::2]))]


def month_name(day: date, words: Words) -> str:
    """November 2026."""
    return words.date(day).partition(" ")[2].strip() or words.date(day)


def _stages(session: Session, language: Language) -> dict[str, str]:
    return {s.id: s.name.get(language, s.id) for s in profiles.in_use(session).stages}


def _said(names: Mapping[str, str], words: Words) -> dict[str, str]:
    return {value: words(says) for value, says in names.items()} | {"": words(N_("Not said"))}


def _by_names(
    title: str, column: str, base: WorkFilter, counts: Mapping[str | bytes, int], names: Mapping[str, str]
) -> FigureTable:
    values = [*names, *(str(value) for value in counts if value not in names)]
    return FigureTable(
        title,
        tuple(
            Figure(
                names.get(value, value),
                counts.get(value, 0),
                replace(base, **{column: value or UNSAID}),  # type: ignore[arg-type]
            )
            for value in values
        ),
    )


def _by_codes(title: str, kind: str, base: WorkFilter, counts: Mapping[str | bytes, int], words: Words) -> FigureTable:
    listed = [
        Figure(
            categories.name(kind, str(code), words) if code else words(N_("Not said")),
            number,
            replace(base, **{kind: str(code) or UNSAID}),  # type: ignore[arg-type]
        )
        for code, number in counts.items()
    ]
    return FigureTable(title, _largest(listed))


def _by_word(
    title: str, column: str, base: WorkFilter, counts: Mapping[str | bytes, int], names: Mapping[str, str]
) -> FigureTable:
    """A case can have several of them, and is counted in each. `column`: of the filter."""
    by_word: dict[str, int] = {}
    for text, number in counts.items():
        for word in str(text).split() or [""]:
            by_word[word] = by_word.get(word, 0) + number
    listed = [
        Figure(
            names.get(word, word),
            number,
            replace(base, **{column: word or UNSAID}),  # type: ignore[arg-type]
        )
        for word, number in by_word.items()
    ]
    return FigureTable(title, _largest(listed))


def _largest(listed: Sequence[Figure]) -> tuple[Figure, ...]:
    return tuple(sorted(listed, key=lambda figure: (-figure.number, figure.name)))

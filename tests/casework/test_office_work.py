"""What waits for a supervisor, and how much of what there is: counted, no case opened."""

import random

import pypdfium2
import pytest

from app.casework.cases import issued_papers, queries, reviews
from app.casework.interviews import interview
from app.casework.lifecycle import closure
from app.casework.pages import office_figures, office_work, work_list
from app.casework.pages.office_figures import Figure, Period
from app.casework.pages.work_list import WorkFilter
from app.casework.questionnaires import answer_player
from app.casework.session.session import events_of
from app.casework.sharing import case_access
from app.clock import utc
from app.language import Words
from app.vault import cases
from tests.casework.test_interview import DEMO, begins
from tests.casework.test_posting import Office
from tests.casework.test_work_list import keeps
from tests.chance import seeds
from tests.counted import calls_of
from tests.people import Person, keeps_a_case

NOW = Period()


@pytest.fixture(name="together")
def together_(office: Office) -> Office:
    return office


@pytest.fixture
def omar(home):
    session = Person("عمر المثال", home, "supervisor").sets_up()
    yield session
    session.close()


def interviewed(session) -> str:
    live = begins(session)
    for each in DEMO:
        interview.keep(session, live.draft_id, answer_player.give(live.interview, each["ref"], each["value"]))
    return interview.finish(session, live.draft_id).case_id


def numbers(session, title: str, period: Period = NOW) -> dict[str, int]:
    (table,) = [table for table in office_figures.figures(session, period, "en").tables if table.title == title]
    for figure in table.figures:  # each number opens its cases
        assert work_list.count(session, figure.filter) == figure.number
        assert len(work_list.ids(session, figure.filter)) == figure.number
    return {figure.name: figure.number for figure in table.figures if figure.number}


def waiting(session) -> list[str]:
    return work_list.ids(session, WorkFilter(review=True))


def test_a_finished_interview_waits_until_a_supervisor_decides_and_again_after_the_next(omar):
    case = interviewed(omar)
    assert waiting(omar) == [case]
    omar.clock.pass_(minutes=1)
    reviews.review(omar, case, "returned", "ask for the address")
    assert waiting(omar) == []
    assert office_work.how_many_wait(omar) == 0


def test_a_case_without_an_interview_or_one_that_is_closed_waits_for_nobody(omar):
    keeps_a_case(omar, "Maya Sample")
    case = interviewed(omar)
    closure.close(omar, case, "she left", "left")
    assert case not in waiting(omar)


def test_what_was_handed_to_a_supervisor_waits_for_one(together: Office):
    layla, omar = together.joins("Layla Sample"), together.joins("Omar Sample", "supervisor")
    together.carry("Omar Sample", "Layla Sample")
    case = keeps_a_case(layla, "Maya Sample")
    (to,) = [recipient for recipient in case_access.recipients(layla) if recipient.name == "Omar Sample"]
    case_access.hand_over(layla, case, to, "for the decision")
    together.carry("Layla Sample", "Omar Sample")
    assert case in waiting(omar)
    with pytest.raises(reviews.NotYours):
        office_work.how_many_wait(layla)
    with pytest.raises(reviews.NotYours):
        office_figures.figures(layla, NOW, "ar")
    with pytest.raises(reviews.NotYours):
        office_figures.paper(layla, NOW)


def test_cases_are_counted_and_each_number_opens_its_cases(omar):
    keeps_a_case(omar, "Maya Sample")
    omar.clock.pass_(days=31)
    old = queries.cases(omar)[0].id
    closure.set_kinds(omar, old, ["trafficking", "smuggling"], "both", ["begging", "forced-labour"])
    keeps_a_case(omar, "Sita Sample")
    gone = keeps_a_case(omar, "Rita Sample")
    closure.close(omar, gone, "she left", "left")
    assert numbers(omar, office_figures.BY_STAGE) == {"Identification": 2}
    assert numbers(omar, office_figures.BY_OFFICER) == {"عمر المثال": 2}
    assert numbers(omar, office_figures.BY_KIND) == {
        "Trafficking in persons": 1,
        "Smuggling of migrants": 1,
        "Not said": 1,
    }
    assert numbers(omar, office_figures.BY_EXPLOITATION) == {"Forced labour": 1, "Forced begging": 1, "Not said": 1}
    assert list(numbers(omar, office_figures.BY_MONTH).values()) == [2, 1]  # closed since or not
    december = Period.month(2026, 12)
    assert numbers(omar, office_figures.BY_STAGE, december) == {"Identification": 2}
    summary = {each.name: each.number for each in office_figures.figures(omar, december, "en").summary}
    assert (summary["Cases"], summary["Still open"], summary["Closed in this month"]) == (2, 1, 1)


def test_a_month_counts_what_was_closed_in_it_whenever_it_was_opened(omar):
    case = keeps_a_case(omar, "Maya Sample")
    omar.clock.pass_(days=31)
    closure.close(omar, case, "she left", "left")
    assert list(numbers(omar, office_figures.BY_END).values()) == [1]
    december = office_figures.figures(omar, Period.month(2026, 12), "en").summary
    (closed,) = [figure for figure in december if figure.name == "Closed in this month"]
    assert (closed.number, work_list.count(omar, closed.filter)) == (1, 1)
    november = office_figures.figures(omar, Period.month(2026, 11), "en").summary
    assert [figure.number for figure in november if figure.name == "Closed in this month"] == [0]
    closure.reopen(omar, case, "she came back")
    assert numbers(omar, office_figures.BY_END) == {}


def test_a_paper_tells_no_small_number_and_its_writing_is_an_event_of_the_vault(omar, tmp_path):
    for name in ("Maya Sample", "Sita Sample"):
        keeps_a_case(omar, name)
    paper = office_figures.paper(omar, NOW)
    for language in ("en", "ar"):
        notice = paper.notice(Words(language))
        rows = [row for _, _, table in notice.tables for row in table]
        assert rows
        assert not {number for _, number in rows} & {"1", "2", "3", "4", "٢"}
    before = len(events_of(omar, omar.vault.id))
    issued_papers.save(omar, paper, "ar", tmp_path / "figures.pdf")
    (event,) = events_of(omar, omar.vault.id)[before:]
    assert (event.what, event.content["paper"], event.content["as"]) == ("page written", "figures", "file")
    keeps_a_case(omar, "Rita Sample")
    # what is not told is not in the hash either: few numbers are soon tried out
    assert office_figures.paper(omar, NOW).record == paper.record


def test_what_is_few_stands_in_one_row_with_what_would_give_it_away():
    # the sum of that row only where no case is in two rows, and none in no row
    for counts, whole, says in (
        ((9, 4, 7), 20, ["9", "11"]),
        ((9, 4, 2), 15, ["9", "6"]),
        ((9, 0, 7), 16, ["9", "7"]),
        ((3,), 3, ["not shown"]),
        ((9, 2, 1, 0, 1, 12, 2), 27, ["9", "12", "6"]),
        ((9, 2, 1, 0, 1, 12, 2), 26, ["9", "12", "not shown"]),
        ((9, 2, 1), 12, ["12"]),
        ((28, 3), 30, ["not shown"]),  # who is in the first is not in two alone
    ):
        figures = [Figure(str(at), number, WorkFilter()) for at, number in enumerate(counts)]
        lines = office_figures.told(figures, Words("en"), of_cases=whole)
        assert [number for _, number in lines] == says
        assert (lines[-1][0] == "Others, counted together") == (0 < min(filter(None, counts)) < 5)


def test_ten_thousand_cases_are_counted_without_a_call_for_each(omar):
    now = omar.now()
    with omar.vault.transaction() as writer:
        for n in range(10_000):
            id_ = n.to_bytes(16, "big")
            row = cases.IndexRow(
                id_, f"KW-{n}", "Maya Sample", "documentation", now, closed=n % 5 == 0,
                opened=now - n * 3600, kinds=("trafficking",), waiting_since=now - n,
                waits="review" if n % 10 == 0 else "",
            )  # fmt: skip
            cases.keep(writer, row, "")

    def counts():
        assert sum(numbers(omar, office_figures.BY_STAGE).values()) == 8000
        office_work.how_many_wait(omar)

    def numbers(session, title):
        tables = office_figures.figures(session, NOW, "en").tables
        (table,) = [table for table in tables if table.title == title]
        return {figure.name: figure.number for figure in table.figures}

    counts()  # the profile and its words are read once
    assert calls_of(counts) < 10_000 / 2


@pytest.mark.parametrize("seed", seeds(range(60), range(2000)))
def test_from_what_a_paper_tells_of_a_table_no_small_number_is_worked_out(seed: int):
    chance = random.Random(seed)
    words, largest = Words("en", "latin"), chance.choice((4, 9, 40))
    counted = [chance.randint(0, largest) for _ in range(chance.randint(1, 7))]
    total = sum(counted)
    figures = [Figure(str(at), number, WorkFilter()) for at, number in enumerate(counted)]
    lines = dict(office_figures.told(figures, words, of_cases=total))
    together = lines.pop(words("Others, counted together"), "0")
    shown = {int(name): int(number) for name, number in lines.items()}
    assert all(counted[at] == number >= 5 for at, number in shown.items())
    remainder = total - sum(shown.values())
    if together == words("not shown"):
        assert total < 5  # the paper does not tell that either
    else:
        assert int(together) == remainder == 0 or remainder >= 5
    hidden = [number for at, number in enumerate(counted) if number and at not in shown]
    assert hidden == [] or len(hidden) > 1 or hidden[0] >= 5 or total < 5


def test_a_months_paper_tells_neither_who_was_closed_nor_how_few_are_no_children(omar, tmp_path):
    kept_cases = [keeps(omar, f"Sample {at}", age="12" if at < 28 else "30") for at in range(30)]
    for case in kept_cases[:2]:
        closure.close(omar, case, "she left", "left")
    day = utc(omar.now()).astimezone().date()
    period, words = Period.month(day.year, day.month), Words("en", "latin")
    exact = {f.name: f.number for f in office_figures.figures(omar, period, "en").summary}
    assert (exact["Cases"], exact["Still open"], exact["Closed in this month"]) == (30, 28, 2)
    paper = office_figures.paper(omar, period)
    notice = paper.notice(words)
    summary = dict(notice.facts)
    assert summary["Cases"] == "30"
    assert summary["Still open"] == summary["Closed in this month"] == "not shown"
    assert "Children" not in summary
    tables = {title: rows for title, _meaning, rows in notice.tables}
    assert tables["By stage"] == [("Identification", "30")]
    assert not {"By age", "By team"} & set(tables)
    open_now = {title: rows for title, _, rows in office_figures.paper(omar, NOW).notice(words).tables}
    assert [number for _, number in open_now["By month of closing"]] == ["not shown"]
    issued_papers.save(omar, paper, "en", tmp_path / "month.pdf")
    pages = pypdfium2.PdfDocument((tmp_path / "month.pdf").read_bytes())
    texts = [page.get_textpage().get_text_range() for page in pages]
    for title, rows in list(tables.items())[1:]:  # a heading is no page's last line
        assert any(rows[0][0] in text.partition(title)[2] for text in texts)


def test_a_second_paper_of_a_month_that_differs_by_few_is_warned_of(omar, tmp_path):
    def more(number: int, at: int) -> None:
        for n in range(number):
            keeps(omar, f"Sample {at + n}", age="30")

    more(12, 0)
    day = utc(omar.now()).astimezone().date()
    period, other = Period.month(day.year, day.month), Period.month(day.year - 1, day.month)
    for issued in (period, other, NOW):
        issued_papers.save(omar, office_figures.paper(omar, issued), "ar", tmp_path / "month.pdf")
    assert office_figures.overlaps(omar, period) == []
    more(3, 20)
    assert office_figures.overlaps(omar, period) == [utc(omar.now())]
    assert office_figures.overlaps(omar, other) == office_figures.overlaps(omar, NOW) == []
    more(2, 40)  # five more than on that paper
    assert office_figures.overlaps(omar, period) == []

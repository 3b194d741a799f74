"""How the rapid screening comes out, answered question by question; written into docs/screening.md.

    python packaging/screening_figures.py           writes
    python packaging/screening_figures.py --print   shows

The bank's situations, ordinary breaches of people who can leave, children at work, coached people whose
officer saw signs, and topics that were left out, each with its exact interval of 95 % (Clopper and
Pearson, 1934). The same each time.
"""

import random
import sys
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import comb
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app.casework.questionnaires import situation, wording  # noqa: E402
from app.form import Form, open_form  # noqa: E402
from app.settings import FORMS  # noqa: E402
from tests.forms import bank_answers, people  # noqa: E402

BEGINS, ENDS = "<!-- figures of the screening -->", "<!-- end of the figures -->"
ABOVE = ("refer", "talk_again")
CLOSED = ("none", "labour_complaint")
TRIPLES, SUBSETS = 300, 400
JOBS = ("domestic", "construction", "cleaning", "food", "shop", "farm", "fishing", "factory", "street", "online")
AGES = range(12, 18)
SEEN = ("answered", "afraid", "learned", "injured", "watched")


@dataclass(frozen=True)
class Figure:
    """Of `number` people so many came out as named."""

    whom: str
    number: int
    came_out: str
    times: int

    def row(self) -> str:
        low, high = interval(self.times, self.number)
        share = f"{self.times / self.number:.1%} ({low:.1%} to {high:.1%})"
        return f"| {self.whom} | {self.number} | {self.came_out} | {self.times} | {share} |"


def interval(times: int, number: int, miss: float = 0.025) -> tuple[float, float]:
    """The exact one of 95 %."""

    def at_most(count: int, chance: float) -> float:
        return sum(comb(number, n) * chance**n * (1 - chance) ** (number - n) for n in range(count + 1))

    low = 0.0 if times == 0 else _where(lambda chance: 1 - at_most(times - 1, chance) > miss)
    high = 1.0 if times == number else _where(lambda chance: at_most(times, chance) < miss)
    return low, high


def _where(holds: Callable[[float], bool]) -> float:
    low, high = 0.0, 1.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def counted(whom: str, results: Iterable[str], named: dict[str, Iterable[str]]) -> list[Figure]:
    listed = list(results)
    return [
        Figure(whom, len(listed), words, sum(result in wanted for result in listed)) for words, wanted in named.items()
    ]


def figures(form: Form) -> list[Figure]:
    def result_of(answers: dict[str, str]) -> str:
        return people.result_of(form, answers).readings.result

    drawn = random.Random(32)  # noqa: S311  (always the same)
    pairs = [answers for _, answers in people.sets_of(people.BREACHES | people.HELD, 2)]
    triples = [answers for _, answers in people.sets_of(people.BREACHES, 3)]
    children = [{"age": str(age), "job": job} for age in AGES for job in JOBS]
    coached = [{"seen": sign, **breach} for sign in SEEN for breach in people.BREACHES.values()]
    fled = [
        {"job": job, "can_leave": "not_allowed", **answers}
        for size in (1, 2)
        for _, answers in people.sets_of(people.FLED, size)
        for job in ("domestic", "farm")
    ]
    ordinary = {"*refer*": ("refer",), "*talk again*": ("talk_again",)}
    return [
        *of_the_bank(form),
        *counted("two ordinary breaches, can leave", map(result_of, pairs), ordinary),
        *counted(
            "three of them", map(result_of, drawn.sample(triples, TRIPLES)), ordinary
        ),
        *counted("a child at ordinary work", map(result_of, children), {"below *talk again*": (*CLOSED, "not_enough")}),
        *counted(
            "who fled, of the work that was left", map(result_of, fled),
            {"*refer*": ("refer",), "below *talk again*": (*CLOSED, "not_enough")},
        ),
        *counted(
            "coached, and the officer saw a sign", map(result_of, coached),
            {"below *talk again*": (*CLOSED, "not_enough")},
        ),
        *counted(
            "some topics left out", (result_of(answers) for answers in left_out(form, drawn)),
            {"*none* or *labour complaint*": CLOSED},
        ),
    ]  # fmt: skip


def of_the_bank(form: Form) -> list[Figure]:
    by_label: dict[str, list[str]] = {}
    for entry in _situations():
        result = bank_answers.result_of(form, entry).readings.result
        by_label.setdefault(entry["label"], []).append(result)
    harmless = by_label["none"] + by_label["labour_complaint"]
    return [
        *counted(
            "the bank: to refer", by_label["refer"],
            {"*refer*": ("refer",), "below *talk again*": (*CLOSED, "not_enough")},
        ),
        *counted("the bank: to talk with again", by_label["talk_again"], {"below it": (*CLOSED, "not_enough")}),
        *counted("the bank: harmless", harmless, {"above *labour complaint*": ABOVE}),
    ]  # fmt: skip


def _situations() -> list[dict[str, Any]]:
    return list(tomllib.loads(situation.BANK.read_text("utf-8"))["situation"])


def left_out(form: Form, drawn: random.Random) -> Iterable[dict[str, str]]:
    """Of somebody with one breach or none, without the answers of some topics."""
    topics: dict[str, list[str]] = {}
    for question in form.questions():
        for topic in question.extras.get("topic", "").split():
            topics.setdefault(topic, []).append(question.name)
    for _ in range(SUBSETS):
        chosen = drawn.sample(sorted(topics), drawn.randint(1, len(topics)))
        breach = drawn.choice([{}, *people.BREACHES.values()])
        yield {**breach, **{name: "" for topic in chosen for name in topics[topic]}}


def lengths(form: Form) -> list[str]:
    """How much the people of the bank are asked, and how long that takes by `form check`."""
    by_label: dict[str, list[wording.Length]] = {}
    for entry in _situations():
        asked = wording.length(form, bank_answers.answered(form, entry))
        by_label.setdefault(entry["label"], []).append(asked)
    return [
        f"| {label.replace('_', ' ')} | {median(each.questions for each in asked):.0f} "
        f"| {median(each.minutes for each in asked):.1f} |"
        for label, asked in sorted(by_label.items())
    ]


def table() -> str:
    form = open_form((FORMS / "xforms" / "rapid-screening.xml").read_text("utf-8"))
    return "\n".join(
        [
            "| people | number | come out | of them | share (95 % interval) |",
            "|---|---|---|---|---|",
            *(figure.row() for figure in figures(form)),
            "",
            "| the bank’s people, by what is to come out | questions, middle one | minutes, middle one |",
            "|---|---|---|",
            *lengths(form),
        ]
    )


def write(page: Path = ROOT / "docs" / "screening.md") -> None:
    """In place of what stood there."""
    text = page.read_text("utf-8")
    before, _, rest = text.partition(BEGINS)
    after = rest.partition(ENDS)[2]
    page.write_text(f"{before}{BEGINS}\n{table()}\n{ENDS}{after}", "utf-8")


if __name__ == "__main__":
    print(table()) if "--print" in sys.argv[1:] else write()

"""The tables of docs/formats/sync.md say what headquarters does: every refusal, outcome, call."""

import re

from app.headquarters import problems
from app.headquarters.calls import CALLS
from app.headquarters.envelope_checks import BodyMissing
from app.seal.budgets import OverBudget
from app.seal.envelope import AuthorUnknown, AuthorWithdrawn, EnvelopeRefused
from app.sync import wire
from tests.by_the_page import sync

PAGE = sync.PAGE.read_text("utf-8")


def test_every_refusal_stands_on_the_page_with_its_status_and_wait():
    listed = {
        (kind, int(status), wait)
        for status, kind, wait in re.findall(r"^\| (\d{3}) \| (\w+)(?:, (\?|\d+) s)? \|", PAGE, re.MULTILINE)
    }
    made = {("unexpected", 500, "")} | {
        (kind, status, "?" if kind in ("busy", "too_many") else str(retry_s or ""))
        for kind, (status, retry_s) in problems.REFUSALS.items()
    }
    assert made == listed
    assert len(made) > 20


def test_every_outcome_of_a_push_stands_on_the_page():
    table = PAGE.partition("| outcome | means |")[2].partition("\n\n")[0]
    listed = {word for row in re.findall(r"^\| ([a-z_, ]+) \|", table, re.MULTILINE) for word in row.split(", ")}
    conditions = (AuthorUnknown, AuthorWithdrawn, BodyMissing, OverBudget, EnvelopeRefused)
    assert listed == {wire.NEW, wire.KNOWN, *(condition.kind() for condition in conditions)}


def test_every_call_that_headquarters_answers_stands_on_the_page():
    unlike = sorted(set(wire.REQUESTS) ^ set(sync.calls()))
    assert not unlike, (
        f"in one of both alone, REQUESTS of app/sync/wire/messages.py or the table of "
        f"docs/formats/sync.md, Calls: {unlike}"
    )
    answered = {*CALLS, wire.Claim}  # a claim has its own way in
    unanswered = sorted(kind.__name__ for kind in set(wire.REQUESTS.values()) - answered)
    assert not unanswered, f"calls that CALLS at the end of app/headquarters/calls.py has no function for: {unanswered}"
    unsigned = {path for path, kind in wire.REQUESTS.items() if not kind.signed}
    begin = "/v1/enrol"
    assert unsigned == {path for path in wire.REQUESTS if path.startswith(begin)} != set()


def test_sizes_and_times_are_those_of_the_page():
    text = " ".join(PAGE.split())
    assert f"request 8 MB ({wire.REQUEST:,} bytes)" in text
    assert (wire.ANSWER, wire.BLOB) == (24 << 20, 512 << 10)
    assert "any answer 24 MB, chunk 512 KB" in text
    assert "`created` may be 300 seconds off" in text
    assert wire.LONGEST_WAIT_S == 25
    assert "after so many seconds, 25 at most" in text

"""The limits of docs/limits.md are those of the program, to the number."""

from pathlib import Path

import pytest

from app.headquarters import calls, database, pieces
from app.headquarters.rate_limits import Limits
from app.seal import erasure
from app.vault import apart

LIMITS = Limits()
BUDGET, ALLOWANCE = LIMITS.case, LIMITS.allowance
DAY_S = 86_400
PAGE = (Path(__file__).parents[2] / "docs/limits.md").read_text("utf-8")


@pytest.mark.parametrize(
    "row",
    [
        f"| orders to erase that were not carried out | {BUDGET.orders} |",
        f"| confirmations, reports and disposals | {BUDGET.statements} |",
        f"| records of all kinds | {BUDGET.records:,} |",
        f"| bytes of their bodies | {BUDGET.size >> 20} MB |",
        f"| bytes of its files that come unasked | {BUDGET.files >> 20} MB |",
        f"| records that it wrote, whoever brings them | {ALLOWANCE.records.burst:,} | {ALLOWANCE.records.a_second * DAY_S:,.0f} a day |",
        f"| bytes of their bodies | {ALLOWANCE.size.burst >> 30} GiB | {round(ALLOWANCE.size.a_second * DAY_S) >> 20} MiB a day |",
        f"| bytes of contents that it brings | {LIMITS.bytes_in.burst >> 30} GiB | {LIMITS.bytes_in.a_second // 1000} kB a second |",
        f"| records begun in pieces and not ended | {pieces.BEGUN:,} of {pieces.BEGUN_BYTES >> 20} MB together |",
        f"each after {database.RECORDS_S // DAY_S} days",
        f"| records in one push | {calls.MOST_ENVELOPES:,} |",
        f"of one computer in one\ncase {apart.MOST >> 20} MB of such bodies are kept",
        f"an order at most {erasure.MOST:,} ids",
        f"| calls | {LIMITS.signed.burst} | {LIMITS.signed.a_second} a second |",
    ],
)
def test_a_limit_stands_in_its_page_as_it_is(row: str):
    assert row in PAGE

"""Forms as tables inside the tests, opened through the same path as a workbook from disk."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from textwrap import dedent
from typing import Any

import pytest

from app.form import Form, Interview
from app.form import open as open_file

NOON = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


def opened(table: str, resources: Mapping[str, bytes] | None = None) -> Form:
    return open_file(dedent(table).strip().encode() + b"\n", "form.md", resources)


@pytest.fixture
def form() -> Callable[..., Form]:
    return lambda table, resources=None: opened(table, resources)


@pytest.fixture
def interview() -> Callable[..., Interview]:
    """An interview with a form written as a table; noon of 25 November 2026 in UTC."""

    def start(table: str, saved: Mapping[str, str] | None = None, **options: Any) -> Interview:
        resources = options.pop("resources", None)
        options.setdefault("now", lambda: NOON)
        options.setdefault("today", date(2026, 11, 25))
        return Interview(opened(table, resources), saved, **options)

    return start

"""Days before 1970, where the system knows no local time of them, as Windows: a date of birth is read, told
and compared as anywhere."""

import time
from datetime import datetime

import pytest

from app.form import values
from app.form.functions import dates
from app.form.values import here, local, parse_moment


@pytest.fixture
def windows_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    def on_this_clock(moment: datetime) -> datetime:
        if moment.year < 1970:
            raise OSError(22, "Invalid argument")
        return moment.astimezone()

    monkeypatch.setattr(values, "_on_this_clock", on_this_clock)


@pytest.mark.usefixtures("windows_clock")
def test_a_date_of_birth_keeps_its_day_and_the_offset_of_this_computer():
    noon = local(datetime(1965, 5, 4, 12))
    offset = noon.utcoffset()
    assert offset is not None
    assert offset.total_seconds() == -time.timezone
    assert here(noon).hour == 12
    assert dates.date("1965-05-04T00:30:00.000") == "1965-05-04"
    assert dates.date_time("1965-05-04").startswith("1965-05-04T00:00:00.000")
    assert dates.date(-1704.0) == "1965-05-03"
    assert values.date_text(-1703.5)[:4] == "1965"
    moment = parse_moment("1965-05-04T10:00:00.000+03:00")
    assert moment is not None
    assert here(moment) == moment
    assert 0 <= dates.decimal_time("1965-05-04T06:00:00.000") < 1

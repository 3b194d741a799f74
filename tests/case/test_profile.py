"""A country's referral system as a file: what came with Sanad, what a committee writes, and what is
refused with its line."""

import re
import tomllib
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.case import built_in_profiles
from app.case.profile import CONSENT_NEEDS, FOLDER, NATIONAL, NEEDS, Need
from app.case.profile_file import ProfileRefused, read

ROOT = Path(__file__).resolve().parents[2]
KUWAIT = (FOLDER / "kw-2019.toml").read_text("utf-8")


def faults(text: str) -> list[tuple[int, str]]:
    with pytest.raises(ProfileRefused) as refused:
        read(text.encode())
    return [(fault.line, fault.says.format(**fault.fields)) for fault in refused.value.faults]


def line_of(text: str, words: str) -> int:
    return next(n for n, line in enumerate(text.splitlines(), 1) if words in line)


def test_what_came_with_sanad_is_whole():
    known = built_in_profiles.built_in()
    assert set(known) == {(id_, version) for id_ in ("kw-2019", "kw-six") for version in (1, 2)} | {("bh-2017", 1)}
    five, six = known["kw-2019", 2], known["kw-six", 2]
    assert tuple(stage.id for stage in five.stages) == NATIONAL
    assert len(six.stages) == 6
    for each in (five, six):
        told = {agency.id for agency in each.agencies if not agency.own}
        assert told == {"prosecution", "shelter", "interior", "health", "embassy", "ngo", "un", "justice", "child", "social"}  # fmt: skip
        assert {kind.id for kind in each.kinds} == {"trafficking", "smuggling"}
        assert each.kind("smuggling").note["ar"]
        assert next(s.agency for s in each.stages if s.national == "referral") == "prosecution"
        assert {stage.national for stage in each.stages} == set(NATIONAL)
        assert all(stage.name["ar"] and stage.name["en"] for stage in each.stages)
    assert built_in_profiles.default() is five


def test_the_example_of_the_page_is_a_profile_of_another_country():
    page = (ROOT / "docs" / "profiles.md").read_text("utf-8")
    example, outline = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    assert tomllib.loads(outline)
    content = read(example.encode())
    assert [stage.id for stage in content.stages] == ["found", "heard", "home"]
    assert content.stage("home").after == ("found", "heard")
    assert content.stage("heard").needs[1] == Need("allowed", "share", "police")
    assert content.agency("police").until == 1861919999  # the end of that day, UTC
    assert content.result("voluntary-return").gate
    (place,) = content.places
    assert (place.agency, place.services, place.phone) == ("refuge", ("accommodation",), "+000 5550 1000")
    assert (place.hours["en"], place.languages) == ("Day and night", ("ar", "en", "hi"))


PLACE = """
[[place]]
id = "north"
agency = "ngo"
en = "North"
ar = "الشمال"
services = ["legal aid"]
as_of = 2026-11-01
"""


@pytest.mark.parametrize(
    ("was", "is_", "line", "says"),
    [
        ("as_of = 2026-11-01\n", "", 1, "“as_of” is missing"),
        ('"ngo"', '"nobody"', 3, "“nobody” is unknown here"),
        ('"ngo"', '"manpower"', 6, "“legal aid” is unknown here"),
        ('"legal aid"', '"dancing"', 6, "“dancing” is unknown here"),
        ("as_of = 2026-11-01", 'as_of = "soon"', 7, "must be a day"),
        ('id = "north"', 'id = "North"', 2, "can’t be an id"),
        ('ar = "الشمال"\n', "", 1, "“ar” is missing"),
        ("as_of", 'telephone = "1"\nas_of', 7, "“telephone” is not known in a referral system file"),
    ],
)
def test_a_place_of_the_directory_is_refused_with_its_line(was, is_, line, says):
    text = KUWAIT + PLACE.replace(was, is_, 1)
    before = len(KUWAIT.splitlines()) + 1
    ((at, found),) = faults(text)
    assert (at, says in found) == (before + line, True), found


def test_a_place_is_named_once():
    ((_, found),) = faults(KUWAIT + PLACE + PLACE)
    assert "twice" in found


def test_every_condition_is_explained_on_the_page():
    page = (ROOT / "docs" / "profiles.md").read_text("utf-8")
    for kind in NEEDS:
        assert f"`{kind}" in page
    assert set(NEEDS) >= CONSENT_NEEDS


@pytest.mark.parametrize(
    ("words", "instead", "where", "says"),
    [
        ('national = "lawsuit"', 'national = "trial"', "trial", "Write one of: identification"),
        ("days = 180", 'days = "180"', '"180"', "must be a whole number"),
        ("days = 180", "days = -1", "= -1", "must be a whole number"),
        ('agency = "prosecution"', 'agency = "court"', "court", "Write one of: manpower"),
        ("needs = [", "neds = [", "neds", "is not known in a referral system file"),
        ('"referral:prosecution"]', '"refferal"]', "refferal", "Write one of: interview"),
        ('"referral:prosecution"]', '"referral:court"]', "referral:court", "“court” is unknown"),
        ('"interview", "assessment"', '"interview:x"', "interview:x", "Write “interview” alone"),
        ('"allowed:share:prosecution,interior"', '"allowed"', '"allowed"', "needs something after a colon"),
        ('"allowed:share:prosecution,interior"', '"allowed:share:mars"', "share:mars", "“mars” is unknown"),
        ('id = "lawsuit"', 'id = "referral"', 'en = "Criminal case"', "appears twice"),
        ('id = "lawsuit"', 'id = "Law suit"', "Law suit", "can’t be an id"),
        ('id = "lawsuit"', "", 'en = "Criminal case"', "“id” is missing"),
        ('"التحقيق", "تدابير', '"تدابير', 'services_ar = ["تدابير', "names 3 services"),
        ('ar = "الدعوى الجزائية"', 'ar = " "', 'ar = " "', "“ar” is missing"),
        ("version = 2", "version = 1.5", "= 1.5", "must be a whole number"),
        ('two_persons = ["identified"', 'two_persons = ["sure"', "sure", "Write one of: possible"),
        ("years = 10", "", 'id = "trafficking"', "“years” is missing"),
        ("thumb = false", 'thumb = "no"', "thumb", "must be true or false"),
        ("days = 3\nleaves", 'days = 3\nneeds = ["interview"]\nleaves', '["interview"]', "first stage"),
        ('"check:risk-review"]\nleaves', '"check:risk"]\nleaves', '"check:risk"', "Write one of: risk"),
        ('kind = "smuggling"', 'kind = "theft"', "theft", "Write one of: trafficking"),
        ('needs = ["interview", "no-urgent-need"]', "needs = [1]", "needs = [1]", "must be a list of texts"),
        ("\ndays = 7", '\nafter = ["lawsuit"]', "after = [", "does not come before this stage"),
        ("days = 7", "days = 40000", "40000", "not too large"),
        ("own = true", "own = 1", "own = 1", "true or false"),
        ("own = true", 'agreement_until = "soon"', "soon", "a day such as"),
        ('"shelter:counselling"', '"shelter:dancing"', "shelter:dancing", "is not a service of an agency"),
        ('id = "wages"', 'id = "legal"', 'en = "Unpaid wages', "appears twice"),
        ('weights = "2 1', 'weights = "2', 'weights = "2 6', "one for each digit but the last"),
        ("digits = 12", "digits = 4", "digits = 4", "not too large"),
        ("[rules]", "[rules]\nx = '", "x = '", "This is not valid TOML"),
    ],
)
def test_a_fault_is_refused_with_its_line_and_a_remedy(words, instead, where, says):
    assert words in KUWAIT
    broken = KUWAIT.replace(words, instead, 1)
    found = faults(broken)
    near = line_of(broken, where)
    assert any(says in told and abs(line - near) <= 2 for line, told in found), found


def test_all_faults_are_told_at_once_in_the_order_of_the_lines():
    broken = KUWAIT.replace("days = 3", "days = x3".replace("x", "-")).replace("own = true", "own = 1")
    found = faults(broken)
    assert len(found) > 2
    assert [line for line, _ in found] == sorted(line for line, _ in found)


@pytest.mark.parametrize(
    ("was", "is_", "says"),
    [
        ("\nas_of = 2024-11-30", "", "“as_of” is missing"),
        ("\ncheck_by = 2025-02-28", "", "“check_by” is missing"),
        ("as_of = 2024-11-30", "as_of = 2026-11-03", "in the future"),
        ("check_by = 2025-02-28", "check_by = 2024-11-29", "comes before “as_of”"),
        ('\nsource = "Arab Times, 8 May', '\n# "', "“source” is missing"),
    ],
)
def test_a_fact_without_source_or_day_or_of_a_day_to_come_is_refused_with_its_line(was, is_, says):
    """Where a file is looked over or given; what was given earlier is read."""
    now = int(datetime(2026, 11, 2, 9, tzinfo=UTC).timestamp())
    assert read(KUWAIT.encode(), now=now)
    text = KUWAIT.replace(was, is_, 1)
    with pytest.raises(ProfileRefused) as refused:
        read(text.encode(), now=now)
    fault, *_ = refused.value.faults
    assert says in fault.says.format(**fault.fields)
    assert 0 <= fault.line - line_of(text, '"child-helpline"') + 1 <= 12
    assert "as_of" in was or read(text.encode()).places


def test_a_table_in_a_text_of_several_lines_is_no_table():
    told = KUWAIT.replace('source = "', 'source = """\n[[stage]]\nx = 1\n', 1)
    told = told.replace('not statutory."\n', 'not statutory."""\n', 1)
    assert read(told.encode()).key == ("kw-2019", 2)
    broken = told.replace('agency = "prosecution"', 'agency = "court"', 1)
    assert faults(broken)[0][0] == line_of(broken, "court")


def test_what_is_no_profile_at_all():
    assert faults("")
    assert faults('id = "x"\nstage = 3\nrules = 1\nagency = "no"\n')
    for raw in (b"\xff\xfe", b"x" * 300_000):
        with pytest.raises(ProfileRefused):
            read(raw)


@given(st.data())
def test_no_cut_and_no_torn_line_breaks_the_reader(data):
    lines = KUWAIT.splitlines()
    at = data.draw(st.integers(0, len(lines) - 1))
    cut = data.draw(st.integers(0, len(lines[at])))
    lines[at] = lines[at][:cut] + data.draw(st.text(max_size=3)) + lines[at][cut:]
    raw = "\n".join(lines[: data.draw(st.integers(at, len(lines)))]).encode("utf-8", "replace")
    with suppress(ProfileRefused):
        assert read(raw).stages


@pytest.mark.parametrize("deep", ["[" * 5000 + "]" * 5000, "{b=" * 3000 + "1" + "}" * 3000])
def test_a_file_nested_deeper_than_can_be_read_is_refused(deep: str):
    assert faults(f"a = {deep}") == [(1, "This is not valid TOML: nested too deeply.")]

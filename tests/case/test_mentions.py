"""Whom a text speaks of: names in either script and spelling, numbers in any digits, addresses."""

import pytest

from app.case.mentions import IDENTITY, NAME, NUMBER, PLACE, MentionedFact, mentions

KNOWN = (
    MentionedFact(NAME, "Rahim Sample", "witness:1"),
    MentionedFact(NAME, "محمد الكندري", "suspect:1"),
    MentionedFact(NUMBER, "+965 5512 3456", "victim"),
    MentionedFact(IDENTITY, "PA7654321", "victim"),
    MentionedFact(PLACE, "الفروانية، قطعة 4، شارع 12", "employer:1"),
)


@pytest.mark.parametrize(
    ("text", "passages"),
    [
        ("He saw Rahim at noon", {"Rahim": "witness:1"}),
        ("رأى راحيم سامبل وخرج", {"راحيم سامبل": "witness:1"}),
        ("قال لرحيم", {"لرحيم": "witness:1"}),
        ("Mohammad hit him", {"Mohammad": "suspect:1"}),
        ("ومحمد الكندري قال", {"ومحمد الكندري": "suspect:1"}),
        ("مُحَمَّد", {"مُحَمَّد": "suspect:1"}),
        *((f"{before}محمد", {f"{before}محمد": "suspect:1"}) for before in ("و", "ف", "ب", "ل", "ك")),
        *((f"{before}كندري", {f"{before}كندري": "suspect:1"}) for before in ("وال", "فال", "بال", "كال", "لل")),
        ("call ٥٥١٢٣٤٥٦ at 9", {"٥٥١٢٣٤٥٦": "victim"}),
        ("0096555123456.", {"0096555123456": "victim"}),
        ("(5512) 34-56", {"(5512) 34-56": "victim"}),
        ("99887766 or a.b@c.org", {"99887766": "", "a.b@c.org": ""}),
        ("passport pa7654321", {"pa7654321": "victim"}),
        ("في الفروانية اليوم", {"الفروانية": "employer:1"}),
        ("أُجِّلت إلى 10/9/2026، جنايات 912/2026", {}),
        ("في ١٠/٩/٢٠٢٦ and 2026-09-10 and 31.12.2026", {}),
        ("43/19/2026 or 10/9/20261", {"43/19/2026": "", "10/9/20261": ""}),
        ("Rahim 99887766", {"Rahim": "witness:1", "99887766": ""}),
        ("Rahim's 5512 3456 PA7654321", {"Rahim": "witness:1", "5512 3456": "victim", "PA7654321": "victim"}),
        ("12 hours for 150 dinars in 2026", {}),
        ("nobody is named here", {}),
        ("", {}),
    ],
)
def test_it_is_pointed_out_where_it_stands(text, passages):
    found = {text[mention.start : mention.end]: mention.label for mention in mentions(text, KNOWN)}
    assert found == passages

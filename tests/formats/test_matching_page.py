"""Matching by its page: both readers read alike what was frozen, and refuse alike what was changed."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.case import match_keys
from app.casework.exchange import match_client
from app.seal import canonical, matching
from tests.by_the_page import matching as page
from tests.by_the_page.primitives import Refused

FOLDER = Path(__file__).resolve().parents[1] / "vectors" / "matching" / "2"
FACTS: dict[str, Any] = json.loads((FOLDER / "facts.json").read_text("utf-8"))
RUN = bytes.fromhex(FACTS["run"])
SIGNERS = dict(
    zip(
        ("request", "answer", "result"),
        [*map(bytes.fromhex, FACTS["signers"]), bytes.fromhex(FACTS["signers"][0])],
        strict=True,
    )
)


@pytest.mark.parametrize("number", range(len(FACTS["persons"])))
def test_keys_and_points_of_the_frozen_persons_are_made_by_both(number: int):
    person = FACTS["persons"][number]
    ours = [list(key) for key in match_keys.keys(person["facts"], 12)]
    assert ours == page.keys(person["facts"]) == person["keys"]
    assert [matching.point_of(canonical.encode([RUN, *key])).hex() for key in ours] == person["points"]
    assert [page.key_point(RUN, key).hex() for key in ours] == person["points"]


NAMES = st.text(
    st.sampled_from("abcdefghijklmnopqrstuvwxyzABé -'ابتثجحخدذرزسشصضطظعغفقكلمنهويىةءآأإؤئپڤگچژ"), max_size=24
)
SYLLABLES = st.lists(
    st.sampled_from(["abd", "abdul", "abdur", "al", "el", "عبد", "ال", "عبدال", "بن", "sch", "tch", "kh", "gh", "ah", "ce", "x", "qu", "ه", "ة", "ى", "و", "ي", "w", "y", "rahman", "محمد", "md", " "]), max_size=8
).map("".join)  # fmt: skip


@given(st.one_of(NAMES, SYLLABLES))
def test_both_read_the_words_of_any_name_alike(name: str):
    assert match_keys.skeletons(name) == page.words(name)


@pytest.mark.parametrize("name", ["request", "answer", "result"])
def test_messages_are_read_by_both_alike_and_not_once_a_byte_is_another(name: str):
    raw, public = (FOLDER / name).read_bytes(), SIGNERS[name]
    message = match_client.message_of(matching.body_of(raw, public))
    head, points, marks, id_ = page.message(raw, public)
    assert (message.head.values(), message.id) == (head, id_)
    assert [part for parts in message.parts for part in parts] == [*points, *marks]
    assert [len(part) for part in message.parts] == [64, 64, 256][: len(points)] + [len(marks)] * bool(marks)
    for at in (0, 13, 20, 80, 90, len(raw) - 1):
        changed = raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]
        with pytest.raises(Refused):
            page.message(changed, public)
        with pytest.raises(Exception, match=r"(?i)refused|foreign|newer"):
            matching.body_of(changed, public)


def test_what_the_frozen_offices_have_in_common_comes_out_again():
    secrets = [[bytes.fromhex(number) for number in numbers] for numbers in FACTS["secrets"]]
    _, asked, _, _ = page.message((FOLDER / "request").read_bytes(), SIGNERS["request"])
    _, answered, marks, _ = page.message((FOLDER / "answer").read_bytes(), SIGNERS["answer"])
    _, _, back, _ = page.message((FOLDER / "result").read_bytes(), SIGNERS["result"])
    sections = (slice(0, 64), slice(64, 128), slice(128, 384))
    twice = [page.multiplied(number, asked[at]) for number, at in zip(secrets[1], sections, strict=True)]
    assert marks == [page.mark(RUN, point) for points in twice for point in points]
    twice = [matching.blinded(number, answered[at]) for number, at in zip(secrets[0], sections, strict=True)]
    assert back == matching.marks(RUN, [point for points in twice for point in points])
    assert sorted(mark.hex() for mark in set(marks) & set(back)) == FACTS["common"]
    assert len(FACTS["common"]) == 4  # of two persons: a civil ID, and names


def test_the_card_is_read_by_both_alike():
    raw = (FOLDER / "card").read_bytes()
    card = match_client.card_of(raw)
    assert (card.name, card.public, card.age, card.fingerprint) == page.card(raw)
    for changed in (raw + b"\0", raw[:-1], raw.replace(b"1\n\x83", b"1\n\x84")):
        with pytest.raises(matching.MatchFileRefused):
            match_client.card_of(changed)


def test_what_a_child_says_that_was_taken_over_is_refused():
    for values in ([True], [1.5], [None], [{"b": "zz"}], [{"b": "00", "c": 1}], [[1]], "x"):
        with pytest.raises(matching.MatchFileRefused):
            match_client.values_of({"values": values})

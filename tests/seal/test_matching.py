"""What a partner of a matching sends is read at its edges and not beyond."""

import pytest

from app.seal import canonical, matching
from app.seal.file_marker import OlderVersion
from app.seal.keys import DeviceKeys
from app.seal.matching import Card, MatchFileRefused, MatchingAnswer, MatchingRequest, MatchingResult

KEYS = DeviceKeys.fresh()


REQUEST = MatchingRequest(
    run=bytes(32), answers=b"", sender=bytes(32), receiver=bytes(32), made=5, expires=6,
    reference="r" * 300, purpose="", kinds=("passport", "name"), persons=1_677_721,
)  # fmt: skip
ANSWER = MatchingAnswer(bytes(32), bytes(32), bytes(32), bytes(32), 0, ("civil_id",), persons=1, marked=1 << 23)
RESULT = MatchingResult(bytes(32), bytes(32), bytes(32), bytes(32), 0, marked=0)


@pytest.mark.parametrize("head", [REQUEST, ANSWER, RESULT])
def test_the_head_of_a_matching_is_refused_for_each_field_of_another_kind_or_size(head):
    values = head.values()
    assert type(head).of(values) == head
    spoilt: list[tuple[str, object]] = [
        ("run", bytes(31)), ("run", "x" * 32), ("answers", bytes(31)), ("sender", b""), ("receiver", bytes(33)),
        ("made", -1), ("made", "5"), ("answers", b"" if head.answers else bytes(32)), ("marked", -1),
        ("marked", (1 << 23) + 1), ("marked", "1"), ("persons", 0), ("persons", (1 << 23) + 1), ("persons", b""),
        ("expires", 5), ("expires", "6"), ("reference", "r" * 301), ("reference", b""), ("purpose", "p" * 301),
        ("kinds", []), ("kinds", ["name", "passport"]), ("kinds", ["name", "name"]), ("kinds", ["other"]),
        ("kinds", "name"), ("persons", 1_677_722 if "name" in str(head) else 0),
    ]  # fmt: skip
    names = [field.name for field in matching.fields(head)]
    for name, value in spoilt:
        if name in names:
            place = 1 + names.index(name)
            with pytest.raises(MatchFileRefused):
                type(head).of([*values[:place], value, *values[place + 1 :]])
    for other in ([*values, 1], values[:-1], ["other", *values[1:]], []):
        with pytest.raises(MatchFileRefused):
            type(head).of(other)


def test_a_message_of_a_matching_is_as_long_as_its_head_says_and_its_points_ascend():
    points = [*sorted(matching.dummies(1)), *sorted(matching.dummies(4))]
    marks = matching.marks(bytes(32), points)
    head = MatchingAnswer(bytes(32), bytes(32), KEYS.public, bytes(32), 0, ("passport", "name"), persons=1, marked=2)
    file, id_ = matching.sign(KEYS, head, points, marks[:2])
    body = matching.body_of(file, KEYS.public)
    message = matching.parts_of(body, head)
    assert (message.parts, message.id) == ((tuple(points[:1]), tuple(points[1:]), tuple(marks[:2])), id_)
    assert head.sizes() == ((1, 32), (4, 32), (2, 16))
    assert MatchingAnswer.of(canonical.decode(matching.head_of(body))) == head
    for parts in ((points, marks), (points[:2], marks[:2]), (points[::-1], marks[:2]), ([points[0]] * 5, marks[:2])):
        other, _ = matching.sign(KEYS, head, *parts)
        with pytest.raises(MatchFileRefused):
            matching.parts_of(matching.body_of(other, KEYS.public), head)
    with pytest.raises(MatchFileRefused):
        matching.parts_of(
            body, MatchingAnswer(bytes(32), bytes(32), KEYS.public, bytes(32), 1, ("passport", "name"), 1, 2)
        )
    with pytest.raises(MatchFileRefused):
        matching.body_of(file, DeviceKeys.fresh().public)
    with pytest.raises(OlderVersion, match="older_version"):
        matching.body_of(file.replace(b" 2\n", b" 1\n", 1), KEYS.public)
    request, _ = matching.sign(KEYS, REQUEST)
    for sound_order, beyond in (([bytes(32)], False), ([(2**255 - 19).to_bytes(32, "little")], True)):
        assert matching.is_in_order(sound_order) != beyond
    assert matching.sign(KEYS, RESULT)[0] != request
    for size in (b"\x00\x00x", b"\x00\x02x", b"\x20\x01" + bytes(8193)):
        with pytest.raises(MatchFileRefused):
            matching.head_of(size)
    assert matching.head_of(b"\x20\x00" + bytes(8192)) == bytes(8192)
    assert matching.head_of(b"\x00\x01x") == b"x"


def test_a_partners_card_is_refused_for_each_field_of_another_kind_or_size():
    card = Card("n" * 300, bytes(32), "a" * 300)
    assert Card.of(["n" * 300, bytes(32), "a" * 300]) == card
    assert card.to_bytes() == b"SANAD-MATCH-CARD 1\n" + canonical.encode(["n" * 300, bytes(32), "a" * 300])
    assert card.fingerprint == Card("other", bytes(32), "a" * 300).fingerprint
    assert (
        len({card.fingerprint, Card("n", b"b" * 32, "a" * 300).fingerprint, Card("n", bytes(32), "a").fingerprint}) == 3
    )
    for values in (
        ["", bytes(32), "a"], ["n" * 301, bytes(32), "a"], ["n", bytes(31), "a"], ["n", bytes(32), "a" * 301],
        [b"n", bytes(32), "a"], ["n", "b" * 32, "a"], ["n", bytes(32), b"a"], ["n", bytes(32)], None,
    ):  # fmt: skip
        with pytest.raises(MatchFileRefused):
            Card.of(values)

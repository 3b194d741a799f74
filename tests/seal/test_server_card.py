"""A server's card is read at its edges and not beyond."""

import pytest

from app.seal import canonical, server_card


def test_a_server_card_is_refused_for_each_field_of_another_kind_or_size():
    card = server_card.ServerCard("https://a", "", bytes(32), b"t" * 32)
    assert server_card.read(server_card.write(card)) == card
    assert "t" * 8 not in repr(card)
    fields: list[object] = ["https://a", "", bytes(32), bytes(32)]
    for place, value in ((0, b"x"), (1, b"x"), (2, bytes(31)), (2, "x"), (3, bytes(33)), (3, "x" * 32)):
        other = [*fields[:place], value, *fields[place + 1 :]]
        with pytest.raises(server_card.ServerCardRefused):
            server_card.read(b"SANAD-HEADQUARTERS 1\n" + canonical.encode(other))

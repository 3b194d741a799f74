"""Six words are 66 bits, from the first."""

from app.seal import passphrase, six_words


def test_six_words_are_the_first_66_bits():
    words = passphrase.card_list("en")
    first, last = (2047).to_bytes(2, "big"), words[2047]
    assert six_words.worded(bytes(9), "en") == (words[0],) * 6
    assert six_words.worded(b"\xff" * 9, "en") == (last,) * 6
    assert six_words.worded(b"\xff\xe0" + bytes(7), "en") == (last, *(words[0],) * 5)
    assert six_words.worded(bytes(8) + b"\x40", "en") == (*(words[0],) * 5, words[1])
    assert six_words.worded(bytes(8) + b"\x3f" + first, "en") == (words[0],) * 6

"""A receipt counts where a certified key signed it, under that key's own name."""

import pytest

from app.seal import canonical, receipt
from app.seal.keys import DeviceKeys, key_id

KEYS = DeviceKeys.fresh()

HEADQUARTERS, ANOTHER = receipt.signing(bytes(32)), receipt.signing(b"1" * 32)
STREAM, TIP = b"s" * 16, b"t" * 32


def test_it_is_opened_with_the_key_that_signed_it_and_with_no_other():
    raw = receipt.sign(HEADQUARTERS, STREAM, 7, TIP, 1000)
    opened = receipt.open_receipt(raw, [ANOTHER.public, HEADQUARTERS.public])
    assert (opened.stream, opened.seq, opened.tip) == (STREAM, 7, TIP)
    with pytest.raises(receipt.ReceiptRefused):
        receipt.open_receipt(raw, [ANOTHER.public])


def test_one_that_names_another_signer_than_its_own_is_refused():
    """Else what says which key a receipt rests on would be anybody's word, once keys are changed."""
    body = canonical.encode([receipt.STREAM, STREAM, 7, TIP, 1000, key_id(ANOTHER.public)])
    raw = canonical.encode([body, HEADQUARTERS.sign(b"sanad-receipt-1" + body)])
    with pytest.raises(receipt.ReceiptRefused):
        receipt.open_receipt(raw, [ANOTHER.public, HEADQUARTERS.public])


def test_a_receipt_is_refused_for_each_field_of_another_kind_or_size():
    raw = receipt.sign(KEYS, bytes(16), 3, bytes(32), 7, receipt.CASE)
    read = receipt.open_receipt(raw, [DeviceKeys.fresh().public, KEYS.public])
    assert (read.of, read.stream, read.seq, read.tip, read.at, read.raw) == (2, bytes(16), 3, bytes(32), 7, raw)
    assert receipt.peek_unverified(receipt.sign(KEYS, bytes(16), 0, bytes(32), 0)).of == receipt.STREAM
    body, signature = canonical.decode(raw)
    fields = canonical.decode(body)
    spoilt = [(0, 3), (0, 0), (1, bytes(15)), (2, -1), (2, b"3"), (3, bytes(31)), (4, -1), (4, "7"), (5, bytes(17))]
    for place, value in spoilt:
        other = canonical.encode([*fields[:place], value, *fields[place + 1 :]])
        with pytest.raises(receipt.ReceiptRefused):
            receipt.peek_unverified(canonical.encode([other, signature]))
    with pytest.raises(receipt.ReceiptRefused):
        receipt.peek_unverified(canonical.encode([body, signature[:-1]]))

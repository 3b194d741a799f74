"""A receipt counts where a certified key signed it, under that key's own name."""

import pytest

from app.seal import canonical, receipt
from app.seal.keys import key_id
from app.seal.receipt import ReceiptRefused

HEADQUARTERS, ANOTHER = receipt.signing(bytes(32)), receipt.signing(b"1" * 32)
STREAM, TIP = b"s" * 16, b"t" * 32


def test_it_is_opened_with_the_key_that_signed_it_and_with_no_other():
    raw = receipt.sign(HEADQUARTERS, STREAM, 7, TIP, 1000)
    opened = receipt.open_receipt(raw, [ANOTHER.public, HEADQUARTERS.public])
    assert (opened.stream, opened.seq, opened.tip) == (STREAM, 7, TIP)
    with pytest.raises(ReceiptRefused):
        receipt.open_receipt(raw, [ANOTHER.public])


def test_one_that_names_another_signer_than_its_own_is_refused():
    """Else what says which key a receipt rests on would be anybody's word, once keys are changed."""
    body = canonical.encode([receipt.STREAM, STREAM, 7, TIP, 1000, key_id(ANOTHER.public)])
    raw = canonical.encode([body, HEADQUARTERS.sign(b"sanad-receipt-1" + body)])
    with pytest.raises(ReceiptRefused):
        receipt.open_receipt(raw, [ANOTHER.public, HEADQUARTERS.public])

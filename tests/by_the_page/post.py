"""docs/formats/post.md: a file of the post."""

from typing import Any

from tests.by_the_page import canonical
from tests.by_the_page.envelope import unpadded
from tests.by_the_page.primitives import after_line, fits, hkdf, key_id, need, sha256, shaped, siv_opened, verify

LINE = b"SANAD-POST 1\n"
_BODY = (int, 16, 16, [(16, [16])], [bytes], [bytes], [32])


def name_of(raw: bytes) -> str:
    return f"sanad-{sha256(raw).hex()[:32]}.post"


def parcel(raw: bytes, organisation_key: bytes, maker: bytes) -> list[Any]:
    """[1, stream, key id, for whom, entries, envelopes, confirmed] and perhaps receipts, chunks."""
    sealed = after_line(raw, LINE)
    key = hkdf(organisation_key, "sanad/1/post")
    padded = siv_opened(key, sealed[:12], sealed[12:], LINE)
    clear = canonical.decode(unpadded(padded, 64 << 20), canonical.FILE_ITEMS)
    body, signature = shaped(clear, (bytes, 64), "post")
    parts = canonical.decode(body, min(canonical.FILE_ITEMS, 4096 + len(body) // 8))
    need(isinstance(parts, list) and 7 <= len(parts) <= 9, "post: another shape")
    need(parts[0] == 1, "post: version")
    shaped(parts[:7], _BODY, "post")
    need(len(parts) < 8 or fits(parts[7], (16, [bytes])) or fits(parts[7], (0, ())), "post: receipts")
    need(len(parts) < 9 or fits(parts[8], [(16, bytes)]), "post: chunks")
    need(len(parts[4]) <= 65_536, "post: too many")
    need(all(len(item) >= 64 for item in parts[4] + parts[5]), "post: too short for a record")
    need(parts[2] == key_id(maker), "post: another maker")
    verify(maker, signature, b"sanad-post-1" + body)
    return list(parts)

"""What kind of file it is, in a word and a picture; and which kinds can be shown here."""

from typing import Literal

from app.casework.attaching import Attachment
from app.errors import N_
from app.language import Words

How = Literal["picture", "pages", "text", "closed"]
MOST_SHOWN = 64 << 20  # bytes that a page takes into memory

# how a type begins: in a word, icon
_KINDS: tuple[tuple[str, str, str], ...] = (
    ("image/", N_("Picture"), "picture"),
    ("audio/", N_("Sound"), "sound"),
    ("video/", N_("Video"), "picture"),
    ("application/pdf", N_("Document"), "doc"),
    ("text/", N_("Text"), "doc"),
)
_MAGIC: tuple[tuple[bytes, How], ...] = (
    (b"\xff\xd8\xff", "picture"), (b"\x89PNG\r\n\x1a\n", "picture"), (b"GIF8", "picture"),
    (b"BM", "picture"), (b"RIFF", "picture"), (b"%PDF-", "pages"),
)  # fmt: skip
_PICTURES = frozenset(
    {"image/jpeg", "image/png", "image/gif", "image/bmp", "image/x-ms-bmp", "image/webp"}
)


def word(each: Attachment) -> str:
    """A message: Picture, Sound, Document."""
    return next((of for begins, of, _ in _KINDS if each.type.startswith(begins)), N_("File"))


def icon(each: Attachment) -> str:
    return next((icon for begins, _, icon in _KINDS if each.type.startswith(begins)), "doc")


def how(each: Attachment) -> How:
    """How it would be shown, by what its name promises; "closed" where it can't be."""
    if each.size > MOST_SHOWN:
        return "closed"
    if each.type in _PICTURES:
        return "picture"
    if each.type == "application/pdf":
        return "pages"
    return "text" if each.type.startswith("text/") else "closed"


def keeps_its_promise(each: Attachment, content: bytes) -> bool:
    """Does what is in it begin as its kind does?"""
    expected = how(each)
    if expected == "text":
        return b"\0" not in content[:4096]
    return any(content.startswith(magic) and expected == of for magic, of in _MAGIC)


def size(w: Words, number: int) -> str:
    """40 KB, 2.4 MB; an empty file says so."""
    from app.ui.sync.states import size as in_words

    return in_words(w, number) if number else w("empty")

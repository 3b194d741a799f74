"""What kind of file it is, in a word and a picture; and which kinds can be shown here."""

from typing import Literal

from app.casework.cases.attachments import AttachmentView
from app.errors import N_
from app.language import Words
from app.ui.sync.states import size as in_words

How = Literal["picture", "pages", "text", "sound", "closed"]
MOST_SHOWN = 64 << 20  # bytes that a page takes into memory
MOST_PLAYED = 256 << 20  # that the player's process does

# how a type begins: in a word, icon
_KINDS: tuple[tuple[str, str, str], ...] = (
    ("image/", N_("Picture"), "picture"),
    ("audio/", N_("Sound"), "sound"),
    ("video/", N_("Video"), "picture"),
    ("application/pdf", N_("Document"), "doc"),
    ("text/", N_("Text"), "doc"),
)
_MAGIC: tuple[tuple[bytes, How], ...] = (
    (b"\xff\xd8\xff", "picture"),
    (b"\x89PNG\r\n\x1a\n", "picture"),
    (b"GIF8", "picture"),
    (b"BM", "picture"),
    (b"RIFF", "picture"),
    (b"%PDF-", "pages"),
)
_PICTURES = frozenset({"image/jpeg", "image/png", "image/gif", "image/bmp", "image/x-ms-bmp", "image/webp"})
# recordings of telephones, by the end of their names where the system knows no type for them
_SOUNDS = (".aac", ".amr", ".caf", ".flac", ".m4a", ".mka", ".mp3", ".oga", ".ogg", ".opus", ".wav", ".weba", ".3ga")
_SOUND_MAGIC = (b"OggS", b"fLaC", b"#!AMR", b"caff", b"\x1aE\xdf\xa3")


def _sounds(attachment: AttachmentView) -> bool:
    return attachment.type.startswith("audio/") or attachment.name.lower().endswith(_SOUNDS)


def word(attachment: AttachmentView) -> str:
    if _sounds(attachment):
        return N_("Sound")
    return next((message for prefix, message, _ in _KINDS if attachment.type.startswith(prefix)), N_("File"))


def icon(attachment: AttachmentView) -> str:
    if _sounds(attachment):
        return "sound"
    return next((icon for prefix, _, icon in _KINDS if attachment.type.startswith(prefix)), "doc")


def how(attachment: AttachmentView) -> How:
    """How it would be shown, by what its name promises; "closed" where it can't be."""
    if _sounds(attachment):
        return "sound" if attachment.size <= MOST_PLAYED else "closed"
    if attachment.size > MOST_SHOWN:
        return "closed"
    if attachment.type in _PICTURES:
        return "picture"
    if attachment.type == "application/pdf":
        return "pages"
    return "text" if attachment.type.startswith("text/") else "closed"


def keeps_its_promise(attachment: AttachmentView, content: bytes) -> bool:
    """Does what is in it begin as its kind does?"""
    expected = how(attachment)
    if expected == "text":
        return b"\0" not in content[:4096]
    if expected == "sound":
        return is_sound(content)
    return any(content.startswith(magic) and expected == kind for magic, kind in _MAGIC)


def is_sound(head: bytes) -> bool:
    """Is it one of the kinds of sound that are played? Lists of other places, to which a player would
    go by itself, are none; they may hide behind a tag, so what follows a tag is looked at too."""
    if head.startswith(b"ID3") and len(head) > 10:
        tag = sum((byte & 0x7F) << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=True))
        head = head[10 + tag :].lstrip(b"\0")
        return head[:4] == b"fLaC" or _frame(head)
    if head[:4] in (b"RIFF", b"RF64"):
        return head[8:12] == b"WAVE"
    if head[:4] == b"FORM":
        return head[8:12] in (b"AIFF", b"AIFC")
    return head[4:8] == b"ftyp" or head.startswith(_SOUND_MAGIC) or _frame(head)


def _frame(head: bytes) -> bool:
    """Of MP3 or AAC: eleven bits that are set."""
    return len(head) > 4 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0


def size(w: Words, number: int) -> str:
    """40 KB, 2.4 MB; an empty file says so."""
    return in_words(w, number) if number else w("empty")

"""The first line of a file: what it is, and which version of it."""

from app.errors import SanadError
from app.seal.file_conditions import ForeignFile, NewerVersion

_VERSION = 1


def line(magic: bytes) -> bytes:
    """Such as b"SANAD-POST 1\\n"."""
    return magic + b"%d\n" % _VERSION


def content(raw: bytes, magic: bytes, damaged: type[SanadError]) -> bytes:
    """What follows the first line. ForeignFile, NewerVersion, `damaged`."""
    if not raw.startswith(magic):
        raise ForeignFile
    version, end, payload = raw[len(magic) :].partition(b"\n")
    if not end or not version.isdigit() or len(version) > 6 or version.startswith(b"0"):
        raise damaged
    if int(version) > _VERSION:
        raise NewerVersion
    return payload

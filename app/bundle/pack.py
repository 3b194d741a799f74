"""A form pack: a questionnaire with its pictures and sounds in one file, signed. docs/formats/pack.md

A ZIP archive of stored entries alone, written in one way: reading writes it again and compares, so that
nothing is in it but what its signature covers, and it unpacks to no more than its own size."""

import hashlib
import io
import json
import re
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from app.errors import N_, SanadError
from app.seal import sshsig
from app.seal.keys import DeviceKeys

NAMESPACE, SUFFIX = "sanad-form-pack-1", ".sanadform"
MANIFEST, SIGNATURE, FORM, MEDIA = "manifest.json", "manifest.json.sig", "form.xml", "media/"
LARGEST, MOST_FILES = 128 << 20, 1000
_FORMAT, _VERSION = "sanad-form-pack", 1
_NAME = re.compile(r"[^\W_](?:[\w .()-]{0,78}[\w()-])?")
_RESERVED = re.compile(r"(?i)(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?")
_ENTRY = b"PK\x01\x02"
_UTF8, _STAMP = 0x800, 0x21  # names in UTF-8; 1 January 1980


class NoPack(SanadError):
    says = N_("This file is not a form pack, or it was damaged on the way. Nothing was installed. Ask for it again.")


class NewerPack(SanadError):
    says = N_("This form pack was made by a newer version of Sanad. Nothing was installed. Update this computer first.")


class PackTooLarge(SanadError):
    says = N_(
        "This form pack is too large: at most 128 MB and 1,000 files. Nothing was installed. Remove some pictures or sounds, or make them smaller."
    )


class PackAltered(SanadError):
    says = N_(
        "The content of this form pack does not match its list: it was changed after it was made. Nothing was "
        "installed. Ask the sender for the original."
    )


class BadMediaName(SanadError):
    says = N_(
        "The name of a picture or recording can’t be used in a form pack. Nothing was written. Use letters, digits, spaces, dots and hyphens, at most 80."
    )


@dataclass(frozen=True, slots=True)
class Pack:
    """`key`: the Ed25519 key that signed, b"" for none. `digest`: SHA-256 of the file."""

    id: str
    version: str
    title: str
    hash: str
    form: str
    media: Mapping[str, bytes]
    key: bytes
    digest: str


def write(form_info: Mapping[str, str], form: str, media: Mapping[str, bytes], keys: DeviceKeys | None) -> bytes:
    """The file. `form_info`: id, version, title, hash of the form. BadMediaName, PackTooLarge."""
    if not all(safe_name(name) for name in media) or doubled(media):
        raise BadMediaName
    contents = {FORM: form.encode(), **{MEDIA + name: media[name] for name in sorted(media)}}
    manifest = {"format": _FORMAT, "version": _VERSION, "form": dict(form_info), "files": _listed(contents)}
    raw = json.dumps(manifest, ensure_ascii=False, sort_keys=True, indent=1).encode() + b"\n"
    files = {MANIFEST: raw}
    if keys is not None:
        files[SIGNATURE] = sshsig.sign(keys, NAMESPACE, raw).encode()
    zip_ = _zip({**files, **contents})
    if len(zip_) > LARGEST or len(contents) > MOST_FILES:
        raise PackTooLarge
    return zip_


def read(raw: bytes) -> Pack:
    """Everything is checked but whose key it is. NoPack, NewerPack, PackTooLarge, PackAltered."""
    if len(raw) > LARGEST:
        raise PackTooLarge
    files = _unzipped(raw)
    if MANIFEST not in files or FORM not in files:
        raise NoPack
    manifest = _manifest(files[MANIFEST])
    key = _signed(files)
    contents = {name: c for name, c in files.items() if name not in (MANIFEST, SIGNATURE)}
    media = {name.removeprefix(MEDIA): c for name, c in contents.items() if name != FORM}
    well_named = all(name.startswith(MEDIA) for name in contents if name != FORM)
    if manifest["files"] != _listed(contents) or not well_named or not all(map(safe_name, media)):
        raise PackAltered
    if doubled(media) or _zip(files) != raw:
        raise PackAltered
    form_info = manifest["form"]
    try:
        form = contents[FORM].decode()
    except UnicodeDecodeError as error:
        raise PackAltered from error
    return Pack(
        id=form_info["id"], version=form_info["version"], title=form_info["title"], hash=form_info["hash"], form=form, media=media, key=key, digest=digest_of(raw),
    )  # fmt: skip


def digest_of(raw: bytes) -> str:
    """What two people compare of a pack: SHA-256 of the file, in hexadecimal."""
    return hashlib.sha256(raw).hexdigest()


def _listed(contents: Mapping[str, bytes]) -> list[dict[str, object]]:
    return [{"name": name, "size": len(content), "sha256": digest_of(content)} for name, content in contents.items()]


def safe_name(name: str) -> bool:
    """May a picture or sound be called this? One that every system can write, in no other folder."""
    return bool(_NAME.fullmatch(name)) and not _RESERVED.fullmatch(name) and unicodedata.normalize("NFC", name) == name


def doubled(names: Collection[str]) -> bool:
    """Some systems don't tell capitals from small letters."""
    return len({name.casefold() for name in names}) != len(names)


def _manifest(raw: bytes) -> dict[str, Any]:
    try:
        manifest = json.loads(raw)
        if manifest["format"] != _FORMAT:
            raise NoPack
        if manifest["version"] != _VERSION:
            raise NewerPack
        form = manifest["form"]
        if set(form) != {"id", "version", "title", "hash"} or set(manifest) != {"format", "version", "form", "files"}:
            raise PackAltered
        if not all(isinstance(text, str) for text in form.values()):
            raise PackAltered
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise NoPack from error
    checked_manifest: dict[str, Any] = manifest
    return checked_manifest


def _signed(files: Mapping[str, bytes]) -> bytes:
    if SIGNATURE not in files:
        return b""
    try:
        return sshsig.verify(files[SIGNATURE].decode("ascii"), NAMESPACE, files[MANIFEST])
    except (sshsig.SignatureRefused, UnicodeDecodeError) as error:
        raise PackAltered from error


# -- the archive -----------------------------------------------------------------------------


def _unzipped(raw: bytes) -> dict[str, bytes]:
    """Stored entries only: what is compressed, encrypted or doubled is not ours."""
    files: dict[str, bytes] = {}
    if _entries(raw) > MOST_FILES + 3:  # before an object is made of each
        raise PackTooLarge
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            for zip_info in archive.infolist():
                if zip_info.filename in files:
                    raise PackAltered
                if zip_info.compress_type != zipfile.ZIP_STORED or zip_info.flag_bits & 1:
                    raise PackAltered
                if zip_info.file_size != zip_info.compress_size or zip_info.file_size > len(raw):
                    raise PackAltered
                files[zip_info.filename] = archive.read(zip_info)
                if sum(map(len, files.values())) > len(raw):
                    raise PackAltered
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, struct.error, RuntimeError, IndexError) as error:  # fmt: skip
        raise NoPack from error
    return files


def _entries(raw: bytes) -> int:
    """How many files its directory names; NoPack where it does not end as ours do."""
    if raw[-22:-18] != b"PK\x05\x06" or raw[-42:-38] == b"PK\x06\x07":  # a longer directory
        raise NoPack
    size = int.from_bytes(raw[-10:-6], "little")
    return raw[-22 - size : -22].count(_ENTRY)


def _zip(files: Mapping[str, bytes]) -> bytes:
    """The one way in which a pack is written: no time, no mode, no computer that made it."""
    local, central, at = [], [], 0
    for name, content in files.items():
        encoded, crc = name.encode(), zlib.crc32(content)
        flags = 0 if name.isascii() else _UTF8
        shared = struct.pack("<HHHHHIIIHH", 10, flags, 0, 0, _STAMP, crc, len(content), len(content), len(encoded), 0)
        local += [b"PK\x03\x04", shared, encoded, content]
        central += [b"PK\x01\x02\x14\x00", shared, struct.pack("<HHHII", 0, 0, 0, 0, at), encoded]
        at += 4 + len(shared) + len(encoded) + len(content)
    directory = b"".join(central)
    end = struct.pack("<HHHHIIH", 0, 0, len(files), len(files), len(directory), at, 0)
    return b"".join([*local, directory, b"PK\x05\x06", end])

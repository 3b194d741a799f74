"""Form packs: made of a questionnaire, looked over, installed whole or not at all."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from app.bundle import pack
from app.bundle.pack import SUFFIX, BadMediaName, NewerPack, NoPack, Pack, PackAltered, PackTooLarge
from app.casework.questionnaires import forms
from app.casework.questionnaires.form_engine import open_form
from app.casework.questionnaires.form_media import named, wanted
from app.casework.questionnaires.forms import FormRow, NoFile
from app.casework.session.session import Session
from app.disk import in_words, write_whole
from app.errors import N_, SanadError
from app.form import Form, Problem
from app.seal import sshsig
from app.seal.keys import DeviceKeys
from app.vault import forms as kept
from app.vault import media as kept_media
from app.vault.files import content

__all__ = ["SUFFIX", "BadMediaName", "NewerPack", "NoPack", "PackAltered", "PackTooLarge"]

Standing = Literal["own", "known", "withdrawn", "unknown", "unsigned"]
_TRUSTED = ("own", "known")


class PackUnsigned(SanadError):
    """Signed by nobody whom the organisation certifies. `digest`: what to compare before it is used."""

    digest: str
    says = N_(
        "Nobody in this organisation signed this form pack. Nothing was installed. Compare its digital fingerprint "
        "(SHA-256) by telephone with whoever made it, then install it with this fingerprint: {digest}"
    )


class PackOther(SanadError):
    digest: str
    says = N_(
        "The SHA-256 you entered does not match this form pack: it is another file, or it was changed on the way. "
        "Nothing was installed. The SHA-256 of this file is {digest}: compare it again with whoever made it."
    )


class PackWithdrawn(SanadError):
    says = N_(
        "The computer that signed this form pack has lost its access. Nothing was installed. Ask user management for another form pack."
    )


class SameFormOtherMedia(SanadError):
    says = N_(
        "This questionnaire is already here, with other pictures or sounds. Nothing was installed. Ask its author to raise its version."
    )


@dataclass(frozen=True, slots=True)
class PackReport:
    """What a pack says, and who says so. `name`: of the signer, as the directory certifies it."""

    pack: Pack = field(repr=False)
    form: Form = field(repr=False)
    problems: tuple[Problem, ...]
    signer: Standing
    name: str = ""

    @property
    def trusted(self) -> bool:
        return self.signer in _TRUSTED

    @property
    def fingerprint(self) -> str:
        """Of the key that signed, "" for none."""
        return sshsig.fingerprint(self.pack.key) if self.pack.key else ""


@dataclass(frozen=True, slots=True)
class WrittenPack:
    """`missing`: pictures and sounds that the form names and that weren't there."""

    digest: str
    media: tuple[str, ...]
    missing: tuple[str, ...]


def make(file: Path, path: Path, media: Path | None = None, keys: DeviceKeys | None = None) -> WrittenPack:
    """Write a pack of a questionnaire on disk; `media`: the folder of its pictures and sounds, else the
    one beside it that ODK's tools use (NAME-media). FormRefused, NoFile, BadMediaName, PackTooLarge."""
    form, xml, _ = forms.read_file(file)
    folder = media or file.with_name(f"{file.stem}-media")
    data = {
        name: (folder / name).read_bytes() for name in wanted(xml) if pack.safe_name(name) and (folder / name).is_file()
    }
    return _write(form, xml, data, path, keys)


def make_of(session: Session, form_hash: str, path: Path) -> WrittenPack:
    """Write a pack of a questionnaire of this vault, signed by this computer. NoForm, BadMediaName."""
    form, xml, media = _here(session, form_hash)
    return _write(form, xml, media, path, session.vault.device)


def packed(session: Session, form_hash: str) -> bytes:
    """The same in memory, to go along with a case. NoForm, BadMediaName, PackTooLarge."""
    form, xml, media = _here(session, form_hash)
    return pack.write(_about(form), xml, media, session.vault.device)


def _here(session: Session, form_hash: str) -> tuple[Form, str, dict[str, bytes]]:
    hash_ = bytes.fromhex(form_hash)
    xml = kept.xml(session.reading(), hash_)
    return forms.load(session, form_hash), xml, kept_media.all_of(session.reading(), hash_)


def _about(form: Form) -> dict[str, str]:
    return {"id": form.id, "version": form.version, "title": form.title, "hash": form.hash}


def _write(form: Form, xml: str, media: Mapping[str, bytes], path: Path, keys: DeviceKeys | None) -> WrittenPack:
    raw_pack = pack.write(_about(form), xml, media, keys)
    with in_words(NoFile):
        write_whole(path, raw_pack)
    missing = tuple(name for name in wanted(xml) if name not in media)
    return WrittenPack(pack.digest_of(raw_pack), tuple(sorted(media)), missing)


def look(session: Session, file: Path) -> PackReport:
    """Check all of it without keeping anything. NoFile, FormRefused, NoPack and its like."""
    try:
        if file.stat().st_size > pack.LARGEST:
            raise PackTooLarge
        form_pack = pack.read(content(file, pack.LARGEST))
    except OSError as error:
        raise NoFile from error
    form = open_form(form_pack.form)
    if (form.hash, form.id, form.version) != (form_pack.hash, form_pack.id, form_pack.version):
        raise PackAltered
    signer_status, name = _signer(session, form_pack.key)
    return PackReport(form_pack, form, form.problems, signer_status, name)


def _signer(session: Session, key: bytes) -> tuple[Standing, str]:
    """By the key, never by what the file says of itself."""
    if not key:
        return "unsigned", ""
    colleagues = session.vault.directory
    for stream in colleagues.streams():
        device = colleagues.device(stream)
        if device and device.public == key:
            person = colleagues.organisation.person(device.person) or colleagues.own.person(device.person)
            name = person.name if person else ""
            if device.revoked:
                return "withdrawn", name
            return ("own" if device.person == session.vault.person else "known"), name
    return ("own", session.officer.name) if key == session.vault.device.public else ("unknown", "")


def install(session: Session, file: Path, trust: str = "") -> FormRow:
    """Keep the questionnaire and all it shows, in one transaction; one of its id is offered no more.
    `trust`: the pack's SHA-256, where nobody certified signed it. PackUnsigned, PackOther, PackWithdrawn."""
    looked = look(session, file)
    if looked.signer == "withdrawn":
        raise PackWithdrawn
    text = "".join(trust.split()).lower()
    if not looked.trusted and not text:
        raise PackUnsigned(looked.pack.digest)
    if text and text != looked.pack.digest:
        raise PackOther(looked.pack.digest)
    row = forms.row_of(looked.form)
    stored_media = kept_media.all_of(session.vault.database, row.hash)
    named_media = named(looked.pack.form, looked.pack.media)
    if stored_media and stored_media != named_media:
        raise SameFormOtherMedia
    with session.vault.transaction() as writer:
        kept.keep(writer, row, kept.packed(looked.pack.form), session.now())
        kept_media.keep(writer, row.hash, named_media)
    return forms.told_of(row)

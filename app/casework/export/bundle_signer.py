"""A bundle that came: does its signature belong to somebody known here, and its files in a folder.

Opening needs no records; only whoever is at work here can say whom the signing key belongs to, and
a journal in which it stands that the files were written out readable."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from app.bundle import files
from app.bundle.contents import VerifiedFiles
from app.bundle.manifest import Manifest
from app.casework.cases import attachment_copy
from app.casework.cases.attachment_copy import CopyForbidden
from app.casework.export import bundle_export
from app.casework.session.session import EventAppender, Session
from app.casework.session.transfer_places import refuse_elsewhere
from app.seal import sshsig
from app.seal.directory import Device
from app.seal.six_words import Pair

__all__ = ["Manifest"]

TAKEN_APART = "bundle taken apart"
Standing = Literal["own", "known", "expired", "withdrawn", "unknown"]


@dataclass(frozen=True, slots=True)
class BundleSigner:
    """Whose key signed. `name`, `role`: as the directory certifies them; "" of an unknown key, whose
    name in the file is nobody's word but its own. `words`: the key's six, of each language."""

    standing: Standing
    name: str = ""
    role: str = ""
    words: Pair = ((), ())


def signer(session: Session, bundle: VerifiedFiles) -> BundleSigner:
    """Who certifies the key that signed a bundle, looked up by the key and not by what it claims."""
    author, colleagues = bundle.manifest.author, session.vault.directory
    for stream in colleagues.streams():
        device = colleagues.device(stream)
        if device and sshsig.public_line(device.public) == author.key:
            person = colleagues.organisation.person(device.person) or colleagues.own.person(device.person)
            name_and_role = (person.name, person.role) if person else ("", "")
            signer_standing = _standing(session, bundle, device)
            return BundleSigner(signer_standing, *name_and_role, bundle_export.words_of(bundle.manifest))
    return BundleSigner("unknown", words=bundle_export.words_of(bundle.manifest))


def take_apart(session: Session, bundle: VerifiedFiles, folder: Path) -> None:
    """Write the files into a new or empty folder, after the journal says so. FolderNotEmpty,
    BadFolder, PlaceNotAllowed, CopyForbidden."""
    if not attachment_copy.may_save():
        raise CopyForbidden
    refuse_elsewhere(folder)
    files.check_empty(folder)
    with session.vault.transaction() as writer:
        EventAppender(session, writer, session.vault.id).say(
            TAKEN_APART, {"bundle": bytes.fromhex(bundle.manifest.bundle)}
        )
    bundle_export.take_apart(bundle, folder)


def _standing(session: Session, bundle: VerifiedFiles, device: Device) -> Standing:
    if device.revoked:
        return "withdrawn"
    if device.until and bundle.manifest.made.timestamp() > device.until:
        return "expired"
    return "own" if device.person == session.vault.person else "known"

"""Certificates that came with a file, without the rest of the directory that they are from.

Each is checked by the signature of whoever made it, up to a root that the file itself brings: it says that
one organisation certified these computers, not which one that is. docs/formats/bundle.md"""

from collections.abc import Iterable
from dataclasses import dataclass

from app.seal import directory_entry
from app.seal.keys import key_id, verify

_SIGNED = b"sanad-directory-1"


@dataclass(frozen=True, slots=True)
class CertifiedAuthor:
    """`root`: the Ed25519 key of the organisation that certifies the computer; `organisation`: as it calls
    itself, "" for an officer who had joined none."""

    public: bytes
    name: str
    role: str
    root: bytes
    organisation: str


def authors(entries: Iterable[bytes]) -> dict[bytes, CertifiedAuthor]:
    """By stream. What doesn't hold is left out."""
    parsed = [entry for raw in entries if (entry := _parsed(raw))]
    roots = {
        key_id(entry.content[0]): (entry.content[0], str((*entry.content, "")[1]))
        for entry in parsed
        if entry.kind == directory_entry.ROOT
        and key_id(entry.content[0]) == entry.signer
        and _holds(entry, entry.content[0])
    }
    # who may sign for a root: its registrars, and itself in a directory of one
    signers = {root: (public, root) for root, (public, _) in roots.items()}
    for entry in parsed:
        if entry.kind == directory_entry.REGISTRAR and entry.signer in roots and _holds(entry, roots[entry.signer][0]):
            signers[key_id(entry.content[0])] = entry.content[0], entry.signer
    signed = [
        (entry, signers[entry.signer][1])
        for entry in parsed
        if entry.signer in signers and _holds(entry, signers[entry.signer][0])
    ]
    names = {
        (root, entry.content[0]): (entry.content[1], entry.content[2])
        for entry, root in signed
        if entry.kind == directory_entry.PERSON
    }
    return {
        entry.content[0]: CertifiedAuthor(
            entry.content[2], *names.get((root, entry.content[1]), ("", "")), *roots[root]
        )
        for entry, root in signed
        if entry.kind == directory_entry.DEVICE and entry.content[0] == key_id(entry.content[2])
    }


def _parsed(raw: bytes) -> directory_entry.DirectoryEntry | None:
    try:
        return directory_entry.DirectoryEntry.parse(raw)
    except directory_entry.DirectoryRefused:
        return None


def _holds(entry: directory_entry.DirectoryEntry, public: bytes) -> bool:
    return verify(public, entry.signature, _SIGNED + entry.body)

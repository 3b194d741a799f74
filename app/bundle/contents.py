"""The files of a bundle: put together and signed, and verified one against the other.

SHA256SUMS covers every other file; its signature therefore covers everything, the names of the
recipients included: a recipient can't seal it again for a third as if the author had.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.bundle import archive
from app.bundle.manifest import (
    Entry,
    LaterManifest,
    Manifest,
    NotAManifest,
    Recipient,
    from_json,
)
from app.bundle.problems import BundleAltered, Problem
from app.seal import sshsig
from app.seal.file_conditions import ForeignFile, NewerVersion
from app.seal.keys import DeviceKeys
from app.seal.sshsig import SignatureRefused
from app.settings import RESOURCES

NAMESPACE = "sanad-bundle-1"
MANIFEST, ANSWERS, RECORD, VERIFY = "manifest.json", "answers.json", "case.pdf", "VERIFY.txt"
SIGNERS, SUMS, SIGNATURE = "allowed_signers", "SHA256SUMS", "SHA256SUMS.sig"
_NEEDED = (VERIFY, MANIFEST, RECORD, ANSWERS, SIGNERS, SUMS, SIGNATURE)
_UNLISTED = {MANIFEST, SUMS, SIGNATURE}  # by the manifest; the sums leave out only the last two


@dataclass(frozen=True, slots=True)
class SignedFiles:
    """A bundle's files before they are sealed. `manifest_digest`: SHA-256, for the event."""

    manifest: Manifest
    tar: bytes
    manifest_digest: bytes


@dataclass(frozen=True, slots=True)
class VerifiedFiles:
    """A bundle's files after everything was checked."""

    manifest: Manifest
    files: Mapping[str, bytes]


def put_together(
    manifest: Manifest,
    record: bytes,
    answers: bytes,
    keys: DeviceKeys,
    attached: Mapping[str, bytes] = {},
) -> SignedFiles:
    """`manifest` says everything but its files and its author's key; `attached`: others, by name."""
    key, mark = sshsig.public_line(keys.public), sshsig.fingerprint(keys.public)
    contents = {
        VERIFY: (RESOURCES / "bundle" / VERIFY).read_bytes(),
        RECORD: record,
        ANSWERS: answers,
        SIGNERS: _signers(keys.public),
        **attached,
    }
    full_manifest = replace(
        manifest,
        author=replace(manifest.author, key=key, fingerprint=mark),
        files=tuple(
            Entry(name, len(content), _sha256(content)) for name, content in contents.items()
        ),
    )
    raw = full_manifest.to_bytes()
    summed_files = {MANIFEST: raw, **contents}
    sums = _sums(summed_files)
    files = {
        VERIFY: contents[VERIFY],
        MANIFEST: raw,
        RECORD: record,
        ANSWERS: answers,
        SIGNERS: contents[SIGNERS],
        **attached,
        SUMS: sums,
        SIGNATURE: sshsig.sign(keys, NAMESPACE, sums).encode(),
    }
    tar = archive.write(files, int(full_manifest.made.timestamp()))
    return SignedFiles(full_manifest, tar, hashlib.sha256(raw).digest())


def verify(tar: bytes, openers: Sequence[Recipient]) -> VerifiedFiles:
    """Check everything. `openers`: whoever the opened key belongs to.

    ForeignFile, NewerVersion, BundleDamaged; BundleAltered with every problem that was found.
    """
    try:
        files, at = archive.read(tar)
    except archive.NoArchive as error:
        raise ForeignFile from error
    except archive.Unsafe as error:
        raise BundleAltered(error.problems) from error
    if MANIFEST not in files:
        raise ForeignFile
    try:
        manifest = Manifest.read(files[MANIFEST])
    except LaterManifest as error:
        raise NewerVersion from error
    except NotAManifest as error:
        raise BundleAltered((Problem("manifest", MANIFEST),)) from error
    missing = [Problem("missing", name) for name in _NEEDED if name not in files]
    problems = missing or [*_checked(manifest, files, at), *_addressed(manifest, openers)]
    if problems:
        raise BundleAltered(tuple(problems))
    return VerifiedFiles(manifest, files)


def _checked(manifest: Manifest, files: Mapping[str, bytes], at: int) -> list[Problem]:
    contents = {name: content for name, content in files.items() if name not in (SUMS, SIGNATURE)}
    problems = [] if files[SUMS] == _sums(contents) else _what_differs(files[SUMS], contents)
    try:
        public = sshsig.verify(files[SIGNATURE].decode("ascii"), NAMESPACE, files[SUMS])
    except (SignatureRefused, UnicodeDecodeError):
        return [*problems, Problem("signature", SIGNATURE)]
    author = manifest.author
    claimed = (author.key, author.fingerprint, files[SIGNERS])
    if claimed != (sshsig.public_line(public), sshsig.fingerprint(public), _signers(public)):
        problems.append(Problem("signature", SIGNERS))
    entries = [
        Entry(name, len(content), _sha256(content))
        for name, content in files.items()
        if name not in _UNLISTED
    ]
    if list(manifest.files) != entries or int(manifest.made.timestamp()) != at:
        problems.append(Problem("manifest", MANIFEST))
    if not _about_the_same(manifest, files[ANSWERS]):
        problems.append(Problem("manifest", ANSWERS))
    return problems


def _what_differs(sums: bytes, contents: Mapping[str, bytes]) -> list[Problem]:
    """Which files the sums don't fit: for people, after it is known that they don't."""
    digests = {}
    for line in sums.decode("utf-8", "replace").splitlines():
        digest, _, name = line.partition("  ")
        digests[name] = digest
    problems = [
        Problem("changed" if name in digests else "unlisted", name)
        for name, content in contents.items()
        if digests.get(name) != _sha256(content)
    ]
    problems += [
        Problem("missing", name if archive.safe_name(name) else "")
        for name in digests
        if name not in contents
    ]
    return problems or [Problem("sums_disagree", SUMS)]


def _addressed(manifest: Manifest, openers: Sequence[Recipient]) -> list[Problem]:
    if any(recipient in manifest.recipients for recipient in openers):
        return []
    return [Problem("other_recipient", MANIFEST)]


def _about_the_same(manifest: Manifest, answers: bytes) -> bool:
    try:
        document = from_json(answers)
    except NotAManifest:
        return False
    return (document.get("case"), document.get("reference")) == (manifest.case, manifest.reference)


def _signers(public: bytes) -> bytes:
    return f'author namespaces="{NAMESPACE}" {sshsig.public_line(public)}\n'.encode()


def _sums(contents: Mapping[str, bytes]) -> bytes:
    """As sha256sum writes it, sorted by name."""
    return "".join(f"{_sha256(contents[name])}  {name}\n" for name in sorted(contents)).encode()


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()

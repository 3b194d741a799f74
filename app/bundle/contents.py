"""The files of a bundle: put together and signed, and verified one against the other.

SHA256SUMS covers every other file; its signature therefore covers everything, the names of the
recipients included: a recipient can't seal it again for a third as if the author had."""

import hashlib
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from app.bundle import archive
from app.bundle.archive import Source
from app.bundle.manifest import CaseEntry, FileEntry, LaterManifest, Manifest, NotAManifest, Recipient, from_json
from app.bundle.problems import BundleAltered, BundleDamaged, BundleProblem
from app.seal import sshsig
from app.seal.file_marker import ForeignFile, NewerVersion
from app.seal.keys import DeviceKeys
from app.settings import RESOURCES

NAMESPACE = "sanad-bundle-1"
MANIFEST, ANSWERS, RECORD, VERIFY = "manifest.json", "answers.json", "case.pdf", "VERIFY.txt"
DOSSIER = "dossier.pdf"  # where it goes to an agency
SIGNERS, SUMS, SIGNATURE = "allowed_signers", "SHA256SUMS", "SHA256SUMS.sig"
_NEEDED = (VERIFY, MANIFEST, SIGNERS, SUMS, SIGNATURE)
_OF_EACH_CASE = (RECORD, ANSWERS)
# bytes of those that are held in memory while the rest goes by; the record only to be looked at
_LONGEST = {
    VERIFY: 1 << 18,
    MANIFEST: 8 << 20,
    ANSWERS: 8 << 20,
    RECORD: 24 << 20,
    SIGNERS: 1 << 12,
    SUMS: 1 << 18,
    SIGNATURE: 1 << 12,
}
MOST_ANSWERS = 32 << 20  # bytes of answers.json of several cases, together
_SMALL, _MOST_SMALL = (256 << 10, 8 << 20)  # bytes of others that are kept as they go by, each and together
_UNLISTED = {MANIFEST, SUMS, SIGNATURE}  # by the manifest; the sums leave out only the last two


@dataclass(frozen=True, slots=True)
class SignedFiles:
    """A bundle's files before they are sealed. `at`: the time of each, seconds since 1970;
    `manifest_digest`: SHA-256, for the event."""

    manifest: Manifest
    files: Mapping[str, Source]
    at: int
    manifest_digest: bytes

    @property
    def size(self) -> int:
        """Bytes of the archive."""
        return archive.size_of(source.size for source in self.files.values())

    def pieces(self) -> Iterator[bytes]:
        """The archive as it comes. `archive.Changed`, and whatever its sources raise."""
        return archive.written(self.files, self.at)

    @property
    def tar(self) -> bytes:
        """The archive of a small bundle, in memory."""
        return b"".join(self.pieces())


@dataclass(frozen=True, slots=True)
class VerifiedFiles:
    """A bundle after everything was checked. `entries`: all its files in their order; `files`: their
    contents, each read when it is asked for and held against its hash again."""

    manifest: Manifest
    entries: tuple[FileEntry, ...]
    files: "Contents"


class Contents(Mapping[str, bytes]):
    """What is in a bundle, by name. Small files are in memory; the others are opened anew, because
    nothing of them is written anywhere."""

    def __init__(
        self, entries: Iterable[FileEntry], memory: Mapping[str, bytes], blocks: Callable[[], Iterable[bytes]]
    ) -> None:
        self.entries = {entry.name: entry for entry in entries}
        self._memory, self.blocks = memory, blocks

    def __getitem__(self, name: str) -> bytes:
        """BundleDamaged where the bundle is not what it was any more."""
        return self._memory[name] if name in self._memory else b"".join(self.pieces(name))

    def __iter__(self) -> Iterator[str]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def pieces(self, name: str) -> Iterator[bytes]:
        """The same a piece at a time; nothing may be used before the last has come. BundleDamaged."""
        if name in self._memory:
            yield self._memory[name]
            return
        for found_name, pieces in self.one_by_one({name}):
            assert found_name == name
            yield from pieces

    def one_by_one(self, names: Collection[str]) -> Iterator[tuple[str, Iterator[bytes]]]:
        """Those files in their order, in one run through the bundle, which ends with the last of them.
        The pieces of each, before the next is asked for. BundleDamaged."""
        missing = set(names)
        if not missing:
            return
        blocks = iter(self.blocks())
        try:
            for member in archive.Reader(blocks).members():
                if member.name in missing:
                    yield member.name, self._held_against_its_hash(member)
                    missing.discard(member.name)
                if not missing:
                    return
        except (archive.NoArchive, archive.Unsafe) as error:
            raise BundleDamaged from error
        finally:
            if isinstance(blocks, Generator):
                blocks.close()
        raise BundleDamaged

    def _held_against_its_hash(self, member: archive.Member) -> Iterator[bytes]:
        hash_ = hashlib.sha256()
        for piece in member.pieces:
            hash_.update(piece)
            yield piece
        if hash_.hexdigest() != self.entries[member.name].sha256:
            raise BundleDamaged


def put_together_all(
    manifest: Manifest, papers: Mapping[str, Source], keys: DeviceKeys, attached: Mapping[str, Source] = {}
) -> SignedFiles:
    """`manifest` says everything but its files and its author's key; `papers`: the record and the answers
    of each case, by name; `attached`: others."""
    key, mark = sshsig.public_line(keys.public), sshsig.fingerprint(keys.public)
    contents = {
        VERIFY: Source.of((RESOURCES / "bundle" / VERIFY).read_bytes()),
        **papers,
        SIGNERS: Source.of(_signers(keys.public)),
        **attached,
    }
    full_manifest = replace(
        manifest,
        author=replace(manifest.author, key=key, fingerprint=mark),
        files=tuple(FileEntry(name, source.size, source.sha256) for name, source in contents.items()),
    )
    raw = full_manifest.to_bytes()
    digests = {name: source.sha256 for name, source in contents.items()}
    sums = _sums({MANIFEST: hashlib.sha256(raw).hexdigest(), **digests})
    files = {
        VERIFY: contents.pop(VERIFY),
        MANIFEST: Source.of(raw),
        **contents,
        SUMS: Source.of(sums),
        SIGNATURE: Source.of(sshsig.sign(keys, NAMESPACE, sums).encode()),
    }
    at = int(full_manifest.made.timestamp())
    return SignedFiles(full_manifest, files, at, hashlib.sha256(raw).digest())


def verify(tar: bytes, openers: Sequence[Recipient]) -> VerifiedFiles:
    """Check everything of an archive in memory; see `verify_stream`."""
    return verify_stream(lambda: (tar,), openers)


def verify_stream(blocks: Callable[[], Iterable[bytes]], openers: Sequence[Recipient]) -> VerifiedFiles:
    """Check everything. `blocks`: the archive from its beginning, each time anew; `openers`: whoever
    the opened key belongs to. In memory are only the files that are small, or that have to be read.

    ForeignFile, NewerVersion, BundleDamaged; BundleAltered with every problem that was found."""
    entries, memory = list[FileEntry](), dict[str, bytes]()
    reader, room = archive.Reader(blocks()), _Room()
    try:
        for member in reader.members():
            entry, content = _read(member, room.of(member))
            entries.append(entry)
            if content is not None:
                memory[entry.name] = content
    except archive.NoArchive as error:
        raise ForeignFile from error
    except archive.Unsafe as error:
        raise BundleAltered(error.problems) from error
    if MANIFEST not in memory:
        raise ForeignFile
    try:
        manifest = Manifest.read(memory[MANIFEST])
    except LaterManifest as error:
        raise NewerVersion from error
    except NotAManifest as error:
        raise BundleAltered((BundleProblem("manifest", MANIFEST),)) from error
    present = {entry.name for entry in entries}
    needed = [*_NEEDED, *(entry.name_of(name) for entry in manifest.cases for name in _OF_EACH_CASE)]
    missing = [BundleProblem("missing", name) for name in needed if name not in present]
    problems = missing or [*_checked(manifest, entries, memory, reader.at), *_addressed(manifest, openers)]
    if problems:
        raise BundleAltered(tuple(problems))
    sizes = {entry.name: entry.size for entry in entries}
    complete = {name: raw for name, raw in memory.items() if len(raw) == sizes[name]}
    return VerifiedFiles(manifest, tuple(entries), Contents(entries, complete, blocks))


class _Room:
    """How much of each file is held in memory, and never more than that together."""

    def __init__(self) -> None:
        self._answers, self._small = MOST_ANSWERS, _MOST_SMALL

    def of(self, member: archive.Member) -> int:
        """Bytes of this one; 0 for none of it."""
        if longest := _LONGEST.get(member.name):
            return longest
        if member.name.endswith(f"/{ANSWERS}"):
            longest = min(_LONGEST[ANSWERS], self._answers)
            self._answers -= min(longest, member.size)
            return longest
        is_attached = "files/" in member.name  # what was attached is opened anew, as the page says
        if not is_attached and member.size <= min(_SMALL, self._small):
            self._small -= member.size
            return member.size
        return 0


def _read(member: archive.Member, longest: int) -> tuple[FileEntry, bytes | None]:
    """Its content too where it has to be read, but never more than that may be."""
    keeps = bytearray() if longest else None
    hash_ = hashlib.sha256()
    for piece in member.pieces:
        hash_.update(piece)
        if keeps is not None and len(keeps) <= longest:
            keeps += piece
    entry = FileEntry(member.name, member.size, hash_.hexdigest())
    return entry, None if keeps is None else bytes(keeps[: longest + 1])


def _checked(
    manifest: Manifest, entries: Sequence[FileEntry], memory: Mapping[str, bytes], at: int
) -> list[BundleProblem]:
    digests = {entry.name: entry.sha256 for entry in entries if entry.name not in (SUMS, SIGNATURE)}
    problems = [] if memory[SUMS] == _sums(digests) else _what_differs(memory[SUMS], digests)
    try:
        public = sshsig.verify(memory[SIGNATURE].decode("ascii"), NAMESPACE, memory[SUMS])
    except (sshsig.SignatureRefused, UnicodeDecodeError):
        return [*problems, BundleProblem("signature", SIGNATURE)]
    author = manifest.author
    claimed = (author.key, author.fingerprint, memory[SIGNERS])
    if claimed != (sshsig.public_line(public), sshsig.fingerprint(public), _signers(public)):
        problems.append(BundleProblem("signature", SIGNERS))
    listed = [entry for entry in entries if entry.name not in _UNLISTED]
    if list(manifest.files) != listed or int(manifest.made.timestamp()) != at:
        problems.append(BundleProblem("manifest", MANIFEST))
    for case in manifest.cases:
        name = case.name_of(ANSWERS)
        if not _about_the_same(case, memory.get(name, b"")):
            problems.append(BundleProblem("manifest", name))
    return problems


def _what_differs(sums: bytes, digests: Mapping[str, str]) -> list[BundleProblem]:
    """Which files the sums don't fit: for people, after it is known that they don't."""
    listed = {}
    for line in sums.decode("utf-8", "replace").splitlines():
        digest, _, name = line.partition("  ")
        listed[name] = digest
    problems = [
        BundleProblem("changed" if name in listed else "unlisted", name)
        for name, digest in digests.items()
        if listed.get(name) != digest
    ]
    problems += [
        BundleProblem("missing", name if archive.safe_name(name) else "") for name in listed if name not in digests
    ]
    return problems or [BundleProblem("sums_disagree", SUMS)]


def _addressed(manifest: Manifest, openers: Sequence[Recipient]) -> list[BundleProblem]:
    if any(recipient in manifest.recipients for recipient in openers):
        return []
    return [BundleProblem("other_recipient", MANIFEST)]


def _about_the_same(case: CaseEntry, answers: bytes) -> bool:
    try:
        document = from_json(answers)
    except NotAManifest:
        return False
    return (document.get("case"), document.get("reference")) == (case.case, case.reference)


def _signers(public: bytes) -> bytes:
    return f'author namespaces="{NAMESPACE}" {sshsig.public_line(public)}\n'.encode()


def _sums(digests: Mapping[str, str]) -> bytes:
    """As sha256sum writes it, sorted by name. `digests`: SHA-256 in hexadecimal, by name."""
    return "".join(f"{digests[name]}  {name}\n" for name in sorted(digests)).encode()

"""What a sealed file that was opened holds, as it is shown: without a screen."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from app.bundle import contents, files, receipt
from app.bundle.keys import Opener, opener_from, opener_with, public_lines, words_of_line
from app.bundle.manifest import from_json
from app.disk import condition, write_whole
from app.errors import N_, SanadError
from app.language import Words
from app.seal import six_words, sshsig
from app.seal.six_words import Pair

_CASE = re.compile(r"case-[0-9]{2}")
Kind = Literal["pages", "picture", "table", "text", "other"]
LARGEST_SHOWN = 64 << 20  # bytes of a part that is looked at: it is in memory meanwhile
_KINDS: dict[str, Kind] = {
    **dict.fromkeys(("pdf",), "pages"),
    **dict.fromkeys(("jpg", "jpeg", "png", "gif", "webp", "bmp", "tif", "tiff", "heic"), "picture"),
    **dict.fromkeys(("json",), "table"),
    **dict.fromkeys(("txt", "csv", "md", "log"), "text"),
}
_TEXTS = {contents.SIGNERS, contents.SUMS, contents.SIGNATURE}
# what each file of every bundle is, in words
SAYS = {
    contents.RECORD: N_("The record of the case, for reading"),
    contents.ANSWERS: N_("Questions and answers"),
    contents.DOSSIER: N_("The dossier, for the case file"),
    "data/case.json": N_("The data of the case, for programs"),
    "data/case.schema.json": N_("What each part of the data means"),
    "data/custody.csv": N_("Everybody who held the files"),
    "events/events.json": N_("The signed records of the case"),
    contents.MANIFEST: N_("What this file says about itself"),
    contents.VERIFY: N_("How to check it without this program"),
    contents.SIGNERS: N_("The key that signed"),
    contents.SUMS: N_("Checksums of all parts"),
    contents.SIGNATURE: N_("The signature"),
}


class PartTooLarge(SanadError):
    megabytes: int
    most: int = LARGEST_SHOWN >> 20
    says = N_(
        "This part has {megabytes} MB, and up to {most} MB can be shown here. Nothing was "
        "changed. Save it to view it in another program."
    )


class FileUnreadable(SanadError):
    says = N_(
        "This file can’t be read: it was moved, or its USB stick was removed. Nothing was opened. Choose it again."
    )


@dataclass(frozen=True, slots=True)
class Part:
    """A file inside. `title`: what somebody called it, "" where only `name` is known."""

    name: str
    title: str
    size: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class Received:
    """A bundle of which everything held. `words`: of the key that signed it."""

    bundle: contents.VerifiedFiles
    words: Pair
    parts: tuple[Part, ...]

    @property
    def begins_with_dossier(self) -> bool:
        return in_folder(self.parts[0].name)[1] == contents.DOSSIER


@dataclass(frozen=True, slots=True)
class ReceivedTable:
    """`rows`: cells in the order of `columns`, which are message ids; `heading` is anybody's words."""

    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def receive(file: Path, opener: Opener, further_folders: tuple[Path, ...] = ()) -> Received:
    """Open a bundle and check everything. FileUnreadable, and what `files.opened` refuses."""
    try:
        bundle = files.opened(file, opener, further_folders)
    except OSError as error:
        raise condition(error, FileUnreadable) from error
    public = sshsig.public_of(bundle.manifest.author.key)
    return Received(bundle, six_words.of_key(public), parts_of(bundle))


def save_receipt(received: Received, receiver: str, key_file: Path, file: Path) -> list[Pair]:
    """Write a receipt; the six words of the key that signed it, for who gets it. FileUnreadable,
    SshKeyRefused, ReceiverMissing, and what a disk says."""
    content = receipt.written(received.bundle, receiver, datetime.now(UTC), receipt.key_from(_key_bytes(key_file)))
    try:
        write_whole(file, content)
    except OSError as error:
        raise condition(error) from error
    return words_of_key_file(key_file)


def save_fresh_key(file: Path) -> None:
    """A new key for receipts, in a file that only its user reads. BadFolder, and what a disk says."""
    try:
        write_whole(file, receipt.fresh_key())
    except OSError as error:
        raise condition(error) from error


def words_of_key_file(file: Path) -> list[Pair]:
    """Six words for each key of a file, which its owner reads to who sends him files. As `by_key_file`."""
    return [words_of_line(line) for line in public_lines(_key_bytes(file))]


def by_key_file(file: Path) -> Opener:
    """FileUnreadable, IdentityUnreadable, IdentityLocked."""
    return opener_from(_key_bytes(file))


def _key_bytes(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(1 << 20)
    except OSError as error:
        raise condition(error, FileUnreadable) from error


by_phrase = opener_with


def parts_of(bundle: contents.VerifiedFiles) -> tuple[Part, ...]:
    """Of each case the dossier, the record and the answers first, then what was attached; last what
    proves it."""
    titles = _titles(bundle)
    parts = [Part(entry.name, titles.get(entry.name, ""), entry.size, kind_of(entry.name)) for entry in bundle.entries]
    first = [contents.DOSSIER, contents.RECORD, contents.ANSWERS]
    last = [contents.MANIFEST, contents.VERIFY, contents.SIGNERS, contents.SUMS, contents.SIGNATURE]

    def rank(part: Part) -> tuple[str, int]:
        if part.name in last:
            return "~", last.index(part.name)
        folder, name = in_folder(part.name)
        place = first.index(name) if name in first else 5 if "/files/" in f"/{name}" else 6
        return folder, place

    return tuple(sorted(parts, key=rank))


def in_folder(name: str) -> tuple[str, str]:
    """Where the files of one of several cases lie, "" where there is one, and the name there."""
    folder, slash, within = name.partition("/")
    return (folder, within) if slash and _CASE.fullmatch(folder) else ("", name)


def says_of(name: str) -> str:
    """What a file is, where every bundle has it; "" for any other."""
    return SAYS.get(in_folder(name)[1], "")


def kind_of(name: str) -> Kind:
    """How a part is shown, from its name alone: what reads it is shut in."""
    if name in _TEXTS:
        return "text"
    return _KINDS.get(PurePosixPath(name.lower()).suffix[1:], "other")


def content_of(received: Received, part: Part) -> bytes:
    """A part in memory. PartTooLarge, and what opening again may say."""
    if part.size > LARGEST_SHOWN:
        raise PartTooLarge(-(-part.size >> 20))
    try:
        return received.bundle.files[part.name]
    except OSError as error:
        raise condition(error, FileUnreadable) from error


def save(received: Received, names: list[str], folder: Path) -> None:
    """Write parts, readable by anybody, into a new or empty folder. FolderNotEmpty, and what a disk
    or opening again says; then nothing that was written stays."""
    try:
        files.take_apart(received.bundle, folder, names)
    except OSError as error:
        raise condition(error) from error


def as_text(content: bytes) -> str:
    """Whatever its letters are; those that are none are shown as such."""
    return content.decode("utf-8-sig", "replace").replace("\0", "\N{SYMBOL FOR NULL}")


def tables(name: str, content: bytes, words: Words) -> list[ReceivedTable]:
    """JSON as tables. What is not of the form that is known is a table of names and values."""
    try:
        document = json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError):
        return [ReceivedTable("", ("",), tuple((line,) for line in as_text(content).splitlines()))]
    if in_folder(name)[1] == contents.ANSWERS and isinstance(document, dict):
        return _of_answers(document, words)
    return [ReceivedTable("", (N_("Name"), N_("Value")), tuple(_flat(document)))]


_MOST_ROWS = 20_000


def _of_answers(document: dict[str, Any], words: Words) -> list[ReceivedTable]:
    tables = []
    for interview in _maps(document.get("interviews")):
        form = interview.get("form")
        title = _word(form.get("title")) if isinstance(form, dict) else ""
        rows = [
            (_word(answer.get("section")), _word(answer.get("question")), _shown(answer, words))
            for answer in _maps(interview.get("answers"))
        ]
        heading = " · ".join(filter(None, (title, _moment(interview.get("finished"), words))))
        tables.append(ReceivedTable(heading, (N_("Section"), N_("Question"), N_("Answer")), tuple(rows)))
    remaining = {name: value for name, value in document.items() if name != "interviews"}
    tables.append(ReceivedTable("", (N_("Name"), N_("Value")), tuple(_flat(remaining))))
    return tables


def _shown(answer: dict[str, Any], words: Words) -> str:
    translation = answer.get("translation")
    also = _word(translation.get("answer")) if isinstance(translation, dict) else ""
    answer_word = _word(answer.get("answer")) or words(_STATES.get(_word(answer.get("state")), N_("No answer")))
    return f"{answer_word}\n{also}" if also and also != answer_word else answer_word


_STATES = {"refused": N_("Did not want to say"), "unknown": N_("Did not know"), "not_asked": N_("Not asked")}


def _moment(value: object, words: Words) -> str:
    """A time of UTC as people read it here; what is none, as it stands."""
    text = _word(value)
    try:
        return words.moment(datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC))
    except ValueError:
        return text


def _maps(value: object) -> list[dict[str, Any]]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _word(value: object) -> str:
    return value if isinstance(value, str) else "" if value is None else str(value)


def _flat(value: object, path: str = "") -> list[tuple[str, str]]:
    """Each value with the names that lead to it; as many as anybody looks through."""
    rows: list[tuple[str, str]] = []
    waiting: list[tuple[str, object]] = [(path, value)]
    while waiting and len(rows) < _MOST_ROWS:
        at, item = waiting.pop()
        if isinstance(item, dict):
            names = [(f"{at} · {key}" if at else str(key), inner) for key, inner in item.items()]
            waiting += reversed(names)
        elif isinstance(item, list):
            waiting += reversed([(f"{at} {n}", inner) for n, inner in enumerate(item, 1)])
        else:
            rows.append((at, _word(item)))
    return rows


def _titles(bundle: contents.VerifiedFiles) -> dict[str, str]:
    """What was attached, under the names that its files had."""
    return {
        case.name_of(_word(row.get("file"))): _word(row.get("name"))
        for case in bundle.manifest.cases
        for row in _maps(from_json(bundle.files[case.name_of(contents.ANSWERS)]).get("files"))
        if row.get("file")
    }

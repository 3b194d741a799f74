"""What stays here of a case comes out nowhere: not in a paper, a file, a name of a file, whoever it is for."""

import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from app.bundle.keys import lock_for
from app.casework.export import (
    bundle_export,
    case_print,
    chosen_fields,
    dossier,
    htcds_export,
)
from app.casework.export.exchange_rows import Leaving
from app.casework.session.session import Session
from app.language import ascii_digits, strip_marks
from tests.bundle.small import Prosecutor
from tests.casework.planted_case import (
    AGENCIES,
    PLANTED,
    QUESTIONS,
    RECIPIENTS,
    choice,
    planted_case,
    read_over_as_asked,
)
from tests.people import Person
from tests.report import structure_reader


@pytest.fixture(scope="module")
def office(tmp_path_factory) -> Iterator[tuple[Session, str]]:
    folder = tmp_path_factory.mktemp("planted")
    session = Person("Omar Sample", folder / "home", "supervisor", "en").sets_up()
    yield session, planted_case(session, folder)
    session.close()


def plain(text: str) -> str:
    """Letters alone, in one form: whatever script, digits and order of drawing."""
    composed = unicodedata.normalize("NFKC", strip_marks(text)).casefold()
    return "".join(re.findall(r"[^\W_]+", ascii_digits(composed)))


def texts_of_pdf(pdf: bytes) -> Iterator[str]:
    """As it is read from its page, from its structure, and from its streams and its information."""
    document = pypdfium2.PdfDocument(pdf)
    yield "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        for thing in opened.objects:
            if isinstance(thing, pikepdf.Stream):
                yield thing.read_bytes().decode("latin-1")
            elif isinstance(thing, (pikepdf.String, pikepdf.Dictionary)):
                yield str(thing)
        has_structure = "/StructTreeRoot" in opened.Root
    if has_structure:
        yield structure_reader.read(pdf).root.whole()


def texts_of(name: str, content: bytes) -> Iterator[str]:
    """All that can be read of a file."""
    yield name
    if content.startswith(b"%PDF"):
        yield from texts_of_pdf(content)
    elif content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for inner in archive.namelist():
                yield from texts_of(inner, archive.read(inner))
    for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
        yield content.decode(encoding, "ignore")


def all_that_goes(session: Session, case: str, recipient: str, folder: Path) -> dict[str, bytes]:
    """Every file and paper that can be made for a recipient."""
    agency, prosecutor = AGENCIES[recipient], Prosecutor()
    sealed = folder / "case.sanad.age"
    bundle_export.make(session, case, sealed, lock_for([prosecutor.public]), "en", "to help", agency=agency, held=choice(recipient))  # fmt: skip
    bundle = bundle_export.open_bundle(sealed, prosecutor.opener)
    files = {f"bundle/{name}": bundle.files[name] for name in bundle.files}
    for language in ("ar", "en"):
        files[f"{language}.pdf"] = case_print.printed(
            session, case, language, agency, "", choice(recipient)
        )
    if not agency:
        return files
    files["dossier.pdf"] = dossier.printed(session, case, dossier.Request(agency, "both", annexes=frozenset({"screening_result"})), choice(recipient))  # fmt: skip
    for name in ("out.json", "out.csv", "out.xlsx"):
        leaving = Leaving(choice(recipient), {}, agency=agency, cases=(case,))
        htcds_export.export(session, folder / name, leaving)
        files[name] = (folder / name).read_bytes()
    for name in ("fields.csv", "fields.xlsx"):
        leaving = Leaving(choice(recipient), {}, agency=agency, cases=(case,))
        chosen_fields.export(session, folder / name, leaving, [*QUESTIONS, "stage", "status"], "en")
        files[name] = (folder / name).read_bytes()
    return files


@pytest.mark.parametrize("recipient", RECIPIENTS)
def test_nothing_that_stays_here_is_in_any_byte_that_goes(office, recipient, tmp_path):
    session, case = office
    read_over_as_asked(session, case, recipient)
    files = all_that_goes(session, case, recipient, tmp_path)
    texts = {name: [plain(text) for text in texts_of(name, raw)] for name, raw in files.items()}
    for planted in PLANTED:
        value = plain(planted.value)
        holders = [name for name, parts in texts.items() for text in parts if value in text or value[::-1] in text]  # fmt: skip
        if recipient not in planted.goes:
            assert not holders, (recipient, planted.value, holders)
    everything = "".join(text for parts in texts.values() for text in parts)
    missing = [planted.value for planted in PLANTED if recipient in planted.goes and plain(planted.value) not in everything]  # fmt: skip
    assert not missing, (recipient, missing)

"""A workbook is a zip file: nothing huge, nothing that declares entities."""

import zipfile
import zlib
from io import BytesIO

from app.errors import N_
from app.form.problems import refusal

MAX_UNPACKED = 256 * 1024 * 1024
MAX_MEMBERS = 2_000
MAX_CELLS = 1_000_000  # each takes half a kilobyte in the reader of spreadsheets
_CELL = b"<c "
_MEMBER = b"PK\x01\x02"
_TOO_MUCH = N_("The workbook unpacks to more than a form can hold; save only its form sheets in a new one.")


def check(data: bytes) -> None:
    """A workbook is a zip file: nothing huge, nothing that declares entities."""
    try:
        if data.count(_MEMBER) > MAX_MEMBERS:  # before the reader makes an object of each
            raise refusal(_TOO_MUCH)
        with zipfile.ZipFile(BytesIO(data)) as archive:
            members = archive.infolist()
            unpacked = sum(member.file_size for member in members)
            if len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED:
                raise refusal(_TOO_MUCH)
            total = cells = 0
            for member in members:
                if member.flag_bits & 1:
                    raise refusal(N_("The workbook is protected by a password; save it without one."))
                if not member.filename.endswith((".xml", ".rels")):
                    continue
                with archive.open(member) as part:
                    start = part.read(4096)
                    total += len(start)
                    cells += start.count(_CELL)
                    if b"<!DOCTYPE" in start.replace(b"\x00", b"").upper():
                        raise refusal(
                            N_(
                                "The workbook contains a document type, which no spreadsheet program writes; make it again."
                            )
                        )
                    # what is announced need not be true: count what really comes out
                    while block := part.read(1 << 20):
                        total += len(block)
                        cells += block.count(_CELL)
                        if total > MAX_UNPACKED or cells > MAX_CELLS:
                            raise refusal(_TOO_MUCH)
    except (zipfile.BadZipFile, OSError, RuntimeError, EOFError, ValueError, zlib.error):
        raise refusal(N_("The workbook is damaged; save it again from the spreadsheet program.")) from None

"""Reads the file that is to become a form: its kind by its first bytes, its size within limits."""

import re
from pathlib import Path

from app.errors import N_
from app.form.problems import refusal
from app.form.tree import MAX_BYTES

MAX_FILE = 100 * 1024 * 1024
KINDS = {".xlsx", ".xlsm", ".xls", ".csv", ".md", ".txt", ".xml"}


def read(file: Path | bytes, name: str) -> tuple[bytes, str]:
    """The bytes of a workbook and its suffix, by its name or its first bytes. FormRefused where it
    is too large or of another kind."""
    if isinstance(file, bytes):
        data = file
    else:
        name = name or file.name
        try:
            if file.stat().st_size > MAX_FILE:
                raise refusal(N_("The file is larger than 100 MB; move its lists to a file of their own."))
            data = file.read_bytes()
        except OSError:
            raise refusal(N_("The file can’t be read; check that it is there and not open elsewhere.")) from None
    if len(data) > MAX_FILE:
        raise refusal(N_("The file is larger than 100 MB; move its lists to a file of their own."))
    if not data.strip():
        raise refusal(N_("The file is empty; choose another one."))
    suffix = Path(name).suffix.lower()
    # what a file is shows in its first bytes; names of files are often wrong
    if data[:4] == b"PK\x03\x04":
        return data, ".xlsm" if suffix == ".xlsm" else ".xlsx"
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return data, ".xls"
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        return data, ".xml"
    if suffix in {".csv", ".md", ".txt"}:
        return data, ".md" if suffix == ".txt" else suffix
    if suffix in KINDS:
        raise refusal(N_("The file is not what its name says; save it again as an Excel workbook (.xlsx)."))
    if b"|" in data[:5000]:
        return data, ".md"
    raise refusal(N_("This kind of file can’t be opened as a form; choose an XLSForm (.xlsx) or an XForm (.xml)."))


def decoded(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise refusal(N_("The file is larger than 64 MB; move its lists to a file of their own."))
    match = re.match(rb"^(?:\xef\xbb\xbf)?\s*<\?xml[^>]*encoding=[\"']([A-Za-z0-9._-]+)", data[:200])
    for encoding in ([match[1].decode()] if match else []) + ["utf-8-sig", "utf-16"]:
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    raise refusal(N_("The file’s letters can’t be read; save it as UTF-8."))

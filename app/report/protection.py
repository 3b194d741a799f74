"""A PDF that opens with a password only: AES-256, revision 6 of the standard handler."""

import io
import re
import secrets

import pikepdf

_CLAIM = re.compile(rb"<pdfaid:part>.*</pdfaid:conformance>\n?")


def protect(pdf: bytes, password: str) -> bytes:
    """The same document under a password. Its owner password is random and kept by nobody.

    Source: ISO 32000-2, 7.6.4. Revision 6 takes the password as UTF-8, at most 127 bytes."""
    bytes_io = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        metadata = document.Root.Metadata
        # what is encrypted is no PDF/A, and may not say that it is
        metadata.write(_CLAIM.sub(b"", metadata.read_bytes()))
        document.save(
            bytes_io,
            encryption=pikepdf.Encryption(user=password, owner=secrets.token_urlsafe(32), R=6, aes=True, metadata=True),
        )
    return bytes_io.getvalue()

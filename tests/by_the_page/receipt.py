"""docs/formats/receipt.md: who received a sealed file."""

import json
import re
from typing import Any

from tests.by_the_page import sshsig
from tests.by_the_page.primitives import Refused, need

KEYS = ["format", "version", "bundle", "manifest", "author", "by", "received", "files", "bytes", "program"]


def read(raw: bytes) -> dict[str, Any]:
    """The statement, with the key that signed it as `key`."""
    need(len(raw) <= 8192, "receipt: too long")
    try:
        line, begin, rest = raw.decode("utf-8").replace("\r\n", "\n").partition("-----BEGIN SSH")
        statement = json.loads(line)
    except ValueError as error:
        raise Refused("receipt") from error
    need(bool(begin) and line.count("\n") == 1 and line.endswith("\n"), "receipt: its line")
    need(isinstance(statement, dict) and set(KEYS) <= set(statement), "receipt: keys")
    need((statement["format"], statement["version"]) == ("sanad-receipt", 1), "receipt: version")
    public = sshsig.signer((begin + rest).encode(), line.encode(), "sanad-receipt-1")
    need(bool(re.fullmatch("[0-9a-f]{32}", statement["bundle"])), "receipt: bundle")
    need(bool(re.fullmatch("[0-9a-f]{64}", statement["manifest"])), "receipt: manifest")
    return {**statement, "key": sshsig.authorised(public)}

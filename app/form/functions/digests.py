"""Digests, base64 and signatures of texts. Source: ODK XForms spec, "digest", "base64-decode"."""

import base64
import binascii
import hashlib
from typing import Any

from app.errors import N_, said
from app.form.functions.declarations import FUNCTIONS
from app.form.problems import ExpressionRefused
from app.form.xpath import Expr, Text

DIGESTS = {"MD5", "SHA1", "SHA256", "SHA384", "SHA512"}


def digest(text: str, algorithm: str, encoding: str = "base64") -> str:
    """ODK: MD5, SHA-1, SHA-256, SHA-384, SHA-512; base64 (default) or hex."""
    name = algorithm.upper().replace("-", "")
    if name not in DIGESTS:
        return ""
    # the form's author chose the method, and nothing of ours rests on it
    hashed = hashlib.new(name.lower(), text.encode("utf-8", "surrogatepass"), usedforsecurity=False)
    if encoding.lower() == "hex":
        return hashed.hexdigest()
    return base64.b64encode(hashed.digest()).decode()


def _check_method(name: str, args: tuple[Expr, ...]) -> None:
    method = args[1].value if isinstance(args[1], Text) else None
    if method is not None and method.upper().replace("-", "") not in DIGESTS:
        raise ExpressionRefused(said(N_("“digest” doesn’t know the method “{method}”; use SHA-256."), method=method))


def base64_decode(text: str) -> str:
    try:
        return base64.b64decode(text, validate=False).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""


def extract_signed(world: Any, text: str, public_key: str) -> str:
    """The text inside base64 of an Ed25519 signature and the text; "" where it isn't the key's.

    As ODK Collect has it: the first 64 bytes are the signature, all the rest is what was signed. The
    signature is checked by what the form was opened with (`open_form`)."""
    try:
        signed = base64.b64decode(text, validate=False)
        key = base64.b64decode(public_key, validate=False)
        signature, message = signed[:64], signed[64:]
        holds = len(key) == 32 and message != b"" and world.verifies(key, signature, message)
        return message.decode("utf-8") if holds else ""
    except (binascii.Error, ValueError):
        return ""


FUNCTIONS.plain("digest", "sss", "string", digest, 2, 3, check=_check_method)
FUNCTIONS.plain("extract-signed", "ss", "string", extract_signed, world=True)
FUNCTIONS.plain("base64-decode", "s", "string", base64_decode)

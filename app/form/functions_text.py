"""Functions of texts and numbers. Source: XPath 1.0 section 4; ODK XForms spec, "XPath Functions"."""

import base64
import binascii
import hashlib
import math
import re
import uuid as uuids
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.form.budget import timed
from app.form.values import NAN

MANY = 1_000_000


@dataclass(frozen=True, slots=True)
class Function:
    """`takes`: s text, n number, b boolean, N places, v any; the last letter serves all further ones."""

    run: Callable[..., Any]
    takes: str
    gives: Any
    least: int
    most: int
    volatile: bool = False
    world: bool = False  # is `run` handed the interview's world first?


FUNCTIONS: dict[str, Function] = {}


def add(
    name: str,
    takes: str,
    gives: str,
    run: Callable[..., Any],
    least: int | None = None,
    most: int | None = None,
    **more: bool,
) -> None:
    least = len(takes) if least is None else least
    FUNCTIONS[name] = Function(
        run, takes or "v", gives, least, len(takes) if most is None else most, **more
    )


def normalize(text: str) -> str:
    return " ".join(part for part in re.split(r"[ \t\r\n]+", text) if part)


def _integral(value: float) -> bool:
    return not math.isfinite(value)


def substring(text: str, start: float, length: float | None = None) -> str:
    """XPath 1.0: counts from 1 and rounds; from -Infinity, Infinity letters are none."""
    begin = round_half_up(start)
    end = math.inf if length is None else begin + round_half_up(length)
    return "".join(letter for at, letter in enumerate(text, 1) if begin <= at < end)


def substr(text: str, start: float, end: float = math.inf) -> str:
    """ODK: counts from 0, end excluded; negative counts from the end."""
    size = len(text)

    def at(value: float) -> int:
        if math.isnan(value):
            return 0
        if value == math.inf:
            return size
        if value == -math.inf:
            return 0
        whole = int(value)
        return max(0, size + whole) if whole < 0 else min(whole, size)

    return text[at(start) : at(end)]


def round_half_up(value: float) -> float:
    if _integral(value):
        return value
    return float(math.floor(value + 0.5))


def round_to(value: float, places: float = 0.0) -> float:
    """ODK: round(number, places); a half goes up, of negative numbers too, as in XPath."""
    if _integral(value) or _integral(places):
        return value
    if places == 0:
        return round_half_up(value)
    from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal, localcontext

    whole = int(places)
    if abs(whole) > 300:
        return value if whole > 0 else 0.0
    with localcontext() as context:
        context.prec = 700
        step = Decimal(1).scaleb(-whole)
        exact = Decimal(repr(value))
        half = ROUND_HALF_DOWN if value < 0 else ROUND_HALF_UP
        return float((exact / step).quantize(Decimal(1), half) * step)


def to_int(value: float) -> float:
    return NAN if _integral(value) else float(math.trunc(value))


def _guard(run: Callable[..., float]) -> Callable[..., float]:
    def safe(*values: float) -> float:
        try:
            result = run(*values)
        except OverflowError:
            return math.inf
        except (ValueError, ZeroDivisionError):
            return NAN
        return NAN if isinstance(result, complex) else float(result)

    return safe


def power(base: float, exponent: float) -> float:
    if base == 0 and exponent < 0:
        return math.inf
    result = base**exponent
    return NAN if isinstance(result, complex) else float(result)


def _log(value: float) -> float:
    return -math.inf if value == 0 else math.log(value)


def _log10(value: float) -> float:
    return -math.inf if value == 0 else math.log10(value)


def regex(text: str, pattern: str) -> bool:
    """Does the whole text match? (Java's matches(), as JavaRosa does.)"""
    from app.form import matching  # forms without patterns open sooner

    compiled = matching.pattern(pattern)
    return compiled is not None and compiled.fullmatch(text)


def _regex(world: Any, text: str, pattern: str) -> bool:
    return timed(world, lambda: regex(text, pattern))


DIGESTS = {"MD5", "SHA1", "SHA256", "SHA384", "SHA512"}


def digest(text: str, algorithm: str, encoding: str = "base64") -> str:
    """ODK: MD5, SHA-1, SHA-256, SHA-384, SHA-512; base64 (default) or hex."""
    name = algorithm.upper().replace("-", "")
    if name not in DIGESTS:
        return ""
    # the form's author chose the method, and nothing of ours rests on it
    made = hashlib.new(name.lower(), text.encode("utf-8", "surrogatepass"), usedforsecurity=False)
    if encoding.lower() == "hex":
        return made.hexdigest()
    return base64.b64encode(made.digest()).decode()


def base64_decode(text: str) -> str:
    try:
        return base64.b64decode(text, validate=False).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""


def extract_signed(text: str, public_key: str) -> str:
    """The text inside base64 of an Ed25519 signature and the text; "" where it isn't the key's.

    As ODK Collect has it: the first 64 bytes are the signature, all the rest is what was signed.
    """
    from app.seal.keys import verify

    try:
        told = base64.b64decode(text, validate=False)
        key = base64.b64decode(public_key, validate=False)
        good = len(key) == 32 and len(told) > 64 and verify(key, told[:64], told[64:])
        return told[64:].decode("utf-8") if good else ""
    except (binascii.Error, ValueError):
        return ""


def selected(value: str, wanted: str) -> bool:
    return wanted.strip() in value.split()


def selected_at(value: str, index: float) -> str:
    """The choice at a place, counted from 0, of a select_multiple; "" beyond the end.

    Source: ODK XForms spec, "selected-at". Unlike XPath's own counting, from 0.
    """
    parts = value.split()
    if not math.isfinite(index):
        return ""
    at = int(index)
    return parts[at] if 0 <= at < len(parts) else ""


def translate(text: str, old: str, new: str) -> str:
    table: dict[int, str | None] = {}
    for at, letter in enumerate(old):
        table.setdefault(ord(letter), new[at] if at < len(new) else None)
    return text.translate(table)


def unique(*size: float) -> str:
    """A random UUID; with a size, so many letters and digits."""
    if not size:
        return str(uuids.uuid4())
    wanted = int(size[0]) if math.isfinite(size[0]) else 0
    letters = "".join(uuids.uuid4().hex for _ in range(min(wanted, 4096) // 32 + 1))
    return letters[: max(0, min(wanted, 4096))]


def boolean_from_string(text: str) -> bool:
    return text.strip().lower() in {"true", "1"}


_M = 2_147_483_647


def shuffled(items: list[Any], seed: float, text: str) -> list[Any]:
    """Fisher-Yates with the Park-Miller generator.

    Source: ODK XForms spec, "randomize"; a seed that isn't a number is hashed with SHA-256, of
    which the first eight bytes are the seed.
    """
    if math.isnan(seed):
        if not text:
            seed_value = 0
        else:
            seed_value = int.from_bytes(
                hashlib.sha256(text.encode()).digest()[:8], "big", signed=True
            )
    elif abs(seed) == math.inf:
        seed_value = 0
    else:
        seed_value = int(seed)
    state = int(math.fmod(seed_value, _M))
    if state <= 0:
        state += _M - 1
    result = list(items)
    for at in range(len(result) - 1, 0, -1):
        state = state * 16807 % _M
        other = int((state - 1) / (_M - 1) * (at + 1))
        result[at], result[other] = result[other], result[at]
    return result


def _starts(text: str, other: str) -> bool:
    return text.startswith(other)


add("not", "b", "boolean", lambda value: not value)
add("starts-with", "ss", "boolean", _starts)
add("ends-with", "ss", "boolean", lambda text, other: text.endswith(other))
add("contains", "ss", "boolean", lambda text, other: other in text)
add(
    "substring-before",
    "ss",
    "string",
    lambda text, other: text.partition(other)[0] if other and other in text else "",
)
add(
    "substring-after",
    "ss",
    "string",
    lambda text, other: text.partition(other)[2] if other else text,
)
add("substring", "snn", "string", substring, 2, 3)
add("substr", "snn", "string", substr, 2, 3)
add("translate", "sss", "string", translate)
add("upper-case", "s", "string", lambda text: text.upper())
add("lower-case", "s", "string", lambda text: text.lower())
add("uuid", "n", "string", unique, 0, 1, volatile=True)
add("int", "n", "number", to_int)
add("round", "nn", "number", round_to, 1, 2)
add("floor", "n", "number", lambda value: value if _integral(value) else float(math.floor(value)))
add("ceiling", "n", "number", lambda value: value if _integral(value) else float(math.ceil(value)))
add("abs", "n", "number", abs)
add("pow", "nn", "number", _guard(power))
add("exp", "n", "number", _guard(math.exp))
add("exp10", "n", "number", _guard(lambda value: 10.0**value))
add("log", "n", "number", _guard(_log))
add("log10", "n", "number", _guard(_log10))
add("sqrt", "n", "number", _guard(math.sqrt))
add("sin", "n", "number", _guard(math.sin))
add("cos", "n", "number", _guard(math.cos))
add("tan", "n", "number", _guard(math.tan))
add("asin", "n", "number", _guard(math.asin))
add("acos", "n", "number", _guard(math.acos))
add("atan", "n", "number", _guard(math.atan))
add("atan2", "nn", "number", _guard(math.atan2))
add("pi", "", "number", lambda: math.pi)
add("selected", "ss", "boolean", selected)
add("is-selected", "ss", "boolean", selected)
add("selected-at", "sn", "string", selected_at)
add("count-selected", "s", "number", lambda text: float(len(text.split())))
add("regex", "ss", "boolean", _regex, world=True)
add("digest", "sss", "string", digest, 2, 3)
add("extract-signed", "ss", "string", extract_signed)
add("base64-decode", "s", "string", base64_decode)
add("boolean-from-string", "s", "boolean", boolean_from_string)

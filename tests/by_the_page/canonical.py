"""docs/formats/README.md: canonical CBOR and its limits."""

import unicodedata
from typing import Any

from tests.by_the_page.primitives import Refused, need

ITEMS, NETWORK_ITEMS, FILE_ITEMS, LEVELS = 262_144, 524_288, 1_048_576, 32


def decode(raw: bytes, items: int = ITEMS) -> Any:
    reader = _Reader(raw, items)
    try:
        value = reader.item(0)
    except (IndexError, UnicodeDecodeError) as error:
        raise Refused("CBOR") from error
    need(reader.at == len(raw), "CBOR: something behind it")
    need(encode(value) == raw, "CBOR: not canonical")
    return value


class _Reader:
    def __init__(self, raw: bytes, items: int) -> None:
        self.raw, self.at, self.items = raw, 0, items

    def take(self, size: int) -> bytes:
        part = self.raw[self.at : self.at + size]
        need(len(part) == size, "CBOR: cut")
        self.at += size
        return part

    def item(self, level: int) -> Any:
        (first,) = self.take(1)
        major, low = first >> 5, first & 31
        need(low < 28, "CBOR: indefinite or reserved")
        number = int.from_bytes(self.take(1 << (low - 24)), "big") if low > 23 else low
        match major:
            case 0:
                return number
            case 1:
                return -1 - number
            case 2:
                return self.take(number)
            case 3:
                text = self.take(number).decode()
                need(unicodedata.is_normalized("NFC", text), "CBOR: not NFC")
                return text
            case 4:
                self.opens(number, level)
                return [self.item(level + 1) for _ in range(number)]
            case 5:
                self.opens(2 * number, level)
                return dict(self.pair(level) for _ in range(number))
        raise Refused("CBOR: a tag, float, boolean or null")

    def opens(self, items: int, level: int) -> None:
        self.items -= items
        need(self.items >= 0, "CBOR: more items than a reader takes")
        need(level < LEVELS, "CBOR: deeper than a reader goes")

    def pair(self, level: int) -> tuple[Any, Any]:
        key = self.item(level + 1)
        need(isinstance(key, int | str), "CBOR: a key that is neither number nor text")
        return key, self.item(level + 1)


def encode(value: Any) -> bytes:
    match value:
        case bool() | float() | None:
            raise Refused("CBOR")
        case int():
            return _head(0, value) if value >= 0 else _head(1, -1 - value)
        case bytes():
            return _head(2, len(value)) + value
        case str():
            return _head(3, len(value.encode())) + value.encode()
        case list():
            return _head(4, len(value)) + b"".join(map(encode, value))
        case dict():
            pairs = [(encode(key), encode(part)) for key, part in value.items()]
            pairs.sort(key=lambda pair: (len(pair[0]), pair[0]))
            return _head(5, len(value)) + b"".join(key + part for key, part in pairs)
    raise Refused("CBOR")


def _head(major: int, number: int) -> bytes:
    if number < 24:
        return bytes([major << 5 | number])
    low, size = next((24 + n, 1 << n) for n in range(4) if number < 1 << (8 << n))
    return bytes([major << 5 | low]) + number.to_bytes(size, "big")

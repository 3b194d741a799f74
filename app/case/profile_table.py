"""The tables of a profile's text file, read key by key; what isn't right is a fault with its line.

TOML gives no lines for values, so the places of tables and keys are found in the text itself."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

from app.case.profile import DAY, NEEDS, PURPOSES, STATUSES, Need, Text
from app.errors import N_

_ID = re.compile(r"[a-z][a-z0-9-]{0,39}\Z")
_TABLE = re.compile(r"\s*(\[\[?)\s*([\w.-]+)\s*\]\]?\s*(?:#.*)?\Z")
_KEY = re.compile(r"\s*([\w-]+)\s*=")
MISSING = N_("“{key}” is missing. Add it, as docs/profiles.md shows.")
UNKNOWN_KEY = N_("“{key}” is not known in a referral system file. Check its spelling, or remove it.")
KIND = N_("“{key}” must be {wanted}.")
NOT_AMONG = N_("“{value}” is unknown here. Write one of: {known}.")
BAD_ID = N_("“{value}” can’t be an id. Use small Latin letters, digits and hyphens.")
TWICE = N_("“{value}” appears twice. Give one of them another id.")
AS_MANY = N_("“{key}” names {here} services and “services” {there}. List each service in both, in the same order.")
ONLY_OF = N_("“{value}” takes no text after a colon. Write “{kind}” alone.")
TO_COME = N_("“{key}” is a day in the future. Write the day on which this was seen.")
ENDS_FIRST = N_("“check_by” comes before “as_of”. Write the day by which this must be confirmed again.")
MUST_OF = N_("“{kind}” needs something after a colon: {known}.")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something of a profile that can't be used. `line`: from 1. `says`: a msgid, with `fields`, of
    which `wanted` is one too."""

    line: int
    says: str
    fields: Mapping[str, str]


class LineNumbers:
    """Where each table and key of the text begins. A table is named by its name and its number."""

    def __init__(self, text: str) -> None:
        self._line_of: dict[tuple[str, int, str], int] = {}
        count: dict[str, int] = {}
        name, number, quotes = "", 0, ""
        for line, words in enumerate(text.splitlines(), 1):
            for mark in ('"""', "'''"):  # no table begins inside a text of several lines
                if quotes in ("", mark) and words.count(mark) % 2:
                    quotes = "" if quotes else mark
                    break
            else:
                if quotes:
                    continue
            if table := _TABLE.match(words):
                name = table[2]
                number = count.get(name, 0)
                count[name] = number + 1
                self._line_of.setdefault((name, number, ""), line)
            elif key := _KEY.match(words):
                self._line_of.setdefault((name, number, key[1]), line)

    def of(self, table: str, number: int, key: str = "") -> int:
        line = self._line_of.get((table, number, key))
        return line or self._line_of.get((table, number, ""), 1)


@dataclass(slots=True)
class FileText:
    """The places of one file, and the faults found in it so far. `ids`: that its tables have, with the name of
    the table and among which they are told apart."""

    lines: LineNumbers
    faults: list[Fault] = field(default_factory=list)
    ids: set[tuple[str, str, str]] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class KnownNames:
    """What conditions may name."""

    agencies: tuple[str, ...]
    checks: tuple[str, ...]

    def of(self, kind: str) -> tuple[str, ...]:
        match kind:
            case "decided" | "allowed" | "own-language":
                return PURPOSES
            case "status":
                return STATUSES
            case "check" | "child-check":
                return self.checks
        return self.agencies


def at_end(day: date) -> int:
    """Seconds since 1970 at a day's last second."""
    return int(datetime.combine(day, time(23, 59, 59), UTC).timestamp())


class ProfileTable:
    """One table of the file, read key by key; what is asked for and isn't right is a fault."""

    def __init__(self, text: "FileText", entries: Mapping[str, Any], name: str, number: int) -> None:
        self._text, self._entries, self._name, self._number = text, entries, name, number
        self._asked: set[str] = set()

    def fault(self, place: str, says: str, /, **fields: str) -> None:
        line = self._text.lines.of(self._name, self._number, place)
        self._text.faults.append(Fault(line, says, fields))

    def _take(self, key: str, kind: type, expected: str, default: Any, *, must: bool) -> Any:
        self._asked.add(key)
        if key not in self._entries:
            if must:
                self.fault("", MISSING, key=key)
            return default
        value = self._entries[key]
        if type(value) is not kind:
            self.fault(key, KIND, key=key, wanted=expected)
            return default
        return value

    def text(self, key: str, allowed: Iterable[str] | None = None, *, must: bool = True) -> str:
        """`allowed`: what it may be."""
        text: str = self._take(key, str, N_("a text"), "", must=must)
        if must and key in self._entries and isinstance(self._entries[key], str) and not text.strip():
            self.fault(key, MISSING, key=key)
        self.among(key, [text.strip()], allowed)
        return text.strip()

    def names(self, prefix: str = "", *, must: bool = True) -> Text:
        """In both languages: `en` and `ar`, or `leaves_en` and `leaves_ar`."""
        return {code: self.text(f"{prefix}{code}", must=must) for code in ("en", "ar")}

    def id(self, group: str = "") -> str:
        """Each once among the tables of this name, or of those the ones of a group."""
        text = self.text("id")
        if text and not _ID.match(text):
            self.fault("id", BAD_ID, value=text)
        if text and (self._name, group, text) in self._text.ids:
            self.fault("id", TWICE, value=text)
        self._text.ids.add((self._name, group, text))
        return text

    def number(self, key: str, default: int, *, must: bool = False, minimum: int = 0) -> int:
        number: int = self._take(key, int, N_("a whole number"), default, must=must)
        if not minimum <= number <= 36500:
            self.fault(key, KIND, key=key, wanted=N_("a whole number that is not too large"))
        return number

    def amount(self, key: str) -> str:
        """A number that isn't negative, as text; "" where there is none."""
        self._asked.add(key)
        value = self._entries.get(key)
        if value is None:
            return ""
        if type(value) not in (int, float) or not 0 <= value <= 1_000_000:
            self.fault(key, KIND, key=key, wanted=N_("a number that is not too large"))
            return ""
        return f"{value:.10g}"

    def flag(self, key: str) -> bool:
        flag: bool = self._take(key, bool, N_("true or false"), False, must=False)
        return flag

    def day(self, key: str) -> int:
        day: date | None = self._take(key, date, N_("a day such as 2027-12-31"), None, must=False)
        return at_end(day) if day else 0

    def texts(self, key: str, allowed: Iterable[str] | None = None) -> tuple[str, ...]:
        """`allowed`: what each may be."""
        items = self._take(key, list, N_("a list of texts"), [], must=False)
        if not all(isinstance(item, str) for item in items):
            self.fault(key, KIND, key=key, wanted=N_("a list of texts"))
            return ()
        texts = tuple(item.strip() for item in items)
        self.among(key, texts, allowed)
        return texts

    def fact(self, now: int, *, day_must: bool = False) -> dict[str, Any]:
        """Who said it, when, who confirmed it and until when that counts. `now`: 0 where that may be missing."""
        source, reviewed = self.text("source", must=now > 0), self.text("reviewed", must=False)
        as_of, check_by = self.day("as_of"), self.day("check_by")
        for key, must in (("as_of", day_must or now), ("check_by", now)):
            if must and key not in self._entries:
                self.fault("", MISSING, key=key)
        if now and as_of >= now + DAY:
            self.fault("as_of", TO_COME, key="as_of")
        if now and 0 < check_by < as_of:
            self.fault("check_by", ENDS_FIRST)
        return {"source": source, "as_of": as_of, "reviewed": reviewed, "check_by": check_by}

    def as_many(self, key: str, originals: tuple[str, ...]) -> tuple[str, ...]:
        """The same in another language: none, or as many."""
        texts = self.texts(key)
        if texts and len(texts) != len(originals):
            self.fault(key, AS_MANY, key=key, here=str(len(texts)), there=str(len(originals)))
            return ()
        return texts

    def among(self, key: str, values: Iterable[str], allowed: Iterable[str] | None) -> None:
        """`allowed`: None for anything."""
        choices = None if allowed is None else list(allowed)
        for value in values:
            if value and choices is not None and value not in choices:
                self.fault(key, NOT_AMONG, value=value, known=", ".join(choices))

    def needs(self, declared_ids: KnownNames) -> tuple[Need, ...]:
        return tuple(need for text in self.texts("needs") if (need := self._need(text, declared_ids)) is not None)

    def _need(self, text: str, declared_ids: KnownNames) -> Need | None:
        kind, colon, remainder = text.partition(":")
        if kind not in NEEDS:
            self.fault("needs", NOT_AMONG, value=text, known=", ".join(NEEDS))
            return None
        subject, _, agency = remainder.partition(":")
        choices = declared_ids.of(kind)
        if NEEDS[kind] is False and colon:
            self.fault("needs", ONLY_OF, value=text, kind=kind)
        elif NEEDS[kind] and not subject:
            self.fault("needs", MUST_OF, kind=kind, known=", ".join(choices))
        else:
            self.among("needs", subject.split(","), choices)
            agencies = [agency] if kind == "own-language" else agency.split(",")
            self.among("needs", agencies, declared_ids.agencies if subject == "share" else ())
        return Need(kind, subject, agency)

    def done(self, *tables: str) -> None:
        """Nothing else may stand in it."""
        for key in self._entries:
            if key not in self._asked and key not in tables:
                self.fault(key, UNKNOWN_KEY, key=key)

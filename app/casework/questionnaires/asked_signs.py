"""Is each sign of each reading asked for? By a questionnaire that came with Sanad, or it stands in
resources/readings/unasked.toml with the reason why none asks: a sign that nobody can say is never seen."""

import re
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from app.casework.questionnaires.compiled_forms import FOLDER as XFORMS
from app.errors import N_, SanadError
from app.screening import catalogue
from app.screening.indicators import FILE as LIST_OF_2009
from app.screening.readings import FOLDER, ReadingTable, table
from app.settings import FORMS

REASONS = FOLDER / "unasked.toml"
_CODE = re.compile(r"[A-Z][A-Z0-9]{1,3}[0-9]{1,2}")


class SignNotAsked(SanadError):
    """`code` stands in `file`, at `line` (from 1), and no questionnaire asks about it."""

    says = N_(
        "No questionnaire asks about the sign {code} ({file}, line {line}). Nothing was changed. "
        "Ask about it, or write the reason into unasked.toml."
    )
    code: str
    file: str
    line: int


@lru_cache(1)
def check() -> None:
    """SignNotAsked, of the first."""
    texts = [file.read_text("utf-8") for file in sorted((FORMS / XFORMS).glob("*.xml"))]
    asked_codes = {code for text in texts for code in _CODE.findall(text)}
    reasons = tomllib.loads(REASONS.read_text("utf-8"))
    for code in unasked(table(), asked_codes):
        if not str(reasons.get(code, "")).strip():
            raise SignNotAsked(code, *_place(code))


def unasked(tables: ReadingTable, asked_codes: set[str]) -> Iterator[str]:
    """The codes of which neither they nor what stands for them is asked."""
    for signs in tables.parts().values():
        for sign in signs:
            if not {sign.code, *(code.partition("@")[0] for code in sign.also)} & asked_codes:
                yield sign.code
    for rows in catalogue().lists.values():
        yield from (code for code in rows if code not in asked_codes)


def _place(code: str) -> tuple[str, int]:
    for file in (*sorted(FOLDER.glob("*.json")), LIST_OF_2009):
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
            if re.search(rf'"code": ?"{code}"', line):
                return Path(file).name, number
    return REASONS.name, 0

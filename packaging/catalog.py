"""Renews the Arabic catalog, or checks that it is complete.

    ./run catalog [TRANSLATIONS.tsv ...]
    ./run catalog --check

Each line of a translations file is `msgid<TAB>arabic`; plurals join their six forms (zero, one, two, few, many, other)
with `|||`.
Arabic of our own awaits a native legal reviewer; the catalog's header says so.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = ROOT / "i18n" / "sanad.pot"
ARABIC = ROOT / "i18n" / "ar" / "LC_MESSAGES" / "sanad.po"
TO_A_WOMAN = ARABIC.with_name("sanad-woman.po")  # where Arabic addresses a woman otherwise
KEYWORDS = ["N_", "words", "w", "count:1,2"]
HEADER = """Arabic words of Sanad.
Own translations, awaiting review by a native legal reviewer; terms follow the national
committee's and UNODC's published Arabic where there is one."""


def extracted() -> Catalog:
    """Every message of app/."""
    words = [part for keyword in KEYWORDS for part in ("-k", keyword)]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "sanad.pot")
        subprocess.run(
            [sys.executable, "-m", "babel.messages.frontend", "-q", "extract",
             "--no-default-keywords", *words, "--no-location", "-o", str(file), "app"],
            check=True, cwd=ROOT,
        )  # fmt: skip
        with file.open("rb") as opened:
            return read_po(opened)


def arabic() -> Catalog:
    if not ARABIC.exists():
        return Catalog(locale="ar", domain="sanad")
    with ARABIC.open("rb") as opened:
        return read_po(opened, locale="ar")


def key(message: Message) -> str:
    return message.id[0] if isinstance(message.id, tuple) else message.id


def in_babels_order(forms: list[str]) -> tuple[str, ...]:
    """zero, one, two, few (3-10), many (11-99), other (100-102): Babel's header puts other fifth."""
    if len(forms) != 6:
        return ("",) * 6
    return (*forms[:4], forms[5], forms[4])


def incomplete(message: Message) -> bool:
    strings = [message.string] if isinstance(message.string, str) else list(message.string)
    return not strings or not all(strings) or (bool(message.pluralizable) and len(strings) != 6)


def to_a_woman() -> Catalog:
    with TO_A_WOMAN.open("rb") as opened:
        return read_po(opened, locale="ar", domain="sanad-woman")


def check() -> int:
    known = {message.id: message for message in arabic() if message.id}
    bad = 0
    for message in extracted():
        if not message.id:
            continue
        there = known.pop(message.id, None)
        if there is None or incomplete(there):
            print(f"no Arabic: {key(message)}")
            bad += 1
    messages = {message.id for message in extracted() if message.id}
    gone = [message for message in to_a_woman() if message.id and message.id not in messages]
    for left in (*known.values(), *gone):
        print(f"no longer said: {key(left)}")
        bad += 1
    for message in to_a_woman():
        if message.id and incomplete(message):
            print(f"no Arabic to a woman: {key(message)}")
            bad += 1
    return 1 if bad else 0


def renew(files: list[str]) -> None:
    translations: dict[str, str] = {}
    for name in files:
        for line in Path(name).read_text("utf-8").splitlines():
            english, tab, translation = line.partition("\t")
            if tab:
                translations[english.replace("\\n", "\n").split("|||")[0]] = translation.replace("\\n", "\n").strip()
    old = {message.id: message.string for message in arabic() if message.id}
    remarks = {message.id: message.user_comments for message in arabic() if message.id}
    fresh = Catalog(
        locale="ar",
        domain="sanad",
        project="Sanad",
        version="0.1",
        header_comment=f"# {HEADER}".replace("\n", "\n# "),
        fuzzy=False,
        creation_date=arabic().creation_date,  # else two branches always differ in it
    )
    missing = []
    for message in sorted((m for m in extracted() if m.id), key=key):
        said = translations.get(key(message))
        if said is not None:
            forms = said.split("|||")
            string = in_babels_order(forms) if message.pluralizable else forms[0]
        else:
            string = old.get(message.id) or (("",) * 6 if message.pluralizable else "")
        added = fresh.add(message.id, string, flags=message.flags, user_comments=remarks.get(message.id, ()))
        if incomplete(added):
            missing.append(key(message))
    ARABIC.parent.mkdir(parents=True, exist_ok=True)
    with ARABIC.open("wb") as opened:
        write_po(opened, fresh, width=100, omit_header=False)
    other = to_a_woman()
    for message in list(other):
        if message.id and message.id not in fresh:
            other.delete(message.id)
    with TO_A_WOMAN.open("wb") as opened:
        write_po(opened, other, width=100)
    with TEMPLATE.open("wb") as opened:
        write_po(opened, extracted(), width=100, omit_header=True, sort_output=True)
    print(f"{len(fresh)} messages, {len(missing)} without Arabic")
    for untranslated in missing:
        print("  ", untranslated)


if __name__ == "__main__":
    if sys.argv[1:] == ["--help"]:
        sys.exit(print(__doc__))
    if sys.argv[1:] == ["--check"]:
        sys.exit(check())
    renew(sys.argv[1:])

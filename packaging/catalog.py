"""Renews the Arabic catalog: extract message ids from app/, update i18n/, fill in translations.

    python packaging/catalog.py [TRANSLATIONS.tsv ...]

Each line of a translations file is `msgid<TAB>arabic`; plurals join their forms with `|||`.
"""

import subprocess
import sys
from pathlib import Path

from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = ROOT / "i18n" / "sanad.pot"
ARABIC = ROOT / "i18n" / "ar" / "LC_MESSAGES" / "sanad.po"
KEYWORDS = ["N_", "words", "w", "count:1,2"]


def babel(*words: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "babel.messages.frontend", "-q", *words], check=True, cwd=ROOT
    )


def main(files: list[str]) -> None:
    keywords = [part for keyword in KEYWORDS for part in ("-k", keyword)]
    babel(
        "extract", "--no-default-keywords", *keywords, "--sort-by-file", "--no-location",
        "--omit-header", "--project=Sanad", "-o", str(TEMPLATE), "app",
    )  # fmt: skip
    command = "update" if ARABIC.exists() else "init"
    ARABIC.parent.mkdir(parents=True, exist_ok=True)
    babel(command, "-i", str(TEMPLATE), "-d", "i18n", "-l", "ar", "-D", "sanad",
          *(["--no-fuzzy-matching", "--ignore-obsolete"] if command == "update" else []))  # fmt: skip
    with ARABIC.open("rb") as file:
        catalog = read_po(file, locale="ar")
    told: dict[str, str] = {}
    for name in files:
        for line in Path(name).read_text("utf-8").splitlines():
            english, tab, arabic = line.partition("\t")
            if tab:
                told[english.replace("\\n", "\n").split("|||")[0]] = arabic.replace(
                    "\\n", "\n"
                ).strip()
    for message in catalog:
        if not message.id:
            continue
        key = message.id[0] if isinstance(message.id, tuple) else message.id
        if key in told:
            forms = told[key].split("|||")
            message.string = tuple(forms) if isinstance(message.id, tuple) else forms[0]
    missing = [
        m.id
        for m in catalog
        if m.id and not all([m.string] if isinstance(m.string, str) else m.string)
    ]
    with ARABIC.open("wb") as file:
        write_po(file, catalog, width=100, sort_output=True, ignore_obsolete=True)
    print(f"{len(catalog)} messages, {len(missing)} without Arabic")
    for each in missing:
        print("  ", each)


if __name__ == "__main__":
    main(sys.argv[1:])

"""A library of the system that Qt needs and a bare computer lacks, named with the package that has it."""

import re
import sys

from app import settings

_LACKING = re.compile(r"(lib[\w.+-]+\.so[\w.]*): cannot open shared object file")


def sentences(error: ImportError) -> list[str]:
    """What to say of it, in English and in Arabic; [] where something else was wrong."""
    lacking = _LACKING.search(str(error))
    if not lacking:
        return []
    library, package = lacking[1], _packages().get(lacking[1], "")
    install = f"apt-get install {package}" if package else ""
    return [
        f"Sanad can’t open its window: this computer lacks {library}. Nothing was changed."
        + (f" On Debian and Ubuntu, as an administrator: {install}" if install else ""),
        f"لا يستطيع سند فتح نافذته: ينقص هذا الحاسوب {library}. لم يتغيّر شيء."
        + (f" على دبيان وأوبونتو، بصلاحيات المسؤول: {install}" if install else ""),
    ]


def report(error: ImportError) -> bool:
    """Say it where whoever started the program reads it. False where it is another fault."""
    lines = sentences(error)
    for sentence in lines:
        print(sentence, file=sys.stderr)
    return bool(lines)


def _packages() -> dict[str, str]:
    """Library to package, as `./run` installs them."""
    lines = (settings.ROOT / "packaging/qt-libraries.txt").read_text("utf-8").splitlines()
    return dict(line.split() for line in lines if line.strip())

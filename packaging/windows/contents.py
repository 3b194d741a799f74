"""What a built folder holds: every file with its SHA-256, and every part that it was made of.

Of a folder built on Linux: python packaging/windows/contents.py FOLDER INTO LOCK...
"""

import hashlib
import json
import re
import runpy
import sys
import sysconfig
from collections.abc import Iterator, Sequence
from datetime import datetime
from email.parser import HeaderParser
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
_version = runpy.run_path(str(ROOT / "app/version.py"))
VERSION: str = _version["VERSION"]
RELEASED: datetime = _version["RELEASED"]


def sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def hashes(folder: Path) -> dict[str, str]:
    """SHA-256 by the path below the folder, with slashes."""
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): sha256(file) for file in files}


def total(folder: Path) -> int:
    """Bytes of all files."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def write_lists(folder: Path, into: Path, packages: Path, *locks: Path) -> list[Path]:
    """`into`/sanad-VERSION.sha256, as sha256sum reads it, and sanad-VERSION.cdx.json: the parts
    (CycloneDX 1.6) that the locks name, each with its version, licence and the hashes allowed there."""
    files = into / f"sanad-{VERSION}.sha256"
    lines = [f"{value}  {folder.name}/{name}\n" for name, value in hashes(folder).items()]
    files.write_text("".join(lines), encoding="utf-8", newline="\n")
    parts = into / f"sanad-{VERSION}.cdx.json"
    parts.write_text(json.dumps(_parts_list(packages, locks), indent=1) + "\n", encoding="utf-8")
    return [files, parts]


def _parts_list(packages: Path, locks: Sequence[Path]) -> dict[str, Any]:
    allowed = _allowed(locks)
    components = [_component(name, version, licence, allowed[name])
                  for name, version, licence in _installed(packages) if name in allowed]  # fmt: skip
    return {
        "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
        "metadata": {
            "timestamp": RELEASED.isoformat(),
            "component": {
                "type": "application", "name": "sanad", "version": VERSION,
                "bom-ref": f"pkg:pypi/sanad@{VERSION}",
                "licenses": [{"license": {"id": "Apache-2.0"}}],
            },
        },
        "components": components,
        "dependencies": [
            {"ref": f"pkg:pypi/sanad@{VERSION}", "dependsOn": [c["bom-ref"] for c in components]}
        ],
    }  # fmt: skip


def _component(name: str, version: str, licence: str, digests: list[str]) -> dict[str, Any]:
    reference = f"pkg:pypi/{name}@{version}"
    component: dict[str, Any] = {
        "type": "library", "name": name, "version": version, "purl": reference, "bom-ref": reference
    }  # fmt: skip
    if digests:
        component["hashes"] = [{"alg": "SHA-256", "content": digest} for digest in digests[:1]]
        component["properties"] = [{"name": "sanad:allowed-sha256", "value": digest} for digest in digests]
    if licence:
        component["licenses"] = [{"license": {"name": licence}}]
    return component


def _installed(packages: Path) -> Iterator[tuple[str, str, str]]:
    """(name, version, licence) as each package says it."""
    for metadata in sorted(packages.glob("*.dist-info/METADATA")):
        metadata_headers = HeaderParser().parsestr(metadata.read_text(encoding="utf-8"))
        classifiers = [value for value in metadata_headers.get_all("Classifier", []) if "License ::" in value]
        licence = metadata_headers.get("License-Expression") or metadata_headers.get("License") or ""
        if not licence or "\n" in licence or len(licence) > 80:  # the whole text of it
            licence = classifiers[0].rpartition(":: ")[2] if classifiers else ""
        yield _plain(metadata_headers["Name"]), metadata_headers["Version"], licence


def _allowed(locks: Sequence[Path]) -> dict[str, list[str]]:
    """The hashes of each package, by its plain name."""
    allowed: dict[str, list[str]] = {}
    name = ""
    for line in [line for lock in locks for line in lock.read_text(encoding="utf-8").splitlines()]:
        if match := re.match(r"([A-Za-z0-9._-]+)==", line):
            name = _plain(match[1])
        allowed.setdefault(name, []).extend(re.findall(r"--hash=sha256:([0-9a-f]{64})", line))
    return allowed


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    built, target, *lists = map(Path, sys.argv[1:])
    write_lists(built, target, Path(sysconfig.get_paths()["purelib"]), *lists)

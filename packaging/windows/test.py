"""Runs Sanad's tests for Windows in Wine: ./run test --windows [PART ...] [-- arguments of pytest]

Each part is named and counted. What Wine can't tell stands in docs/windows.md.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import contents
import wine
from build import REQUIREMENTS, WORK, install_wheels, prepared_python
from contents import ROOT

PARTS = tomllib.loads(Path(__file__).with_name("tests.toml").read_text(encoding="utf-8"))
RESULTS = ROOT / "dist/windows/tests"


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of one part: how many tests, and the names of those that failed."""

    part: str
    passed: int
    skipped: int
    failed: tuple[str, ...]


def main() -> None:
    options = argparse.ArgumentParser(prog="./run test --windows", description=__doc__)
    options.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    own, for_pytest = _split(sys.argv[1:])
    parts = options.parse_args(own).parts or [part for part in PARTS if "own" not in PARTS[part]]
    if unknown := [part for part in parts if part not in PARTS]:
        options.error(f"no part {unknown[0]}; there are: {', '.join(PARTS)}")
    python = test_python()
    shutil.rmtree(RESULTS, ignore_errors=True)
    RESULTS.mkdir(parents=True)
    outcomes = [run(python, part, for_pytest) for part in parts]
    for outcome in outcomes:
        print(f"{outcome.part}: {outcome.passed} passed, {len(outcome.failed)} failed,"
              f" {outcome.skipped} not for Windows or for Wine")  # fmt: skip
        for name in outcome.failed:
            print(f"   {name}")
    failed = sum(len(outcome.failed) for outcome in outcomes)
    passed, skipped = (sum(getattr(outcome, n) for outcome in outcomes) for n in ("passed", "skipped"))
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    sys.exit(bool(failed) or not passed)


def _split(words: list[str]) -> tuple[list[str], list[str]]:
    at = words.index("--") if "--" in words else len(words)
    return words[:at], words[at + 1 :]


def test_python() -> Path:
    """python.exe with the product's wheels and those of the tests on its path."""
    built_with = prepared_python()
    site, folder, stamp_file = WORK / "test-site", WORK / "test-python", WORK / "test-stamp"
    stamp = contents.sha256(REQUIREMENTS / "windows-tests.txt")
    if not stamp_file.is_file() or stamp_file.read_text() != stamp:
        for folder_to_clear in (site, folder):
            shutil.rmtree(folder_to_clear, ignore_errors=True)
        install_wheels(REQUIREMENTS / "windows-tests.txt", site)
        shutil.copytree(built_with.parent, folder)
        [path_file] = folder.glob("python3*._pth")
        places = [folder / path_file.with_suffix(".zip").name, folder, site, ROOT]
        path_file.write_text("\r\n".join([*map(wine.path, places), "import site", ""]))
        stamp_file.write_text(stamp)
    return folder / built_with.name


def run(python: Path, part: str, for_pytest: list[str]) -> Outcome:
    """One part, in a process of its own; on a screen of its own where it needs one."""
    settings = PARTS[part]
    report = RESULTS / f"{part}.xml"
    command = [
        python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "not long",
        f"--junitxml={wine.path(report)}", *settings["tests"], *(f"--ignore={ignored}" for ignored in settings.get("ignore", ())), *for_pytest,
    ]  # fmt: skip
    screen = ["xvfb-run", "-a", "-s", "-screen 0 1366x768x24"] if settings.get("screen") else []
    print(f"== {part}: {settings['says']}", flush=True)
    subprocess.run(
        [*screen, "wine", *command], cwd=ROOT, check=False,
        env=wine.environment(WORK / "prefix", {
            "QT_QPA_PLATFORM": "windows" if screen else "offscreen", "TZ": settings.get("zone", "Pacific/Chatham"),
            # else each child of a test compiles what it imports anew
            "PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": wine.path(WORK / "bytecode"),
            "SANAD_WINDOWS_DIST": wine.path(ROOT / "dist/windows"),
            **({"SANAD_SCREEN_PICTURES": wine.path(RESULTS)} if screen else {}),
            "XDG_RUNTIME_DIR": os.environ.get("XDG_RUNTIME_DIR") or str(RESULTS),
        }),
    )  # fmt: skip
    if not report.is_file():
        return Outcome(part, 0, 0, ("it did not come to its end",))
    cases = ElementTree.parse(report).getroot().iter("testcase")  # noqa: S314
    failed, counts = [], {"passed": 0, "skipped": 0}
    for case in cases:
        kinds = {child.tag for child in case}
        if kinds & {"failure", "error"}:
            failed.append(f"{case.get('classname')}::{case.get('name')}")
        else:
            counts["skipped" if "skipped" in kinds else "passed"] += 1
    return Outcome(part, counts["passed"], counts["skipped"], tuple(failed))


if __name__ == "__main__":
    main()

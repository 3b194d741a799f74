"""An update of the packaged program, installed and started as on an officer's laptop. It is the build itself
under a higher number, since a second one would take minutes: what is tried is how one program goes on as
another."""

import json
import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from app.update import maker
from app.update.check import read_roots
from app.update.maker import Plan
from app.version import VERSION
from tests.update.signers import DAY, NEWS, roots_file, signer

DIST = os.environ.get("SANAD_WINDOWS_DIST", "")
NEWER = "99.0.0"

pytestmark = pytest.mark.skipif(
    not (Path(DIST) / "sanad" / "sanad.exe").is_file() or not DIST, reason="needs ./run build --windows before it"
)


class Laptop:
    """`shipped`: the program that came with it. `env`: of its user."""

    def __init__(self, folder: Path) -> None:
        self.shipped = folder / "Program Files" / "Sanad"
        shutil.copytree(Path(DIST) / "sanad", self.shipped)
        (self.shipped / "_internal/resources/update.root").write_bytes(roots_file())
        self.programs = folder / "ليلى" / "sanad-programs"
        self.env = {**os.environ, "SANAD_HOME": str(folder / "ليلى" / "سجلات"), "SANAD_PROGRAMS": str(self.programs)}

    def says(self, *words: str | Path) -> dict[str, object]:
        """What the shipped program's command line answers, started as always."""
        done = subprocess.run(
            [self.shipped / "sanad.exe", *words, "--json"],
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
            env=self.env,
        )
        assert done.returncode == 0, done.stdout + done.stderr[-2000:]
        answer: dict[str, object] = json.loads(done.stdout.strip().splitlines()[-1])
        return answer


def update_of(laptop: Laptop, work: Path) -> Path:
    """The same program under a higher number, as an office signs it."""
    folder = work / "dist"
    shutil.copytree(laptop.shipped, folder)
    release = folder / maker.RELEASE
    document = json.loads(release.read_text("utf-8"))
    release.write_text(json.dumps(document | {"version": NEWER, "number": 99_000_000}), "utf-8")
    file = work / f"sanad-{NEWER}.update"
    now = int(time.time())  # the packaged program looks at the computer's clock
    plan = Plan("0.1.0", now, now + 90 * DAY, NEWS)
    maker.make(folder, plan, read_roots(roots_file()), file)
    for number in (1, 2):
        maker.sign(file, signer(number))
    return file


def test_the_installed_version_goes_on_until_somebody_touches_it_or_goes_back(tmp_path: Path):
    laptop = Laptop(tmp_path)
    file = update_of(laptop, tmp_path / "office")
    assert laptop.says("update", "status")["installed"] is None
    assert laptop.says("update", "check", file)["version"] == NEWER
    assert laptop.says("update", "install", file)["version"] == NEWER
    status = laptop.says("update", "status")
    assert status["version"] == VERSION  # the one build under another number
    assert status["installed"] is not None

    library = laptop.programs / "versions" / NEWER / "_internal" / "base_library.zip"
    whole = library.read_bytes()
    library.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    assert laptop.says("update", "status")["installed"] is None  # the one that came goes on
    library.write_bytes(whole)
    assert laptop.says("update", "status")["installed"] is not None

    laptop.says("update", "back", "--without-records")
    assert laptop.says("update", "status")["installed"] is None

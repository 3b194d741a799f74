"""Joining, carrying and withdrawing, killed at random moments: nothing is lost or half done, and the
same word again finishes it."""

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.casework.cases import queries
from app.casework.organisation import administration, membership
from app.casework.records import unlock
from app.casework.session.session import Session, case_state_of
from app.vault import audit
from tests.casework.test_posting import Office
from tests.chance import seeds
from tests.people import PHRASE, keeps_a_case


@dataclass
class Words:
    """The command line of one computer, killed sooner or later."""

    home: Path
    phrase: Path
    rng: random.Random

    def say(self, *words: str) -> None:
        """Killed at some moment, then said again to its end."""
        with suppress(subprocess.TimeoutExpired):
            self._run(words, self.rng.uniform(0.2, 1.2))
        self._run(words, 60)

    def _run(self, words: tuple[str, ...], most: float) -> None:
        done = subprocess.run(  # killed with SIGKILL when its time is over
            [sys.executable, "-m", "app", *words],
            timeout=most,
            check=False,
            capture_output=True,
            env={**os.environ, "SANAD_HOME": str(self.home), "SANAD_PASSPHRASE_FILE": str(self.phrase)},
        )
        assert done.returncode == 0, done.stderr.decode()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Office, str]]:
    """A desk, Omar who joined, Layla who has a case and answered the invitation."""
    folder = tmp_path_factory.mktemp("office")
    office = Office(folder, folder / "stick")
    office.stick.mkdir()
    desk = office.sets_up("Huda Desk", "desk")
    administration.create_organisation(desk, "Sample Committee", "Badr Second", "Farwaniya")
    office.joins("Omar Sample", "supervisor")
    layla = office.sets_up("Layla Sample", "inspector")
    case = keeps_a_case(layla, "Maya Sample")
    administration.invite(desk, folder / "invitation")
    membership.answer(layla, folder / "invitation", folder / "answer")
    for name in list(office.sessions):
        office.leaves(name)
    return office, case


@pytest.mark.parametrize("seed", seeds([0], range(12)))
def test_joining_carrying_and_withdrawing_killed_anywhere_can_be_done_again(
    seed: int, built: tuple[Office, str], tmp_path: Path
):
    office, case = built
    shutil.copytree(office.folder, tmp_path / "all")
    folder, rng = tmp_path / "all", random.Random(seed)
    (tmp_path / "phrase").write_text(PHRASE, "utf-8")
    stick = str(folder / "stick")
    desk, omar, layla = (
        Words(folder / name, tmp_path / "phrase", rng) for name in ("Huda Desk", "Omar Sample", "Layla Sample")
    )
    desk.say("desk", "admit", str(folder / "answer"), "-o", str(folder / "reply"))
    layla.say("enrol", "--finish", str(folder / "reply"))
    layla.say("post", "export", stick)
    desk.say("post", "import", stick)
    desk.say("post", "export", stick)
    omar.say("post", "import", stick)
    omar.say("post", "export", stick)
    layla.say("post", "import", stick)
    desk.say("desk", "revoke", "Layla Sample")
    desk.say("post", "export", stick)
    omar.say("post", "import", stick)

    def comes(name: str) -> Session:
        office.people[name].home = folder / name
        return office.people[name].unlocks()

    seen = []
    for name in ("Huda Desk", "Omar Sample", "Layla Sample"):
        session = comes(name)
        assert queries.case(session, case).name == "Maya Sample"
        assert unlock.check(session).ok
        assert audit.verify(session.vault.database, session.vault, bytes.fromhex(case))[1] == []
        seen.append(case_state_of(session, bytes.fromhex(case)).timeline)
        known = session.vault.directory.organisation
        admitted = [known.name_of(device) for device in known.devices]
        assert sorted(admitted) == ["Huda Desk", "Layla Sample", "Omar Sample"]
        session.close()
    assert seen[0] == seen[1] == seen[2]
    left = {file.suffix for file in (folder / "stick").iterdir()}
    assert left <= {".post", ".partial"}

"""What operations of storage are put to: each call of the system made to fail (faults.c, driver.py)."""

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app import settings
from app.casework.cases import queries
from app.casework.interviews import interview
from app.casework.questionnaires import answer_player, forms
from app.casework.records import unlock
from app.errors import SanadError
from tests.casework.test_interview import SAFE
from tests.people import CHEAP, OTHER_PHRASE, PHRASE

HERE = Path(__file__).parent
CALLS = ("open", "read", "write", "fsync", "rename", "unlink", "mkdir")
NAME, CASE = "/data/person/name", "Maya Sample"


@dataclass
class Base:
    """A folder with a home, a stick and what was kept there: a case, a draft."""

    folder: Path
    vault: str = ""
    draft: str = ""
    case: str = ""
    sizes: dict[str, int] = field(default_factory=dict)

    def copied(self, to: Path) -> "Base":
        shutil.rmtree(to, ignore_errors=True)
        shutil.copytree(self.folder, to)
        return Base(to, self.vault, self.draft, self.case)

    @property
    def home(self) -> Path:
        return self.folder / "home"


def base(folder: Path) -> Base:
    """An officer's vault with one case and one interview under way, and a backup on a stick."""
    made = Base(folder)
    (folder / "stick").mkdir(parents=True)
    (folder / "phrase").write_text(PHRASE, "utf-8")
    (folder / "new").write_text(OTHER_PHRASE, "utf-8")
    created = unlock.create(made.home, "Layla Sample", "inspector", "en", PHRASE, cost=CHEAP)
    session = created.session
    made.vault = session.officer.vault_id
    form = forms.add(session, settings.FORMS / "rapid-screening.xlsx").row.hash
    for name in (CASE, "Unfinished 0"):
        live = interview.start(session, form)
        for ref, value in {**SAFE, NAME: name}.items():
            interview.keep(session, live.draft_id, answer_player.give(live.interview, ref, value))
        if name == CASE:
            made.case = interview.finish(session, live.draft_id).case_id
        else:
            interview.leave(session, live.draft_id)
            made.draft = live.draft_id
    unlock.backup(session, folder / "stick" / "earlier")
    session.close()
    return made


@dataclass(frozen=True)
class Answer:
    status: int
    out: str
    err: str
    seen: int

    @property
    def documents(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines() if line.startswith("{")]

    @property
    def kind(self) -> str:
        return next((document["error"]["kind"] for document in self.documents if "error" in document), "")


class Driver:
    """Commands with faults, one after the other."""

    def __init__(self, shim: Path, state: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.vault.faults.driver"],
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "LD_PRELOAD": str(shim), "XDG_STATE_HOME": str(state)},
        )

    def run(
        self, where: Base, words: list[str], call: str, at: int, errno: int, *, ever: bool = False, stdin: str = ""
    ) -> Answer:
        job = {
            "words": [word.format(folder=where.folder, draft=where.draft, case=where.case) for word in words],
            "env": {"SANAD_HOME": str(where.home), "SANAD_PASSPHRASE_FILE": str(where.folder / "phrase")},
            "stdin": stdin,
            "call": call,
            "at": at,
            "errno": errno,
            "ever": int(ever),
            "under": str(where.folder),
        }
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        return Answer(**json.loads(self._process.stdout.readline()))

    def end(self) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()


@contextmanager
def driving(shim: Path, state: Path) -> Iterator[Driver]:
    driver = Driver(shim, state)
    try:
        yield driver
    finally:
        driver.end()


def built(folder: Path) -> Path | None:
    """The shim, where this computer has a compiler."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None or sys.platform != "linux":
        return None
    shim = folder / "faults.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-o", str(shim), str(HERE / "faults.c"), "-ldl"], check=True)
    return shim


def spread(count: int, most: int, rng: random.Random) -> list[int]:
    """Some of the calls 1 to `count`: the first ones, the last, others by chance."""
    ends = [n for n in (1, 2, 3, count - 1, count) if 1 <= n <= count]
    others = [n for n in range(1, count + 1) if n not in ends]
    return sorted({*ends, *rng.sample(others, min(len(others), max(0, most - len(ends))))})


def still_held(where: Base, answer: Answer, phrases: tuple[str, ...] = (PHRASE,)) -> None:
    """The vault opens with everything that was said to be kept, by one of these passphrases."""
    session, last = None, None
    for phrase in phrases:
        try:
            session = unlock.unlock(where.home, where.vault, phrase)
            break
        except unlock.WrongPassphrase as error:
            last = error
    assert session is not None, last
    try:
        assert CASE in {row.name for row in queries.cases(session)}
        kept = max((document.get("kept", 0) for document in answer.documents), default=0)
        names = {row.id: row.name for row in interview.drafts(session)}
        if where.draft in names:
            assert int(names[where.draft].split()[-1]) >= kept
        else:
            assert any(row.name.startswith("Unfinished") for row in queries.cases(session))
        assert unlock.check(session).ok
    finally:
        session.close()


Holds = Callable[[Base, Answer], None]


def refusal_is_named(answer: Answer) -> None:
    """Done, or a condition of its own that neither speaks of damage nor of a bug."""
    assert "Traceback" not in answer.err + answer.out
    assert answer.status in (0, 1), answer
    if answer.status:
        assert answer.kind, answer
        assert answer.kind not in ("damaged", "unexpected", "rolled_back"), answer


__all__ = ["CALLS", "VECTORS", "Answer", "Base", "Driver", "SanadError", "base", "built", "driving",
           "refusal_is_named", "spread", "still_held"]  # fmt: skip

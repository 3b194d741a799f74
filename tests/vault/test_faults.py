"""Every operation of storage meets every failing call of the system: it is done, or it says what
failed and never that the records are damaged, and what was said to be kept is there afterwards."""

import errno
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from app.casework.records import unlock
from tests.chance import CAMPAIGN, by_chance, times
from tests.people import OTHER_PHRASE, PHRASE
from tests.vault import faults
from tests.vault.faults import CALLS, Base, Driver, refusal_is_named, still_held

LINES = "".join(json.dumps({"ref": "/data/person/name", "value": f"Unfinished {n}"}) + "\n" for n in range(1, 5))
OPERATIONS: dict[str, list[str]] = {
    "keep": ["interview", "--resume", "{draft}", "--stream"],
    "finish": ["interview", "--resume", "{draft}", "--finish"],
    "backup": ["vault", "backup", "{folder}/stick/now"],
    "restore": ["vault", "restore", "{folder}/stick/earlier"],
    "export": ["case", "pdf", "{case}", "--language", "en", "--plain", "-o", "{folder}/stick/a.pdf"],
    "check": ["vault", "check", "--json"],
    "passphrase": ["vault", "passphrase", "--new-passphrase-file", "{folder}/new"],
    "create": ["vault", "create", "--officer", "Omar Sample", "--role", "supervisor"],
}
ERRORS = (errno.EIO, errno.ENOSPC, errno.EROFS, errno.EACCES, errno.ENODEV)
SAYS = {errno.ENOSPC: "disk_full"}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Base:
    return faults.base(tmp_path_factory.mktemp("office") / "all")


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Driver]:
    folder = tmp_path_factory.mktemp("shim")
    shim = faults.built(folder)
    if shim is None:
        pytest.skip("no compiler for the shim")
    with faults.driving(shim, folder / "state") as made:
        yield made


def meets(
    office: Base, driver: Driver, operation: str, call: str, at: int, error: int, to: Path, *, ever: bool = False
) -> faults.Answer:
    where = office.copied(to / "all")
    stdin = LINES if operation == "keep" else ""
    answer = driver.run(where, OPERATIONS[operation], call, at, error, ever=ever, stdin=stdin)
    refusal_is_named(answer)
    still_held(where, answer, (PHRASE, OTHER_PHRASE) if operation == "passphrase" else (PHRASE,))
    shutil.rmtree(to / "all")
    return answer


@pytest.mark.parametrize("operation", [name for name in OPERATIONS if name not in ("create", "passphrase")])
def test_an_operation_meets_one_failure_of_each_kind(operation: str, office: Base, driver: Driver, tmp_path: Path):
    for n, call in enumerate(("open", "read", "write", "fsync", "rename")):
        error = ERRORS[(n + len(operation)) % len(ERRORS)]
        meets(office, driver, operation, call, 1, error, tmp_path)


@by_chance
@pytest.mark.long
@pytest.mark.parametrize("operation", OPERATIONS)
def test_an_operation_meets_many_failures(operation: str, office: Base, driver: Driver, tmp_path: Path):
    """In a campaign the first, the last and some by chance of each call, otherwise one of some calls."""
    rng = random.Random(f"{operation} {CAMPAIGN}")
    most = 4 if operation in ("create", "passphrase") else 12
    for call in rng.sample(CALLS, times(3, len(CALLS))):
        count = meets(office, driver, operation, call, 0, 0, tmp_path).seen
        chosen = faults.spread(count, most, rng)
        for at in rng.sample(chosen, min(times(1, most + 5), len(chosen))):
            meets(office, driver, operation, call, at, rng.choice(ERRORS), tmp_path)
        if count and CAMPAIGN:
            meets(office, driver, operation, call, 1, errno.ENOSPC, tmp_path, ever=True)


def test_a_full_disk_at_a_keep_is_said_to_be_full(office: Base, driver: Driver, tmp_path: Path):
    kinds = {meets(office, driver, "keep", "write", at, errno.ENOSPC, tmp_path, ever=True).kind for at in (3, 6, 9)}
    assert kinds <= {"disk_full", ""}
    assert "disk_full" in kinds


def test_an_upgrade_that_meets_a_full_disk_says_so_and_leaves_the_old_file(
    office: Base, driver: Driver, tmp_path: Path
):
    count = driver.run(office.copied(tmp_path / "whole"), ["upgrade"], "write", 0, 0).seen
    for at in (2, 20, count // 4, count // 2):  # beyond that it is done, and only tidied
        where = office.copied(tmp_path / str(at))
        records = next(where.home.glob("vaults/*/records-1.db"))
        before = records.read_bytes()
        answer = driver.run(where, ["upgrade"], "write", at, errno.ENOSPC, ever=True)
        assert (answer.status, answer.kind) == (1, "disk_full"), at
        assert records.read_bytes() == before, at
        assert not list(where.home.glob("vaults/*/*.older"))
        session = unlock.unlock(where.home, where.vault, PHRASE)
        assert unlock.check(session).ok
        session.close()


# -- without a compiler ----------------------------------------------------------------------


def says(where: Base, *words: str, **how: Any) -> tuple[int, dict[str, Any], str]:
    """The real command in a process of its own: (status, its last document, standard error)."""
    done = subprocess.run(
        [sys.executable, "-m", "app", *words],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "SANAD_HOME": str(where.home), "SANAD_PASSPHRASE_FILE": str(where.folder / "phrase")},
        **how,
    )
    assert "Traceback" not in done.stderr
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    return done.returncode, json.loads(lines[-1]) if lines else {}, done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="no such limits")
@pytest.mark.parametrize("words", [OPERATIONS["backup"], OPERATIONS["finish"]])
def test_a_file_that_may_grow_no_further_is_said_as_that(words: list[str], office: Base, tmp_path: Path):
    import resource

    where = office.copied(tmp_path / "all")
    said = [word.format(folder=where.folder, draft=where.draft) for word in words]
    status, told, _ = says(where, *said, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000)))
    assert (status, told["error"]["kind"]) in [(1, "too_large_for_disk"), (1, "disk_failed")]
    still_held(where, faults.Answer(status, "", "", 0))


def test_records_that_another_program_holds_are_in_use(office: Base, tmp_path: Path):
    where = office.copied(tmp_path / "all")
    session = unlock.unlock(where.home, where.vault, PHRASE)
    with session.vault.transaction():
        status, told, _ = says(where, "draft", "discard", where.draft)
        assert (status, told["error"]["kind"]) == (1, "in_use")
    session.close()
    still_held(where, faults.Answer(status, "", "", 0))


@contextmanager
def protected(folder: Path, at: Path) -> Iterator[None]:
    """The folder on a disk that can only be read."""
    at.mkdir()
    for words in (["--bind", str(folder), str(at)], ["-o", "remount,ro,bind", str(at)]):
        if subprocess.run(["mount", *words], capture_output=True, check=False).returncode:
            pytest.skip("nothing may be mounted here")
    try:
        yield
    finally:
        subprocess.run(["umount", str(at)], check=True)


@pytest.mark.skipif(not shutil.which("mount"), reason="nothing can be mounted")
def test_a_disk_that_can_only_be_read_says_so_and_can_be_looked_over(office: Base, tmp_path: Path):
    where = office.copied(tmp_path / "all")
    shown = Base(tmp_path / "shown", where.vault, where.draft, where.case)
    with protected(where.folder, shown.folder):
        for words in (["case", "list"], ["draft", "list"], ["vault", "backup", str(tmp_path / "b")]):
            status, told, error = says(shown, *words)
            assert (status, told["error"]["kind"]) == (1, "read_only"), words
            assert "write-protected" in error
        assert says(shown, "vault", "check")[0] == 0
        assert says(shown, "vault", "list")[0] == 0
    still_held(where, faults.Answer(0, "", "", 0))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs another user")
@pytest.mark.parametrize(
    ("mode", "place", "kind"),
    [
        (0o444, "vaults/*/records-1.db", "no_right"),
        (0, "vaults/*/records-1.db", "no_right"),
        (0, "vaults/*/keys", "no_right"),
        (0, "vaults", "no_right"),
        (0, "device.key", "no_right"),
        (0, "vaults/*/records-1.head", "no_right"),
    ],
)
def test_files_without_right_are_no_damage(mode: int, place: str, kind: str, office: Base, tmp_path: Path):
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        where = office.copied(folder / "all")
        for file in [where.folder, *where.folder.rglob("*")]:
            os.chown(file, 65534, 65534)
        (file,) = where.home.glob(place)
        before = file.stat().st_mode
        file.chmod(mode)
        status, told, _ = says(where, "draft", "list", "--json", user=65534, group=65534, extra_groups=[])
        assert (status, told["error"]["kind"]) == (1, kind)
        file.chmod(before)
        still_held(where, faults.Answer(0, "", "", 0))


@pytest.mark.skipif(sys.platform != "linux", reason="no such limit")
def test_too_little_memory_has_its_sentence(tmp_path: Path):
    import resource

    where = Base(tmp_path)
    (tmp_path / "phrase").write_text(PHRASE, "utf-8")
    most = 300_000 << 10
    status, told, error = says(
        where,
        "vault",
        "create",
        "--officer",
        "Layla Sample",
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (most, most)),
    )
    assert (status, told["error"]["kind"]) == (1, "out_of_memory")
    assert "memory" in error

"""Trying a newer version on a copy of the records before it is installed: each case opened by the version
that runs and by the new one, each in a process of its own, and what they see compared.

The copy is sealed as the records are, lies beside them, and is removed whatever happens; one that a killed
program left goes the next time that somebody looks who is here."""

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app import disk
from app.casework.records import case_facts, trial_child
from app.casework.session.session import Session
from app.errors import N_, SanadError
from app.seal.secret import Secret, fresh
from app.settings import ROOT
from app.update.entry import environment
from app.update.programs import require_free
from app.vault.database import Database
from app.vault.folder import Folder, laying, private
from app.vault.vault import database_key

Command = Sequence[str]
Progress = Callable[[int, int], None]  # cases, of how many
_COPIES = 3  # of the records, at most: the copy, what a newer form leaves of it, its log of changes


class TrialFailed(SanadError):
    says = N_(
        "The new version could not open the copy of your cases, so it was not installed. Nothing was "
        "changed and nothing is lost: this version stays. Tell those who gave you the update."
    )


class WouldLookDifferent(SanadError):
    """`cases`: that the new version shows otherwise."""

    cases: int
    says = N_(
        "The new version was not installed, because some of your cases would look different ({cases}). Nothing was "
        "changed, and this version stays. Save the report and give it to those who gave you the update; it says "
        "nothing about any person."
    )


class TrialStopped(SanadError):
    says = N_("The trial was stopped. Nothing was changed, and this version stays.")


@dataclass(frozen=True, slots=True)
class Difference:
    """A case that would look different. `kinds`: how many facts of each kind the new version lacks."""

    kinds: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Trial:
    """`cases`: opened with both. `differences`: empty where the new version may be installed."""

    former: str
    version: str
    cases: int
    differences: tuple[Difference, ...] = ()

    def report(self) -> str:
        """For those who made the update: nothing of any case or person."""
        document = {
            "sanad": "update trial",
            "from": self.former,
            "to": self.version,
            "cases": self.cases,
            "different": [dict(difference.kinds) for difference in self.differences],
        }
        return json.dumps(document, indent=1) + "\n"


@dataclass(slots=True)
class TrialOrder:
    """What a trial needs of the records, taken on the thread that writes. `stopped`: set by anybody."""

    records: Path
    folder: Folder
    vault: bytes
    generation: int
    master: Secret = field(repr=False)
    stopped: bool = False


def order(session: Session) -> TrialOrder:
    """On the thread that writes."""
    vault = session.vault
    return TrialOrder(vault.file, vault.folder, vault.id, vault.key_file.generation, vault.master)


def carry_out(work: TrialOrder, former: Command, newer: Command, progress: Progress | None = None) -> Trial:
    """On any thread. `former`, `newer`: what starts the trial child of the version that runs and of the
    new one. TrialFailed, TrialStopped, NoRoomForUpdate, the conditions of `app.disk`."""
    key = fresh()
    with _copied(work) as home:
        words = trial_child.order(work.master, key, home, work.vault)
        former_facts: dict[str, dict[str, bytes]] = {}
        former_version = ""
        for line in _lines(former, words, work):
            former_version = str(line.get("version", former_version))
            if "case" in line:
                former_facts[line["case"]] = _facts(line)
        version, compared, differences = "", 0, []
        for line in _lines(newer, words, work):
            version = str(line.get("version", version))
            if "case" not in line:
                continue
            lacking = case_facts.missing(former_facts.pop(line["case"], {}), _facts(line))
            if lacking:
                differences.append(Difference(lacking))
            compared += 1
            if progress:
                progress(compared, compared + len(former_facts))
        # a case that the new version doesn't have at all
        differences += [Difference({"case": 1}) for _ in former_facts]
    return Trial(former_version, version, compared, tuple(differences))


def needed(work: TrialOrder) -> int:
    """How many bytes the trial takes at most, for a while."""
    return _COPIES * work.records.stat().st_size


@contextmanager
def _copied(work: TrialOrder) -> Iterator[Path]:
    """A home with a copy of these records and of no others. NoRoomForUpdate."""
    home = work.folder.path.with_name(f"{work.vault.hex()}.trial.partial")
    with disk.in_words():
        require_free(shutil.disk_usage(work.folder.path).free, needed(work))
    with laying(home):
        try:
            shutil.rmtree(home, ignore_errors=True)
            copy = Folder.of(home, work.vault)
            with disk.in_words():
                for place in (home, copy.path.parent, copy.path):
                    private(place)
                for file in (work.folder.keys, work.folder.head(work.generation)):
                    shutil.copyfile(file, copy.path / file.name)
            source = Database.reader(work.records, database_key(work.master))
            try:
                source.copy_to(copy.records(work.generation), database_key(work.master))
            finally:
                source.close()
            yield home
        finally:
            shutil.rmtree(home, ignore_errors=True)


def _lines(command: Command, words: bytes, work: TrialOrder) -> Iterator[Mapping[str, Any]]:
    """What a child says, line by line; it has ended when this ends. TrialFailed, TrialStopped."""
    try:
        process = subprocess.Popen(
            list(command),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment(),
            cwd=ROOT,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError as error:
        raise TrialFailed from error
    ended = False
    with process:
        try:
            assert process.stdin
            assert process.stdout
            with suppress(OSError), process.stdin as pipe:  # one that ended says so below
                pipe.write(words)
            for raw in process.stdout:
                if work.stopped:
                    raise TrialStopped
                line = _read(raw)
                ended = "end" in line
                yield line
        finally:
            process.kill()
    if not ended:
        raise TrialFailed


def _read(raw: bytes) -> Mapping[str, Any]:
    try:
        line = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise TrialFailed from error
    if not isinstance(line, dict) or "error" in line:
        raise TrialFailed
    return line


def _facts(line: Mapping[str, Any]) -> dict[str, bytes]:
    kinds = line.get("facts")
    if not isinstance(kinds, dict):
        raise TrialFailed
    try:
        return {str(kind): bytes.fromhex(digests) for kind, digests in kinds.items()}
    except (TypeError, ValueError) as error:
        raise TrialFailed from error

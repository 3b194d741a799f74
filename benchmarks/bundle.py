"""A case with a gigabyte of files sealed and opened, beside `tar`, `sha256sum` and `age`. Aim: 1.43, 100 MB.

By a key, and by a passphrase (300 MB: what scrypt takes). Memory is the most that this process or any
child of it held.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.timing import once, ratio, said, side_by_side

if TYPE_CHECKING:
    from app.bundle.contents import SignedFiles

_MEGABYTES = 250  # of each of the files
_FILES = 4
_PHRASE = "walnut granite kettle seven moon orbit"


def _most_memory(script: str, *words: object) -> str:
    """What a process of its own held at most while it did this, and the largest of its children."""
    # of the process itself not ru_maxrss, which begins with what its parent held
    report = (
        "\nimport re, resource\n"
        "print(int(re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1]) >> 10)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script + report, *map(str, words)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    ours, child = done.stdout.split()
    return f"{ours} MB, and its child {child} MB"


_OPEN = (
    "import sys\n"
    "from pathlib import Path\n"
    "from app.bundle import files\n"
    "from app.bundle.keys import opener_from, opener_with\n"
    "how, key = sys.argv[2], sys.argv[3]\n"
    "opener = opener_with(key) if how == 'phrase' else opener_from(Path(key).read_bytes())\n"
    "files.opened(Path(sys.argv[1]), opener)\n"
)


class _Cost:
    """Work, and what each run of it took of the processors: milliseconds of this process and its
    children. On a machine that others use it says more than the clock."""

    def __init__(self, work: Callable[[], object]) -> None:
        self._work, self.processor = work, list[float]()

    def __call__(self) -> None:
        before = _processor()
        self._work()
        self.processor.append(_processor() - before)


def _processor() -> float:
    times = os.times()
    return 1000 * (times.user + times.system + times.children_user + times.children_system)


def measure(rounds: int = 3) -> Iterator[str]:
    """Median of each, alternating."""
    if not all(shutil.which(tool) for tool in ("age", "age-keygen", "tar", "sha256sum")):
        yield "no age, tar or sha256sum here"
        return
    with tempfile.TemporaryDirectory() as folder:
        yield from _measured(Path(folder), rounds)


def _of_plain_files(folder: Path) -> "SignedFiles":
    """What the tools read too: without the records' own encryption."""
    from app.bundle import contents
    from app.bundle.archive import Source
    from app.seal.keys import DeviceKeys
    from tests.bundle.small import RECORD, answers, manifest, papers

    def pieces(file: Path) -> Iterator[bytes]:
        with file.open("rb") as opened:
            while piece := opened.read(1 << 20):
                yield piece

    sources = {}
    for number, file in enumerate(sorted((folder / "files").iterdir()), 1):
        with file.open("rb") as opened:
            digest = hashlib.file_digest(opened, "sha256").hexdigest()
        sources[f"files/{number:02}.mp4"] = Source(file.stat().st_size, digest, partial(pieces, file))
    return contents.put_together_all(manifest(()), papers(RECORD, answers()), DeviceKeys.fresh(), sources)


def _measured(folder: Path, rounds: int) -> Iterator[str]:
    from app.bundle import files
    from app.bundle.keys import lock_for, lock_with, opener_from, opener_with
    from app.casework.cases import attachments
    from tests.bundle.made import make_bundle
    from tests.casework.test_form_files import packed, talked
    from tests.people import Person

    session = Person("Layla Sample", folder / "home", language="en").sets_up()
    case = talked(session, packed(session, folder, b"\x89PNG a small site"))
    (folder / "files").mkdir()
    for number in range(_FILES):
        file = folder / "files" / f"{number}.mp4"
        with file.open("wb") as opened:
            for _ in range(_MEGABYTES):
                opened.write(os.urandom(1 << 20))
        attachments.add(session, case, file)
    key = folder / "key.txt"
    subprocess.run(["age-keygen", "-o", key], check=True, capture_output=True)
    public = subprocess.run(["age-keygen", "-y", key], check=True, capture_output=True, text=True).stdout.strip()
    out, theirs_out = folder / "ours.sanad.age", folder / "theirs.age"
    lock = lock_for([public])

    def seals(lock: object) -> None:
        make_bundle(session, case, out, lock, "en")  # type: ignore[arg-type]

    def tools() -> None:
        pipe = f"tar -cf - files | tee sums.pipe | age -r {public} -o {theirs_out.name}"
        script = f"rm -f sums.pipe; mkfifo sums.pipe; sha256sum <sums.pipe & {pipe}; wait; sync {theirs_out.name}"
        subprocess.run(["sh", "-c", script], cwd=folder, check=True, capture_output=True)

    def tools_open() -> None:
        script = f"age -d -i key.txt {theirs_out.name} | sha256sum"
        subprocess.run(["sh", "-c", script], cwd=folder, check=True, capture_output=True)

    def tools_apart() -> None:
        shutil.rmtree(folder / "theirs", ignore_errors=True)
        script = (
            f"mkdir theirs && cd theirs && age -d -i ../key.txt ../{out.name} | tar x "
            "&& sha256sum -c SHA256SUMS && sync -f ."
        )
        subprocess.run(["sh", "-c", script], cwd=folder, check=True, capture_output=True)

    def apart() -> None:
        shutil.rmtree(folder / "ours", ignore_errors=True)
        files.take_apart(files.opened(out, opener), folder / "ours")

    ours, theirs = side_by_side(lambda: seals(lock), tools, rounds)
    yield f"sealed to a key: {ratio(ours, theirs)}  (ours {said(ours)}; theirs {said(theirs)})"
    signed = _of_plain_files(folder)
    ours, theirs = side_by_side(lambda: files.seal(signed, lock, folder / "plain.age"), tools, rounds)
    yield f"the same out of plain files: {ratio(ours, theirs)}  (ours {said(ours)}; theirs {said(theirs)})"
    (folder / "plain.age").unlink()
    opener = opener_from(key.read_bytes())
    for what, our_way, their_way in (
        ("opened with it", lambda: files.opened(out, opener), tools_open),
        ("opened and written into a folder", apart, tools_apart),
    ):
        cost = _Cost(our_way), _Cost(their_way)
        ours, theirs = side_by_side(*cost, rounds)
        yield f"{what}: {ratio(ours, theirs)}  (ours {said(ours)}; theirs {said(theirs)})"
        ours, theirs = cost[0].processor, cost[1].processor
        yield f"{what}, by processor: {ratio(ours, theirs)}  (ours {said(ours)}; theirs {said(theirs)})"
    yield f"memory: {_most_memory(_OPEN, out, 'key', key)}"
    by_phrase = lock_with(_PHRASE)
    yield f"sealed with a passphrase: {once(lambda: seals(by_phrase)):.0f} ms"
    opened_ms = once(lambda: files.opened(out, opener_with(_PHRASE)))
    yield f"opened with it: {opened_ms:.0f} ms"
    yield f"memory: {_most_memory(_OPEN, out, 'phrase', _PHRASE)}"
    session.close()

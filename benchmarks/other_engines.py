"""JavaRosa and web-forms, given the same form and answers as this engine (benchmarks/peers/README.md)."""

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PEERS = Path(__file__).resolve().parent / "peers"
Step = tuple[str, str | int | None]


@contextmanager
def _written(xml: str, steps: Sequence[Step]) -> Iterator[tuple[Path, str, str]]:
    with tempfile.TemporaryDirectory() as folder:
        form, answers_file = Path(folder, "form.xml"), Path(folder, "answers.json")
        form.write_text(xml, "utf-8")
        answers_file.write_text(json.dumps(steps), "utf-8")
        yield Path(folder), str(form), str(answers_file)


def _told(command: list[str], **more: Any) -> dict[str, Any]:
    done = subprocess.run(command, capture_output=True, text=True, check=True, **more)
    measured: dict[str, Any] = json.loads(done.stdout)
    return measured


def web_forms(xml: str, steps: Sequence[Step]) -> dict[str, Any] | None:
    """Where SANAD_WEBFORMS names the folder in which it is installed: ms and MB, `load`, `p50`."""
    folder = os.environ.get("SANAD_WEBFORMS")
    if not folder:
        return None
    with _written(xml, steps) as (_, form, answers_file):
        return _told(["node", str(PEERS / "web_forms.mjs"), form, answers_file], cwd=folder)


def java_rosa(xml: str, steps: Sequence[Step]) -> dict[str, Any] | None:
    """Where SANAD_JAVAROSA names a jar that has it: ms and MB, `load`, `answer`, `looked`, `add`, `remove`."""
    jar = os.environ.get("SANAD_JAVAROSA")
    if not jar:
        return None
    with _written(xml, steps) as (folder, form, answers_file):
        source = str(PEERS / "JavaRosaTimes.java")
        # fmt: off
        subprocess.run(["javac", "-proc:none", "-cp", jar, "-d", str(folder), source], check=True)
        return _told(
            ["java", "-Xss256m", "-cp", os.pathsep.join([str(folder), jar]), "JavaRosaTimes", form, answers_file]
        )
        # fmt: on

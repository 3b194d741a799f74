"""Recorded ODK cases: every observation on which two independent engines agree.

The cases lie beside the checkout and are not part of it; without them these tests are skipped.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("SANAD_SHARED", ROOT.parent / "shared"))
CASES = SHARED / "data" / "xforms"
TOOLS = SHARED / "tools" / "xforms"

pytestmark = pytest.mark.skipif(not TOOLS.is_dir(), reason="the recorded cases aren't here")

KNOWN = {"cases": 0, "synth": 0}


def _run(tool: str, *args: str, opened: str = "") -> str:
    done = subprocess.run(
        [sys.executable, str(TOOLS / tool), *args],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        # the zone in which the cases were recorded
        env={
            **os.environ,
            "OPENED": opened,
            "TZ": "America/Phoenix",
            "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests' / 'form'}",
        },
    )
    return done.stdout


@pytest.mark.parametrize("opened", ["", "again"])
@pytest.mark.parametrize("folder", ["cases", "synth"])
def test_where_two_engines_agree_so_does_ours(folder: str, opened: str, tmp_path: Path) -> None:
    """Just compiled, and opened again from what was kept."""
    report = tmp_path / "report.json"
    _run(
        "run_corpus.py",
        "corpus_adapter",
        "--dir",
        str(CASES / folder),
        "--json",
        str(report),
        opened=opened,
    )
    told = json.loads(report.read_text())
    wrong = sum(
        n for tier, _, state, n in told["per"] if tier.startswith("gold") and state == "wrong"
    )
    right = sum(n for tier, _, state, n in told["per"] if tier.startswith("gold") and state == "ok")
    assert right > 10_000
    assert wrong <= KNOWN[folder]


def test_recorded_expressions() -> None:
    lines = _run("run_xpath.py", "xpath_adapter", "--dir", str(CASES / "xpath"))
    told = {line.rpartition(" ")[0]: int(line.rpartition(" ")[2]) for line in lines.splitlines()}
    assert told["('native', 'ok')"] >= 613
    assert told["('xforms', 'ok')"] >= 557

"""The packaged program, built and asked whether it works."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="packaged there by its own script")
def test_the_packaged_program_passes_its_own_test(tmp_path):
    subprocess.run(["sh", "packaging/build.sh"], cwd=ROOT, check=True, capture_output=True)
    told = subprocess.run(
        [ROOT / "dist" / "sanad" / "sanad", "selftest", "--json"],
        cwd=tmp_path, check=True, capture_output=True, text=True, env={"HOME": str(tmp_path)},
    )  # fmt: skip
    result = json.loads(told.stdout)
    assert result["failed"] == 0
    assert result["passed"] >= 14

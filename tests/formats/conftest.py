"""What was written, today and when the formats were frozen, for both readers."""

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from tests.by_the_page import canonical, directory
from tests.formats.office_records import write

VECTORS = Path(__file__).resolve().parents[1] / "vectors" / "formats"
TODAY = "today"
FROZEN = sorted(folder.name for folder in VECTORS.iterdir() if (folder / "facts.json").exists())


@dataclass(frozen=True)
class Written:
    """`work`: the closed vaults and what else was not frozen; of what was written today alone."""

    folder: Path
    work: Path | None = None

    def raw(self, name: str) -> bytes:
        return (self.folder / name).read_bytes()

    def hex(self, *names: str) -> bytes:
        value: Any = self.facts
        for name in names:
            value = value[name]
        return bytes.fromhex(value)

    def listed(self, name: str) -> Any:
        return canonical.decode(self.raw(name), canonical.FILE_ITEMS)

    @cached_property
    def facts(self) -> dict[str, Any]:
        return dict(json.loads(self.raw("facts.json")))

    @cached_property
    def logs(self) -> dict[str, list[bytes]]:
        return dict(self.listed("logs.cbor"))

    @cached_property
    def calls(self) -> list[dict[str, Any]]:
        return list(self.listed("wire.cbor"))

    @cached_property
    def book(self) -> directory.Directory:
        return directory.directory(self.listed("directory.cbor"))

    def public(self, stream: bytes) -> bytes:
        return self.book.devices[stream].public


@pytest.fixture(scope="session")
def of_today(tmp_path_factory: pytest.TempPathFactory) -> Written:
    folder = tmp_path_factory.mktemp("formats")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(folder / "state"))
        patch.delenv("SANAD_HOME", raising=False)
        write(folder / "written", folder / "work")
    return Written(folder / "written", folder / "work")


# Seconds, once for all tests: the fast part does without.
OF_TODAY = pytest.param(TODAY, marks=pytest.mark.slow)


@pytest.fixture(params=[OF_TODAY, *FROZEN])
def written(request: pytest.FixtureRequest) -> Written:
    if request.param == TODAY:
        today: Written = request.getfixturevalue("of_today")
        return today
    return Written(VECTORS / request.param)

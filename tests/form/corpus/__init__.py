"""Recorded cases of other engines, kept compressed beside this file; README.md says where from.

A line is one case. Nothing is unpacked to disk.
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from zstandard import ZstdCompressor, ZstdDecompressor

FOLDER = Path(__file__).resolve().parent
KINDS = ("cases", "synth", "xpath")
HTCDS = FOLDER / "htcds_xlsform.xlsx"  # a third party's workbook, with its small mistakes
Case = dict[str, Any]


def read(kind: str) -> Iterator[Case]:
    """The cases of a kind, in the order of their ids."""
    data = ZstdDecompressor().decompress((FOLDER / f"{kind}.jsonl.zst").read_bytes())
    return (json.loads(line) for line in data.splitlines())


def write(kind: str, cases: Iterable[Case]) -> None:
    """Keep the cases of a kind: how one is added or taken out."""
    ordered = sorted(cases, key=lambda case: str(case["id"]))
    lines = (json.dumps(case, ensure_ascii=False, separators=(",", ":")) for case in ordered)
    data = "".join(f"{line}\n" for line in lines).encode()
    (FOLDER / f"{kind}.jsonl.zst").write_bytes(ZstdCompressor(level=19).compress(data))

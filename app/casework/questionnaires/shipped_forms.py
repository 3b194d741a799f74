"""The questionnaires that come with Sanad, already converted: `forms/xforms` holds each as an XForm,
with the hash of the workbook that it was made from (`./run questionnaires`; a test compares them).
"""

import json
from functools import lru_cache
from pathlib import Path

from app.seal.keys import digest

FOLDER, MADE_FROM = "xforms", "made_from.json"


@lru_cache(1)
def hashes(workbooks: tuple[Path, ...]) -> frozenset[bytes]:
    """Of those that need no converting, as a case names a questionnaire."""
    texts = (xform(workbook) for workbook in workbooks)
    return frozenset(digest(text.encode("utf-8")) for text in texts if text is not None)


def xform(workbook: Path) -> str | None:
    """What a workbook was converted to; None where it was edited since, or nothing is there."""
    folder = workbook.parent / FOLDER
    try:
        made_from = json.loads((folder / MADE_FROM).read_text("utf-8"))
        if made_from.get(workbook.stem) != digest(workbook.read_bytes()).hex():
            return None
        return (folder / f"{workbook.stem}.xml").read_text("utf-8")
    except (OSError, ValueError, AttributeError):
        return None

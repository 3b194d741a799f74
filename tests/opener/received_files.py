"""A small bundle as a prosecutor receives it: a record, answers, a picture, a text, a sound."""

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from app.bundle import contents, files
from app.bundle.archive import Source
from app.bundle.keys import Lock
from app.bundle.manifest import as_json
from app.seal.keys import DeviceKeys
from tests.bundle.small import CASE, REFERENCE, entry, manifest, papers

PHOTO, NOTE = "files/01.jpg", "files/02.txt"


def record(pages: int = 2) -> bytes:
    content = io.BytesIO()
    canvas = Canvas(content, invariant=True)
    for number in range(1, pages + 1):
        canvas.drawString(100, 700, f"The record of Maya Sample, who is nobody: page {number}")
        canvas.showPage()
    canvas.save()
    return content.getvalue()


def answers() -> bytes:
    rows = [
        {"section": "Work", "question": "How many hours a day?", "answer": "14", "state": "given"},
        {
            "section": "العمل",
            "question": "هل يحتفظ أحد بجوازك؟",
            "answer": "نعم",
            "state": "given",
            "translation": {"language": "en", "answer": "Yes"},
        },
        {"section": "Work", "question": "Who keeps the passport?", "answer": "", "state": "refused"},
    ]
    interview = {"form": {"title": "Rapid screening"}, "finished": "2026-11-24T07:40:00Z", "answers": rows}
    return as_json(
        {
            "case": CASE,
            "reference": REFERENCE,
            "interviews": [interview],
            "files": [
                {"file": PHOTO, "name": "جواز مايا.JPG"},
                {"file": NOTE, "name": "note.txt"},
                {"file": "", "name": "not sent.pdf"},
            ],
        }
    )


def photo() -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (640, 480), (180, 120, 60)).save(content, "JPEG")
    return content.getvalue()


def bundle(
    lock: Lock, file: Path, part_size: int = 0, keys: DeviceKeys | None = None, note: str = "a line", **said: Any
) -> Path:
    """`said`: of the case, as held_back or doubts."""
    attached = {
        PHOTO: Source.of(photo()),
        NOTE: Source.of(f"{note}\nملاحظة\n".encode()),
        "files/03.amr": Source.of(b"#!AMR\nno sound"),
    }
    signed = contents.put_together_all(
        manifest(lock.recipients, (replace(entry(), **said),)),
        papers(record(), answers()),
        keys or DeviceKeys.fresh(),
        attached,
    )
    return files.seal(signed, lock, file, part_size)[0]

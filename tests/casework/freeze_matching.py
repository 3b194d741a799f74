"""Writes the vectors of matching, once: python -m tests.casework.freeze_matching FOLDER

All names are fictional; all keys are thrown away but for these files.
"""

import json
import sys
from pathlib import Path
from typing import Any

from app.bundle.keys import fresh_identity
from app.case import match_keys
from app.seal import canonical, matching
from app.seal.keys import DeviceKeys, Secret, fresh
from app.seal.matching import Card, MatchingAnswer, MatchingRequest, MatchingResult

PERSONS: list[dict[str, str]] = [
    {
        "name": "Sunita Tamang",
        "name_ar": "سونيتا تامانغ",
        "nationality": "NP",
        "birth_date": "1999-03-02",
        "passport": "N 1234-567",
    },
    {"name": "Mohammed Hassan Ali", "nationality": "eg", "birth_date": "1988-12-31", "passport": "٠١٢٣٤٥٦"},
    {"name_ar": "عبدالرحمن بن يوسف الخان", "nationality": "PK", "birth_date": "1979-01-01"},
    {"name": "Abdur Rahman Khan", "nationality": "PK", "birth_date": "١٩٧٩-٠١-٠١"},
    {"name": "Abdel Aziz Nasr", "nationality": "SDN", "birth_date": "1991-02-28"},
    {"name": "María dela Cruz-Peña", "nationality": "PH", "birth_date": "1990-01-05", "civil_id": "290010512345"},
    {"name": "Md Rafiqul Islam", "nationality": "BD", "birth_date": "1985-06-07", "civil_id": "٢٨٥٠٦٠٧١٢٣٤٥"},
    {"name": "Chandra Gurung", "name_ar": "تشاندرا غورونغ", "nationality": "NP", "birth_date": "2001-10-10"},
    {"name": "Wilma", "nationality": "PH", "birth_date": "1990-01-05", "passport": "1234"},
    {"name": "Yusuf Xolani", "name_ar": "يوسف خولاني", "nationality": "", "birth_date": "1990-01-05"},
]


def freeze(folder: Path) -> None:
    folder.mkdir(parents=True)
    run, secrets = bytes(fresh()), (matching.fresh_secret(), matching.fresh_secret())
    asker, answerer = DeviceKeys.fresh(), DeviceKeys.fresh()
    by_kind = [[matching.secret_of(secret, run, kind) for kind in match_keys.KINDS] for secret in secrets]
    asked, answered = (
        [
            sorted([*matching.blinded(number, own), *matching.dummies(64 * matching.SLOTS[kind] - len(own))])
            for number, kind in zip(numbers, match_keys.KINDS, strict=True)
            for own in [_points(run, kind, persons)]
        ]
        for numbers, persons in zip(by_kind, (PERSONS[:6], PERSONS[4:]), strict=True)
    )
    files: dict[str, bytes] = {}
    head = MatchingRequest(run, b"", asker.public, answerer.public, 1_795_000_000, 1_796_000_000, "MoU 12/2026", "Shelter", match_keys.KINDS, 64)  # fmt: skip
    files["request"], first = matching.sign(asker, head, *asked)
    marked = _marked(run, by_kind[1], asked)
    answer = MatchingAnswer(run, first, answerer.public, asker.public, 1_795_000_100, match_keys.KINDS, 64, 384)
    files["answer"], second = matching.sign(answerer, answer, *answered, marked)
    back = _marked(run, by_kind[0], answered)
    files["result"], _ = matching.sign(
        asker, MatchingResult(run, second, asker.public, answerer.public, 1_795_000_200, 384), back
    )
    files["card"] = Card("مكتب المثال", asker.public, fresh_identity()[1]).to_bytes()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    facts: dict[str, Any] = {
        "run": run.hex(),
        "secrets": [[bytes(number).hex() for number in numbers] for numbers in by_kind],
        "signers": [asker.public.hex(), answerer.public.hex()],
        "persons": [
            {
                "facts": person,
                "keys": [list(key) for key in match_keys.keys(person, 12)],
                "points": [
                    matching.point_of(canonical.encode([run, *key])).hex() for key in match_keys.keys(person, 12)
                ],
            }
            for person in PERSONS
        ],
        "common": sorted(mark.hex() for mark in set(marked) & set(back)),
    }
    (folder / "facts.json").write_text(json.dumps(facts, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _points(run: bytes, kind: str, persons: list[dict[str, str]]) -> list[bytes]:
    keys = {key for facts in persons for key in match_keys.keys(facts, 12) if key[0] == kind}
    return [matching.point_of(canonical.encode([run, *key])) for key in keys]


def _marked(run: bytes, numbers: list[Secret], by_kind: list[list[bytes]]) -> list[bytes]:
    pairs = zip(numbers, by_kind, strict=True)
    return matching.marks(run, [point for number, points in pairs for point in matching.blinded(number, points)])


if __name__ == "__main__":
    freeze(Path(sys.argv[1]))

"""Situations of the bank for two practitioners, without their labels: what each would do, how far they
agree, and whose label the screening's result is not. No real person is in it; nothing touches a case.

Agreement is Cohen's kappa (1960): (observed - by chance) / (1 - by chance)."""

import json
import random
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.casework.questionnaires import situation
from app.disk import write_whole
from app.errors import N_, SanadError
from app.seal.keys import digest

LABELS = ("refer", "talk_again", "labour_complaint", "none")
FORMAT = "sanad-labels-1"


class LabelsUnreadable(SanadError):
    says = N_(
        "This file contains no labels, or labels of another bank of situations. Nothing was changed. Make a new one."
    )


@dataclass(frozen=True, slots=True)
class RaterAgreement:
    """`labelled`: how many situations both have labelled; `kappa`: None where chance alone agrees on all.
    `differing`: by id the two labels and the result, where not all three are the same."""

    labelled: int
    alike: int
    kappa: float | None
    differing: Mapping[str, tuple[str, str, str]]


def deal(count: int, seed: int) -> dict[str, Any]:
    """The same situations in the same order for whoever uses the same seed."""
    entries = _bank()
    dealt = random.Random(seed).sample(entries, min(count, len(entries)))  # noqa: S311  (no secret)
    situations = [{"id": entry["id"], "text": entry["text"], "label": ""} for entry in dealt]
    return {"format": FORMAT, "bank": _bank_digest(), "seed": seed, "situations": situations}


def read(file: Path) -> dict[str, Any]:
    """LabelsUnreadable."""
    try:
        document = json.loads(file.read_text("utf-8"))
        sound = document["format"] == FORMAT and document["bank"] == _bank_digest()
        known = {entry["id"] for entry in _bank()}
        sound = sound and all(
            entry["id"] in known and isinstance(entry["text"], str) and entry["label"] in ("", *LABELS)
            for entry in document["situations"]
        )
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise LabelsUnreadable from error
    if not sound:
        raise LabelsUnreadable
    return dict(document)


def write(file: Path, document: Mapping[str, Any]) -> None:
    text = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    write_whole(file, text.encode("utf-8"))


def compare(first_file: Mapping[str, Any], second_file: Mapping[str, Any]) -> RaterAgreement:
    first_labels, second_labels = _by_id(first_file), _by_id(second_file)
    pairs = {id_: (label, second_labels[id_]) for id_, label in first_labels.items() if id_ in second_labels}
    alike = sum(pair[0] == pair[1] for pair in pairs.values())
    results = {entry["id"]: situation.result_of(entry) for entry in _bank() if entry["id"] in pairs}
    differing = {id_: (*pair, results[id_]) for id_, pair in pairs.items() if {*pair} != {results[id_]}}
    return RaterAgreement(len(pairs), alike, _kappa(list(pairs.values())), differing)


def _kappa(pairs: list[tuple[str, str]]) -> float | None:
    if not pairs:
        return None
    observed = sum(label == label_of_second for label, label_of_second in pairs) / len(pairs)
    firsts, seconds = (Counter(side) for side in zip(*pairs, strict=True))
    chance = sum(firsts[label] * seconds[label] for label in LABELS) / len(pairs) ** 2
    return None if chance == 1 else round((observed - chance) / (1 - chance), 3)


def _by_id(document: Mapping[str, Any]) -> dict[str, str]:
    return {entry["id"]: entry["label"] for entry in document["situations"] if entry["label"]}


def _bank() -> list[dict[str, Any]]:
    return list(tomllib.loads(situation.BANK.read_text("utf-8"))["situation"])


def _bank_digest() -> str:
    return digest(situation.BANK.read_bytes()).hex()

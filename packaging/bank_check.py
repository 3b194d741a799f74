"""Checks the case bank and prints how it is spread.

    python packaging/bank_check.py [SITUATIONS.toml] [READINGS-DIRECTORY]

Fails on an unknown key, label or code, a code outside the person's list of 2009, and a doubled
identifier or text.
"""

import json
import sys
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
BANK = ROOT / "resources" / "bank" / "situations.toml"
LIST_OF_2009 = ROOT / "resources" / "indicators" / "ilo-ec-2009.json"
READINGS = ROOT / "resources" / "readings"

CHOICES = {
    "label": ("refer", "talk_again", "labour_complaint", "none"),
    "exploitation": (
        "domestic work",
        "construction",
        "farm and herding",
        "fishing",
        "shop and restaurant",
        "cleaning and security",
        "sexual",
        "begging",
        "forced crime",
        "scam compound",
        "servile marriage",
        "organ removal",
        "camel or sport",
        "drivers and delivery",
        "beauty and care",
        "none",
    ),
    "sex": ("female", "male"),
    "population": ("adult_labour", "adult_sexual", "child_labour", "child_sexual"),
    "knowledge": ("full", "partial", "little"),
}
NEEDS = {"medical", "danger", "shelter", "food", "threat", "child", "self_harm"}
ANSWERS = {"yes", "no", "unknown", "refused", "not_asked"}
TYPES: dict[str, type | tuple[type, ...]] = {
    "id": str,
    "label": str,
    "act_now": list,
    "exploitation": str,
    "sex": str,
    "age": (int, str),
    "population": str,
    "nationality": str,
    "knowledge": str,
    "concern": bool,
    "text": str,
    "reason": str,
    "facts": dict,
}


def named_codes(node: Any) -> set[str]:
    """Every value of a key `code` in a JSON document."""
    if isinstance(node, dict):
        own = {node["code"]} if "code" in node else set()
        return own.union(*(named_codes(child) for child in node.values()))
    if isinstance(node, list):
        return set().union(*(named_codes(child) for child in node))
    return set()


def age_group(age: int | str) -> str:
    """The band that the table prints."""
    if isinstance(age, str):
        return "doubted"
    bands = [(18, "under 18"), (25, "18 to 24"), (35, "25 to 34"), (45, "35 to 44")]
    return next((label for limit, label in bands if age < limit), "45 and over")


def faults(situation: dict[str, Any], listed: dict[str, set[str]], other: set[str]) -> list[str]:
    """What is wrong with one situation, taken alone."""
    missing = [f"no {key}" for key in TYPES if key not in situation]
    strange = [f"unknown key {key}" for key in situation if key not in TYPES]
    if missing or strange:
        return missing + strange
    wrong = [f"{key} is of the wrong kind" for key, kind in TYPES.items() if not isinstance(situation[key], kind)]
    if wrong:
        return wrong
    wrong += [f"unknown {key}: {situation[key]}" for key, choices in CHOICES.items() if situation[key] not in choices]
    wrong += [f"unknown need: {need}" for need in situation["act_now"] if need not in NEEDS]
    if isinstance(situation["age"], str) and situation["age"] != "doubted":
        wrong.append("age is neither years nor doubted")
    wrong += [f"empty {key}" for key in ("text", "reason", "facts") if not situation[key]]
    for code, answer in situation["facts"].items():
        if code in listed:
            if situation["population"] not in listed[code]:
                wrong.append(f"{code} is not in the list {situation['population']}")
        elif code not in other:
            wrong.append(f"unknown code {code}")
        if answer not in ANSWERS:
            wrong.append(f"unknown answer {code} = {answer}")
    return wrong


def main(arguments: list[str]) -> int:
    """Prints the spread; 1 if anything is wrong."""
    bank = Path(arguments[0]) if arguments else BANK
    readings = Path(arguments[1]) if len(arguments) > 1 else READINGS
    listed: dict[str, set[str]] = {}
    for indicator in json.loads(LIST_OF_2009.read_text("utf-8"))["indicators"]:
        listed.setdefault(indicator["code"], set()).add(indicator["population"])
    files = sorted(readings.glob("*.json"))
    if not files:
        print(f"no readings in {readings}", file=sys.stderr)
        return 1
    other = set().union(*(named_codes(json.loads(file.read_text("utf-8"))) for file in files))

    document = tomllib.loads(bank.read_text("utf-8"))
    situations = document.get("situation", [])
    wrong = [f"unknown table {key}" for key in document if key != "situation"]
    for situation in situations:
        label = situation.get("id", "without id")
        wrong += [f"{label}: {fault}" for fault in faults(situation, listed, other)]
    for key in ("id", "text"):
        counted = Counter(" ".join(str(situation.get(key)).split()) for situation in situations)
        wrong += [f"doubled {key}: {value[:60]}" for value, times in counted.items() if times > 1]
    if not situations:
        wrong.append("no situations")
    if wrong:
        print("\n".join(wrong), file=sys.stderr)
        return 1

    print(f"{len(situations)} situations")
    for key in ("label", "exploitation", "sex", "age", "population", "knowledge"):
        counts = Counter(age_group(situation[key]) if key == "age" else situation[key] for situation in situations)
        print(f"\n{key}")
        for value, times in counts.most_common():
            print(f"  {value:24}{times:4}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

"""Writes a key file that holders' cards open, and three of its cards, once:
python -m tests.seal.freeze_holders FOLDER"""

import json
import sys
from pathlib import Path

from app.seal.holders import Policy, deal
from app.seal.keys import fresh, fresh_id
from app.seal.slots import HolderSlot, KeyFile, holders_public


def freeze(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    secret, master, set_id = fresh(), fresh(), fresh_id()
    cards = deal(secret, Policy(3, 5))
    key_file = KeyFile(fresh_id(), "ليلى السالم", "inspector", "ar", 1764000000, 4)
    key_file = key_file.with_holders(
        master, HolderSlot(set_id, cards[0].mark, Policy(3, 5)), holders_public(secret, set_id)
    )
    (folder / "keys").write_bytes(key_file.to_bytes())
    content = {"master": master.hex(), "cards": [" ".join(cards[number - 1].words) for number in (1, 3, 5)]}
    (folder / "cards.json").write_text(json.dumps(content, indent=1) + "\n")


if __name__ == "__main__":
    freeze(Path(sys.argv[1]))

"""Writes the vectors of an update, once: python -m tests.update.freeze tests/vectors/update/2 FOLDER

FOLDER: for the programs that it is made of, thrown away. The keys are of nobody.
"""

import sys
from pathlib import Path

from app.seal import signing_key
from app.seal.slots import Cost
from tests.update.signers import Signers, roots_file, signer

PHRASE = "granite walnut seven kettle moon"


def freeze(folder: Path, work: Path) -> None:
    first = roots_file()
    second = roots_file(2, update=(2, 3), former=first, signed_by=(8, 9))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "update.root").write_bytes(first)
    (folder / "second.root").write_bytes(second)
    file = Signers(work, second, system="linux-x86_64").update("2.4.0", by=(2, 3))
    (folder / "sanad-2.4.0.update").write_bytes(file.read_bytes())
    (folder / "signer.key").write_bytes(signing_key.write(signer(2), PHRASE, Cost(64 * 1024, 1, 1)))


if __name__ == "__main__":
    freeze(Path(sys.argv[1]), Path(sys.argv[2]))

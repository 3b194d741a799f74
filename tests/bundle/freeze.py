"""Writes the vectors of a version of the bundle, once:
python -m tests.bundle.freeze tests/vectors/bundle/NUMBER FOLDER

FOLDER: for a vault that is thrown away. Everybody is fictional, and the key is used for nothing else.
"""

import hashlib
import json
import sys
from pathlib import Path

from app.bundle.keys import lock_with
from app.casework.cases import attachments, queries
from app.casework.export import bundle_export
from tests.bundle.made import make_bundle
from tests.bundle.small import PHRASE, Prosecutor
from tests.casework.test_form_files import packed, talked
from tests.people import Person


def freeze(folder: Path, work: Path) -> None:
    folder.mkdir(parents=True)
    prosecutor = Prosecutor()
    session = Person("Layla Sample", work / "home", language="en").sets_up()
    case = talked(session, packed(session, work, b"\x89PNG a small site"))
    (work / "note.txt").write_text("a fictional note\n", "utf-8")
    attachments.add(session, case, work / "note.txt")
    (folder / "key.txt").write_bytes(prosecutor.file)
    told = {"case": case, "reference": queries.case(session, case).reference, "phrase": PHRASE}
    locks = {"with-key": prosecutor.lock, "with-passphrase": lock_with(PHRASE)}
    openers = {"with-key": prosecutor.opener, "with-passphrase": bundle_export.opener_with(PHRASE)}
    for how, lock in locks.items():
        file = folder / f"{how}.sanad.age"
        make_bundle(session, case, file, lock, "en", "For the Prosecution")
        opened = bundle_export.open_bundle(file, openers[how])
        manifest = opened.manifest
        told |= {
            "author": manifest.author.name,
            "purpose": manifest.purpose,
            "fingerprint": manifest.author.fingerprint,
            "made": manifest.made.isoformat(),
            how: {name: hashlib.sha256(file).hexdigest() for name, file in opened.files.items()},
        }
    parts = make_bundle(session, case, folder / "CASE.sanad.age", prosecutor.lock, "en", part_size=1 << 20).files
    told["parts"] = [path.name for path in parts]
    (folder / "told.json").write_text(json.dumps(told, indent=1) + "\n", "utf-8")
    session.close()


if __name__ == "__main__":
    freeze(Path(sys.argv[1]), Path(sys.argv[2]))

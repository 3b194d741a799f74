"""Writes the vector of a questionnaire's files in chunks, once:
python -m tests.casework.freeze_form_files tests/vectors/form-files/NUMBER FOLDER

FOLDER: for a vault that is thrown away. Everybody is fictional.
"""

import json
import sys
from pathlib import Path

from app.case import events
from app.casework.questionnaires import form_files
from app.casework.session.session import case_state_of, events_of
from app.seal import canonical
from app.seal.keys import digest
from app.vault import chunks
from tests.casework.test_form_files import packed, talked
from tests.people import Person


def freeze(folder: Path, work: Path) -> None:
    folder.mkdir(parents=True)
    layla = Person("Layla Sample", work / "home", language="en").sets_up()
    form = packed(layla, work, b"\x89PNG a small site")
    case = bytes.fromhex(talked(layla, form))
    with layla.vault.transaction() as writer:
        form_files.lay(layla, writer, case, [bytes.fromhex(form)])
    (event,) = [event for event in events_of(layla, case) if event.what == events.FORM_FILES]
    (offer,) = case_state_of(layla, case).form_files[bytes.fromhex(form)]
    body = canonical.encode(events.body(event.what, event.at, event.seen, event.content))
    (folder / "event.cbor").write_bytes(body)
    for id_ in offer.chunks:
        (folder / f"{id_.hex()}.chunk").write_bytes(chunks.content_of(layla.vault.database, case, id_) or b"")
    shown = form_files.files_of(layla, bytes.fromhex(form))
    listed = {name: digest(content).hex() for name, content in shown.items()}
    (folder / "told.json").write_text(json.dumps({"form": form, "files": listed}, indent=1) + "\n")
    layla.close()


if __name__ == "__main__":
    freeze(Path(sys.argv[1]), Path(sys.argv[2]))

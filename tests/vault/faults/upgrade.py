"""Opens the vault of SANAD_HOME as a version with one more migration would."""

import json
import os
from pathlib import Path

from app.errors import SanadError
from app.vault.database import migrations
from app.vault.folder import Folder, device_secret
from app.vault.vault import open_vault

# more pages than SQLite holds back until the transaction ends
LATER = """
CREATE TABLE later (a);
INSERT INTO later WITH RECURSIVE number (n) AS (
    SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 200
) SELECT hex(randomblob(2000)) FROM number;
"""


def main() -> int:
    """As a command ends: 0, or 1 and the error as JSON."""
    home = Path(os.environ["SANAD_HOME"])
    phrase = Path(os.environ["SANAD_PASSPHRASE_FILE"]).read_text("utf-8")
    (path,) = (home / "vaults").iterdir()
    folder = Folder.of(home, bytes.fromhex(path.name))
    try:
        key_file = folder.key_file()
        master = key_file.open_with_phrase(phrase, device_secret(home))
        open_vault(folder, key_file, master, scripts=[*migrations(), LATER]).close()
    except SanadError as error:
        print(json.dumps({"error": {"kind": error.kind()}}))
        return 1
    return 0

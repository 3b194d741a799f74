"""Decoders, fuzzed: python -m tests.fuzz FOLDER [--share=10] [TARGET ...] [libFuzzer's options]

FOLDER gets for each target its seeds, what was found to reach more, what was said and, as
`crash-...`, bytes that broke it; "TARGET: status" is printed of each that ended otherwise than well.
--share=10: a tenth of the runs.

Everything is imported once, instrumented; each target then has a process of its own.
"""

import os
import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["app"]):
    from tests.fuzz import mutations
    from tests.fuzz.targets import TARGETS

AT_ONCE = 2
SHARE = "--share="
# no input takes a minute: a limit that ends what never would end
HANGS_S = 600


def mutate(raw: bytes, most: int, seed: int) -> bytes:
    """Half of the time as CBOR, where it is some."""
    if seed & 1 and (changed := mutations.changed(raw, most, seed)) is not None:
        return changed
    result: bytes = atheris.Mutate(raw, most)
    return result


def fuzz(name: str, folder: Path, share: int, options: list[str]) -> None:
    """Ends this process."""
    target, corpus = TARGETS[name], folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    log = os.open(folder / "log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.dup2(log, 1)
    os.dup2(log, 2)
    for path, raw in target.inputs(name):
        (corpus / path).write_bytes(raw)
    arguments = [
        sys.argv[0], f"-runs={target.runs // share}", f"-max_len={target.longest}", "-seed=1",
        f"-timeout={HANGS_S}", "-rss_limit_mb=2048", "-print_final_stats=1",
        f"-artifact_prefix={folder}/", *options, str(corpus),
    ]  # fmt: skip
    atheris.Setup(arguments, target, custom_mutator=mutate)
    atheris.Fuzz()


def main() -> int:
    folder, *words = sys.argv[1:]
    shares = [word for word in words if word.startswith(SHARE)]
    share = int(shares[0].removeprefix(SHARE)) if shares else 1
    options = [word for word in words if word.startswith("-") and word not in shares]
    names = [word for word in words if not word.startswith("-")] or [*TARGETS]
    running: dict[int, str] = {}
    failed = False
    while names or running:
        if names and len(running) < AT_ONCE:
            name = names.pop(0)
            child = os.fork()
            if not child:
                fuzz(name, Path(folder) / name, share, options)
                os._exit(0)
            running[child] = name
            continue
        child, status = os.wait()
        if status:
            print(f"{running[child]}: {os.waitstatus_to_exitcode(status)}", flush=True)
            failed = True
        del running[child]
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())

"""What happened in one seed, or which of many fail: `python -m tests.sync.simulation 42`, `0-999`,
with `--shipped` on the server's own store, with `--reports` with what each computer says of itself,
with `--cut=20000` over lines that break after so many bytes, with long records."""

import sys
import tempfile
import time
from pathlib import Path

from tests.sync.simulation.disasters import Broken, Simulation
from tests.sync.simulation.office import Office
from tests.sync.simulation.server import Shipped, Small


def main(words: list[str]) -> int:
    shipped = "--shipped" in words
    cut = next((int(word[6:]) for word in words if word.startswith("--cut=")), 0)
    (which,) = [word for word in words if not word.startswith("--")]
    first, _, last = which.partition("-")
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        office = Office.founded(Path(folder))
        began = time.monotonic()
        for seed in range(int(first), int(last or first) + 1):
            server = Shipped.new(Path(folder) / f"{seed}.sqlite") if shipped else Small()
            told = Simulation(office, seed, server, reports="--reports" in words, cut=cut)
            try:
                told.run()
            except Exception as error:
                failed += 1
                print(f"seed {seed}: {error!r}")
                if not last or not isinstance(error, Broken):
                    print("\n".join(told.said))
                    raise
            finally:
                told.close()
        print(f"{failed} failed; {time.monotonic() - began:.1f} s")
        if not last:
            print("\n".join(told.said))
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Run the benchmarks named, or all."""

import importlib
import sys
from pathlib import Path


def main(names: list[str]) -> None:
    here = Path(__file__).parent
    found = sorted(
        f.stem
        for f in here.glob("*.py")
        if f.stem not in {"__init__", "__main__", "timing", "pouchdb", "other_engines"}
    )
    names = [name for name in names if name != "--long"]  # a benchmark looks for it itself
    for name in names or found:
        if name not in found:
            sys.exit(f"No benchmark {name}; there are: {', '.join(found)}")
        module = importlib.import_module(f"benchmarks.{name}")
        print(f"{name}: {(module.__doc__ or '').strip().splitlines()[0]}", flush=True)
        for line in module.measure():
            print(f"   {line}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])

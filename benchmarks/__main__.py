"""Run the benchmarks named, or all."""

import importlib
import sys
from pathlib import Path


def main(names: list[str]) -> None:
    folder = Path(__file__).parent
    existing = sorted(
        f.stem
        for f in folder.glob("*.py")
        if f.stem not in {"__init__", "__main__", "timing", "pouchdb", "other_engines"}
    )
    names = [name for name in names if name != "--long"]  # a benchmark looks for it itself
    for name in names or existing:
        if name not in existing:
            sys.exit(f"No benchmark {name}; there are: {', '.join(existing)}")
        module = importlib.import_module(f"benchmarks.{name}")
        print(f"{name}: {(module.__doc__ or '').strip().splitlines()[0]}", flush=True)
        for line in module.measure():
            print(f"   {line}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])

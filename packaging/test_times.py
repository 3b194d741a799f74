"""Says in tests/times.tsv how long each test takes: python packaging/test_times.py REPORT [QUIETER]

REPORT: of a whole run, from `./run test --long --junitxml=REPORT`. QUIETER: how many times faster the
same run is on two quiet cores, 1 if it was one. tests/conftest.py chooses by it what is tried when.
"""

import sys
from collections import defaultdict
from pathlib import Path
from xml.etree import ElementTree

TIMES = Path(__file__).resolve().parents[1] / "tests" / "times.tsv"
LEAST_S = 0.3


def main(report: str, quieter: str = "1") -> None:
    times: dict[str, list[float]] = defaultdict(list)
    for case in ElementTree.parse(report).getroot().iter("testcase"):  # noqa: S314
        file = case.attrib["classname"].removeprefix("tests.").replace(".", "/") + ".py"
        name = case.attrib["name"].partition("[")[0]
        times[f"{file}::{name}"].append(float(case.attrib["time"]) / float(quieter))
    lines = [
        f"{name}\t{sum(seconds) / len(seconds):.1f}"
        for name, seconds in sorted(times.items())
        if sum(seconds) / len(seconds) >= LEAST_S
    ]
    TIMES.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])

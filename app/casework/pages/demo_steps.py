"""Steps that each either happened or say what stopped them: how the demo and the self-test tell."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from app.errors import SanadError


@dataclass
class Job:
    """Steps that each either happened or say what stopped them."""

    steps: list[dict[str, Any]] = field(default_factory=list)

    def step(self, name: str, work: Callable[[], object]) -> Any:
        start = time.perf_counter()
        step_report: dict[str, Any] = {"name": name, "ok": False, "seconds": 0.0}
        self.steps.append(step_report)
        try:
            result = work()
        except SanadError as error:
            step_report["problem"] = error.kind()
            raise Stopped from error
        finally:
            step_report["seconds"] = round(time.perf_counter() - start, 3)
        step_report["ok"] = result is not False
        return result


class Stopped(Exception):
    """A step failed; the ones after it can't be tried."""

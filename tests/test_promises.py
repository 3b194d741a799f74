"""What breaks a promise, as tests/rule_outs.toml says, is still there to be broken."""

import importlib.util
import re
import sys

from app.settings import ROOT

SPEC = importlib.util.spec_from_file_location("promises", ROOT / "packaging" / "promises.py")
assert SPEC is not None
assert SPEC.loader is not None
promises = importlib.util.module_from_spec(SPEC)
sys.modules[SPEC.name] = promises
SPEC.loader.exec_module(promises)


def test_each_promise_of_the_page_has_one_and_it_names_tests_that_there_are():
    numbers = promises.promised()
    assert numbers == list(range(1, len(numbers) + 1))
    assert {one.promise for one in promises.rule_outs()} == set(numbers)
    for one in promises.rule_outs():
        assert one.broken(ROOT) != (ROOT / one.file).read_text("utf-8")
        assert one.tests
        for test in one.tests:
            file, _, name = test.partition("::")
            text = (ROOT / file).read_text("utf-8")
            assert not name or re.search(rf"^def {name}\b", text, re.MULTILINE), test

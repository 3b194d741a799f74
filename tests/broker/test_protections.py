"""What this computer gives and lacks is said, and a lack keeps nobody from working."""

import json
import subprocess
import sys

from app.casework.pages import protections
from app.cli import computer as words
from app.language import Words
from app.platform import interface, posix
from app.settings import ROOT

HOLDS = protections.Protection("landlock", True, "It holds", "It is missing")
LACKS = protections.Protection("seccomp", False, "It holds", "It is missing")


def test_verify_says_each_protection_by_name_and_in_words():
    done = [
        subprocess.run(
            [sys.executable, "-m", "app", "verify", *more], capture_output=True, text=True, check=True, cwd=ROOT
        ).stdout
        for more in ((), ("--json",))
    ]
    document = json.loads(done[1])
    names = [line["name"] for line in document["protections"]]
    assert done[0].count("\n") == len(names)
    assert "memory" in names
    assert set(document["missing"]) <= set(names)
    if sys.platform == "linux":
        assert {"landlock", "seccomp", "no_new_privileges", "limits"} <= set(names)
        memory = document["protections"][names.index("memory")]
        assert memory["holds"]  # this program switched crash dumps off before anything else


def test_what_an_older_landlock_lacks_is_named_in_both_languages_and_that_one_wall_still_holds():
    lacking = [protections.of_layer(layer) for layer in posix._of_landlock(4) if not layer.holds]
    assert [line.name for line in lacking if line] == [interface.SIGNALS]
    document = words._document([line for line in lacking if line])
    assert document["missing"] == ["landlock_scope"]
    assert "only the list of allowed calls stops" in words._text(document)
    for text in (document["protections"][0]["says"], document["protections"][0]["remedy"]):
        assert Words("ar")(text) != Words("en")(text)


def test_what_is_missing_is_named_with_what_to_do():
    document = words._document([HOLDS, LACKS])
    assert document["missing"] == ["seccomp"]
    assert words._text(document) == "ok  landlock: It holds\nNO  seccomp: Missing: It holds. It is missing"
    assert protections.missing([HOLDS, LACKS]) == [LACKS]


def test_every_layer_of_every_system_has_its_sentence():
    layers = {value for name, value in vars(interface).items() if name.isupper() and isinstance(value, str)}
    assert layers == set(protections._LAYERS)
    assert len(layers) == 11

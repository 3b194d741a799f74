"""Run by the system's Python, which has AT-SPI: drives the real window by its accessible names."""

import sys
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402

PATIENCE_S = 20


def below(node):
    if node is not None:
        yield node
        for at in range(node.get_child_count()):
            yield from below(node.get_child_at_index(at))


def window():
    desktop = Atspi.get_desktop(0)
    for at in range(desktop.get_child_count()):
        app = desktop.get_child_at_index(at)
        if app is not None and app.get_name() == "sanad":
            return app
    return None


def find(name, role, number=0):
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        nodes = [
            node
            for node in below(window())
            if node.get_name().startswith(name)
            and node.get_role_name() == role
            and node.get_state_set().contains(Atspi.StateType.SHOWING)
        ]
        if len(nodes) > number:
            return nodes[number]
        time.sleep(0.05)
    texts = [
        f"{node.get_role_name()}: {node.get_name()}"
        for node in below(window())
        if node.get_name() and node.get_state_set().contains(Atspi.StateType.SHOWING)
    ]
    sys.exit(f"nothing is called {name!r} ({role}); there is {texts}")


def press(name, role="button", number=0):
    find(name, role, number).get_action_iface().do_action(0)


def main(phrase):
    find("عبارة المرور", "password text").get_editable_text_iface().set_text_contents(phrase)
    press("فتح")
    press("بدء مقابلة")
    press("لا أحد غيرنا", "check box")
    press("لا أحد", "radio button")
    press("نعم", "radio button", 1)
    press("नेपाली", "radio button")
    press("بصيغة المؤنث", "radio button")
    find("هل توافقين على أن نتحدث الآن؟", "label")
    find("محفوظ", "label")
    press("إغلاق")
    press("متابعة")
    find("الموافقة", "label")
    print("walked")


main(sys.argv[1])

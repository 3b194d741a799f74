"""What the administrator of this computer set: each line with its value and where it comes from."""

from PySide6.QtWidgets import QWidget

from app import settings
from app.errors import N_
from app.language import Words, isolate, isolate_ltr
from app.policy import OFF, PolicyLine
from app.ui.labels import Text
from app.ui.parts import Fold, Row, Rows, group

_TIMES = frozenset({"cover_after_s", "lock_after_s"})
_SOURCES = {
    "default": N_("not set by the administrator"),
    "policy": N_("set by the administrator"),
    "refused": N_("this line of the policy is not valid, so the least is allowed"),
    "unknown": N_("perhaps its name is misspelt"),
}
_IGNORED = N_("this line of the policy is not valid, so it has no effect")
# where nothing is allowed, the value is one that nothing has
_NOTHING_ALLOWED = {
    "headquarters": N_("No server: nothing is exchanged"),
    "transfer_folders": N_("Nowhere"),
    "update_root": N_("No updates are accepted"),
}
PLANTED = N_(
    "Someone other than an administrator may have written the policy file, so Sanad does not follow it. Tell the "
    "administrator of this computer."
)


def policy_group() -> QWidget:
    """What differs from how Sanad is by itself; the rest is folded away."""
    rows, unset = Rows(), Rows()
    for line in settings.policy_lines():
        (unset if line.source == "default" else rows).add(_row(line))
    if settings.planted_policy():
        rows.add(Row(N_("Policy file"), PLANTED, "wait", tone="wait"))
    if not rows.inside.count():
        rows.add(Row(N_("The administrator of this computer has set nothing."), "", "check"))
    rows.add(Fold(N_("What could be set"), N_("Not set: Sanad’s own default applies"), unset))
    return group(N_("Set by the administrator"), rows)


def _row(line: PolicyLine) -> Row:
    icon, tone = ("wait", "wait") if line.source in ("refused", "unknown") else ("lock", "ink2")
    return Row(line.says, _second(line), icon, tone=tone)


def _second(line: PolicyLine) -> Text:
    source = _IGNORED if line.source == "refused" and line.value == "" else _SOURCES[line.source]
    return lambda w: " · ".join((_value(line, w), w(source)))


def _value(line: PolicyLine, w: Words) -> str:
    if line.source == "refused" and line.name in _NOTHING_ALLOWED:
        return w(_NOTHING_ALLOWED[line.name])
    if line.name == "update_channel" and line.value == OFF:
        return w("No updates are accepted")
    if isinstance(line.value, bool):
        return w(N_("Yes") if line.value else N_("No"))
    if line.name in _TIMES:
        return w.count("{n} second", "{n} seconds", line.value)
    if line.name == "languages":
        comma = "، " if w.language == "ar" else ", "
        return comma.join(map(w.language_name, line.value)) if line.value else w(N_("All"))
    if isinstance(line.value, tuple):
        return " · ".join(map(isolate_ltr, line.value)) if line.value else w(N_("Everywhere"))
    return isolate_ltr(line.value) if line.value else isolate(w(N_("Nothing")))

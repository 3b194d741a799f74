"""What headquarters says of a computer, in words."""

from app.casework.headquarters import DeviceState
from app.language import Words
from app.ui.words import Text


def last_seen(state: DeviceState | None) -> Text:
    """When a computer last called, and how much it has not fetched; "" where nobody can say."""
    if state is None:
        return ""
    seen, behind = state.seen, state.behind

    def said(w: Words) -> str:
        if seen is None:
            return w("Has not called headquarters yet")
        told = w("Called headquarters: {moment}", moment=w.moment(seen))
        if not behind:
            return told
        return (
            f"{told} · {w.count('{n} case not fetched yet', '{n} cases not fetched yet', behind)}"
        )

    return said

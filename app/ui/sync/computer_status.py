"""What headquarters says of a computer, in words."""

from app.casework.exchange.headquarters import DeviceState
from app.language import Words
from app.ui.labels import Text


def last_seen(state: DeviceState | None) -> Text:
    """When a computer last called, how much it has not fetched, and when it said then that it was
    locked last; "" where nobody can say."""
    if state is None:
        return ""
    seen_at, backlog, locked = state.seen, state.behind, state.locked

    def said(w: Words) -> str:
        if seen_at is None:
            return w("Never connected to the server")
        parts = [w("Last connected to the server: {moment}", moment=w.moment(seen_at))]
        if backlog:
            parts.append(
                w.count("{n} case not downloaded yet", "{n} cases not downloaded yet", backlog)
            )
        if locked is not None:
            parts.append(w("locked last: {moment}", moment=w.moment(locked)))
        return " · ".join(parts)

    return said

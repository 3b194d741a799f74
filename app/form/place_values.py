"""The text of a place: typed by a person, set by an action, or calculated."""

from app.form.computations import FilteredChoices
from app.form.instance import Live
from app.form.origins import TYPED, Origin
from app.form.schedule import Schedule


class PlaceValues(Schedule):
    """Keeps texts, and what stands over a calculation."""

    def _set(self, live: Live, text: str) -> None:
        """Keep a text in a leaf and note everything that reads it."""
        live.text = text
        self._changed[live.ref] = live
        self._touched.add(live)
        if live.relevant and live.shown != text:
            live.shown = text
            self._schedule(live.definition, live.frame)
        if live.definition.actions:
            self._queued.extend((action, live, False) for action in live.definition.actions)

    def _put_in(self, live: Live, text: str, origin: Origin) -> None:
        """Keep a text that somebody or something gave; of a calculation, over what is calculated."""
        live.origin = origin
        if text != live.text:
            self._set(live, text)
        else:
            self._changed[live.ref] = live
            self._touched.add(live)
        if live.definition.calculated:
            self._stand_over(live)
        if origin != TYPED:
            self._offer_again(live)

    def _offer_again(self, live: Live) -> None:
        """What no person chose may not be among the choices as they are filtered now."""
        if live.definition.itemset is not None:
            computations = live.definition.computations
            filters = [computation for computation in computations if isinstance(computation, FilteredChoices)]
            self._schedule_all(live.frame, filters)

    def _stand_over(self, live: Live) -> None:
        """Let what is in a place stand; its calculation is asked for, to know what it stands over."""
        computation = live.definition.calculation
        if computation is not None:
            live.over = live.text
            self._put_over.add(live)
            self._schedule_all(live.frame, [computation])

    def _calculated_under(self, live: Live, text: str) -> None:
        """What is typed over a calculation stands until an answer lets that come to another result:
        then the result counts, as in JavaRosa and web-forms (docs/decisions/0019)."""
        if text == live.over:
            return
        self._touched.add(live)
        if not self._answering or live in self._put_over:
            live.over = text
            self._put_over.add(live)
            return
        live.over = live.origin = None
        self._changed[live.ref] = live
        if text != live.text:
            self._set(live, text)
            self._offer_again(live)

    def _settle_over(self) -> None:
        """What was put in as it is calculated anyway stands over nothing."""
        for live in self._put_over:
            if live.over == live.text:
                live.over = live.origin = None
        self._put_over.clear()

    def _available(self, live: Live) -> None:
        """Chosen values that a filter no longer offers are no answer; they return with the filter."""
        chosen = live.chosen if live.chosen is not None else live.text
        if not chosen:
            return
        values = {choice.value for choice in self._choices(live)}
        if live.definition.control == "select_one":
            offered = chosen if chosen in values else ""
        else:
            offered = " ".join(value for value in chosen.split() if value in values)
        live.chosen = None if offered == chosen else chosen
        if offered != live.text:
            self._set(live, offered)

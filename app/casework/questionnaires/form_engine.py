"""The questionnaire engine with what Sanad hands it: how signatures are checked, and its own files."""

from collections.abc import Callable
from functools import partial

from app import settings
from app.form import Form, cache
from app.form import open_form as compile_form
from app.seal.keys import verify

open_form: Callable[[str], Form] = partial(compile_form, verify=verify)
read_form = partial(cache.read_form, verify=verify)


def engine_hash() -> bytes:
    """Which engine this is: what another one compiled is not read."""
    return cache.engine_hash(settings.ROOT / "app" / "form")

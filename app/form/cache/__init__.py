"""Compiled forms kept as data, so that they open quickly the second time: the engine's other door.

Whoever keeps compiled forms imports from here; nobody else has to."""

from app.form.cache.form_cache import engine_hash, read_form, write_form
from app.form.external_table import Cells, Rows

__all__ = ["Cells", "Rows", "engine_hash", "read_form", "write_form"]

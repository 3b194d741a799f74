"""Compiled forms kept as data, so that they open quickly the second time: the engine's other door.

Whoever keeps compiled forms imports from here; nobody else has to.
"""

from app.form.cache.form_cache import Kept, engine_hash, reopened, written
from app.form.external_table import Cells, Rows, Table

__all__ = ["Cells", "Kept", "Rows", "Table", "engine_hash", "reopened", "written"]

"""All functions that a form may use, by name."""

from app.form.functions import (
    booleans,
    conditionals,
    dates,
    digests,
    form,
    geography,
    lists,
    nodes,
    numbers,
    randomness,
    repeats,
    selects,
    strings,
    vendor_functions,
)
from app.form.functions.declarations import Functions

FUNCTIONS = Functions()
for _module in (
    randomness,
    conditionals,
    dates,
    digests,
    vendor_functions,
    form,
    geography,
    lists,
    nodes,
    numbers,
    repeats,
    selects,
    strings,
    booleans,
):
    FUNCTIONS.update(_module.FUNCTIONS)

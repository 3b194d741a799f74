"""All functions that a form may use, by name."""

from app.form.functions import (
    chance,
    choosing,
    dates,
    digests,
    elsewhere,
    form,
    geography,
    lists,
    nodes,
    numbers,
    repeats,
    selects,
    texts,
    truths,
)
from app.form.functions.declared import Functions

FUNCTIONS = Functions()
for _module in (
    chance,
    choosing,
    dates,
    digests,
    elsewhere,
    form,
    geography,
    lists,
    nodes,
    numbers,
    repeats,
    selects,
    texts,
    truths,
):
    FUNCTIONS.update(_module.FUNCTIONS)

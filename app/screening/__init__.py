"""The assessment of an interview against the operational indicators of 2009. Pure: no form, no case."""

from app.screening.age import Age, age_known, years_between
from app.screening.assessment import (
    Assessment,
    DimensionResult,
    Item,
    RaisedIndicator,
    State,
    assess,
)
from app.screening.indicators import (
    POPULATIONS,
    Catalogue,
    Indicator,
    Population,
    as_population,
    catalogue,
)

__all__ = [
    "POPULATIONS",
    "Age",
    "Assessment",
    "Catalogue",
    "DimensionResult",
    "Indicator",
    "Item",
    "Population",
    "RaisedIndicator",
    "State",
    "age_known",
    "as_population",
    "assess",
    "catalogue",
    "years_between",
]

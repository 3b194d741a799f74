"""The assessment of an interview against the operational indicators of 2009. Pure: no form, no case."""

from app.screening.age import Age, age_known
from app.screening.assessment import Assessment, Item, State, assess
from app.screening.indicators import POPULATIONS, Population, as_population, catalogue

__all__ = [
    "POPULATIONS",
    "Age",
    "Assessment",
    "Item",
    "Population",
    "State",
    "age_known",
    "as_population",
    "assess",
    "catalogue",
]

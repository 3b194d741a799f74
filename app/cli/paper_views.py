"""The keys of a paper that the office issued."""

from app.casework.cases.issued_papers import IssuedPaper
from app.cli.json_output import JsonView

ISSUED = JsonView(IssuedPaper, "document number record key=fingerprint signed=line signature")

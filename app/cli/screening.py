"""`screening`: what answers by indicator come to, and how the bank of situations comes out."""

from pathlib import Path

from app.casework.questionnaires import situation
from app.cli.command import command
from app.cli.json_output import Document
from app.cli.output import indented


@command(text=indented)
def screening_assess(file: Path) -> Document:
    """Every reading of answers by indicator, and what they come to; nothing is kept."""
    return situation.as_json(situation.read_situation(file))


@command(text=indented)
def screening_bank() -> Document:
    """How the described situations of the bank come out: who is found, who is missed, false alarms."""
    figures = situation.bank()
    return {
        "situations": sum(sum(counts.values()) for counts in figures.results.values()),
        "results": {label: dict(counts) for label, counts in sorted(figures.results.items())},
        "referred": round(figures.share("refer", "refer"), 3),
        "missed": figures.missed, "below_label": figures.underrated,
        "false_alarms": round(figures.false_alarms, 3),
        "by_exploitation": {
            form: dict(zip(("to_refer", "referred", "harmless", "alarms"), counts, strict=True))
            for form, counts in sorted(figures.by_form.items())
        },
    }  # fmt: skip

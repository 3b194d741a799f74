"""`screening`: what answers by indicator come to, and how the bank of situations comes out."""

from pathlib import Path
from typing import Annotated

import typer

from app.casework.questionnaires import labels, situation
from app.cli.command import command
from app.cli.json_output import Document, JsonView
from app.cli.options import Json
from app.cli.output import indented

_AGREEMENT = JsonView(labels.RaterAgreement, "both=labelled alike kappa differing")


@command(text=indented)
def screening_assess(file: Path) -> Document:
    return situation.as_json(situation.read_situation(file))


@command(text=indented)
def screening_bank() -> Document:
    figures = situation.bank()
    return {
        "situations": sum(sum(counts.values()) for counts in figures.results.values()),
        "results": {label: dict(counts) for label, counts in sorted(figures.results.items())},
        "referred": round(figures.share("refer", "refer"), 3),
        "missed": figures.missed,
        "below_label": figures.underrated,
        "false_alarms": round(figures.false_alarms, 3),
        "by_exploitation": {
            form: dict(zip(("to_refer", "referred", "harmless", "alarms"), counts, strict=True))
            for form, counts in sorted(figures.by_form.items())
        },
    }


@command(text=indented)
def screening_label(
    file: Path,
    other_file: Annotated[Path | None, typer.Option("--with", help="Another's file: how far do both agree?")] = None,
    count: Annotated[int, typer.Option(help="How many situations are dealt.")] = 40,
    seed: Annotated[int, typer.Option(help="The same number deals the same situations.")] = 1,
    as_json: Json = False,
) -> Document:
    if other_file is not None:
        return _AGREEMENT(labels.compare(labels.read(file), labels.read(other_file)))
    if not file.exists():
        labels.write(file, labels.deal(count, seed))
    document = labels.read(file)
    waiting = [entry for entry in document["situations"] if not entry["label"]]
    for number, entry in enumerate([] if as_json else waiting, 1):
        typer.echo(f"\n{number}/{len(waiting)}\n{entry['text']}\n", err=True)
        choices = ", ".join(f"{n} {label}" for n, label in enumerate(labels.LABELS, 1))
        answer = ""
        while answer not in map(str, range(len(labels.LABELS) + 1)):
            answer = typer.prompt(f"{choices}, 0 later", err=True)
        if answer == "0":
            break
        entry["label"] = labels.LABELS[int(answer) - 1]
        labels.write(file, document)
    labelled = sum(bool(entry["label"]) for entry in document["situations"])
    return {"file": str(file), "situations": len(document["situations"]), "labelled": labelled}

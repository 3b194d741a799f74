"""Two people label situations without seeing the labels; how far they agree, and where a result differs."""

import io
import json

import pytest

from app.casework.questionnaires import labels, situation
from app.cli import main


def labelled(document, how):
    for number, entry in enumerate(document["situations"]):
        entry["label"] = how(number)
    return document


def test_the_same_seed_deals_the_same_without_labels_to_both(tmp_path):
    one, other = labels.deal(40, 7), labels.deal(40, 7)
    assert one == other != labels.deal(40, 8)
    assert {key for entry in one["situations"] for key in entry} == {"id", "text", "label"}
    assert {entry["label"] for entry in one["situations"]} == {""}
    assert len({entry["id"] for entry in one["situations"]}) == 40


@pytest.mark.parametrize(
    ("one", "other", "kappa"),
    [
        (lambda n: "refer" if n % 2 else "none", lambda n: "refer" if n % 2 else "none", 1.0),
        (lambda n: "refer" if n % 2 else "none", lambda n: "none" if n % 2 else "refer", -1.0),
        # by hand: 30 of 40 alike; chance 0.5 * 0.75 + 0.5 * 0.25 = 0.5
        (lambda n: "refer" if n % 2 else "none", lambda n: "refer" if n % 4 == 1 else "none", 0.5),
        (lambda _: "refer", lambda _: "refer", None),
    ],
)
def test_agreement_beyond_chance(one, other, kappa):
    found = labels.compare(labelled(labels.deal(40, 7), one), labelled(labels.deal(40, 7), other))
    assert (found.labelled, found.kappa) == (40, kappa)


def test_who_differs_from_the_result_is_named_and_what_waits_does_not_count():
    results = {entry["id"]: situation.result_of(entry) for entry in labels._bank()}
    one, other = labels.deal(3, 7), labels.deal(3, 7)
    ids = [entry["id"] for entry in one["situations"]]
    for document in (one, other):
        for entry in document["situations"][:2]:
            entry["label"] = results[entry["id"]] if results[entry["id"]] in labels.LABELS else "none"
    one["situations"][2]["label"] = "refer"  # the other has not come to it
    wrong = next(label for label in labels.LABELS if label != other["situations"][1]["label"])
    other["situations"][1]["label"] = wrong
    found = labels.compare(one, other)
    assert (found.labelled, found.alike) == (2, 1)
    assert found.differing[ids[1]] == (one["situations"][1]["label"], wrong, results[ids[1]])
    assert ids[2] not in found.differing


def test_a_file_of_another_bank_or_none_is_refused(tmp_path):
    file = tmp_path / "labels.json"
    for text in ("", "[]", json.dumps(labels.deal(2, 1) | {"bank": "0"}), '{"format": "sanad-labels-1"}'):
        file.write_text(text, "utf-8")
        with pytest.raises(labels.LabelsUnreadable):
            labels.read(file)
    for changed in ({"label": "victim"}, {"id": "S000"}, {"id": ["S001"]}):
        document = labels.deal(2, 1)
        document["situations"][0] |= changed
        labels.write(file, document)
        with pytest.raises(labels.LabelsUnreadable):
            labels.read(file)


def test_each_answer_is_kept_at_once_and_the_talk_goes_on_where_it_stopped(tmp_path, monkeypatch, capsys):
    file = str(tmp_path / "one.json")

    def run(*words, typed=""):
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        main(["screening", "label", file, *words])
        return capsys.readouterr()

    dealt = json.loads(run("--count", "3", "--seed", "7", "--json").out)
    assert dealt == {"file": file, "situations": 3, "labelled": 0}
    shown = run(typed="1\n0\n").err
    assert "1/3" in shown
    assert labels.read(tmp_path / "one.json")["situations"][0]["label"] == "refer"
    assert "1/2" in run(typed="4\n3\n").err
    assert json.loads(run("--json").out)["labelled"] == 3
    agreement = json.loads(run("--with", file, "--json").out)
    assert (agreement["both"], agreement["alike"], agreement["kappa"]) == (3, 3, 1.0)

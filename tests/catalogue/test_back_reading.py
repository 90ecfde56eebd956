"""Are the rates of the back-reading what its data say, and does the page tell them?"""

import pytest
import yaml

from catalogue import back_reading, files
from catalogue.checks import FileFault
from catalogue.management.commands import document_translations
from hub.languages import COMPLETE, TRANSLATIONS

ROW = {"slug": "sorter", "field": "summary", "kind": "meaning", "said": "all", "source": "some", "mended": "some"}
SOUND = {"language": "fr", "passages": 20, "points": 40, "disagreements": [ROW]}


def write(folder, **changed) -> dict:
    (folder / "sample.yaml").write_text("- sorter\n- finder\n", encoding="utf-8")
    for code in TRANSLATIONS:
        given = SOUND | {"language": code} | (changed if code == "fr" else {})
        (folder / f"{code}.yaml").write_text(yaml.safe_dump(given), encoding="utf-8")
    return back_reading.readings(folder)


def test_a_rate_counts_meaning_and_term_alone(tmp_path):
    rows = [ROW, ROW | {"kind": "term"}, ROW | {"kind": "language", "field": "limits[0]"}, ROW | {"kind": "reader"}]
    reading = write(tmp_path, disagreements=rows)["fr"]
    assert (reading.tools, reading.faults, reading.rate, reading.rate_of_texts) == (2, 2, 5.0, 5.0)


def test_what_was_left_is_said(tmp_path):
    reading = write(tmp_path, disagreements=[ROW, ROW | {"mended": "none: too long"}])["fr"]
    assert [one.mended for one in reading.unmended] == ["none: too long"]


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"language": "es"}, "language: is not the file's name: es"),
        ({"points": 0}, "points: not a number: 0"),
        ({"points": "many"}, "points: not a number: many"),
        ({"note": "x"}, "note: unknown field"),
        ({"disagreements": "none"}, "disagreements: not a list"),
        ({"disagreements": [ROW | {"slug": "other"}]}, "disagreement 1: slug: not in the sample: other"),
        ({"disagreements": [ROW | {"kind": "bad"}]}, "disagreement 1: kind: unknown: bad"),
        ({"disagreements": [ROW | {"said": ""}]}, "disagreement 1: said: empty"),
    ],
)
def test_a_fault_in_a_file_is_named(tmp_path, values, problem):
    with pytest.raises(FileFault, match=problem):
        write(tmp_path, **values)


def test_sixty_tools_were_read_in_every_language_and_all_was_mended():
    readings = back_reading.readings()
    assert set(COMPLETE) <= set(readings)
    tools = {path.stem for path in (files.FOLDER / "tools").glob("*.yaml")}
    for reading in readings.values():
        assert (reading.tools, reading.passages) == (60, 386)
        assert {one.slug for one in reading.disagreements} <= tools
        assert reading.unmended == []
        assert reading.rate < 3


def test_the_page_is_drawn_from_the_data():
    """Run `manage.py document_translations` after a change of the glossary, the checks or the back-readings."""
    assert document_translations.FILE.read_text(encoding="utf-8") == document_translations.page()


def test_a_language_that_is_not_complete_may_be_unread(tmp_path, monkeypatch):
    write(tmp_path)
    monkeypatch.setattr(back_reading, "TRANSLATIONS", (*TRANSLATIONS, "pt"))
    assert tuple(back_reading.readings(tmp_path)) == TRANSLATIONS
    (tmp_path / "pt.yaml").write_text(yaml.safe_dump(SOUND | {"language": "pt"}), encoding="utf-8")
    assert tuple(back_reading.readings(tmp_path)) == (*TRANSLATIONS, "pt")
    (tmp_path / "fr.yaml").unlink()
    with pytest.raises(FileNotFoundError):
        back_reading.readings(tmp_path)

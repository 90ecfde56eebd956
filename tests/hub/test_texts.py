"""Do the long texts say who made them, and from which English?"""

import pytest

from hub import texts
from hub.languages import CODES, DEFAULT

PAGES = sorted(path.name for path in texts.FOLDER.iterdir() if path.is_dir())


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """One page in English and French."""
    monkeypatch.setattr(texts, "FOLDER", tmp_path)
    texts.page.cache_clear()

    def write(code: str, body: str, **matter):
        values = {"title": "T", "description": "D", "origin": "source", "english": ""} | matter
        front = "".join(f'{key}: "{value}"\n' for key, value in values.items())
        (tmp_path / "about").mkdir(exist_ok=True)
        (tmp_path / "about" / f"{code}.md").write_text(f"---\n{front}---\n{body}\n", encoding="utf-8")

    yield write
    texts.page.cache_clear()


def test_a_language_that_is_not_there_gets_the_english_and_is_told(folder):
    folder("en", "Hello [[operator]].")
    text = texts.page("about", "fr")
    assert (text.language.code, text.machine, text.stale) == ("en", False, False)
    assert "The test operator" in text.html


def test_a_translation_of_the_present_english_is_fresh(folder):
    folder("en", "Hello.")
    folder("fr", "Bonjour.", origin="machine", english=texts.english_fingerprint("about"))
    text = texts.page("about", "fr")
    assert (text.language.code, text.machine, text.stale) == ("fr", True, False)


@pytest.mark.parametrize("change", [{"title": "Other"}, {"description": "Other"}, {}])
def test_english_that_changed_makes_it_stale(folder, change):
    folder("en", "Hello.")
    stamped = texts.english_fingerprint("about")
    folder("en", "Hello." if change else "Hello again.", **change)
    folder("fr", "Bonjour.", origin="human", english=stamped)
    assert texts.page("about", "fr").stale


def test_line_breaks_are_no_change():
    assert texts.fingerprint("a  b\nc") == texts.fingerprint("a b c")


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("code", CODES)
def test_every_public_page_exists_fresh_in_every_language(name, code):
    text = texts.page(name, code)
    assert text.language.code == code
    assert text.title
    assert text.description
    assert "[[" not in text.html
    assert not text.stale
    assert text.origin == ("source" if code == DEFAULT else text.origin)
    assert text.machine or code == DEFAULT or text.origin in ("human", "reviewed")

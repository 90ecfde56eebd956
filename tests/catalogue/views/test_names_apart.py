"""Does a Latin name of an Arabic sentence stand apart on every page that shows the sentence?"""

import pytest

from catalogue.saved import SavedList

SENTENCE = "أفادت 404 Media بأن الأداة ترتب الملفات."
APART = 'أفادت <bdi dir="ltr">404 Media</bdi> بأن الأداة ترتب الملفات.'
ENGLISH = "404 Media says that it sorts files."


@pytest.fixture
def tool(tool_factory):
    texts = {f"{name}_ar": SENTENCE for name in ("summary", "what_it_does")}
    texts |= {f"{name}_en": ENGLISH for name in ("summary", "what_it_does", "limits")}
    return tool_factory(slug="sorter", name="Sorter", **texts)


@pytest.fixture
def read(officer):
    def page(address: str) -> str:
        answer = officer.get(address, follow=True)
        assert answer.status_code == 200
        return answer.content.decode()

    return page


@pytest.mark.parametrize(
    "path", ["tools/", "tools/sorter/", "tools/compare/?tool=sorter", "tools/export/print/", "tools/?q=sorter"]
)
def test_on_every_page_with_texts_of_tools(tool, read, path):
    html = read(f"/ar/{path}")
    assert APART in html
    assert SENTENCE not in html


def test_with_the_words_that_were_searched_for(tool, read):
    assert '<bdi dir="ltr">404 <mark>Media</mark></bdi> بأن' in read("/ar/tools/?q=media")


def test_in_a_saved_list(tool, officer, read):
    officer.post("/ar/lists/new/", {"name": "قائمة"})
    saved = SavedList.objects.get()
    officer.post(f"/ar/lists/{saved.pk}/add/", {"tool": "sorter"})
    assert APART in read(f"/ar/lists/{saved.pk}/")


def test_english_in_place_of_a_missing_translation_is_left_alone(tool, read):
    assert f'<div lang="en" dir="ltr"><p>{ENGLISH}</p></div>' in read("/ar/tools/sorter/")


@pytest.mark.parametrize("code", ["en", "fr"])
def test_pages_from_left_to_right_are_left_alone(tool, read, code):
    assert f"<p>{ENGLISH}</p>" in read(f"/{code}/tools/sorter/")


def test_files_hold_the_plain_sentence(tool, officer):
    assert SENTENCE in officer.get("/ar/tools/export/csv/").getvalue().decode()


def test_a_provider_described_in_english_says_so(tool, read):
    tool.provider.name = "Sorting consortium (led by Alpha)"
    tool.provider.save()
    said = '<bdi translate="no" lang="en">Sorting consortium (led by Alpha)</bdi>'
    for path in ("tools/sorter/", "tools/"):
        assert said in read(f"/ar/{path}")
        assert said.replace(' lang="en"', "") in read(f"/en/{path}")


def test_a_page_of_text(client):
    html = client.get("/ar/about/").content.decode()
    assert '<bdi dir="ltr">' in html.partition("<article")[2].partition("</article>")[0]

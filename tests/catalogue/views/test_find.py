"""Can an officer who answers plain questions end in the right list, and change an answer on the way?"""

import re

import pytest

from hub.languages import CODES

FIND = "/en/tools/find/"


def page(officer, query: str = "", code: str = "en") -> str:
    answer = officer.get(f"/{code}/tools/find/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def heading(html: str) -> str:
    return re.search(r"<h1>([^<]+)</h1>", html).group(1)


def offers(html: str) -> dict[str, str]:
    return {
        label: address.replace("&amp;", "&")
        for address, label in re.findall(r'<a href="(\?[^"]*)">([^<]+)</a><span class="soft small">', html)
    }


def test_the_road_from_the_first_question_to_the_list(catalogue, officer):
    answers = {
        "What have you got?": "Images",
        "What do you need from it?": "Image and video analysis",
        "Which step are you working on?": "I do not know, or it does not matter",
        "May it leave your building?": "No, it stays on our own computers",
    }
    html = page(officer)
    for question, answer in answers.items():
        assert heading(html) == question
        html = page(officer, offers(html)[answer])
    assert heading(html) == "What may it cost?"
    end = officer.get(FIND + offers(html)["Nothing"])
    assert end.url == (
        "/en/tools/?family=image-and-video&input=images&free_for_police=yes&deployment=desktop&deployment=on-premises"
    )
    listed = officer.get(end.url).content.decode()
    for label in ("Images", "Image and video analysis", "Free for police", "Desktop", "On-premises"):
        assert re.search(rf'<ul class="chosen">.*· </span>{label} ', listed)


@pytest.mark.parametrize("code", CODES)
def test_every_question_in_every_language(catalogue, officer, code):
    skipped = ""
    for name in ("input", "family", "stage", "deployment", "cost"):
        html = page(officer, f"?{skipped}", code)
        assert html.count("<h1>") == 1
        assert len(offers(html)) >= 3
        assert f'href="/{code}/tools/?"' in html  # the list, at any time
        skipped += f"skip={name}&"
    assert officer.get(f"/{code}/tools/find/?{skipped}").url == f"/{code}/tools/?"


def test_an_answer_that_leaves_nothing_cannot_be_chosen(officer, tool_factory, input_factory):
    tool_factory(inputs=[input_factory(name_en="Images")])
    input_factory(name_en="Audio")
    html = page(officer)
    assert set(offers(html)) == {"Images", "I do not know, or it does not matter"}
    assert re.search(r'<span class="soft">Audio</span><span class="soft small">0 tools', html)


def test_answers_so_far_can_be_changed(catalogue, officer):
    html = page(officer, "?input=images&skip=family")
    assert re.search(r'Images <a href="\?skip=family">Change', html)
    assert re.search(r'Passed over</span> <a href="\?input=images">Change', html)
    assert '<a rel="prev" href="?input=images">Back</a>' in html


@pytest.mark.parametrize(
    "query",
    [
        "?colour=red", "?input=%22%3E%3Cscript%3E", "?skip=lunch", "?input=images%00", "?page=abc",
        "?" + "&".join(f"skip=s{n}" for n in range(400)), "?skip=%ED%A0%80",
    ],
)  # fmt: skip
def test_what_is_not_understood_is_said(catalogue, officer, query):
    html = page(officer, query)
    assert "Not understood and left out:" in html
    assert heading(html) == "What have you got?"
    assert "<script>" not in html


def test_an_unknown_value_at_the_end_still_ends_in_a_list(catalogue, officer):
    answer = officer.get(f"{FIND}?skip=input&skip=family&skip=stage&skip=deployment&cost=free&licence=nothing")
    assert answer.url == "/en/tools/?cost=free"


def test_where_nothing_is_found_the_questions_are_offered(catalogue, officer):
    assert 'href="/en/tools/find/"' in officer.get("/en/tools/?q=zzzzqqqq").content.decode()


def test_the_queries_do_not_grow(officer, tool_factory, input_factory, django_assert_num_queries):
    term = input_factory(slug="images")
    for made in (1, 20):
        for _ in range(made):
            tool_factory(inputs=[term])
        officer.get(f"{FIND}?input=images")
        with django_assert_num_queries(3):
            officer.get(f"{FIND}?input=images")


def test_asking_writes_nothing(officer, catalogue):
    assert officer.post(FIND).status_code == 405

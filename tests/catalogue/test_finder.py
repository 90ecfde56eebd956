"""Do the questions lead, answer by answer, to the filters that a person would have chosen?"""

import copy

import pytest
from django.http import QueryDict
from django.utils import translation

from catalogue import facets, finder, results, snapshot
from catalogue.finder import QUESTIONS
from catalogue.query import Query


def way(held, address: str = "") -> finder.Way:
    return finder.read(QueryDict(address.removeprefix("?")), held)


def asked(held, address: str = "") -> str | None:
    question = way(held, address).question
    return question and question.name


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("", "input"),
        ("input=images", "family"),
        ("skip=input", "family"),
        ("stage=triage", "input"),  # answered out of order: only the others are asked
        ("input=images&family=image-and-video&stage=triage", "deployment"),
        ("input=images&family=image-and-video&skip=stage&deployment=cloud", "cost"),
        ("skip=input&skip=family&skip=stage&skip=deployment&cost=free", None),
        ("skip=input&skip=family&skip=stage&skip=deployment&free_for_police=yes", None),
        ("skip=cost&skip=deployment&skip=stage&skip=family&skip=input", None),
    ],
)
def test_the_first_question_without_an_answer_comes_next(catalogue, address, name):
    assert asked(catalogue, address) == name


def test_what_is_unknown_is_named_and_left_out(catalogue):
    read = way(catalogue, "input=dreams&input=images&skip=lunch&colour=red&skip=input")
    assert read.query.chosen == {"input": ("images",)}
    assert read.skipped == ()  # answered after all
    assert sorted(read.ignored) == ["colour", "input=dreams", "skip=lunch"]


def test_each_answer_says_how_many_tools_its_list_has(catalogue):
    """Along the first possible answers to the end: what was promised is what the next page starts with."""
    address = "?"
    for question in QUESTIONS:
        page = finder.page(catalogue, way(catalogue, address), "en")
        assert page.title == str(question.title)
        assert page.skip.total == results.run(catalogue, way(catalogue, address).query, "en").total
        for offer in page.offers:
            assert results.run(catalogue, way(catalogue, offer.address).query, "en").total == offer.total
        address = next(offer.address for offer in page.offers if offer.total)
    assert way(catalogue, address).question is None


def test_the_numbers_are_those_of_the_filter_panel(catalogue):
    chosen = {"input": ("audio",)}
    counts = facets.counts(catalogue.masks, chosen, catalogue.everything)["family"]
    offers = finder.page(catalogue, way(catalogue, "input=audio"), "en").offers
    assert [offer.total for offer in offers] == [counts[value] for value in catalogue.values("family", "en")]


def test_tools_of_which_the_answer_is_not_published_are_counted(tool_factory, deployment_factory):
    desktop = deployment_factory(slug="desktop")
    tool_factory(deployments=[desktop])
    tool_factory()
    page = finder.page(snapshot.current(), way(snapshot.current(), "skip=input&skip=family&skip=stage"), "en")
    assert (page.skip.total, page.silent) == (2, 1)
    assert [(offer.label, offer.total) for offer in page.offers] == [
        ("No, it stays on our own computers", 1),
        ("Only into a cloud account of our own", 1),
    ]


def test_plain_answers_become_the_filters_of_the_vocabulary(catalogue):
    [stays, own_cloud] = finder.page(catalogue, way(catalogue, "skip=input&skip=family&skip=stage"), "en").offers
    assert way(catalogue, stays.address).query.chosen == {"deployment": ("desktop", "on-premises")}
    assert way(catalogue, own_cloud.address).query.chosen == {"deployment": ("desktop", "on-premises", "cloud")}


def test_back_asks_the_question_before_and_keeps_the_rest(catalogue):
    page = finder.page(catalogue, way(catalogue, "input=images&skip=family&licence=commercial&q=photo"), "en")
    back = way(catalogue, page.back)
    assert (back.question.name, back.query.chosen) == ("family", {"input": ("images",), "licence": ("commercial",)})
    assert back.query.q == "photo"
    assert finder.page(catalogue, way(catalogue), "en").back == ""


def test_the_answers_so_far_can_each_be_changed(catalogue):
    here = way(catalogue, "input=images&skip=family&deployment=on-premises&deployment=desktop&licence=commercial&q=a")
    with translation.override("en"):
        given = finder.given(catalogue, here, "en")
    assert [(one.title, one.labels, one.asked) for one in given] == [
        ("What have you got?", ["Images"], True),
        ("What do you need from it?", [], True),
        ("May it leave your building?", ["No, it stays on our own computers"], True),
        ("Licence", ["Commercial"], False),
        ("Words", ["a"], False),
    ]
    assert [asked(catalogue, one.change) for one in given] == ["input", "family", "stage", "stage", "stage"]
    assert "deployment" not in way(catalogue, given[2].change).query.chosen
    assert "licence" not in way(catalogue, given[3].change).query.chosen
    assert way(catalogue, given[4].change).query.q == ""


def test_filters_chosen_by_hand_are_told_in_the_words_of_the_filters(catalogue):
    [one] = finder.given(catalogue, way(catalogue, "deployment=cloud&deployment=api"), "en")
    assert one.labels == ["Cloud", "API"]


def test_a_plain_answer_follows_a_word_that_was_merged_or_taken_out(catalogue):
    held = copy.copy(catalogue)
    held.masks = catalogue.masks | {"deployment": {"own-servers": 1, "cloud": 2}}
    held.aliases = {"deployment": {"on-premises": "own-servers", "desktop": "own-servers"}}
    here = finder.Way(Query(), ("input", "family", "stage"))
    [stays, own_cloud] = finder.page(held, here, "en").offers
    assert (stays.address.partition("&")[0], stays.total) == ("?deployment=own-servers", 1)
    assert own_cloud.address.startswith("?deployment=own-servers&deployment=cloud&")
    held.masks = catalogue.masks | {"deployment": {}}
    assert finder.page(held, here, "en").offers == []

"""Does the share say what an entry holds, the same for one as for all, and the list what it lacks?"""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalogue import completeness, models
from catalogue.completeness import PARTS, TEXTS, TRANSLATIONS
from hub.languages import COMPLETE, language


def share_of(tool) -> int:
    return models.Tool.objects.annotate(share=completeness.score()).get(pk=tool.pk).share


def lacking(tool) -> set[str]:
    return {part.key for part in completeness.missing(tool)}


def fill(tool, factories) -> None:
    """Everything that counts."""
    evidence, source, term = factories
    today = timezone.now().date()
    values = {f"{name}_{language(code).column}": f"{name} {code}" for name in TEXTS for code in ("en", *TRANSLATIONS)}
    values |= {"status": "available", "licence": "commercial", "cost": "paid"}
    values |= {"last_verified": today, "next_review": today + timedelta(days=180)}
    models.Tool.objects.rewrite(False).filter(pk=tool.pk).update(**values)
    evidence(tool=tool)
    source(tool=tool)
    models.ErrorFigure.objects.create(tool=tool, text="Two in ten.", by="provider", source="https://figure.example/")
    for relation, factory in term.items():
        getattr(tool, relation).add(factory())


@pytest.fixture
def factories(
    evidence_factory, source_factory, capability_factory, stage_factory, input_factory, deployment_factory
):  # fmt: skip
    terms = {"capabilities": capability_factory, "stages": stage_factory}
    return evidence_factory, source_factory, terms | {"inputs": input_factory, "deployments": deployment_factory}


def test_the_weights_make_a_hundred_and_each_part_stands_once():
    assert sum(part.weight for part in PARTS if not part.language or part.language in COMPLETE) == 100
    assert len({part.key for part in PARTS}) == len(PARTS)


def test_nothing_but_the_name_is_nothing(tool_factory):
    tool = tool_factory()
    assert share_of(tool) == completeness.share(completeness.missing(tool)) == 0
    assert lacking(tool) == {part.key for part in PARTS}
    weights = [part.weight for part in completeness.missing(tool)]
    assert weights[:1] == [max(weights)]


def test_everything_is_a_hundred(tool_factory, factories):
    tool, other = tool_factory(), tool_factory()
    fill(tool, factories)
    assert (share_of(tool), lacking(tool)) == (100, set())
    assert share_of(other) == 0


@pytest.mark.parametrize("key", [part.key for part in PARTS if part.key in {*TEXTS, "status", "licence", "cost"}])
def test_each_field_counts_by_its_weight(tool_factory, factories, key):
    tool = tool_factory()
    fill(tool, factories)
    column = f"{key}_en" if key in TEXTS else key
    models.Tool.objects.rewrite(False).filter(pk=tool.pk).update(**{column: ""})
    [part] = completeness.missing(tool)
    assert (part.key, share_of(tool)) == (key, 100 - part.weight)


@pytest.mark.parametrize(
    "key", ["evidence", "sources", "error_figures", "capabilities", "stages", "inputs", "deployments"]
)
def test_each_relation_counts_by_its_weight(tool_factory, factories, key):
    tool = tool_factory()
    fill(tool, factories)
    related = getattr(tool, key)
    related.all().delete() if key in {"evidence", "sources", "error_figures"} else related.clear()
    [part] = completeness.missing(tool)
    assert (part.key, share_of(tool)) == (key, 100 - part.weight)


@pytest.mark.parametrize("days", [None, 400])
def test_a_check_that_is_due_does_not_count(tool_factory, factories, days):
    tool = tool_factory()
    fill(tool, factories)
    day = timezone.now().date() - timedelta(days=days) if days else None
    models.Tool.objects.filter(pk=tool.pk).update(last_verified=day, next_review=day)
    assert (lacking(tool), share_of(tool)) == ({"verified"}, 90)


@pytest.mark.parametrize("code", TRANSLATIONS)
@pytest.mark.parametrize("empty", ["", None])
def test_a_language_counts_when_every_english_text_is_in_it(tool_factory, factories, code, empty):
    tool = tool_factory()
    fill(tool, factories)
    rows = models.Tool.objects.rewrite(False).filter(pk=tool.pk)
    rows.update(**{f"court_{language(code).column}": empty})
    assert lacking(tool) == {f"text_{code}"}
    rows.update(court_en="")  # where there is no English, nothing is to be translated
    assert lacking(tool) == {"court"}


def test_one_query_for_one_and_for_all(tool_factory, factories, django_assert_num_queries):
    tool = tool_factory()
    fill(tool, factories)
    with django_assert_num_queries(1):
        completeness.missing(tool)
    for _ in range(5):
        tool_factory()
    with django_assert_num_queries(1):
        assert max(models.Tool.objects.annotate(n=completeness.score()).values_list("n", flat=True)) == 100

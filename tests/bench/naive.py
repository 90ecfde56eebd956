"""The thing to beat: the same catalogue on the same database, as a good developer writes it with the usual tools.

django-filter for the query, select_related and prefetch_related for the rows, one GROUP BY per facet for live counts
that leave the facet's own choice out, paginated, Django templates with the cached loader. It shows six facets, fewer
than the Hub's fifteen, and does no ranking, marking, compression or second factor: what it lacks is to its advantage.
"""

import django_filters
from django.core.paginator import Paginator
from django.db.models import Count
from django.shortcuts import render

from catalogue import models

FACETS = {
    "stage": ("stages", models.Stage),
    "capability": ("capabilities", models.Capability),
    "input": ("inputs", models.Input),
    "deployment": ("deployments", models.Deployment),
    "works_with": ("works_with", models.System),
    "theme": ("themes", models.Theme),
}


def _filter(relation, model):
    return django_filters.ModelMultipleChoiceFilter(
        field_name=f"{relation}__slug", to_field_name="slug", queryset=model.objects.all()
    )


class ToolFilter(django_filters.FilterSet):
    stage = _filter(*FACETS["stage"])
    capability = _filter(*FACETS["capability"])
    input = _filter(*FACETS["input"])
    deployment = _filter(*FACETS["deployment"])
    works_with = _filter(*FACETS["works_with"])
    theme = _filter(*FACETS["theme"])

    class Meta:
        model = models.Tool
        fields = ()


def counts(data, key: str, relation: str) -> dict[str, int]:
    """Tools per value of one facet, its own choice left out."""
    others = data.copy()
    others.pop(key, None)
    matching = ToolFilter(others, models.Tool.objects.published()).qs.order_by()
    return dict(matching.values_list(f"{relation}__slug").annotate(Count("pk", distinct=True)))


def facet(data, key: str) -> dict:
    relation, model = FACETS[key]
    found, chosen = counts(data, key, relation), data.getlist(key)
    values = [(term, found.get(term.slug, 0), term.slug in chosen) for term in model.objects.all()]
    return {"key": key, "label": model._meta.verbose_name, "values": values}


def tool_list(request):
    rows = ToolFilter(request.GET, models.Tool.objects.published().order_by("name")).qs
    rows = rows.select_related("provider").prefetch_related("stages", "capabilities", "inputs", "deployments")
    page = Paginator(rows, 20).get_page(request.GET.get("page"))
    facets = [facet(request.GET, key) for key in FACETS]
    return render(request, "bench/naive.html", {"page": page, "facets": facets})

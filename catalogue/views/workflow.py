"""The steps of an investigation as a map."""

from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from catalogue import marks, snapshot, words_origin
from catalogue import workflow as map_of_steps


@require_safe
def workflow(request):
    """What the catalogue has for each step, what is missing, and where results can be handed on."""
    held, code = snapshot.current(), translation.get_language()
    origin = words_origin.of(held, code)
    context = {
        "steps": map_of_steps.steps(held, code),
        "origin": origin,
        "marks": marks.of((), origin),
        "now": timezone.now(),
        "page_address": request.build_absolute_uri(request.path),
    }
    return render(request, "catalogue/workflow.html", context)

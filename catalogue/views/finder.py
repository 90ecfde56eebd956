"""A few questions that end in a list."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from catalogue import finder, marks, snapshot, words_origin


@require_safe
def find(request):
    """One question a page; after the last, the list with the answers as its filters."""
    held, code = snapshot.current(), translation.get_language()
    way = finder.read(request.GET, held)
    found = reverse("catalogue:tool_list") + way.query.address()
    if way.question is None:
        return redirect(found)
    origin = words_origin.of(held, code)
    context = {
        "way": way,
        "question": finder.page(held, way, code),
        "questions": len(finder.QUESTIONS),
        "given": finder.given(held, way, code),
        "found": found,
        "origin": origin,
        "marks": marks.of((), origin),
    }
    return render(request, "catalogue/find.html", context)

"""How do curators work through what is due for a check, and what do they see of an entry's upkeep?

A queue, and one button: "Verified, nothing changed". The same button stands above the form of an entry, with what the
entry lacks and which of its links do not answer.
"""

from dataclasses import dataclass
from functools import partial

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from catalogue import completeness, link_checks, models, reviewing
from hub.admin import frame
from hub.punctuation import percent

A_PAGE = 25


@dataclass(frozen=True)
class Upkeep:
    score: int
    missing: list[completeness.Part]
    links: list[link_checks.LinkCheck]
    may_verify: bool
    is_due: bool


class Upkept:
    """Mixed into the admin of the tools."""

    actions = ("verify_today",)

    def get_urls(self):
        own = [
            path("reviews/", self._bound(_queue), name="catalogue_tool_reviews"),
            path("<int:pk>/verify/", self._bound(_verify), name="catalogue_tool_verify"),
        ]
        return own + super().get_urls()

    def _bound(self, view):
        return self.admin_site.admin_view(partial(view, self))

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(completeness=completeness.score())

    @admin.display(description=_("completeness"), ordering="completeness")
    def completeness(self, tool):
        return percent(tool.completeness)

    @admin.action(description=_("I have checked these entries against their sources today"), permissions=["change"])
    def verify_today(self, request, queryset):
        count = reviewing.verify(tools=queryset, by=request.user)
        text = ngettext("%(count)d entry is verified.", "%(count)d entries are verified.", count) % {"count": count}
        self.message_user(request, text, messages.SUCCESS)

    def render_change_form(self, request, context, obj=None, **kwargs):
        """`upkeep` is None where an entry is being added."""
        context["upkeep"] = self._upkeep(request, obj) if obj else None
        return super().render_change_form(request, context, obj=obj, **kwargs)

    def _upkeep(self, request, tool) -> Upkeep:
        lacking = completeness.missing(tool)
        return Upkeep(
            score=completeness.share(lacking),
            missing=lacking,
            links=link_checks.of_tool(tool),
            may_verify=self.has_change_permission(request, tool),
            is_due=reviewing.queue().filter(pk=tool.pk).exists(),
        )


def _queue(model_admin, request):
    if not model_admin.has_change_permission(request):
        raise Http404
    tools = reviewing.queue().select_related("provider").prefetch_related("sources")
    page = Paginator(tools, A_PAGE).get_page(request.GET.get("p"))
    context = frame(model_admin, request, gettext("Checks that are due")) | {
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number),
    }
    return render(request, "admin/catalogue/tool/reviews.html", context)


def _verify(model_admin, request, pk):
    tool = models.Tool.objects.filter(pk=pk).first()
    if tool is None or not model_admin.has_change_permission(request, tool):
        raise Http404
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    reviewing.verify(tools=models.Tool.objects.filter(pk=pk), by=request.user)
    tool.refresh_from_db()
    words = gettext("%(name)s is verified as of today. Its next check is due on %(date)s.")
    messages.success(request, words % {"name": tool.name, "date": date_format(tool.next_review)})
    if request.POST.get("from") == "queue":
        return HttpResponseRedirect(reverse("admin:catalogue_tool_reviews"))
    return HttpResponseRedirect(reverse("admin:catalogue_tool_change", args=[pk]))

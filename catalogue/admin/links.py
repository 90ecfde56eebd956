"""Which addresses of the catalogue do not answer any more, and which entries hold them?

Read-only: `catalogue.link_checks` writes the rows. A link is never fetched in a request, only put at the head of the
queue.
"""

from datetime import UTC

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db.models import F
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from catalogue import link_checks
from catalogue.link_checks import LinkCheck
from hub.admin import ReadOnly
from hub.punctuation import NOTHING, brackets

SHOWN = 5  # places of one address


def found_in(uses: list[link_checks.Use]) -> str:
    """Links to the rows that staff edit to change the address."""
    shown = [(reverse(f"admin:catalogue_{use.model}_change", args=[use.pk]), use.name, use.label) for use in uses]
    more = len(shown) - SHOWN
    before, after = brackets()
    rows = ((address, name, before, label, after) for address, name, label in shown[:SHOWN])
    listed = format_html_join(" · ", '<a href="{}"><bdi>{}</bdi></a>{}{}{}', rows)
    words = ngettext("and %(count)d more", "and %(count)d more", more) % {"count": more} if more > 0 else ""
    return format_html("{} {}", listed, words)


class _ListWithUses(ChangeList):
    def get_results(self, request):
        super().get_results(request)
        rows = list(self.result_list)
        uses = link_checks.uses(row.url for row in rows)
        for row in rows:
            row.uses = uses[row.url]
        self.result_list = rows


@admin.register(LinkCheck)
class LinkCheckAdmin(ReadOnly):
    list_display = ("shown_url", "came_of_it", "used_by", "failing_since")
    list_filter = ("outcome",)
    list_per_page = 50
    list_max_show_all = 0
    search_fields = ("url",)
    ordering = (F("first_failed_at").asc(nulls_last=True), "url")
    actions = ("check_again",)
    fields = ("shown_url", "used_by", "outcome", "reason", "final", "first_failed_at", "failures", "checked_at", "due")
    readonly_fields = fields

    def get_changelist(self, request, **kwargs):
        return _ListWithUses

    def has_queue_permission(self, request):
        return request.user.has_perm("catalogue.change_linkcheck")

    def get_object(self, request, object_id, from_field=None):
        found = super().get_object(request, object_id, from_field)
        if found:
            found.uses = link_checks.uses([found.url])[found.url]
        return found

    @admin.display(description=_("address"), ordering="url")
    def shown_url(self, row):
        return format_html('<bdi dir="ltr" class="whole-address">{}</bdi>', row.url)

    @admin.display(description=_("reason"), ordering="code")
    def reason(self, row):
        return row.reason or NOTHING

    @admin.display(description=_("outcome"), ordering="outcome")
    def came_of_it(self, row):
        lines = (row.get_outcome_display(), *((row.reason,) if row.code else ()))
        return format_html_join("", "<div>{}</div>", ((line,) for line in lines))

    @admin.display(description=_("fails since"), ordering="first_failed_at")
    def failing_since(self, row):
        """The day alone: with its hour it is too wide for a screen."""
        day = row.first_failed_at and row.first_failed_at.astimezone(UTC).date()
        return format_html('<time datetime="{}">{}</time>', day.isoformat(), date_format(day)) if day else None

    @admin.display(description=_("found in"))
    def used_by(self, row):
        return found_in(row.uses)

    @admin.action(description=_("Check again now"), permissions=["queue"])
    def check_again(self, request, queryset):
        if not settings.LINK_CHECK:
            self.message_user(request, _("This installation does not check links: HUB_LINK_CHECK."), messages.WARNING)
            return
        count = link_checks.check_again(links=queryset, by=request.user)
        text = ngettext(
            "%(count)d link is checked in the next minutes.", "%(count)d links are checked in the next minutes.", count
        )
        self.message_user(request, text % {"count": count}, messages.SUCCESS)

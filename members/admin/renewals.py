"""Which memberships wait for somebody to say whether the person still serves, and how do staff say it?

The supervisor answers by a mailed link, the focal point on the page of the unit. Where neither does, staff ask the
agency by a contact of their own (VET-08) and record the answer here; how they know it is in the audit.
"""

from allauth.account.decorators import reauthentication_required
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hub import admin_order, audit
from hub.admin import NotesReads, ReadOnly, frame
from hub.refusals import NotAllowed
from members import membership, membership_permissions, membership_timeline
from members.admin.membership import SENTENCES
from members.forms.answers import StaffServiceForm
from members.models import Role
from members.renewal import Renewal


class WaitingFilter(admin.SimpleListFilter):
    title = _("renewal")
    parameter_name = "renewal"

    def lookups(self, request, model_admin):
        return (("all", _("all of them")),)

    def choices(self, changelist):
        first, *others = super().choices(changelist)
        return [first | {"display": _("waits for an answer")}, *others]

    def queryset(self, request, queryset):
        return queryset if self.value() == "all" else queryset.waiting()


@admin.register(Renewal)
class RenewalAdmin(admin_order.InReadersOrder, NotesReads, ReadOnly):
    list_display = ("user", "begun_at", "own_confirmed_at", "supervisor_asked", "answer", "expires_at")
    list_filter = (WaitingFilter,)
    list_select_related = ("user",)
    list_max_show_all = 0
    ordering = ("begun_at", "pk")
    names = {"user": admin_order.person("user")}

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows if request.user.role == Role.ADMINISTRATOR else rows.filter(user__role=Role.OFFICER)

    @admin.display(description=_("supervisor asked"), boolean=True)
    def supervisor_asked(self, renewal):
        return renewal.supervisor_mark is not None

    def history_view(self, request, object_id, extra_context=None):
        raise Http404  # the audit has it

    @method_decorator(reauthentication_required)
    def change_view(self, request, object_id, form_url="", extra_context=None):
        renewal = self.get_object(request, unquote(object_id))
        if renewal is None or not request.user.has_perm("members.change_renewal"):
            raise Http404
        form = StaffServiceForm(request.POST if request.method == "POST" else None)
        refusal = _refusal(renewal, request.user)
        if request.method == "POST" and not refusal and form.is_valid():
            return self._answered(request, renewal, form)
        audit.note_read(by=request.user, target=f"user {renewal.user_id}")
        page = frame(self, request, gettext("Still in service?"))
        page |= {"renewal": renewal, "person": renewal.user, "form": form, "refusal": refusal}
        page["answered_by"] = membership_timeline.names_of([renewal.answered_by])[renewal.answered_by]
        return render(request, "admin/members/renewal/renewal.html", page)

    def _answered(self, request, renewal, form):
        if membership.confirm_service(renewal, by=request.user, **form.cleaned_data):
            messages.success(request, gettext("The answer is recorded."))
        else:
            messages.info(request, gettext("Somebody else was faster. Here is what it looks like now."))
        return HttpResponseRedirect(reverse("admin:members_renewal_change", args=[renewal.pk]))


def _refusal(renewal: Renewal, by) -> str:
    """Why this person cannot answer, or nobody can any more."""
    try:
        membership_permissions.check_may_confirm_service(renewal.user, by)
    except NotAllowed as refused:
        return str(SENTENCES[refused.code])
    if not Renewal.objects.waiting().filter(pk=renewal.pk).exists():
        return gettext("This renewal waits for nobody's answer any more.")
    return ""

"""How do staff answer the people who write to them?

The list has whoever waits longest on top. What people wrote is shown as plain text: nothing in it is a link.
"""

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.timesince import timesince
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hub import admin_order, audit, keys
from hub.admin import LanguageFilter, NotesReads, ReadOnly, ShowsLanguage, frame
from hub.punctuation import NOTHING
from hub.refusals import StateChanged
from members import contact
from members.forms.contact import AnswerForm

STEPS = {"assign": contact.assign, "close": contact.close, "reopen": contact.reopen}  # button -> verb


class MineFilter(admin.SimpleListFilter):
    title = _("who has it")
    parameter_name = "with"

    def lookups(self, request, model_admin):
        return (("me", _("me")), ("nobody", _("nobody")))

    def queryset(self, request, queryset):
        if self.value() == "me":
            return queryset.filter(assigned_to=request.user)
        return queryset.filter(assigned_to=None) if self.value() == "nobody" else queryset


@admin.register(contact.Ticket)
class TicketAdmin(admin_order.InReadersOrder, NotesReads, ShowsLanguage, ReadOnly):
    list_display = ("shown_reference", "waiting", "topic", "spoken", "state", "assigned_to")
    list_filter = ("state", "topic", ("language", LanguageFilter), MineFilter)
    list_select_related = ("assigned_to",)
    list_max_show_all = 0
    search_fields = ("reference",)
    ordering = ()
    names = {"assigned_to": admin_order.person("assigned_to")}

    def get_queryset(self, request):
        return contact.Ticket.objects.handled_by(request.user).oldest_waiting_first()

    def get_search_results(self, request, queryset, search_term):
        """Addresses are encrypted: they are found whole or not at all."""
        if "@" in search_term:
            marks = keys.fingerprints("email", search_term.strip().lower())
            return queryset.filter(email_mark__in=marks), False
        return super().get_search_results(request, queryset, contact.clean(search_term))

    @admin.display(description=_("reference"))
    def shown_reference(self, ticket):
        return ticket.shown_reference

    @admin.display(description=_("waits for us"))
    def waiting(self, ticket):
        return timesince(ticket.waiting_since, depth=1) if ticket.waiting_since else NOTHING

    # One ticket

    def change_view(self, request, object_id, form_url="", extra_context=None):
        ticket = self.get_object(request, unquote(object_id))
        if ticket is None or not self.has_view_permission(request, ticket):
            raise Http404
        pressed = request.POST.get("step")
        if pressed in STEPS:
            return self._take_step(request, ticket, STEPS[pressed])
        form = AnswerForm(request.POST if request.method == "POST" else None)
        if pressed == "answer" and form.is_valid() and self._answer(request, ticket, form):
            return HttpResponseRedirect(request.path)
        return self._page(request, ticket, form)

    def history_view(self, request, object_id, extra_context=None):
        raise Http404  # the audit has it

    def _take_step(self, request, ticket, step):
        try:
            step(ticket=ticket, by=request.user)
        except StateChanged:
            messages.error(request, gettext("Somebody else was faster. Here is what it looks like now."))
        return HttpResponseRedirect(request.path)

    def _answer(self, request, ticket, form) -> bool:
        """False where the thread has moved on: what was typed stays, below what is new."""
        after, text = request.POST.get("after", ""), form.cleaned_data["text"]
        try:
            contact.answer(ticket=ticket, by=request.user, text=text, after=after)
        except StateChanged:
            form.add_error(None, gettext("Something has changed meanwhile. Read it, then send your answer again."))
            ticket.refresh_from_db()
            return False
        messages.success(request, gettext("Sent. The writer gets a mail that there is an answer."))
        return True

    def _page(self, request, ticket, form):
        thread = list(ticket.messages.select_related("by").order_by("pk"))
        audit.note_read(by=request.user, target=f"ticket {ticket.pk}")
        page = frame(self, request, ticket.shown_reference) | {
            "ticket": ticket,
            "thread": thread,
            "after": thread[-1].pk,
            "since": timesince(ticket.waiting_since, depth=1) if ticket.waiting_since else "",
            "form": form,
            "preview": form.cleaned_data["text"] if form.is_bound and form.is_valid() else "",
            "application": self._address_of(request, ticket.application),
        }
        return render(request, "admin/members/ticket/ticket.html", page)

    def _address_of(self, request, application) -> str:
        """Where staff open the application that the writer's browser held; empty for who may not."""
        if application is None or not request.user.has_perm("members.view_application"):
            return ""
        return reverse("admin:members_application_change", args=[application.pk])

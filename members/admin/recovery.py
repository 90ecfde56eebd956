"""How do staff help somebody in again, or change the address of an account? Two people, a page for each case.

Every page asks for a factor of the last five minutes (SESS-07) and notes that somebody looked (AUD-04). What staff
wrote down is shown as plain text.
"""

from allauth.account.decorators import reauthentication_required
from django import forms
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
from hub.forms import Form
from hub.refusals import NotAllowed, StateChanged, may
from members import address_change, recovery, two_person
from members.forms.questionnaire import PlainText
from members.models import User

SENTENCES = {
    "role": _("Your role does not include this."),
    "own": _("This is your own account. Two others must do it."),
    "staff_account": _("This is an account of staff. Only administrators may do this."),
    "same_person": _("You have confirmed it already. The second must be somebody else."),
    "own_agency": _("The member is of your own agency. Staff of other agencies do this."),
    "no_call": _("Write down whom you reached, and how you knew the number."),
    "not_recoverable": _("There is no account to recover: it must be in use."),
    "not_in_use": _("This account is suspended, has run out or is closed."),
    "open_case": _("There is an open case for this account already."),
    "too_early": _("The waiting time is not over."),
    "taken": _("Another account has the new address."),
}


class CallForm(Form):
    call = PlainText(
        label=_("Whom did you reach, and how did you know the number?"),
        help_text=_("A number from the registry or found by yourself, never one that the caller or a mail gave you."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )


class AskForm(Form):
    email = forms.EmailField(
        label=_("E-mail address of the account"), max_length=254, widget=forms.EmailInput(attrs={"dir": "ltr"})
    )


class CaseAdmin(admin_order.InReadersOrder, NotesReads, ReadOnly):
    list_display = ("__str__", "user", "state", "asked_at", "first_by", "second_by", "takes_effect_at")
    list_filter = ("state",)
    list_select_related = ("user", "first_by", "second_by")
    list_max_show_all = 0
    ordering = ("-asked_at",)
    names = {who: admin_order.person(who) for who in ("user", "first_by", "second_by")}
    steps: dict  # button -> method

    @method_decorator(reauthentication_required)
    def change_view(self, request, object_id, form_url="", extra_context=None):
        case = self.get_object(request, unquote(object_id))
        if case is None or not self.has_view_permission(request, case):
            raise Http404
        form = CallForm(request.POST if request.method == "POST" else None)
        pressed = request.POST.get("step")
        if pressed in self.steps:
            try:
                answer = getattr(self, self.steps[pressed])(request, case, form)
            except (NotAllowed, StateChanged) as refused:
                case.refresh_from_db()
                return self._refused(request, case, form, refused)
            if answer is not None:
                return answer
        return self._page(request, case, form)

    def _refused(self, request, case, form, refused):
        """What somebody wrote of a call is still there."""
        changed = gettext("Somebody else was faster. Here is what it looks like now.")
        sentence = SENTENCES[refused.code] if isinstance(refused, NotAllowed) else changed
        if "call" not in request.POST:
            messages.error(request, sentence)
            return HttpResponseRedirect(request.path)
        form.add_error(None, sentence)
        return self._page(request, case, form)

    def history_view(self, request, object_id, extra_context=None):
        raise Http404  # the audit has it

    def confirm(self, request, case, form):
        if not form.is_valid():
            return None
        self.verbs.confirm(case, by=request.user, **form.cleaned_data)
        messages.success(request, gettext("Noted."))
        return HttpResponseRedirect(request.path)

    def stop(self, request, case, form):
        two_person.cancel(case, by=request.user, because=two_person.Because.STAFF)
        messages.success(request, gettext("It is stopped."))
        return HttpResponseRedirect(request.path)

    def _page(self, request, case, form):
        audit.note_read(by=request.user, target=case.target)
        offered = {
            "confirm": may(two_person.check_may_confirm, case, request.user),
            "stop": case.state in two_person.OPEN and may(two_person.check_may_act, case, request.user),
            "issue": "issue" in self.steps and may(recovery.check_may_issue, case, request.user),
        }
        page = {**frame(self, request, str(case)), "case": case, "offered": offered, "form": form}
        return render(request, "admin/members/recovery/case.html", page | self.facts(case))

    def facts(self, case) -> dict:
        """What only this kind of case has."""
        return {"new_email": "", "is_taken": False, "link_expires_at": None}


@admin.register(recovery.Recovery)
class RecoveryAdmin(CaseAdmin):
    steps = {"confirm": "confirm", "issue": "issue", "stop": "stop"}
    verbs = recovery

    def has_add_permission(self, request):
        return request.user.has_perm("members.add_recovery")

    @method_decorator(reauthentication_required)
    def add_view(self, request, form_url="", extra_context=None):
        """Somebody has said that they lost every factor."""
        if not self.has_add_permission(request):
            raise Http404
        form = AskForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            case = self._asked(request, form)
            if case:
                return HttpResponseRedirect(reverse("admin:members_recovery_change", args=[case.pk]))
        page = frame(self, request, gettext("Somebody lost every second factor")) | {"form": form}
        return render(request, "admin/members/recovery/ask.html", page)

    def _asked(self, request, form):
        user = User.objects.filter(email__iexact=form.cleaned_data["email"]).first()
        try:
            if user is None:
                raise NotAllowed("not_recoverable")
            return recovery.ask(user=user, by=request.user)
        except NotAllowed as error:
            form.add_error(None, SENTENCES[error.code])
            return None

    def issue(self, request, case, form):
        """The code is shown in this one answer and kept nowhere."""
        if not form.is_valid():
            return None
        code = recovery.issue(case, by=request.user, **form.cleaned_data)
        page = frame(self, request, str(case)) | {"case": case, "code": code}
        return render(request, "admin/members/recovery/code.html", page)

    def facts(self, case):
        return super().facts(case) | {"link_expires_at": case.link_expires_at}


@admin.register(address_change.AddressChange)
class AddressChangeAdmin(CaseAdmin):
    steps = {"confirm": "confirm", "stop": "stop"}
    verbs = address_change

    def facts(self, case):
        return super().facts(case) | {"new_email": case.new_email, "is_taken": case.is_taken}

"""How do curators move an entry from draft to the officers, in the admin?

Each step is a page of its own that says what follows and asks why; the verbs are `catalogue.curation`'s.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalogue import curation
from catalogue.models import State
from hub.admin import frame
from hub.forms import Form
from hub.refusals import NotAllowed, StateChanged

SENTENCES = {  # code of `NotAllowed` -> what staff read
    "same_person": _("You submitted this entry, or changed it since. Somebody else publishes it."),
    "no_reason": _("Say why."),
    "unknown_word": _("It names a provider, a tool or a term that the Hub no longer has. Change the entry by hand."),
    "circle": _(
        "The tool that replaced it then is replaced by this one now: the replacements would go round in a circle."
        " Change what replaces that other tool first."
    ),
    "incomplete": _("Something that publishing needs is still missing. The entry's page says what."),
}


@dataclass(frozen=True)
class Step:
    name: str  # in the address
    state: State  # from which it is taken
    title: Promise
    about: Promise
    done: Promise
    verb: Callable
    reason: bool = False  # must be given


STEPS = (
    Step(
        "submit",
        State.DRAFT,
        _("Submit for review"),
        _("A colleague looks at it and publishes it, or sends it back."),
        _("The entry waits for a colleague."),
        curation.submit,
    ),
    Step(
        "publish",
        State.IN_REVIEW,
        _("Publish"),
        _("Every officer sees the entry from now on."),
        _("The entry is published."),
        curation.publish,
    ),
    Step(
        "send-back",
        State.IN_REVIEW,
        _("Send back to draft"),
        _("Say what is missing. The reason stands in the history, for staff alone."),
        _("The entry is a draft again."),
        curation.send_back,
        reason=True,
    ),
    Step(
        "withdraw",
        State.PUBLISHED,
        _("Withdraw"),
        _("Officers no longer find it, and its page is gone for them. Lists that hold it say so."),
        _("The entry is withdrawn."),
        curation.withdraw,
        reason=True,
    ),
    Step(
        "reopen",
        State.WITHDRAWN,
        _("Take up again as a draft"),
        _("The entry goes through review before officers see it again."),
        _("The entry is a draft again."),
        curation.reopen,
    ),
)


class WhyField(forms.CharField):
    def __init__(self, **kwargs):
        super().__init__(
            label=_("Why"),
            help_text=_("For the history, which staff read. No names of officers, nothing of a case."),
            max_length=300,
            widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
            **kwargs,
        )


class WhyForm(Form):
    why = WhyField()

    def __init__(self, *args, required: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["why"].required = required


def steps_for(request, admin, tool) -> list[tuple[Step, str, str]]:
    """Each step that may be taken now: its address, and why this person may not take it, if so."""
    if not admin.has_change_permission(request, tool):
        return []
    return [
        (step, reverse(f"admin:catalogue_tool_{step.name}", args=[tool.pk]), _refusal(step, tool, request.user))
        for step in STEPS
        if step.state == tool.state
    ]


def _refusal(step: Step, tool, user) -> str:
    if step.verb is not curation.publish:
        return ""
    try:
        curation.check_may_publish(tool, user)
    except NotAllowed as refused:
        return str(SENTENCES[refused.code])
    return ""


def state_pages(admin) -> list:
    def page(step: Step):
        def view(request, object_id):
            return _page(request, admin, step, object_id)

        return admin.admin_site.admin_view(transaction.atomic(view))  # who takes a step holds the row

    return [path(f"<path:object_id>/{step.name}/", page(step), name=f"catalogue_tool_{step.name}") for step in STEPS]


def _page(request, admin, step: Step, object_id: str):
    tool = admin.get_object(request, object_id)
    if tool is None or not admin.has_change_permission(request, tool):
        raise Http404
    back = reverse("admin:catalogue_tool_change", args=[tool.pk])
    if tool.state != step.state:
        messages.warning(request, gettext("The entry has moved on since: it is in another state now."))
        return HttpResponseRedirect(back)
    form = WhyForm(request.POST or None, required=step.reason)
    if request.method == "POST" and form.is_valid() and _taken(request, step, tool, form):
        return HttpResponseRedirect(back)
    context = frame(admin, request, step.title) | {
        "step": step,
        "tool": tool,
        "refusal": _refusal(step, tool, request.user),
        "form": form,
    }
    return render(request, "admin/catalogue/tool/step.html", context)


def _taken(request, step: Step, tool, form: WhyForm) -> bool:
    """Takes the step; where a rule forbids it the form says why, with what was typed."""
    try:
        step.verb(tool=tool, by=request.user, why=form.cleaned_data["why"])
    except NotAllowed as refused:
        form.add_error(None, SENTENCES[refused.code])
        return False
    except StateChanged:
        messages.warning(request, gettext("The entry has moved on since: it is in another state now."))
        return True
    messages.success(request, step.done)
    return True

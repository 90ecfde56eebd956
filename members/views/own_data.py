"""The pages on which people see, take and erase what the Hub holds about them."""

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from hub.downloads import attachment
from hub.forms import FORM, Form
from members import own_data


class EraseForm(Form):
    sure = forms.BooleanField(
        label=_("End my membership and erase what names me"), template_name="members/checkbox.html"
    )


@require_safe
@reauthentication_required
def own(request):
    return render(request, "members/own_data.html", {"form": EraseForm()})


@require_http_methods(FORM)
@reauthentication_required
def download(request):
    if request.method != "POST":  # back from showing a factor, which keeps nothing of the form that was sent
        return redirect("members:own_data")
    return as_file(own_data.export(request.user))


def as_file(text: str) -> HttpResponse:
    return attachment(text, "my-data.json", "application/json; charset=utf-8")


@require_http_methods(FORM)
@reauthentication_required
def erase(request):
    form = EraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        own_data.erase_member(request.user)
        logout(request)
        return render(request, "members/erased.html")
    return render(request, "members/own_data.html", {"form": form})

"""What an officer tells staff of an entry."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from catalogue.forms import ReportForm
from catalogue.models import Tool


@require_http_methods(["GET", "HEAD", "POST"])
def report(request, slug):
    """An officer reports something out of date; staff read it in the admin, without a name."""
    subject = get_object_or_404(Tool.objects.published(), slug=slug)
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        subject.reports.create(text=form.cleaned_data["text"], language=translation.get_language())
        messages.success(request, _("Thank you. Staff have your report."))
        return redirect(subject)
    return render(request, "catalogue/report.html", {"tool": subject, "form": form})

"""The pages of people who write to staff."""

import time

from django.contrib import messages
from django.db import InterfaceError, OperationalError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from hub import texts
from hub.addresses import network_of
from hub.forms import FORM
from members import applying, contact, sessions
from members.forms.contact import AddForm, ContactForm, OpenForm

SENT = "hub_ticket_sent"  # key in the session: what the receipt shows
HELD = "hub_ticket"  # key in the session: the ticket that this browser has opened, and when it was last used
IDLE = 2 * 3600  # seconds


# --- Writing ------------------------------------------------------------------------------------------------------


@sensitive_post_parameters()
@cache_control(no_store=True, private=True)  # public and indexed, but each page has a form token of its own
@require_http_methods(FORM)
def write(request):
    member = request.user if request.user.is_authenticated else None
    asked = {"topic": request.GET.get("topic")}
    form = ContactForm(request.POST if request.method == "POST" else None, initial=asked, user=member)
    if request.method != "POST" or not form.is_valid():
        return _form_page(request, form)
    try:
        ticket = _write(request, form.cleaned_data, member)
    except contact.Flood:
        form.add_error(None, _("Too many messages have come from where you are. Nothing is lost: send it in an hour."))
        return _form_page(request, form, status=429)
    except (OperationalError, InterfaceError):
        form.add_error(None, _("Your message could not be stored just now. Nothing is lost: send it in some minutes."))
        response = _form_page(request, form, status=503)
        response.headers["Retry-After"] = "30"
        return response
    request.session[SENT] = str(ticket.pk)
    return redirect("contact_sent")


def _write(request, typed: dict, member) -> contact.Ticket:
    return contact.write(
        topic=typed["topic"],
        text=typed["text"],
        email=member.email if member else typed["email"],
        name="" if member else typed["name"],
        language=translation.get_language(),
        token=typed["token"],
        network=network_of(request),
        user=member,
        application=applying.held(request),
    )


def _form_page(request, form, status: int = 200):
    page = {"text": texts.page("contact", translation.get_language()), "form": form}
    return render(request, "members/contact.html", page, status=status)


@require_safe
def sent(request):
    """The receipt. The reference is shown on the screen only; the mail has the link."""
    ticket = contact.Ticket.objects.filter(pk=request.session.get(SENT)).first()
    if ticket is None:
        return redirect("contact")
    return render(request, "members/contact_sent.html", {"ticket": ticket})


# --- Coming back with the mailed link -----------------------------------------------------------------------------


@sensitive_post_parameters()
@require_http_methods(FORM)
def opened(request):
    """With the link and the reference, or where this browser has opened it before: the ticket."""
    if "leave" in request.POST:
        request.session.pop(HELD, None)
        return redirect("contact")
    ticket = _held(request)
    if "key" in request.GET or "key" in request.POST or ticket is None:
        return _open(request)
    return _thread(request, ticket, "members/contact_ticket.html")


def _held(request) -> contact.Ticket | None:
    entry = request.session.get(HELD)
    if not entry or time.time() - entry["seen"] > IDLE:
        return None
    if time.time() - entry["seen"] > 60:
        request.session[HELD] = entry | {"seen": int(time.time())}
    return contact.Ticket.objects.filter(pk=entry["id"]).first()


def _open(request):
    """Asks for the reference. The page is the same whatever the link is worth."""
    form = OpenForm(request.POST if request.method == "POST" else None, initial={"key": request.GET.get("key", "")})
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            ticket = contact.open_with(secret=typed["key"], reference=typed["reference"], network=network_of(request))
        except contact.Flood:
            form.add_error(None, _("Too many attempts. Try again tomorrow, or write to us once more."))
            return render(request, "members/contact_open.html", {"form": form}, status=429)
        if ticket is not None:
            sessions.rename(request.session)
            request.session[HELD] = {"id": str(ticket.pk), "seen": int(time.time())}
            return redirect("contact_ticket")
        form.add_error("reference", _("This reference and this link do not fit, or the link is too old."))
    return render(request, "members/contact_open.html", {"form": form})


# --- One's own, signed in -----------------------------------------------------------------------------------------


@require_safe
def tickets(request):
    own = contact.Ticket.objects.filter(user=request.user).order_by("-changed", "pk")
    return render(request, "members/tickets.html", {"tickets": own[:200]})


@sensitive_post_parameters()
@require_http_methods(FORM)
def ticket(request, ticket):
    own = get_object_or_404(contact.Ticket, pk=ticket, user=request.user)
    return _thread(request, own, "members/ticket.html")


# --- One ticket as its writer sees it -----------------------------------------------------------------------------


def _thread(request, ticket: contact.Ticket, template: str):
    """Read it, add to it, close it."""
    if "close" in request.POST:
        contact.close(ticket=ticket)
        messages.success(request, _("Closed. Write again whenever you need to."))
        return redirect(request.path)
    form, status = AddForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST" and form.is_valid():
        try:
            contact.add(ticket=ticket, text=form.cleaned_data["text"], token=form.cleaned_data["token"])
        except contact.Flood:
            form.add_error(None, _("You have added many messages today. Nothing is lost: send this one tomorrow."))
            status = 429
        else:
            messages.success(request, _("Sent. You get a mail when there is an answer."))
            return redirect(request.path)
    page = {"ticket": ticket, "thread": ticket.messages.order_by("pk"), "form": form}
    return render(request, template, page, status=status)

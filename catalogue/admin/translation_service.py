"""The button that asks the outside translation service for one text."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from catalogue import machine_translating
from catalogue import translation_service as service
from catalogue.admin.translations import NAME, query_of, text_or_404, theirs
from catalogue.machine_translating import NotKept
from catalogue.translating import Text
from hub.refusals import NotAllowed, StateChanged

NOT_KEPT = _("The answer of the translation service was not kept. %(found)s")
SENTENCES = {  # code of `NotAllowed` -> what staff read
    "off": service.FAULTS["off"],
    "not_published": _("Only what officers see is sent to the translation service."),
    "not_waiting": _("The service is asked for what is missing and for what a machine made of an older English."),
}


def pages() -> list:
    one = "catalogue/translations/<str:kind>/<str:key>/<str:field>/<str:code>/ask/"
    return [path(one, theirs(require_POST(ask)), name="catalogue_translation_ask")]


def ask(request, kind, key, field, code):
    text = text_or_404(request.user, kind, key, field, code)
    refusal = _refused(text, request.user)
    if refusal:
        messages.error(request, refusal)
    else:
        messages.success(request, _("The translation service answered. Read its text before you approve it."))
    return HttpResponseRedirect(reverse(f"admin:{NAME}", args=[kind, key, field, code]) + query_of(request))


def _refused(text: Text, by) -> str:
    try:
        machine_translating.translate(text.row, text.name, text.code, by=by)
    except service.ServiceFault as fault:
        return str(fault)
    except NotKept as found:
        return NOT_KEPT % {"found": " ".join(str(finding.text) for finding in found.findings)}
    except NotAllowed as refused:
        return str(SENTENCES[refused.code])
    except (StateChanged, service.NotOfTheCatalogue):
        return str(_("Somebody changed this text or its English meanwhile. Nothing was written."))
    except ValidationError as invalid:
        return _("The answer of the translation service was not kept. %(found)s") % {
            "found": " ".join(invalid.messages)
        }
    return ""


admin.site.add_pages(pages())

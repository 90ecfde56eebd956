"""What does every page template know without its view saying so?"""

from django.conf import settings
from django.urls import translate_url
from django.utils import translation

from hub.access import Audience
from hub.languages import LANGUAGES, language


def page(request):
    current = language(translation.get_language())
    address = request.get_full_path()
    return {
        "language": current,
        "languages": [(entry, translate_url(address, entry.code)) for entry in LANGUAGES],
        "audience": getattr(request, "audience", Audience.PUBLIC),
        "Audience": Audience,
        "DEMO": settings.DEMO,
        "CONTACT": settings.CONTACT,
        "OPERATOR": settings.OPERATOR,
    }

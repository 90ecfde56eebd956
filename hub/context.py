"""What does every page template know without its view saying so?"""

from django.conf import settings
from django.urls import translate_url
from django.utils import translation

from hub.access import Audience
from hub.languages import LANGUAGES, language


def page(request):
    current = language(translation.get_language())
    audience = getattr(request, "audience", Audience.PUBLIC)
    address = request.get_full_path()
    return {
        "language": current,
        "languages": [(entry, translate_url(address, entry.code)) for entry in LANGUAGES],
        "signed_in": audience >= Audience.ACCOUNT,
        "let_in": audience >= Audience.OFFICER,
        "on_staff": audience >= Audience.STAFF,
        "DEMO": settings.DEMO,
        "CONTACT": settings.CONTACT,
        "OPERATOR": settings.OPERATOR,
    }

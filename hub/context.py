"""What does every page template know without its view saying so?"""

from django.conf import settings
from django.utils import translation

from hub import texts
from hub.access import Audience
from hub.languages import LANGUAGES, Language, language


def addresses(address: str, current: str) -> list[tuple[Language, str]]:
    """Each language with the same page in it: addresses differ by their prefix only."""
    prefix = f"/{current}/"
    if not address.startswith(prefix):
        return [(entry, address) for entry in LANGUAGES]
    rest = address.removeprefix(prefix)
    return [(entry, f"/{entry.code}/{rest}") for entry in LANGUAGES]


def page(request):
    current = language(translation.get_language())
    audience = getattr(request, "audience", Audience.PUBLIC)
    return {
        "language": current,
        "languages": addresses(request.get_full_path(), current.code),
        "signed_in": audience >= Audience.ACCOUNT,
        "let_in": audience >= Audience.OFFICER,
        "on_staff": audience >= Audience.STAFF,
        "DEMO": settings.DEMO,
        "CONTACT": settings.CONTACT,
        "OPERATOR": texts.operator(),
    }

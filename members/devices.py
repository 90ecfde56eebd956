"""Which device is this, in two words?

A browser says in its User-Agent header what it is, and may say anything. The words help people to recognise their own
sign-ins and decide nothing. Only they are kept, never the header (PRIV-15).
"""

from django.utils.translation import gettext

# What stands in the header -> what people call it. The first that is found: many browsers also name those they copy.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("YaBrowser/", "Yandex Browser"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def of(user_agent: str) -> tuple[str, str]:
    """Browser and system; empty where the header does not say."""
    return _first(BROWSERS, user_agent), _first(SYSTEMS, user_agent)


def words(browser: str, system: str) -> str:
    if browser and system:
        return gettext("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or gettext("A device that does not say what it is")


def _first(table, user_agent: str) -> str:
    return next((word for mark, word in table if mark in user_agent), "")

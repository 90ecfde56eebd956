"""By what can a client tell two answers apart?"""

import re

ONCE = re.compile(rb"(name=\"(?:csrfmiddlewaretoken|token)\" value=\")[^\"]+")  # another one in every page
CLOCK = {"Content-Length", "Expires", "Date"}


def told(response, *own: str) -> tuple:
    """Status, headers, cookies and every byte, but for what the client itself has sent (`own`) and fresh tokens."""
    headers = {name: _without(value, own) for name, value in response.headers.items() if name not in CLOCK}
    cookies = {name: _attributes(morsel) for name, morsel in response.cookies.items()}
    body = ONCE.sub(rb"\1", response.content)
    for text in own:
        body = body.replace(text.encode(), b"")
    return response.status_code, headers, cookies, body


def _attributes(morsel) -> dict:
    return {name: value for name, value in morsel.items() if name != "expires"}


def _without(value: str, own: tuple) -> str:
    for text in own:
        value = value.replace(text, "")
    return value

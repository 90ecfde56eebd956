"""What stands in a mail of the Hub?

A mailbox may be watched (PRIV-09). So the words are files (`hub/texts/mail/<name>/<language>.md`), the frame is one for
all, and what is filled in is made by the Hub itself: dates, numbers, messages of the interface and one address of this
site. Nothing that a person typed can get in; the test of the texts keeps names, agencies and cases out of the rest.
"""

import re
from datetime import UTC, date, datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import Promise

from hub import languages, texts
from hub.bidi import names_isolated
from hub.languages import LEFT_TO_RIGHT
from hub.markup import render_markdown

PLACEHOLDER = re.compile(r"\[\[(\w+)\]\]")
LINK = "[[link]]"
PATH = re.compile(r"/[\w./:?=&%~+-]*", re.ASCII)


class WrongFacts(TypeError):
    """What was given is not what the text of this mail has places for."""


def send(name: str, *, to: str, language: str, link: str = "", **facts) -> None:
    """Puts a mail into the outbox, in the caller's transaction; `hub.outbox` says when it leaves.

    `facts` are what the text names: `expires`, `date`, `time` (aware), `days`, `change` (a lazy message).
    """
    validate_email(to)  # one address, no line end, no second recipient
    subject, text, html = preview(name, language, link=link, **facts)
    code = _text(name, language).language.code
    headers = {"Auto-Submitted": "auto-generated", "Content-Language": code}
    message = EmailMultiAlternatives(subject, text, None, [to], headers=headers)
    message.attach_alternative(html, "text/html")
    message.send()


def preview(name: str, language: str, *, link: str = "", **facts) -> tuple[str, str, str]:
    """Subject, text and HTML, as `send` sends them."""
    text = _text(name, language)
    _check(name, text, link, facts)
    with translation.override(text.language.code):
        words = {key: _word(value, rtl=text.language.rtl) for key, value in facts.items()}
        before, _, after = PLACEHOLDER.sub(lambda place: words.get(place[1], place[0]), text.markdown).partition(LINK)
        plain = "\n\n".join(part for part in (before.strip(), link, after.strip()) if part)
        page = {"text": text, "link": link, "before": render_markdown(before), "after": render_markdown(after)}
        return (
            names_isolated(text.title, text.language.code),
            render_to_string("mail/base.txt", {"text": text, "plain": plain}),
            render_to_string("mail/base.html", page),
        )


def address(view: str, language: str, **parts) -> str:
    """The address of a page as it stands in a mail: on this site, in the reader's language."""
    with translation.override(language):
        return f"{settings.SITE}{reverse(view, kwargs=parts)}"


def _text(name: str, language: str) -> texts.Text:
    return texts.page(f"mail/{name}", languages.language(language).code)


def _check(name: str, text: texts.Text, link: str, facts: dict) -> None:
    given = facts.keys() | ({"link"} if link else set())
    if (wanted := set(PLACEHOLDER.findall(text.markdown))) != given:
        raise WrongFacts(f"The mail {name} has places for {sorted(wanted)}; given were {sorted(given)}.")
    if link and not (link.startswith(settings.SITE) and PATH.fullmatch(link.removeprefix(settings.SITE))):
        raise WrongFacts(f"The link of the mail {name} does not lead to a page of this site.")


def _word(value, *, rtl: bool) -> str:
    """The digits of every language are 0-9 and the clock is UTC: the same for whoever compares two mails."""
    if isinstance(value, Promise):
        return str(value)
    if isinstance(value, datetime) and timezone.is_aware(value):
        word = f"{value.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    elif isinstance(value, date) and not isinstance(value, datetime):
        word = value.isoformat()
    elif isinstance(value, int):
        word = str(value)
    else:
        raise WrongFacts(f"A mail holds no {type(value).__name__}: only times, dates, numbers and lazy messages.")
    return LEFT_TO_RIGHT % word if rtl else word

"""What is the label of a field that holds one language of a text, in the reader's language?"""

from django.utils.translation import pgettext_lazy

from hub.languages import language
from hub.punctuation import brackets

NAMES = {
    "ar": pgettext_lazy("a language in brackets", "Arabic"),
    "zh-hans": pgettext_lazy("a language in brackets", "Chinese"),
    "en": pgettext_lazy("a language in brackets", "English"),
    "fr": pgettext_lazy("a language in brackets", "French"),
    "ru": pgettext_lazy("a language in brackets", "Russian"),
    "es": pgettext_lazy("a language in brackets", "Spanish"),
}


def labelled(name: str, code: str) -> str:
    before, after = brackets()
    return f"{name}{before}{NAMES.get(code, language(code).name)}{after}"

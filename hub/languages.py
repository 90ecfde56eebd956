"""Which languages does the Hub speak, and what is true of each?

The one list: settings, language bar, `lang` and `dir`, search and sorting all read it. The order is the United
Nations' order (Arabic first). A seventh language is one more entry here, one catalogue and one migration.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Language:
    code: str  # Django's code, the URL prefix and a valid BCP 47 tag
    name: str  # its own name; never translated
    stemmer: str | None  # Snowball's name of it; None where words have no endings
    rtl: bool = False
    aliases: tuple[str, ...] = ()  # URL prefixes that lead to it
    gap: str = " "  # between two sentences
    complete: bool = True  # its messages, pages, words and terms are all there, and the tests demand that they stay so

    @property
    def dir(self) -> str:
        return "rtl" if self.rtl else "ltr"

    @property
    def column(self) -> str:
        """The suffix of its columns (`name_zh_hans`)."""
        return self.code.replace("-", "_")


LANGUAGES = (
    Language("ar", "العربية", "arabic", rtl=True),
    Language("zh-hans", "中文", None, aliases=("zh", "zh-cn", "zh-sg", "zh-tw", "zh-hk", "zh-hant"), gap=""),
    Language("en", "English", "english"),
    Language("fr", "Français", "french"),
    Language("ru", "Русский", "russian"),
    Language("es", "Español", "spanish"),
)
DEFAULT = "en"
CODES = tuple(language.code for language in LANGUAGES)
TRANSLATIONS = tuple(code for code in CODES if code != DEFAULT)
COMPLETE = tuple(entry.code for entry in LANGUAGES if entry.complete and entry.code != DEFAULT)
BY_CODE = {language.code: language for language in LANGUAGES}
LEFT_TO_RIGHT = "\u2066%s\u2069"  # isolates a time or a number from the Arabic around it
ALIASES = {alias: language.code for language in LANGUAGES for alias in language.aliases}


def choices() -> list[tuple[str, str]]:
    """For fields that hold a language: as a function, so that another language changes no table of theirs."""
    return [(entry.code, entry.name) for entry in LANGUAGES]


def language(code: str | None) -> Language:
    """The entry for a code; English for anything unknown."""
    return BY_CODE.get(code or DEFAULT, BY_CODE[DEFAULT])

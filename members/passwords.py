"""Which passwords are refused, beside Django's own length and common-word checks?"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

WORDS = ("unicri", "interpol", "saferchildren", "aiforsafer", "globalhub", "unitednations", "lawenforcement")


class MaximumLength:
    """Longer input costs the hash time and no person types it."""

    LIMIT = 128

    def validate(self, password, user=None):
        if len(password) > self.LIMIT:
            raise ValidationError(self.get_help_text(), code="password_too_long")

    def get_help_text(self):
        return _("At most %(count)d characters.") % {"count": self.LIMIT}


class ContextWords:
    """Words that an attacker tries first here: the Hub's, and the parts of the person's own name and address."""

    LEFT = 10  # characters beside those words: a long phrase may contain one

    def validate(self, password, user=None):
        left = letters(password)
        own = f"{getattr(user, 'email', '')} {getattr(user, 'name', '')}".casefold()
        parts = own.replace("@", " ").replace(".", " ").replace("-", " ").split()
        found = [word for word in (*WORDS, *parts) if len(word) > 3 and word in left]
        for word in sorted(found, key=len, reverse=True):
            left = left.replace(word, "")
        if found and len(left) < self.LEFT:
            raise ValidationError(self.get_help_text(), code="password_context")

    def get_help_text(self):
        return _("Not built on your name, your address or the name of this site.")


class Guessable:
    """What no list of common passwords holds at this length: runs along the keyboard, and a short piece repeated."""

    RUNS = ("0123456789" * 14, "abcdefghijklmnopqrstuvwxyz" * 2, "qwertyuiopasdfghjklzxcvbnm" * 2)

    def validate(self, password, user=None):
        piece = repeated(letters(password) or password)
        run = any(piece in keys or piece[::-1] in keys for keys in self.RUNS)
        if run or len(piece) < 8 or len(set(piece)) < 5:
            raise ValidationError(self.get_help_text(), code="password_guessable")

    def get_help_text(self):
        return _("Not a run of neighbouring keys or a short piece repeated.")


def letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def repeated(text: str) -> str:
    """The shortest piece whose repetition is the text; the text itself where nothing repeats."""
    return text[: (text + text).find(text, 1)]

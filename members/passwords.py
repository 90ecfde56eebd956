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

    def validate(self, password, user=None):
        typed = "".join(character for character in password.casefold() if character.isalnum())
        own = f"{getattr(user, 'email', '')} {getattr(user, 'name', '')}".casefold()
        parts = own.replace("@", " ").replace(".", " ").replace("-", " ").split()
        # A word counts where it makes up much of the password: a long phrase may contain it.
        for word in (*WORDS, *(part for part in parts if len(part) > 3)):
            if word in typed and len(typed) - len(word) < 10:
                raise ValidationError(self.get_help_text(), code="password_context")

    def get_help_text(self):
        return _("Not built on your name, your address or the name of this site.")

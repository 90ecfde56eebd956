"""Whose address and password are these?

django-allauth asks the database once more about an address that it does not find, and an unknown address takes longer
by that (PRIV-03). An account has one address here, kept in lower case on its own row: one question is enough.
"""

from allauth.account import auth_backends

from members.models import User


class AuthenticationBackend(auth_backends.AuthenticationBackend):
    def _authenticate_by_email(self, email, password):
        return self._check_password(User.objects.filter(email=email.lower()).first(), password)

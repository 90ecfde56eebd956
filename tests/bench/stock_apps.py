"""django-allauth's accounts as models only."""

from allauth.account.apps import AccountConfig


class Account(AccountConfig):
    def ready(self):
        """Without the demand for allauth's middleware."""

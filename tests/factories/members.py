"""Rows of people."""

from datetime import timedelta

import factory
from django.utils import timezone

from members import models


class UserFactory(factory.django.DjangoModelFactory):
    """An account that nobody has approved yet; tests say what more it is."""

    class Meta:
        model = models.User

    email = factory.Sequence(lambda n: f"person{n}@agency.example")
    name = factory.Sequence(lambda n: f"Person {n}")


class InvitationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Invitation

    email = factory.Sequence(lambda n: f"invited{n}@agency.example")
    role = models.Role.OFFICER
    secret_hash = factory.Sequence(lambda n: f"{n:064d}")
    expires = factory.LazyFunction(lambda: timezone.now() + timedelta(days=1))

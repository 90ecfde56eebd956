"""Rows of people."""

import hashlib
from datetime import timedelta

import factory
from django.utils import timezone

from members import agencies, models
from members.application import Application, State
from tests.members import cases
from tests.personas import make_user


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


class AgencyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = agencies.Agency

    name = factory.Sequence(lambda n: f"Police of Example {n}")
    country = "FR"


class UnitFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = agencies.Unit

    agency = factory.SubFactory(AgencyFactory)
    name = factory.Sequence(lambda n: f"Child protection unit {n}")


class AgencyDomainFactory(factory.django.DjangoModelFactory):
    """Proposed; `confirmed=True`: seen by two people."""

    class Meta:
        model = agencies.AgencyDomain

    class Params:
        confirmed = factory.Trait(
            first_by=factory.LazyFunction(lambda: make_user("reviewer")),
            first_at=factory.LazyFunction(timezone.now),
            first_source="The ministry's public directory",
            second_by=factory.LazyFunction(lambda: make_user("reviewer")),
            second_at=factory.LazyFunction(timezone.now),
            second_source="A letter of the authority",
        )

    agency = factory.SubFactory(AgencyFactory)
    domain = factory.Sequence(lambda n: f"agency{n}.example")
    proposed_by = "import"


def _letters(n: int) -> str:
    """Different for each number: names that nobody takes for one another."""
    return "".join(chr(97 + byte % 26) for byte in hashlib.sha256(str(n).encode()).digest()[:12])


class ApplicationFactory(factory.django.DjangoModelFactory):
    """`ApplicationFactory(state="refused", email="…")`: brought there by the verbs; any answer by its key."""

    class Meta:
        model = Application

    state = State.PROVEN
    full_name = factory.Sequence(lambda n: f"{_letters(n)} {_letters(n + 1_000_000)}".title())
    email = factory.Sequence(lambda n: f"{_letters(n + 2_000_000)}@police.example")

    @classmethod
    def _create(cls, _model, *_args, state, **answers):
        fields = {name: answers.pop(name) for name in ("sender_mark", "created_at") if name in answers}
        made = cases.MAKERS[state](**answers)
        if fields:
            Application.objects.filter(pk=made.pk).update(**fields)
            made.refresh_from_db()
        return made

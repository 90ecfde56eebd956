"""Rows of the Hub itself."""

import factory

from hub import keys, models


class OutboxMailFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.OutboxMail

    message = factory.LazyFunction(lambda: keys.encrypt("to@agency.example\n\nSubject: Hello\n\nText\n"))

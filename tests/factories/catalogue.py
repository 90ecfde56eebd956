"""Rows of the catalogue: the smallest that is allowed; tests say what matters to them."""

import factory

from catalogue import models, reports
from catalogue.link_checks import LinkCheck


class Term(factory.django.DjangoModelFactory):
    class Meta:
        abstract = True

    slug = factory.LazyAttribute(lambda term: "-".join(term.name_en.lower().split()))
    name_en = factory.Sequence(lambda n: f"Term {n}")
    definition_en = factory.LazyAttribute(lambda term: f"What {term.name_en} means.")
    position = factory.Sequence(lambda n: n + 1)


def _term(model_class: type, word: str) -> type:
    meta = type("Meta", (), {"model": model_class})
    names = {"Meta": meta, "name_en": factory.Sequence(lambda n: f"{word} {n}"), "__module__": __name__}
    return type(f"{model_class.__name__}Factory", (Term,), names)


StageFactory = _term(models.Stage, "Stage")
FamilyFactory = _term(models.Family, "Family")
ThemeFactory = _term(models.Theme, "Theme")
InputFactory = _term(models.Input, "Input")
DeploymentFactory = _term(models.Deployment, "Deployment")
RoleFactory = _term(models.AudienceRole, "Role")
SystemFactory = _term(models.System, "System")


class CapabilityFactory(Term):
    class Meta:
        model = models.Capability

    name_en = factory.Sequence(lambda n: f"Capability {n}")
    family = factory.SubFactory(FamilyFactory)


class ProviderFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Provider

    slug = factory.Sequence(lambda n: f"provider-{n}")
    name = factory.Sequence(lambda n: f"Provider {n}")
    type = models.ProviderType.COMPANY
    country = "NL"


class ToolFactory(factory.django.DjangoModelFactory):
    """`ToolFactory(stages=[stage])`: relations by list."""

    class Meta:
        model = models.Tool

    slug = factory.Sequence(lambda n: f"tool-{n}")
    name = factory.Sequence(lambda n: f"Tool {n}")
    provider = factory.SubFactory(ProviderFactory)
    state = models.State.PUBLISHED
    summary_en = factory.LazyAttribute(lambda tool: f"{tool.name} sorts files.")
    what_it_does_en = factory.LazyAttribute(lambda tool: f"{tool.name} sorts files by kind.")

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        names = {field.name for field in model_class._meta.many_to_many}
        related = {name: kwargs.pop(name) for name in names & kwargs.keys()}
        tool = super()._create(model_class, *args, **kwargs)
        for name, rows in related.items():
            getattr(tool, name).set(rows)
        return tool


class SourceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Source

    tool = factory.SubFactory(ToolFactory)
    url = factory.Sequence(lambda n: f"https://source.example/{n}")


class EvidenceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Evidence

    tool = factory.SubFactory(ToolFactory)
    claim_en = "Saves an hour a day."
    by = models.ClaimBy.PROVIDER
    source = "https://source.example/claim"


class LinkCheckFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LinkCheck

    url = factory.Sequence(lambda n: f"https://source.example/{n}")


class ReportFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = reports.Report

    tool = factory.SubFactory(ToolFactory)
    kind = reports.Kind.CORRECTION
    part = "website"
    language = "en"
    text = "The address has changed."

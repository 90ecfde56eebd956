"""How do staff keep the registry of agencies?

Names, units and trust are edited here; domains, channels, sizes and focal points change on pages of their own
(`members.admin.agency_pages`), each by one verb. Nothing is deleted and nothing is exported.
"""

from functools import partial

from django import forms
from django.contrib import admin
from django.db.models import Count, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.forms.models import BaseInlineFormSet
from django.http import Http404
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from hub import admin_order, audit
from hub.admin import OwnFilters
from hub.bidi import apart
from hub.search import fold
from hub.sorting import ordered
from members import agency_registry, agency_timeline, domains
from members.admin import agency_import, agency_pages
from members.agencies import ENTRIES, Agency, AgencyDomain, FocalPoint, Trust, Unit


class AgencyForm(forms.ModelForm):
    class Meta:
        model = Agency
        fields = ("name", "latin_name", "country", "trust", "note", "active")

    def clean_name(self):
        return agency_registry.tidy(self.cleaned_data["name"])

    def clean(self):
        cleaned = super().clean()
        if "name" in cleaned and "country" in cleaned:
            other = agency_registry.find_agency(name=cleaned["name"], country=cleaned["country"])
            if other is not None and other.pk != self.instance.pk:
                self.add_error("name", str(agency_registry.REFUSALS["known"]))
        if cleaned.get("trust") == Trust.VERIFIED and not agency_registry.has_evidence(self.instance):
            self.add_error("trust", str(agency_registry.REFUSALS["unconfirmed"]))
        return cleaned


class UnitForm(forms.ModelForm):
    def clean_name(self):
        if not (name := agency_registry.tidy(self.cleaned_data["name"])):
            raise forms.ValidationError(self.fields["name"].error_messages["required"])
        return name


class UnitFormSet(BaseInlineFormSet):
    def get_queryset(self):
        """By name, as the reader of the page sorts them; asked for often, read once."""
        if not hasattr(self, "in_order"):
            self.in_order = ordered(super().get_queryset(), by=lambda unit: unit.name)
        return self.in_order

    def clean(self):
        super().clean()
        names = [fold(form.cleaned_data["name"]) for form in self.forms if _has_name(form)]
        if len(names) != len(set(names)):
            raise forms.ValidationError(agency_registry.REFUSALS["known"])


def _has_name(form) -> bool:
    return bool(getattr(form, "cleaned_data", {}).get("name"))


class EitherDirection:
    """Mixed into an admin: what is typed, in whatever script, runs as its first letter does; Latin from the left."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(field, forms.CharField):
            field.widget.attrs.setdefault("dir", "ltr" if db_field.name == "latin_name" else "auto")
        return field


class UnitInline(EitherDirection, admin.StackedInline):  # a table would have cells without labels
    model = Unit
    form = UnitForm
    formset = UnitFormSet
    fields = (("name", "active"),)
    extra = 1
    can_delete = False


class WaitingFilter(admin.SimpleListFilter):
    title = _("waits for staff")
    parameter_name = "waiting"

    def lookups(self, request, model_admin):
        return (("yes", _("Yes")), ("no", _("No")))

    def queryset(self, request, queryset):
        waiting = Exists(FocalPoint.objects.waiting().filter(unit__agency=OuterRef("pk")))
        for model in ENTRIES.values():
            waiting |= Exists(model.objects.proposed().filter(agency=OuterRef("pk")))
        return {"yes": queryset.filter(waiting), "no": queryset.filter(~waiting)}.get(self.value(), queryset)


class CountryFilter(admin.SimpleListFilter):
    """Those that the registry has, by name."""

    title = _("country")
    parameter_name = "country"

    def lookups(self, request, model_admin):
        codes = Agency.objects.order_by().values_list("country", flat=True).distinct()
        return ordered(((code, str(countries.name(code))) for code in codes), by=lambda choice: choice[1])

    def queryset(self, request, queryset):
        return queryset.filter(country=self.value()) if self.value() else queryset


def _number(rows, agency="agency"):
    """How many of these rows belong to each agency."""
    counted = rows.filter(**{agency: OuterRef("pk")}).order_by().values(agency).annotate(number=Count("pk"))
    return Coalesce(Subquery(counted.values("number")), 0)


@admin.register(Agency)
class AgencyAdmin(admin_order.InReadersOrder, EitherDirection, OwnFilters, admin.ModelAdmin):
    form = AgencyForm
    change_form_template = "admin/members/agency/agency.html"
    change_list_template = "admin/members/agency/list.html"
    list_display = ("named", "in_latin", "country", "trust", "units", "confirmed", "waiting", "active")
    list_filter = (WaitingFilter, "trust", "active", CountryFilter)
    list_per_page = 50
    list_max_show_all = 0
    search_fields = ("key", "latin_name", "domains__domain")
    ordering = ("country", "name")
    names = {
        "country": admin_order.country("country"),
        "name": admin_order.name("name"),
        "latin_name": admin_order.name("latin_name"),
    }
    actions = None

    # Permissions beside the table of `members.permissions`

    def has_delete_permission(self, request, obj=None):
        return False

    def history_view(self, request, object_id, extra_context=None):
        raise Http404  # the page of the agency has its timeline

    # The list

    def get_queryset(self, request):
        waiting = _number(FocalPoint.objects.waiting(), agency="unit__agency")
        for model in ENTRIES.values():
            waiting += _number(model.objects.proposed())
        confirmed = sum((_number(model.objects.confirmed()) for model in ENTRIES.values()), Value(0))
        return (
            super()
            .get_queryset(request)
            .annotate(
                units_number=_number(Unit.objects.filter(active=True)),
                confirmed_number=confirmed,
                waiting_number=waiting,
            )
        )

    def get_search_results(self, request, queryset, search_term):
        term = search_term.strip()
        if not term:
            return queryset, False
        found = Q(key__contains=fold(agency_registry.tidy(term))) | Q(latin_name__icontains=term)
        under = AgencyDomain.objects.open().filter(domain__contains=domains.fragment(term))
        return queryset.filter(found | Q(pk__in=under.values("agency"))), False

    @admin.display(description=Agency._meta.get_field("name").verbose_name, ordering="name")
    def named(self, agency):
        return apart(agency.name)

    @admin.display(description=Agency._meta.get_field("latin_name").verbose_name, ordering="latin_name")
    def in_latin(self, agency):
        return apart(agency.latin_name)

    @admin.display(description=_("units"), ordering="units_number")
    def units(self, agency):
        return agency.units_number

    @admin.display(description=_("confirmed"), ordering="confirmed_number")
    def confirmed(self, agency):
        return agency.confirmed_number

    @admin.display(description=_("waits for staff"), ordering="waiting_number")
    def waiting(self, agency):
        return agency.waiting_number

    # One agency

    def get_fields(self, request, obj=None):
        return AgencyForm.Meta.fields if obj else ("name", "latin_name", "country", "note")

    def get_inlines(self, request, obj):
        return (UnitInline,) if obj else ()

    def change_view(self, request, object_id, form_url="", extra_context=None):
        agency = Agency.objects.filter(pk=object_id).first() if object_id.isdecimal() else None
        if agency is None or not self.has_view_permission(request, agency):
            raise Http404
        focal_points = agency_timeline.focal_points(agency)
        if focal_points:
            audit.note_read(by=request.user, target=agency_registry.target(agency.pk))
        extra = {
            "entries": agency_timeline.entries(agency, request.user),
            "focal_points": focal_points,
            "events": agency_timeline.events(agency),
        }
        return super().change_view(request, object_id, form_url, extra | (extra_context or {}))

    def save_model(self, request, obj, form, change):
        if change:
            agency_registry.change_agency(obj, fields=form.changed_data, by=request.user)
            return
        made = agency_registry.add_agency(
            name=obj.name, latin_name=obj.latin_name, country=obj.country.code, note=obj.note, by=request.user
        )
        obj.pk, obj._state.adding = made.pk, False

    def save_formset(self, request, form, formset, change):
        formset.save(commit=False)
        for unit in formset.new_objects:
            agency_registry.add_unit(agency=form.instance, name=unit.name, by=request.user)
        for unit, fields in formset.changed_objects:
            agency_registry.change_unit(unit, fields=fields, by=request.user)

    # The pages that do one thing

    def get_urls(self):
        pages, own = agency_pages, []
        for kind in ENTRIES:
            own += [
                self._page(f"<int:object_id>/{kind}/", pages.propose, f"propose_{kind}", kind=kind),
                self._page(f"{kind}/<int:object_id>/confirm/", pages.confirm, f"confirm_{kind}", kind=kind),
                self._page(f"{kind}/<int:object_id>/retire/", pages.retire, f"retire_{kind}", kind=kind),
            ]
        own += [
            self._page("<int:object_id>/focal-point/", pages.appoint, "appoint"),
            self._page("focal-point/<int:object_id>/accept/", pages.accept, "accept"),
            self._page("focal-point/<int:object_id>/end/", pages.end, "end"),
            self._page("import/", agency_import.page, "import"),
        ]
        return [*own, *super().get_urls()]

    def _page(self, route: str, view, name: str, **kwargs):
        wrapped = self.admin_site.admin_view(partial(view, self))
        return path(route, wrapped, kwargs, name=f"members_agency_{name}")

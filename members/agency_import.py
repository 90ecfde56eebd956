"""What does a spreadsheet add to the registry of agencies?

It adds agencies and units, and *proposes* domains and switchboards: a file confirms nothing. The check does everything
and takes it back; the import does it once more, all or nothing. What the registry has already stays as it is.
"""

from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import transaction
from import_export import resources
from import_export.instance_loaders import BaseInstanceLoader
from import_export.results import Result, RowResult

from hub import audit
from hub.search import fold
from hub.sheets import PLACE
from members import agency_registry
from members.agencies import Agency, AgencyChannel, AgencyDomain, ChannelKind, Unit
from members.agency_registry import Refused
from members.agency_sheets import cleaned, read
from members.models import User


def check(*, name: str, content: bytes, by: User) -> Result:
    """What the file would do. Nothing of it stays. BadFile where it cannot be read."""
    return _run(read(name, content), by=by, dry_run=True)


@transaction.atomic
def import_file(*, name: str, content: bytes, by: User) -> Result:
    """All rows, or none where one is wrong."""
    result = _run(read(name, content), by=by, dry_run=False)
    if not result.has_validation_errors():
        audit.record("agencies imported", by=by, target="agencies", rows=result.total_rows)
    return result


def _run(dataset, *, by: User, dry_run: bool) -> Result:
    result = AgencyResource(by=by).import_data(dataset, dry_run=dry_run, rollback_on_validation_errors=True)
    for error in result.base_errors:
        raise error.error
    return result


@contextmanager
def column(name: str):
    """What goes wrong inside is said of this column."""
    try:
        yield
    except Refused as refused:
        raise ValidationError({name: str(refused)}) from None
    except ValidationError as error:
        raise ValidationError({name: error}) from None


class Row(RowResult):
    place = 0  # in the file
    added: tuple[str, ...] = ()  # names of columns


class AgencyResource(resources.Resource):
    """The engine is django-import-export's: dry run, everything or nothing. The verbs are ours."""

    class Meta:
        use_transactions = True
        instance_loader_class = BaseInstanceLoader  # a row is no instance: it may bring four things

    def __init__(self, *, by: User):
        super().__init__()
        self.by = by

    def before_import(self, dataset, **kwargs):
        """What is there already; grows with each row."""
        self.agencies = {(agency.country.code, agency.key): agency for agency in Agency.objects.all()}
        self.units = {(unit.agency_id, unit.key): unit for unit in Unit.objects.all()}
        self.domains = set(AgencyDomain.objects.open().values_list("agency_id", "domain"))
        self.numbers = set(AgencyChannel.objects.open().values_list("agency_id", "value"))

    def import_row(self, row, instance_loader, **kwargs):
        result = Row()
        result.place = row[PLACE]
        try:
            cells = cleaned(row)
            agency = self.agency(cells, result)
            unit = self.unit(agency, cells, result)
            self.domain(agency, cells, result)
            self.switchboard(agency, unit, cells, result)
        except ValidationError as error:
            result.import_type, result.validation_error = RowResult.IMPORT_TYPE_INVALID, error
        else:
            result.import_type = RowResult.IMPORT_TYPE_NEW if result.added else RowResult.IMPORT_TYPE_SKIP
        return result

    def agency(self, cells, result) -> Agency:
        key = cells["country"], fold(cells["agency"])
        if key not in self.agencies:
            with column("agency"):
                self.agencies[key] = agency_registry.add_agency(
                    name=cells["agency"], latin_name=cells["latin_name"], country=cells["country"], by=self.by
                )
            result.added += ("agency",)
        return self.agencies[key]

    def unit(self, agency, cells, result) -> Unit | None:
        if not cells["unit"]:
            return None
        key = agency.pk, fold(cells["unit"])
        if key not in self.units:
            with column("unit"):
                self.units[key] = agency_registry.add_unit(agency=agency, name=cells["unit"], by=self.by)
            result.added += ("unit",)
        return self.units[key]

    def domain(self, agency, cells, result) -> None:
        name = cells["domain"]
        if not name or (agency.pk, name) in self.domains:
            return
        with column("domain"):
            agency_registry.propose_domain(agency=agency, domain=name, by=self.by, source=cells["source"])
        self.domains.add((agency.pk, name))
        result.added += ("domain",)

    def switchboard(self, agency, unit, cells, result) -> None:
        number = cells["switchboard"]
        if not number or (agency.pk, number) in self.numbers:
            return
        with column("switchboard"):
            kind, source = ChannelKind.SWITCHBOARD, cells["source"]
            agency_registry.propose_channel(
                agency=agency, unit=unit, kind=kind, value=number, by=self.by, source=source
            )
        self.numbers.add((agency.pk, number))
        result.added += ("switchboard",)

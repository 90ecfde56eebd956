"""Which object stands in which address? Rows that exist, so that a page is not merely absent."""

from django.apps import apps
from django.contrib.contenttypes.models import ContentType

from catalogue.coverage import Coverage
from members.application import State
from members.models import User
from tests.site.addresses import VALUES, every_address

OBJECT = "0123456789"  # stands for an object of the admin until its model is known
KINDS = {"domain": "agencydomain", "channel": "agencychannel", "focal-point": "focalpoint"}  # under /admin/…/agency/


def parameters(strangers: dict) -> dict[str, str]:
    """Of the people of `tests.site.belongings.strangers`: parameter of an address -> an object of theirs."""
    known = {"ticket": strangers["ticket"].pk, "member": strangers["member"].pk}
    known |= {"user": strangers["member"].pk, "application": strangers["cases"][State.IN_REVIEW].pk}
    known |= {"saved": strangers["member"].saved_lists.get().pk, "watch": strangers["member"].watches.get().pk}
    known |= {"coverage": Coverage.objects.get(owner=strangers["member"]).pk}
    known |= {"content_type_id": ContentType.objects.get_for_model(User).pk}
    return {name: str(pk) for name, pk in known.items()}


def addresses(code: str, values: dict[str, str]):
    """Every address with these objects in it; in the admin with a row that exists, where there is one."""
    for address in every_address(code, **values | {"object_id": OBJECT}):
        path = address.path.replace(f"/mark/{VALUES['slug']}/", "/mark/identity/")
        if OBJECT in path:
            path = path.replace(OBJECT, _row_of(path.split("/"), values))
        yield address, path


def _row_of(parts: list[str], values: dict[str, str]) -> str:
    """The row of the model in the path: of /admin/members/agency/domain/…/confirm/ a domain."""
    if parts[2] == "r":  # "view on site", of whatever model
        return values["member"]
    model = KINDS.get(parts[4], parts[3])
    if model in values:
        return values[model]
    row = apps.get_model(parts[2], model)._default_manager.order_by("-pk").first()
    return str(row.pk) if row else "1"

"""Into which languages does a translator translate?

An administrator says it: nobody opens a language to themselves (`members.permissions.languages_to_translate_into`).
"""

from collections.abc import Iterable

from django.db import transaction

from hub import audit
from hub.languages import TRANSLATIONS
from members import membership_permissions
from members.models import User


def given(languages: Iterable[str]) -> list[str]:
    """Those of them that there is something to translate into, each once."""
    chosen = set(languages)
    return [code for code in TRANSLATIONS if code in chosen]


@transaction.atomic
def give_languages(*, user: User, by: User, languages: Iterable[str]) -> bool:
    """From the next request on; false where it was so already."""
    user = User.objects.select_for_update().get(pk=user.pk)
    membership_permissions.check_may_give_languages(user, by)
    own = given(languages)
    if own == user.working_languages:
        return False
    user.working_languages = own
    user.save(update_fields=["working_languages"])
    audit.record("languages of a translator changed", by=by, target=f"user {user.pk}", languages=own)
    return True

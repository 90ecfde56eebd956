"""What goes with a row that is deleted, in words? Rows that only join two others are no thing of their own."""

from django.utils.text import capfirst


class DeletesInWords:
    """Mixed into the admin of a model with many-to-many relations: Django's page names their rows in English codes."""

    def get_deleted_objects(self, objs, request):
        shown, counts, needed, protected = super().get_deleted_objects(objs, request)
        joins = [field.remote_field.through._meta for field in self.opts.many_to_many]
        for join in joins:
            counts.pop(join.verbose_name_plural, None)
        return _without(shown, tuple(f"{capfirst(join.verbose_name)}:" for join in joins)), counts, needed, protected


def _without(shown: list, beginnings: tuple[str, ...]) -> list:
    """Of a tree as lists in lists; what no longer has anything below it has no list either."""
    found = []
    for one in shown:
        if isinstance(one, list):
            found += [rest] if (rest := _without(one, beginnings)) else []
        elif not str(one).startswith(beginnings):
            found.append(one)
    return found

"""Who may call the API? The same table as the pages, enforced once more inside DRF."""

from rest_framework.permissions import BasePermission

from hub.access import audience_for


class AudiencePermission(BasePermission):
    """The wall has already decided; this refuses a view that somebody mounts where the wall does not run."""

    def has_permission(self, request, view):
        try:
            needed = audience_for(request.resolver_match.view_name)
        except (KeyError, AttributeError):
            return False
        return needed <= getattr(request._request, "audience", -1)

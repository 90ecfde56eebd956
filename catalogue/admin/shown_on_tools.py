"""What do staff change on the pages of tools when they change a provider or a caution?"""

from catalogue import showing


class ShownOnTools:
    """Mixed into the admin of such rows."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        with showing.noting(by=request.user):
            return super().changeform_view(request, object_id, form_url, extra_context)

    def delete_model(self, request, obj):
        with showing.noting(by=request.user):
            super().delete_model(request, obj)

    def delete_queryset(self, request, queryset):
        with showing.noting(by=request.user):
            super().delete_queryset(request, queryset)

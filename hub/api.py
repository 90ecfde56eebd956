"""The API's addresses and its schema."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from catalogue import api

app_name = "api"


class Root(APIView):
    """Where everything is."""

    schema = None

    def get(self, request):
        names = ("tool-list", "vocabulary", "schema")
        return Response({name: reverse(f"api:{name}", request=request) for name in names})


urlpatterns = [
    path("", Root.as_view(), name="root"),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("tools/", api.ToolList.as_view(), name="tool-list"),
    path("tools/<slug:slug>/", api.ToolDetail.as_view(), name="tool-detail"),
    path("vocabulary/", api.Vocabulary.as_view(), name="vocabulary"),
]

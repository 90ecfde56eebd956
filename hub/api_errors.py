"""What does the API answer when it refuses?"""

from rest_framework.views import exception_handler


def api_error(exception, context):
    """DRF's answer, with one neutral sentence for an absent object."""
    response = exception_handler(exception, context)
    if response is not None and response.status_code == 404:
        response.data = {"detail": "Not found."}
    return response

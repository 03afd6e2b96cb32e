"""Page Heat map."""

from django.http import HttpRequest, HttpResponse


def cells(request: HttpRequest) -> HttpResponse:
    return HttpResponse()

"""Answers that every cache may share: the same for every visitor, whatever language and cookies they bring."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase

SHARED = "_same_for_everybody"


def shared(answer: HttpResponse) -> HttpResponse:
    """Only the encoding that the browser takes tells copies of this answer apart."""
    setattr(answer, SHARED, True)
    return answer


def vary_by_encoding_alone(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware, outermost: languages and sessions note on every answer that it depends on them, and a
    session that is over takes its cookie back: no CDN keeps such a script."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        answer = get_response(request)
        if getattr(answer, SHARED, False):
            answer["Vary"] = "Accept-Encoding"
            answer.cookies.clear()
        return answer

    return middleware

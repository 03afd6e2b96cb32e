"""What WSGI is told of a request."""

import pytest

from kernel.environ import environ_of, sendable, split
from tests.kernel.test_lobby import Asked


class Pairs(list[tuple[str, str]]):
    """Headers as the server gives them: in order, with repetitions."""

    def items(self) -> list[tuple[str, str]]:
        return self


def test_the_request() -> None:
    asked = Asked(path="/w/北京", query_string="a=%20b", method="PUT", scheme="https")
    asked.headers = Pairs([("content-type", "text/plain"), ("x-a-b", "1"), ("content-length", "3")])  # type: ignore[assignment]
    told = {name: value for name, value in environ_of(asked).items() if not name.startswith("wsgi.")}
    assert told == {
        "REQUEST_METHOD": "PUT", "SCRIPT_NAME": "", "PATH_INFO": "/w/北京".encode().decode("latin-1"), "QUERY_STRING": "a=%20b",
        "REMOTE_ADDR": "198.51.100.7", "SERVER_NAME": "::1", "SERVER_PORT": "8000", "SERVER_PROTOCOL": "HTTP/1.1",
        "CONTENT_TYPE": "text/plain", "CONTENT_LENGTH": "3", "HTTP_X_A_B": "1",
    }  # fmt: skip
    assert environ_of(asked)["wsgi.url_scheme"] == "https"


def test_a_header_that_comes_twice_is_one() -> None:
    asked = Asked()
    asked.headers = Pairs([("x-forwarded-for", "1.1.1.1"), ("cookie", "a=1"), ("x-forwarded-for", "2.2.2.2"), ("cookie", "b=2")])  # type: ignore[assignment]
    told = environ_of(asked)
    assert (told["HTTP_X_FORWARDED_FOR"], told["HTTP_COOKIE"]) == ("1.1.1.1, 2.2.2.2", "a=1; b=2")


@pytest.mark.parametrize(("text", "pair"), [("1.2.3.4:5", ("1.2.3.4", "5")), ("[::1]:80", ("::1", "80")), ("", ("", ""))])
def test_addresses(text: str, pair: tuple[str, str]) -> None:
    assert split(text) == pair


def test_headers_of_answers_are_ascii() -> None:
    assert sendable([("A", "x y%20"), ("B", 'f="é"')]) == [("A", "x y%20"), ("B", 'f="%C3%A9"')]

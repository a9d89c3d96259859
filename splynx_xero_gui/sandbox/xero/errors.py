"""Refusals: of one element of a batch, and of a whole call, with the bodies Xero answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from splynx_xero_gui.sandbox.xero import wire

_HTML: Final = "text/html; charset=utf-8"


class Refused(Exception):
    """One element is refused; `messages` are Xero's validation errors, `subject` the id of what it would change."""

    def __init__(self, *messages: str, subject: str | None = None) -> None:
        super().__init__("; ".join(messages))
        self.messages, self.subject = messages, subject

    def about(self, subject: str) -> Refused:
        """The same refusal, of the existing object `subject`."""
        return Refused(*self.messages, subject=subject)


class ApiError(Exception):
    """The whole call is refused with `status` and `body`."""

    def __init__(
        self,
        status: int,
        body: bytes,
        content_type: str = "application/json; charset=utf-8",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(f"{status} {body[:200]!r}")
        self.status, self.body, self.content_type = status, body, content_type
        self.headers = dict(headers or {})


def unauthorised(detail: str) -> ApiError:
    """401: the access token is missing, unknown or expired."""
    return _problem(401, "Unauthorized", detail)


def forbidden() -> ApiError:
    """403: the organisation is not connected, or the scope is missing."""
    return _problem(403, "Forbidden", "AuthenticationUnsuccessful")


def unknown_id() -> ApiError:
    """404 as Xero sends it: HTML, no JSON (seen)."""
    return ApiError(
        404,
        b"<!DOCTYPE html><html><head><title>Not Found</title></head>"
        b"<body><h2>The resource you're looking for cannot be found</h2></body></html>",
        _HTML,
    )


def bad_data(message: str) -> ApiError:
    """400 PostDataInvalidException: the body itself is wrong, nothing was saved."""
    return _exception(400, 14, "PostDataInvalidException", message)


def no_data() -> ApiError:
    """400: an empty or unusable body."""
    return _exception(
        400,
        17,
        "NoDataProcessedException",
        "No data has been processed for this endpoint. This "
        "endpoint is expecting data to be specified in the body of the request.",
    )


def bad_query(message: str) -> ApiError:
    """400 QueryParseException: a where or order that Xero cannot read."""
    return _exception(400, 16, "QueryParseException", message)


def high_volume(endpoint: str) -> ApiError:
    """400: an unoptimised filter on a very large organisation."""
    return _exception(
        400,
        0,
        "HighVolumeException",
        f"Your request is not filtering {endpoint} efficiently, given the extremely high volume for this "
        "organisation. Please check "
        "https://developer.xero.com/documentation/api/efficient-data-retrieval for details.",
    )


def validation_failed(elements: Sequence[Mapping[str, Any]]) -> ApiError:
    """400 ValidationException: at least one element is refused; the valid ones are saved and not in the answer."""
    return ApiError(
        400,
        wire.dumps(
            {
                "ErrorNumber": 10,
                "Type": "ValidationException",
                "Message": "A validation exception occurred",
                "Elements": list(elements),
            }
        ),
    )


def key_reused(key: str) -> ApiError:
    """400: an idempotency key came with another request."""
    return _exception(400, 0, "IdempotencyException", f"Idempotency Key {key} is used with a different request")


def key_too_long() -> ApiError:
    """400: an idempotency key over 128 characters."""
    return _exception(400, 0, "IdempotencyException", "Idempotency Key must not be longer than 128 characters")


def too_large() -> ApiError:
    """413: the body is over the limit."""
    return ApiError(413, b"<!DOCTYPE html><html><body><h2>413 - Request Entity Too Large</h2></body></html>", _HTML)


def url_too_long() -> ApiError:
    """414: the address is longer than Xero's front door takes (about 52 GUIDs)."""
    return ApiError(414, b"<!DOCTYPE html><html><body><h2>414 - Request-URI Too Long</h2></body></html>", _HTML)


def errors_of(refused: Refused) -> list[dict[str, str]]:
    """The ValidationErrors list of an element."""
    return [{"Message": message} for message in refused.messages]


def _problem(status: int, title: str, detail: str) -> ApiError:
    return ApiError(
        status,
        wire.dumps(
            {
                "Type": None,
                "Title": title,
                "Status": status,
                "Detail": detail,
                "Instance": "00000000-0000-0000-0000-000000000000",
                "Extensions": {},
            }
        ),
    )


def _exception(status: int, number: int, kind: str, message: str) -> ApiError:
    return ApiError(status, wire.dumps({"ErrorNumber": number, "Type": kind, "Message": message}))

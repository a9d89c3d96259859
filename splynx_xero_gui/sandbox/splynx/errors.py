"""How Splynx says no: error bodies with an internal code, and the several shapes of a 422 (splynx-api.md §4)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import Enum


class ApiError(Exception):
    """Answered as `{"error": {"message", "code", "internal_code"}}`."""

    def __init__(self, status: int, internal_code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.internal_code, self.message = status, internal_code, message

    def body(self) -> dict[str, object]:
        """The documented error body."""
        return {"error": {"message": self.message, "code": self.status, "internal_code": self.internal_code}}


def not_found() -> ApiError:
    """No such object (any more)."""
    return ApiError(404, "NOT_FOUND", "Page not found.")


def bad_request(message: str) -> ApiError:
    """A query the server cannot read."""
    return ApiError(400, "INVALID_INPUT_DATA", message)


def method_disabled() -> ApiError:
    """The verb is not offered here."""
    return ApiError(405, "METHOD_DISABLED", "Method is disabled!")


def other_partner() -> ApiError:
    """The object belongs to a partner the key may not see."""
    return ApiError(405, "NOT_ALLOWED_BY_PARTNER_RESTRICTION", "Not allowed by partner restriction.")


class Problem(Enum):
    """What is wrong with one field of a write."""

    REQUIRED = "required"
    UNKNOWN = "unknown"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One validation message; `text` replaces the localised sentence where the reason is a particular one."""

    field: str
    problem: Problem
    text: str = ""


class ValidationFailed(Exception):
    """Answered with 422 in the shape and language the server is set to."""

    def __init__(self, *problems: FieldProblem) -> None:
        super().__init__("; ".join(f"{problem.field}: {problem.problem.value}" for problem in problems))
        self.problems = problems


class ValidationShape(Enum):
    """The body of a 422, which differs between servers."""

    ERROR = "error"  # {"error": {"message": …}}
    LIST = "list"  # [{"field": …, "message": …}]
    DICT = "dict"  # {field: [messages]}
    TEXT = "text"  # the messages as plain text
    HTML = "html"  # a page


_SENTENCES: dict[str, dict[Problem, str]] = {
    "en": {
        Problem.REQUIRED: "{label} cannot be blank.",
        Problem.UNKNOWN: "{label} is unknown!",
        Problem.INVALID: "{label} is invalid.",
    },
    "fr": {
        Problem.REQUIRED: "{label} est requis !",
        Problem.UNKNOWN: "{label} inconnu !",
        Problem.INVALID: "{label} n'est pas valide.",
    },
}
_FRENCH = {
    "amount": "Montant",
    "customer_id": "Client",
    "date": "Date",
    "description": "Description",
    "invoice_id": "Facture",
    "name": "Nom",
    "payment_type": "Mode de paiement",
    "receipt_number": "Numéro de reçu",
    "status": "Statut",
}


def validation_answer(failure: ValidationFailed, shape: ValidationShape, language: str) -> tuple[str, str]:
    """Body and content type of a 422."""
    messages = [(problem.field, _sentence(problem, language)) for problem in failure.problems]
    text = " ".join(message for _, message in messages)
    body: object
    match shape:
        case ValidationShape.ERROR:
            body = {"error": {"message": text, "code": 422, "internal_code": "INVALID_INPUT_DATA"}}
        case ValidationShape.LIST:
            body = [{"field": field, "message": message} for field, message in messages]
        case ValidationShape.DICT:
            grouped: dict[str, list[str]] = {}
            for field, message in messages:
                grouped.setdefault(field, []).append(message)
            body = grouped
        case ValidationShape.TEXT:
            return text, "text/plain; charset=utf-8"
        case ValidationShape.HTML:
            page = f"<!DOCTYPE html><html><head><title>422</title></head><body><p>{text}</p></body></html>"
            return page, "text/html; charset=utf-8"
    return json.dumps(body), "application/json; charset=utf-8"


def _sentence(problem: FieldProblem, language: str) -> str:
    if problem.text:
        return problem.text
    label = _FRENCH.get(problem.field) if language == "fr" else None
    return _SENTENCES[language][problem.problem].format(label=label or problem.field.replace("_", " ").capitalize())

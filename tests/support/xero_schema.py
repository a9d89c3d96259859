"""Holds every request to and every answer of the Xero sandbox against Xero's own OpenAPI file.

The file is not part of the repository: it is looked for under XERO_OPENAPI, else beside it (`../shared/facts`).
Where it is absent nothing is checked; the sandbox has its own rules for required and unknown fields.
Use: `with SchemaWatch.over(sandbox.hooks): ...`, or the fixture of tests/adapters/sandbox_xero/conftest.py.
"""

from __future__ import annotations

import functools
import json
import os
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import yaml
from jsonschema import Draft4Validator
from jsonschema.protocols import Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

from splynx_xero_gui.sandbox.log import Exchange, Hook

_BASE: Final = "/api.xro/2.0"
_URN: Final = "urn:xero-accounting"
_MAX_SHOWN: Final = 5


def openapi_file() -> Path | None:
    """Where Xero's accounting OpenAPI file lies, or None."""
    named = os.environ.get("XERO_OPENAPI")
    beside = Path(__file__).resolve().parents[3] / "shared" / "facts" / "xero_accounting.yaml"
    return next((p for p in ((Path(named),) if named else (beside,)) if p.is_file()), None)


@functools.cache
def contract() -> XeroContract | None:
    """The file, read once per process (0.2 s); None where it is absent."""
    path = openapi_file()
    return None if path is None else XeroContract(yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader))


class XeroContract:
    """Xero's OpenAPI file as a judge of exchanges."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document
        self._registry: Registry[Any] = Registry().with_resource(
            _URN, Resource(contents=document, specification=DRAFT4)
        )
        self._validators: dict[str, Validator] = {}
        self._paths: defaultdict[tuple[str, int], list[tuple[str, list[str]]]] = defaultdict(list)
        for template, operations in document["paths"].items():
            names = template.strip("/").split("/")
            for method in operations:
                self._paths[method, len(names)].append((template, names))

    def problems(self, exchange: Exchange, *, answers: bool = True) -> list[str]:
        """What in this exchange the file does not allow; empty for paths outside the accounting API.

        `answers`: hold the answer against the file too.
        """
        if not exchange.path.startswith(_BASE) or exchange.status == 501:
            return []
        template = self._template(exchange.method, exchange.path[len(_BASE) :])
        if template is None:
            return [f"{exchange.method} {exchange.path} is not in the file"]
        where = f"#/paths/{_escape(template)}/{exchange.method.lower()}"
        found: list[str] = []
        if exchange.body and exchange.status != 400 and _is_json(exchange.header("Content-Type")):
            found += self._against(f"{where}/requestBody", exchange.body, f"request {exchange.method} {exchange.path}")
        if (
            answers
            and exchange.status in (200, 400)
            and exchange.response
            and _is_json(exchange.response_type)
            and exchange.fault is None
        ):
            found += self._against(
                f"{where}/responses/{exchange.status}",
                exchange.response,
                f"answer {exchange.status} to {exchange.method} {exchange.path}",
            )
        return found

    def _template(self, method: str, path: str) -> str | None:
        parts = path.strip("/").split("/")
        fitting = [
            template
            for template, names in self._paths[method.lower(), len(parts)]
            if all(n.startswith("{") or n == p for n, p in zip(names, parts, strict=True))
        ]
        return min(fitting, key=lambda t: t.count("{"), default=None)

    def _against(self, pointer: str, body: bytes, what: str) -> list[str]:
        validator = self._validator(pointer)
        if validator is None:
            return []
        errors = sorted(validator.iter_errors(json.loads(body)), key=lambda e: list(map(str, e.absolute_path)))
        return [f"{what}: {'/'.join(map(str, e.absolute_path))}: {e.message[:200]}" for e in errors[:_MAX_SHOWN]]

    def _validator(self, pointer: str) -> Validator | None:
        if pointer not in self._validators:
            node, pointer_to = self._resolve(pointer)
            if "schema" not in (node or {}).get("content", {}).get("application/json", {}):
                return None
            schema = {"$ref": f"{_URN}{pointer_to}/content/application~1json/schema"}
            self._validators[pointer] = Draft4Validator(
                schema, registry=self._registry, format_checker=Draft4Validator.FORMAT_CHECKER
            )
        return self._validators[pointer]

    def _resolve(self, pointer: str) -> tuple[dict[str, Any] | None, str]:
        node: Any = self._document
        for part in pointer[2:].split("/"):
            node = node.get(part.replace("~1", "/").replace("~0", "~")) if isinstance(node, dict) else None
        if isinstance(node, dict) and "$ref" in node:
            return self._resolve(node["$ref"])
        return node, pointer


class SchemaWatch:
    """Collects what does not fit, exchange by exchange."""

    def __init__(self, judge: XeroContract | None, *, answers: bool = True) -> None:
        self._judge = judge
        self._answers = answers
        self.problems: list[str] = []

    @property
    def is_watching(self) -> bool:
        """False where the file is absent."""
        return self._judge is not None

    def __call__(self, exchange: Exchange) -> None:
        if self._judge is not None:
            self.problems += self._judge.problems(exchange, answers=self._answers)

    def assert_clean(self) -> None:
        """Fails with what was found."""
        assert not self.problems, "Not as Xero's OpenAPI file has it:\n" + "\n".join(self.problems[:20])

    @classmethod
    @contextmanager
    def over(cls, hooks: list[Hook], *, answers: bool = True) -> Iterator[SchemaWatch]:
        """Watch a sandbox (its `hooks`) inside the block; fails at its end if anything did not fit.

        Where many pages are read, `answers` False looks at what we send alone: its own tests hold the answers.
        """
        watch = cls(contract(), answers=answers)
        hooks.append(watch)
        try:
            yield watch
        finally:
            hooks.remove(watch)
        watch.assert_clean()


def _escape(template: str) -> str:
    return template.replace("~", "~0").replace("/", "~1")


def _is_json(content_type: str | None) -> bool:
    return "json" in (content_type or "")

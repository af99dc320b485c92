"""The provider's own descriptions, asked whether a request and its answer fit them."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from openapi_core import Config, OpenAPI
from openapi_core.exceptions import OpenAPIError
from openapi_core.testing import MockRequest, MockResponse

from devlog_core.testing.sandbox.wire import Reply, Request

HERE = "http://sandbox"
METHODS = ("get", "put", "post", "patch", "delete")
AREAS = {
    "wit": "wit",
    "work": "work",
    "git": "git",
    "build": "build",
    "pipelines": "pipelines",
    "release": "release",
    "hooks": "hooks",
    "operations": "operations",
    "projects": "core",
    "process": "core",
    "teams": "core",
}
"""The description of each area, by the first word after /_apis/."""
UNTOLD = re.compile(
    r"_apis/?$|_apis/(resourceareas|connectiondata|identities|distributedtask)\b|/workitemtypecategories\b",
    re.IGNORECASE,
)
"""What is in none of the descriptions at hand."""
PATCH = "application/json-patch+json"


class Official:
    """One description."""

    def __init__(self, file: Path) -> None:
        description = json.loads(gzip.decompress(file.read_bytes()))
        description["servers"] = [{"url": HERE}]
        description.pop("security", None)
        batch = description.get("components", {}).get("schemas", {}).get("StreamedBatch")
        if batch is not None:
            # Revisions are objects, as its own examples show.
            batch["properties"]["values"]["items"] = {"type": "object"}
        change = description.get("components", {}).get("schemas", {}).get("Change")
        if change is not None and "item" in change["properties"]:
            # The type that is left open there is an object in its own examples.
            change["properties"]["item"] = {"type": ["object", "null"]}
        for item in description["paths"].values():
            for method in METHODS:
                # Who may ask is no matter of shapes.
                item.get(method, {}).pop("security", None)
        # None leaves out the check of the description itself, which is not our business and takes long.
        unchecked: Any = None
        config = Config(
            spec_validator_cls=unchecked,
            extra_media_type_deserializers={PATCH: json.loads},
        )
        self._api = OpenAPI.from_dict(description, config=config)
        self._operations = {
            (method, path): operation
            for path, item in description["paths"].items()
            for method, operation in item.items()
            if method in METHODS
        }
        # What is named comes before what stands for a name.
        self._patterns = [
            (_shape(path), path) for path in sorted(description["paths"], key=lambda name: name.count("{"))
        ]

    def check(self, request: Request, reply: Reply) -> None:
        """Raise where the request or a documented answer does not fit; a refused request may be wrong."""
        parts = urlsplit(request.path)
        method = request.method.lower()
        path = _lowered(parts.path)
        pattern = next(
            (
                name
                for fits, name in self._patterns
                if fits.fullmatch(path) and (method, name) in self._operations
            ),
            None,
        )
        assert pattern is not None, f"{request.method} {path} is not in the description"
        operation = self._operations[method, pattern]
        kind = request.headers.get("Content-Type", "application/json").partition(";")[0]
        asked = MockRequest(
            HERE,
            method,
            path,
            path_pattern=pattern,
            view_args={name: unquote(value) for name, value in _named(pattern, path).items()},
            args=_arguments(parts.query, operation),
            headers=dict(request.headers),
            data=request.body or None,
            content_type=kind,
        )
        try:
            if reply.status < 400:
                self._api.validate_request(asked)
                self._answered(asked, reply, operation)
        except OpenAPIError as error:
            raise AssertionError(f"{request.method} {pattern} {reply.status}: {_why(error)}") from error

    def _answered(self, asked: MockRequest, reply: Reply, operation: Mapping[str, Any]) -> None:
        assert str(reply.status) in operation["responses"], (
            f"{asked.path_pattern} never answers {reply.status}"
        )
        if reply.status == 204:
            assert reply.body == b"", asked.path_pattern
            return
        content = operation["responses"][str(reply.status)].get("content", {})
        if content and "application/json" not in content:
            # Where only a text is described, real answers are JSON all the same.
            return
        answer = MockResponse(
            reply.body, reply.status, headers=reply.headers, content_type="application/json"
        )
        self._api.validate_response(asked, answer)


class AzureDevOps:
    """All descriptions, each read when it is first needed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[str, Official] = {}

    def check(self, request: Request, reply: Reply) -> None:
        """Raise where an exchange does not fit the description that covers it."""
        if "html" in reply.headers.get("Content-Type", "") or reply.close:
            # What a fault made of an answer is nobody's description.
            return
        if reply.status >= 400:
            refused(reply)
        path = urlsplit(request.path).path
        if UNTOLD.search(path):
            return
        rest = path.partition("/_apis/")[2].lower()
        name = AREAS.get(rest.partition("/")[0])
        if name is None:
            assert reply.status == 404, f"{path} is served and in no description"
            return
        if reply.status in (404, 405):
            return
        if name not in self._known:
            self._known[name] = Official(self._folder / f"{name}.31.json.gz")
        self._known[name].check(request, reply)


def refused(reply: Reply) -> None:
    """Raise where a refusal has another shape than the one that all services share."""
    if not reply.body:
        return
    body = json.loads(reply.body)
    known = {
        "$id",
        "customProperties",
        "innerException",
        "message",
        "typeName",
        "typeKey",
        "errorCode",
        "eventId",
    }
    assert known - {"customProperties"} <= set(body) <= known, body
    assert body["typeName"].startswith("Microsoft.") or body["typeName"].startswith("System."), body
    assert body["typeName"].partition(",")[0].endswith(body["typeKey"]), body


def _lowered(path: str) -> str:
    """The path with the words after /_apis/ in lower case, as the descriptions have them."""
    head, mark, rest = path.partition("/_apis/")
    return f"{head}{mark}{rest.lower()}"


def _shape(pattern: str) -> re.Pattern[str]:
    text = re.escape(pattern).replace(r"\{", "{").replace(r"\}", "}")
    # The path of a node is the rest of the address.
    text = text.replace("{path}", "{+}")
    return re.compile(re.sub(r"\{(\w+)\}", "[^/]+", text).replace("{+}", ".+"))


def _named(pattern: str, path: str) -> dict[str, str]:
    text = re.escape(pattern).replace(r"\{", "{").replace(r"\}", "}")
    rest = text.replace("{path}", "(?P<path>.+)")
    found = re.fullmatch(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", rest), path)
    return found.groupdict() if found else {}


def _arguments(query: str, operation: Mapping[str, Any]) -> dict[str, Any]:
    """The query as its parameters are named and typed; a list comes as one word with commas."""
    names = {one["name"].casefold(): one["name"] for one in operation.get("parameters", ()) if "name" in one}
    told = {names.get(name.casefold(), name): value for name, value in parse_qsl(query)}
    # Clients write True, which the provider takes.
    return {name: value.lower() if value in ("True", "False") else value for name, value in told.items()}


def _why(error: BaseException) -> str:
    """What is wrong where, for the innermost error that says so."""
    found = getattr(error, "schema_errors", None)
    if found:
        return "; ".join(f"{'/'.join(map(str, one.absolute_path))}: {one.message[:200]}" for one in found)
    return _why(error.__cause__) if error.__cause__ else str(error)

"""Jira's own descriptions, asked whether a request and its answer fit them."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from openapi_core import Config, OpenAPI
from openapi_core.exceptions import OpenAPIError
from openapi_core.testing import MockRequest, MockResponse

from devlog_core.testing.sandbox.wire import Reply, Request

from .mending import METHODS, mend

HERE = "http://sandbox"
UNDESCRIBED = ("/rest/webhooks/1.0/", "/oauth/", "/browse/", "/ex/jira/")
"""What Jira describes in prose only."""
UNTOLD = re.compile(r"/rest/api/3/comment/\d+/properties\b")
"""What was left out of the description that is at hand."""


class Official:
    """One description; `described` says which paths it is asked about."""

    def __init__(self, file: Path) -> None:
        description = json.loads(gzip.decompress(file.read_bytes()))
        description["servers"] = [{"url": HERE}]
        mend(description)
        # None leaves out the check of the description itself, which takes long and is Jira's business.
        unchecked: Any = None
        self._api = OpenAPI.from_dict(description, config=Config(spec_validator_cls=unchecked))
        self._operations = {
            (method, path): operation
            for path, item in description["paths"].items()
            for method, operation in item.items()
            if method in METHODS
        }
        # The shortest pattern is not the best: /issue/createmeta is a better fit than /issue/{issueIdOrKey}.
        self._patterns = [
            (re.compile(re.sub(r"\{\w+\}", "[^/]+", path)), path)
            for path in sorted(description["paths"], key=lambda name: name.count("{"))
        ]

    def pattern(self, path: str) -> str | None:
        """The described path that an address means."""
        return next((name for fits, name in self._patterns if fits.fullmatch(path)), None)

    def operations(self) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
        """Every method, path and operation."""
        for (method, path), operation in self._operations.items():
            yield method, path, operation

    def check(self, request: Request, reply: Reply) -> None:
        """Raise where the request or a documented answer does not fit; a refused request may be wrong."""
        parts = urlsplit(request.path)
        path = self.pattern(parts.path)
        operation = self._operations.get((request.method.lower(), path or ""))
        if path is None or operation is None:
            raise AssertionError(f"{request.method} {parts.path} is not in the description")
        asked = MockRequest(
            HERE,
            request.method.lower(),
            parts.path,
            path_pattern=path,
            view_args=_named(path, parts.path),
            args=_arguments(parts.query, operation),
            headers=dict(request.headers),
            data=request.body or None,
        )
        try:
            if reply.status < 400:
                self._api.validate_request(asked)
            self.answered(asked, reply, operation)
        except OpenAPIError as error:
            raise AssertionError(f"{request.method} {path} {reply.status}: {_why(error)}") from error

    def answered(self, asked: MockRequest, reply: Reply, operation: Mapping[str, Any]) -> None:
        """Raise where an answer does not fit its operation."""
        known = operation["responses"].get(str(reply.status))
        if known is None:
            if reply.status < 400:
                raise AssertionError(f"{asked.path_pattern} is not described to answer {reply.status}")
            refused(reply)
            return
        content = known.get("content", {}).get("application/json")
        # Some answers of 204 are described with a content, which HTTP forbids.
        if content is None or reply.status == 204:
            if reply.status < 400:
                assert reply.body == b"", f"{asked.path_pattern}: a body where none is described"
            else:
                refused(reply)
        elif content.get("schema") == {} and not reply.body:
            # Anything at all is described where Jira says nothing.
            return
        elif "schema" in content:
            mime = reply.headers.get("Content-Type", "application/json").partition(";")[0]
            answer = MockResponse(reply.body, reply.status, headers=reply.headers, content_type=mime)
            self._api.validate_response(asked, answer)
        elif "example" in content:
            alike(json.loads(reply.body), content["example"], asked.path_pattern or "")


class Jira:
    """Both descriptions; the older version of the interface is held against the newer one."""

    def __init__(self, folder: Path) -> None:
        self.platform = Official(folder / "jira.31.json.gz")
        self.boards = Official(folder / "jira-agile.31.json.gz")

    def check(self, request: Request, reply: Reply) -> None:
        """Raise where an exchange does not fit the description that covers it."""
        if "html" in reply.headers.get("Content-Type", "") or reply.close:
            # What a fault made of an answer is nobody's description.
            return
        path = request.path.replace("/rest/api/2/", "/rest/api/3/", 1)
        if path.startswith("/rest/agile/"):
            self.boards.check(request, reply)
        elif path.startswith("/rest/api/3/") and not UNTOLD.match(path):
            self.platform.check(replace(request, path=path), reply)
        else:
            assert path.startswith(UNDESCRIBED) or UNTOLD.match(path), path


def refused(reply: Reply) -> None:
    """Raise where a refusal has another shape than Jira's, or those of what stands in front of it."""
    kind = reply.headers.get("Content-Type", "")
    if "json" not in kind:
        assert kind.startswith(("text/html", "text/plain")) or not reply.body, kind
        return
    body = json.loads(reply.body)
    if "error" in body and set(body) <= {"error", "error_description"}:
        return
    assert {"errorMessages", "errors"} <= set(body) | {"errors"}, body
    assert all(isinstance(text, str) for text in (*body["errorMessages"], *body.get("errors", {}).values()))


def alike(mine: Any, theirs: Any, where: str) -> None:
    """Raise where an answer has a key or a type that the other, a real or official one, does not know."""
    if mine is None or theirs is None:
        return
    if isinstance(theirs, Mapping):
        assert isinstance(mine, Mapping), f"{where}: {type(mine).__name__} in place of an object"
        for key, value in mine.items():
            assert key in theirs, f"{where}.{key} is not known there"
            alike(value, theirs[key], f"{where}.{key}")
    elif isinstance(theirs, list):
        assert isinstance(mine, list), f"{where}: {type(mine).__name__} in place of a list"
        for value in mine if theirs else ():
            _alike_any(value, theirs, f"{where}[]")
    else:
        numbers = isinstance(mine, int | float) and isinstance(theirs, int | float)
        assert numbers or type(mine) is type(theirs), (
            f"{where}: {mine!r} in place of something like {theirs!r}"
        )


def _alike_any(mine: Any, several: list[Any], where: str) -> None:
    failures = []
    for one in several:
        try:
            alike(mine, one, where)
        except AssertionError as failure:
            failures.append(failure)
        else:
            return
    raise failures[0]


def _why(error: BaseException) -> str:
    """What is wrong where, for the innermost error that says so."""
    found = getattr(error, "schema_errors", None)
    if found:
        return "; ".join(f"{'/'.join(map(str, one.absolute_path))}: {one.message[:200]}" for one in found)
    return _why(error.__cause__) if error.__cause__ else str(error)


def _arguments(query: str, operation: Mapping[str, Any]) -> dict[str, Any]:
    """The query as its parameters are typed; a list may come as one word with commas, as Jira takes it."""
    given: dict[str, Any] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        given[name] = f"{given[name]},{value}" if name in given else value
    lists = [one["name"] for one in operation.get("parameters", ()) if one["schema"].get("type") == "array"]
    # People's clients write True, which Jira takes.
    told = {name: value.lower() if value in ("True", "False") else value for name, value in given.items()}
    return {name: value.split(",") if name in lists else value for name, value in told.items()}


def _named(pattern: str, path: str) -> dict[str, str]:
    found = re.fullmatch(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", pattern), path)
    return found.groupdict() if found else {}

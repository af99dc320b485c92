"""Whether a plugin's distribution tells people what they get and what they set."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from importlib.metadata import Distribution
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from devlog_core.plugin.checks import Refused, schema_of
from devlog_core.plugin.inspection.finding import Finding, Subject

_CORE = re.compile(r"devlog[-_.]core\b", re.IGNORECASE)


def check_documentation(subject: Subject) -> Iterator[Finding]:
    """The distribution has a README that names every setting, types, and says that it needs devlog-core."""
    candidate = subject.candidate
    if candidate is None or candidate.point.dist is None:
        raise Refused(
            "no installed distribution has an entry point for it",
            'name it in pyproject.toml under [project.entry-points."devlog.plugins"] and install it',
        )
    package, dist = candidate.distribution, candidate.point.dist
    yield from _readme(subject, package, dist)
    if not str(dist.metadata.json.get("summary", "")).strip():
        yield _finding(
            f"{package} has no summary", "say in one line what it is: `description` in pyproject.toml"
        )
    if not any(_CORE.match(needed) for needed in dist.requires or ()):
        yield _finding(f"{package} does not say that it needs devlog-core", "add it to `dependencies`")
    folders = [place for place in candidate.sources() if place.is_dir()]
    if not any((place / "py.typed").is_file() for place in folders):
        yield _finding(
            f"{package} does not say that it is typed", "put an empty file `py.typed` into its package"
        )


def _readme(subject: Subject, package: str, dist: Distribution) -> Iterator[Finding]:
    text = _source_readme(dist) or str(dist.metadata.json.get("description", ""))
    if not text.strip():
        yield _finding(
            f"{package} has no README", 'write one and name it: `readme = "README.md"` in pyproject.toml'
        )
        return
    schema = schema_of(subject.ask("devlog_config_schema"), "devlog_config_schema")
    unnamed = [
        f"`{name}`"
        for name in schema.get("properties", {})
        if not re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)
    ]
    if unnamed:
        yield _finding(
            f"the README of {package} does not name {', '.join(unnamed)}",
            "say there what to write for each setting",
        )


def _source_readme(dist: Distribution) -> str:
    """The README as its author has it now, where the code is worked on in place; else nothing."""
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        origin = json.loads(dist.read_text("direct_url.json") or "{}")
        if origin["dir_info"]["editable"]:
            folder = Path(url2pathname(urlsplit(origin["url"]).path))
            project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]
            readme = project["readme"]
            name = readme if isinstance(readme, str) else readme["file"]
            return (folder / name).read_text(encoding="utf-8")
    return ""


def _finding(problem: str, cure: str) -> Finding:
    return Finding(check="documentation", problem=problem, cure=cure)

"""The plugin template: where it lies, and how it becomes a plugin of another name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from devlog_core.model.errors import PluginError

_HERE = Path(__file__).resolve()
_PLACES = (_HERE.parents[1] / "plugin_template", _HERE.parents[2] / "plugin-template")
"""In a wheel, and in the tree that the code lies in."""
_TOKEN = re.compile(r"devlog-example|devlog_example|EXAMPLE(?=_)|\bExample(?=[A-Z])|\bExample\b|\bexample\b")
_OPENED = re.compile(r"\s*(?:#|<!--) \[([a-z ]+)(?: -->)?")
_CLOSED = re.compile(r"\s*(?:#|<!--) [a-z ]+\](?: -->)?")
_ONE_LINE = re.compile(r"(.*\S)  # \[([a-z ]+)\]")
_INSTEAD = re.compile(r"(\s*)# \[([a-z ]+)\] (.*)")
"""A line of one part that would not go with another's in the tree."""
_SERVICE = re.compile(r"\bTracker(?=(?:Service|Contract)\b)")
_ONLY = {
    "writing.py": "writing",
    "sending.py": "writing",
    "changing.py": "writing",
    "test_sending.py": "writing",
    "webhook.py": "webhooks",
    "triggers.py": "webhooks",
    "hooks.py": "webhooks",
    "test_webhook.py": "webhooks",
}
"""Files that belong to one part as a whole."""
_NAMES = {"gitignore": ".gitignore"}
_LEFT = ("__pycache__", "dist")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What the new plugin is called, and which parts of the template it has."""

    name: str
    writing: bool = True
    webhooks: bool = True

    @property
    def distribution(self) -> str:
        """What is installed by pip."""
        return f"devlog-{self.name}"

    @property
    def package(self) -> str:
        """What is imported."""
        return self.distribution.replace("-", "_")

    def said(self, token: str) -> str:
        """What stands in place of a token of the template."""
        words = [word.capitalize() for word in self.name.split("-")]
        return {
            "devlog-example": self.distribution,
            "devlog_example": self.package,
            "EXAMPLE": self.name.replace("-", "_").upper(),
            "Example": " ".join(words),
            "Example+": "".join(words),
            "example": self.name,
        }[token]

    def has(self, parts: str) -> bool:
        """Whether the plugin has one of the parts, such as `writing or webhooks`; `reading only` is none."""
        held = {"writing": self.writing, "webhooks": self.webhooks, "reading only": not self.writing}
        return any(held[part] for part in parts.split(" or "))


def rendered(chosen: Chosen) -> Mapping[str, str]:
    """The text of every file of the new plugin, by its path."""
    found = {}
    for source, path in _files(_template()):
        part = _ONLY.get(source.name)
        if part is None or chosen.has(part):
            text = parts_of(source.read_text("utf-8"), chosen)
            if not chosen.writing:
                text = _SERVICE.sub("Source", text)
            found[_renamed(path, chosen)] = named(text, chosen)
    return found


def _template() -> Path:
    for place in _PLACES:
        if (place / "pyproject.toml").is_file():
            return place
    raise PluginError("the plugin template is missing: install devlog-core anew")


def _files(template: Path) -> Iterator[tuple[Path, str]]:
    for source in sorted(template.rglob("*")):
        path = source.relative_to(template)
        if source.is_file() and not any(part in _LEFT or part.startswith(".") for part in path.parts):
            yield source, path.as_posix()


def _renamed(path: str, chosen: Chosen) -> str:
    return _NAMES.get(path, named(path, chosen))


def named(text: str, chosen: Chosen) -> str:
    """The text with the new names in place of the template's."""

    def said(found: re.Match[str]) -> str:
        token, follows = found[0], text[found.end() : found.end() + 1]
        return chosen.said(f"{token}+" if token == "Example" and follows.isalpha() else token)

    return _TOKEN.sub(said, text)


def parts_of(text: str, chosen: Chosen) -> str:
    """The text without the parts that are not wanted, and without what marks them."""
    kept: list[str] = []
    wanted = [True]
    for line in text.splitlines():
        if opened := _OPENED.fullmatch(line):
            wanted.append(wanted[-1] and chosen.has(opened[1]))
        elif _CLOSED.fullmatch(line):
            wanted.pop()
        elif wanted[-1]:
            kept += _line(line, chosen)
    # Where a part was left out, what stood around it comes together.
    text = re.sub(r"\n{4,}", "\n\n\n", "\n".join(kept)).strip()
    return f"{text}\n" if text else ""


def _line(line: str, chosen: Chosen) -> list[str]:
    """The line as it stands in the new plugin; nothing where it belongs to a part that is not wanted."""
    if instead := _INSTEAD.fullmatch(line):
        return [instead[1] + instead[3]] if chosen.has(instead[2]) else []
    if marked := _ONE_LINE.fullmatch(line):
        return [marked[1]] if chosen.has(marked[2]) else []
    return [line]

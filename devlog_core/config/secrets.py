"""References to secrets: told apart, resolved when used, and never shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

from devlog_core.model.errors import ConfigError

MASK = "********"
# Compiled at their first use: most commands look at no secret.
_VARIABLE = r"\$(\$?)\{([A-Za-z_][A-Za-z0-9_]*)\}"
_ENV = r"env:([A-Za-z_][A-Za-z0-9_]*)"
_PASSWORD = r"(://[^/@\s]*?:)([^@/\s]+)(@)"
_TOKEN_USER = r"(://)([^:/@\s]{20,})(@)"


class Secrets:
    """Resolves references and remembers what came out, so that logs can leave it out."""

    def __init__(self, environ: Mapping[str, str], root: Path) -> None:
        self._environ = environ
        self._root = root
        self.values: set[str] = set()

    def resolve(self, reference: str, key: str = "") -> str:
        """The secret that a reference stands for; a literal stands for itself.

        Raises ConfigError naming the key and what is missing, never a value.
        """
        value = self._resolve(reference, key)
        if not value:
            raise ConfigError(
                f"{key}: {reference} gives nothing" if is_reference(reference) else f"{key} is empty"
            )
        self.values.add(value)
        return value

    def expand(self, text: str, key: str = "", needed: bool = False) -> str:
        """The text with each `${NAME}` replaced from the environment; `$${` stands for `${`."""

        def replace(match: re.Match[str]) -> str:
            if match[1]:
                return "${" + match[2] + "}"
            return self._variable(match[2], key, needed)

        return re.sub(_VARIABLE, replace, text)

    def _resolve(self, reference: str, key: str) -> str:
        if match := re.fullmatch(_ENV, reference):
            return self._variable(match[1], key, needed=True)
        if reference.startswith("file:"):
            return self._file(reference.removeprefix("file:"), key)
        if reference.startswith("keyring:"):
            return _keyring(reference.removeprefix("keyring:"), key)
        return self.expand(reference, key, needed=True)

    def _variable(self, name: str, key: str, needed: bool) -> str:
        value = self._environ.get(name)
        if value is None or (needed and not value):
            state = "is not set" if value is None else "is empty"
            raise ConfigError(f"{key}: the environment variable {name} {state}; set it, or change the key")
        return value

    def _file(self, name: str, key: str) -> str:
        path = self._root / Path(name).expanduser()
        try:
            return path.read_text(encoding="utf-8").strip()
        except OSError as error:
            why = error.strerror or type(error).__name__
            raise ConfigError(f"{key}: {path} cannot be read: {why}") from None
        except UnicodeDecodeError:
            raise ConfigError(f"{key}: {path} is not UTF-8 text") from None


def is_reference(text: str) -> bool:
    """Whether the text, used as a secret, takes its value from elsewhere."""
    if re.fullmatch(_ENV, text) or text.startswith(("file:", "keyring:")):
        return True
    return any(not match[1] for match in re.finditer(_VARIABLE, text))


def mask(text: str) -> str:
    """A secret as it may be shown: its reference where it is nothing but one."""
    if re.fullmatch(_ENV, text) or text.startswith(("file:", "keyring:")):
        return text
    match = re.fullmatch(_VARIABLE, text)
    return text if match and not match[1] else MASK


def mask_url(text: str) -> str:
    """A text with the passwords of the URLs in it masked."""
    hidden = re.sub(_PASSWORD, lambda m: m[1] + mask(m[2]) + m[3], text)
    return re.sub(_TOKEN_USER, lambda m: m[1] + mask(m[2]) + m[3], hidden)


def url_password(url: str) -> str | None:
    """The password that stands in a URL."""
    match = re.search(_PASSWORD, url)
    return match[2] if match else None


def _keyring(place: str, key: str) -> str:
    service, _, user = place.rpartition("/")
    if not service or not user:
        raise ConfigError(f"{key}: expected keyring:SERVICE/USER")
    try:
        keyring = import_module("keyring")
    except ImportError:
        raise ConfigError(f"{key}: keyring is not installed; `pip install devlog-core[keyring]`") from None
    try:
        value = keyring.get_password(service, user)
    except keyring.errors.KeyringError as error:
        raise ConfigError(f"{key}: the keyring answers: {type(error).__name__}") from None
    if value is None:
        raise ConfigError(f"{key}: the keyring holds nothing there; `keyring set {service} {user}`")
    return str(value)

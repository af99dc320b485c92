"""Where a secret that changes with each use is kept: in the system's keyring, or in a file of one's own."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from importlib import import_module
from pathlib import Path
from tempfile import mkstemp

from devlog_core.model.errors import ConfigError

SETTING = "refresh_token_kept_in"


class Keeper(ABC):
    """One place for one secret; both methods raise ConfigError where the place cannot be used."""

    @abstractmethod
    def read(self) -> str | None:
        """What is kept there; None where there is nothing yet."""

    @abstractmethod
    def write(self, value: str) -> None:
        """Keep it in place of what was there."""


def keeper(place: str) -> Keeper:
    """The keeper that `keyring:SERVICE/USER` or `file:PATH` names."""
    kind, _, where = place.partition(":")
    return InKeyring(where) if kind == "keyring" else InFile(Path(where))


class InFile(Keeper):
    """A file that only its owner may read."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> str | None:
        try:
            return self._path.read_text(encoding="ascii").strip() or None
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"{SETTING}: {self._path} cannot be read: {type(error).__name__}") from None

    def write(self, value: str) -> None:
        try:
            # A file beside it that takes its place whole; mkstemp lets nobody else read it.
            number, name = mkstemp(dir=self._path.parent, prefix=f".{self._path.name}.")
            try:
                with os.fdopen(number, "w", encoding="ascii") as file:
                    file.write(value)
                    file.flush()
                    os.fsync(file.fileno())
                Path(name).replace(self._path)
            except OSError:
                Path(name).unlink(missing_ok=True)
                raise
        except OSError as error:
            why = error.strerror or type(error).__name__
            raise ConfigError(f"{SETTING}: {self._path} cannot be written: {why}") from None


class InKeyring(Keeper):
    """An entry of the system's keyring."""

    def __init__(self, where: str) -> None:
        self._service, _, self._user = where.rpartition("/")
        try:
            self._keyring = import_module("keyring")
            self._error: type[Exception] = import_module("keyring.errors").KeyringError
        except ImportError:
            raise ConfigError(
                f"{SETTING}: keyring is not installed; `pip install devlog-core[keyring]`, or use file:PATH"
            ) from None

    def read(self) -> str | None:
        try:
            return self._keyring.get_password(self._service, self._user) or None
        except self._error as error:
            raise ConfigError(f"{SETTING}: the keyring answers: {type(error).__name__}") from None

    def write(self, value: str) -> None:
        try:
            self._keyring.set_password(self._service, self._user, value)
        except self._error as error:
            raise ConfigError(f"{SETTING}: the keyring takes nothing: {type(error).__name__}") from None

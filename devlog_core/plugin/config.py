"""The base of plugins' configuration models."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, WithJsonSchema

Secret = Annotated[SecretStr, WithJsonSchema({"type": "string", "format": "password", "writeOnly": True})]
"""A secret value: never shown by repr, and masked by `devlog config`."""

IntegrationName = Annotated[
    str, Field(pattern=r"^[a-z][a-z0-9-]*$", json_schema_extra={"format": "integration"})
]
"""The name of another integration; one that is not configured is refused."""


class PluginConfig(BaseModel):
    """A strict, frozen model of the integration's `config` table; unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


def secret_keys(schema: dict[str, Any]) -> frozenset[str]:
    """The names of top-level properties that hold secrets, by `writeOnly` or format `password`."""

    def secret(prop: Any) -> bool:
        if not isinstance(prop, dict):
            return False
        if prop.get("writeOnly") or prop.get("format") == "password":
            return True
        return any(secret(option) for option in prop.get("anyOf", ()))

    return frozenset(name for name, prop in schema.get("properties", {}).items() if secret(prop))


def web_root(value: str, example: str) -> str:
    """An http or https address without its last slash; ValueError where it has a query or a sign-in."""
    parts = urlsplit(value)
    if "@" in parts.netloc:
        # The address is not repeated: what stands before the host may be a password.
        raise ValueError(f"expected a URL such as {example}, without a user name or password in it")
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query:
        raise ValueError(f"expected a URL such as {example}, got {value!r}")
    return value.rstrip("/")

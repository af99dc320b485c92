"""The settings of one integration, checked before anything is asked.

Change: what your tracker has to be told. Every setting needs a description, since `devlog plugins
schema`, `devlog integrations add` and the README are made of them; a secret is a `Secret`, so that
nothing shows it.
"""

from __future__ import annotations

from devlog_core.plugin.config import PluginConfig, Secret, web_root
from pydantic import Field, field_validator


class ExampleConfig(PluginConfig):
    """The `config` table of an integration with plugin `example`."""

    url: str = Field(
        description="The address of the tracker.",
        examples=["https://tasks.acme.test"],
    )
    project: str = Field(
        description="The project whose tasks are synced, by its short name.",
        examples=["shop"],
        pattern=r"^[a-z0-9-]+$",
    )
    token: Secret = Field(description="An access token, made on the page of your account.")
    # [webhooks
    webhook_secret: Secret | None = Field(
        default=None,
        description="The secret that deliveries are signed with; without one none is believed.",
    )
    # webhooks]

    @field_validator("url")
    @classmethod
    def _root(cls, value: str) -> str:
        return web_root(value, "https://tasks.acme.test")

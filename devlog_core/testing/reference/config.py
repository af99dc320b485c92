"""What the plugin `reference` wants to know."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from devlog_core.plugin.config import PluginConfig, Secret, web_root


def _root(value: str) -> str:
    return web_root(value, "http://127.0.0.1:8700")


class ReferenceConfig(PluginConfig):
    """The `config` table of an integration with plugin `reference`."""

    url: Annotated[str, AfterValidator(_root)] = Field(
        description="Where the board is served.", examples=["http://127.0.0.1:8700"]
    )
    token: Secret = Field(description="With this the board knows who asks.", examples=["${BOARD_TOKEN}"])
    webhook_secret: Secret | None = Field(
        default=None,
        description="With this the board signs its webhooks; without it none is believed.",
        examples=["${BOARD_WEBHOOK_SECRET}"],
    )
    settle_seconds: float = Field(
        default=1.0,
        ge=0,
        le=60,
        description="How long the board's search may not know of what was just made.",
    )

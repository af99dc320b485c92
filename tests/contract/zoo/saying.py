"""Plugins that do not say what they are, take or do."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from devlog_core.plugin.actions import action
from devlog_core.plugin.capability import FieldCapability
from devlog_core.plugin.hookspecs import hookimpl
from devlog_core.plugin.info import TriggerSpec
from devlog_core.plugin.plugin import Plugin
from devlog_core.plugin.service import TrackerService
from devlog_core.testing.reference import ReferenceConfig, ReferenceSandbox, ReferenceService
from devlog_core.testing.reference.service import CAPABILITIES, Voted, Which
from tests.contract.zoo.animal import caught


class Undescribed(ReferenceConfig):
    """Settings one of which says nothing of itself."""

    colour: str = ""


class Undisguised(ReferenceConfig):
    """Settings that show a secret."""

    token: str = Field(description="With this the board knows who asks.")  # type: ignore[assignment]


class Lenient(ReferenceConfig):
    """Settings that take whatever is written."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class WithoutSchema(Plugin):
    """A plugin with a schema that is none."""

    @hookimpl
    def devlog_config_schema(self) -> dict[str, Any]:
        return {"type": "object", "properties": {"url": {"type": "address"}}}


class Requiring(Plugin):
    """A plugin that wants a setting it does not describe."""

    @hookimpl
    def devlog_config_schema(self) -> dict[str, Any]:
        schema = super().devlog_config_schema()
        return {**schema, "required": [*schema["required"], "workspace"]}


class Misspelt(Plugin):
    """A plugin with a hook that nobody calls."""

    @hookimpl
    def devlog_shut_down(self, service: Any) -> None:
        service.close()


@caught("test_info_is_whole", "description is empty", description="")
class Nameless(ReferenceService):
    """Does not say what it connects."""


@caught("test_hooks_are_known", "devlog_shut_down", plugin=Misspelt)
class HookNobodyCalls(ReferenceService):
    """Answers a hook that there is not."""


@caught("test_settings_schema_is_valid", "schema", plugin=WithoutSchema)
class SchemaThatIsNone(ReferenceService):
    """Describes its settings by a schema that is not valid."""


@caught("test_settings_schema_is_valid", "`workspace` is required", plugin=Requiring)
class RequiresTheUnknown(ReferenceService):
    """Requires a setting that it does not describe."""


@caught("test_settings_are_described", "colour", config=Undescribed)
class SilentSetting(ReferenceService):
    """Has a setting without a description."""


@caught("test_settings_are_described", "token. looks like a secret", config=Undisguised)
class OpenSecret(ReferenceService):
    """Does not call its token a secret."""


@caught("test_unknown_settings_are_refused", "an unknown key in the `config` table is taken", config=Lenient)
class TakesAnySetting(ReferenceService):
    """Passes over settings that it does not know."""


@caught(
    "test_triggers_are_described",
    "no description",
    triggers=(TriggerSpec(name="reference.card.moved", description=""),),
)
class SilentTrigger(ReferenceService):
    """Does not say when its trigger happens."""


@caught("test_actions_are_typed", "count_votes. has no description")
class SilentAction(ReferenceService):
    """Does not say what its action does."""

    @action("count_votes", input=Which, output=Voted)
    def count_votes(self, wanted: Which) -> Voted:
        return super().count_votes(wanted)


class Loose(BaseModel):
    """A card, with a field that says nothing of itself."""

    card: str


@caught("test_actions_are_typed", "input `card` of `archive` has no description")
class SilentInput(ReferenceService):
    """Does not say what its action wants."""

    @action("archive", input=Loose, output=Voted)
    def archive(self, wanted: Loose) -> Voted:
        """Put a card away."""
        return Voted(votes=int(wanted.card))


@caught("test_actions_are_typed", "not typed as taking its input")
class OtherInput(ReferenceService):
    """Declares its action with another input than it takes."""

    @action("move_up", input=Which, output=Voted)
    def move_up(self, card: str) -> Voted:
        """Put a card above the others."""
        return Voted(votes=int(card))


class OfOtherSettings(ReferenceSandbox):
    """A sandbox that does not know what its plugin wants."""

    def config(self) -> dict[str, Any]:
        return {"address": self.world.base}


@caught("test_sandbox_starts_and_stops", "is refused by the plugin's own settings", sandbox=OfOtherSettings)
class SandboxOfOtherSettings(ReferenceService):
    """Has a sandbox that cannot be reached with the settings it gives."""


@caught("test_service_and_capabilities_are_whole", "an entry has no field `colour`")
class PromisesTheUnknown(ReferenceService):
    """Promises a field that no entry has."""

    capabilities = replace(CAPABILITIES, fields={**CAPABILITIES.fields, "colour": FieldCapability()})


@caught("test_service_and_capabilities_are_whole", "delete_note")
class PromisesTooMuch(ReferenceService):
    """Promises notes and cannot take one away."""

    delete_note = TrackerService.delete_note


README = """# A board for tests

Set `url` to where the board is served, `token` to what it knows you by, and `webhook_secret` to what it
signs its deliveries with.
"""


@caught("test_documentation_is_present", "does not name `settle_seconds`", readme=README)
class SettingNotInTheReadme(ReferenceService):
    """Has a README that does not name one of its settings."""


unnamed = vars(SettingNotInTheReadme)["animal"].plugin

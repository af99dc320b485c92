"""What becomes of a work item that becomes one of another type."""

from __future__ import annotations

from devlog_azure_devops.sandbox import AzureDevOpsSandbox

from .desk import Desk, draft, fields


def test_a_bug_that_becomes_a_story_is_read_and_written_where_people_look(
    sandbox: AzureDevOpsSandbox, desk: Desk
) -> None:
    """Otherwise the steps, which a story's form does not show, would hide what people write from then on."""
    made = desk.service.create(draft(type="bugfix", description="one"))
    sandbox.retype(made.ref.id, "User Story")
    assert desk.fetch(made).values["description"] == "one"
    sandbox.edit(made.ref.id, {"System.Description": "<div>two</div>"}, by="jane")
    assert desk.fetch(made).values["description"] == "two"
    sandbox.edit(made.ref.id, {"System.Description": None}, by="jane")
    story = desk.fetch(made)
    after = desk.service.update(story.ref, fields(story, description="three"), story.version)
    assert after.values["description"] == "three"
    assert sandbox.read(made.ref.id)["fields"]["System.Description"] == "<div>three</div>"

"""What becomes of a text where a work item becomes one of another type, or the text one of another format."""

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


def test_a_text_that_was_emptied_comes_back_in_the_format_of_its_field(
    sandbox: AzureDevOpsSandbox, desk: Desk
) -> None:
    """The format is told only with a text: HTML would be read as Markdown, its tags for people to see."""
    made = desk.service.create(draft(type="feature", description=""))
    sandbox.reformat(made.ref.id, "System.Description", "# one", "markdown", by="jane")
    sandbox.edit(made.ref.id, {"System.Description": None}, by="jane")
    empty = desk.fetch(made)
    after = desk.service.update(empty.ref, fields(empty, description="# two", title="B"), empty.version)
    assert (after.values["description"], after.values["title"]) == ("# two", "B")
    assert sandbox.read(made.ref.id)["fields"]["System.Description"] == "# two"

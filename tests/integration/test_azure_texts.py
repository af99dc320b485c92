"""Rich texts of Azure DevOps, edited from here by the command: what was edited changes, all else stays."""

from __future__ import annotations

from typing import Any

from tests.integration.desk import Desk, quiet
from tests.integration.works import Works

DESCRIPTION = "System.Description"
MENTION = '<a href="#" data-vss-mention="version:2.0,4f2a-77">@Jane Doe</a>'
IMAGE = '<img src="https://dev.azure.com/acme/_apis/wit/attachments/1?fileName=a.png" alt=shot width=40>'
TABLE = (
    '<table style="border:1px"><tbody><tr><td style="x">A</td><td>B</td></tr>'
    "<tr><td>1</td><td>2</td></tr></tbody></table>"
)
LIST = '<ul><li>one<ul><li>one.one<ol><li>deep</li></ol></li></ul></li><li style="color:red">two</li></ul>'
HTML = f"<div>Edit me, {MENTION}</div><div><br></div>{TABLE}<div>{IMAGE}</div>{LIST}<p>last &amp; least</p>"


def described(works: Works, key: str) -> str:
    """The description as it is kept there."""
    return str(works.read(key)["fields"].get(DESCRIPTION) or "")


def refused(desk: Desk, *words: str) -> None:
    """Sync, and find one text refused in one line that names what is wrong with it."""
    run: dict[str, Any] = desk.near(code=1)["azure"]
    (error,) = run["errors"]
    assert (run["status"], error["kind"]) == ("partial", "rejected")
    (row,) = desk.do("outbox", "list")
    for said in (error["message"], row["error"]):
        assert [word for word in words if word not in said] == [], said
        assert "\n" not in said


def test_an_edit_of_one_line_keeps_the_rest_and_nothing_goes_unseen(azure_desk: Desk, works: Works) -> None:
    """Otherwise an edit of a word takes tables, pictures and mentions along, or a script comes in."""
    desk = azure_desk
    works.add_iteration("Sprint 1")
    rich, bug = works.seed(
        [
            {"title": "rich", "description": HTML},
            {"title": "bug", "type": "Bug", "Microsoft.VSTS.TCM.ReproSteps": HTML},
        ]
    )
    desk.sync()
    refs = {key: desk.of(key, "azure") for key in (rich, bug)}
    text = desk.show(refs[rich])["description"]
    assert desk.show(refs[bug])["description"] == text
    for ref in refs.values():
        desk.edit(ref, "-d", text.replace("Edit me", "**Edited**").replace("deep", "deeper"))
    desk.do("note", refs[rich], "a note")
    assert desk.near()["azure"]["errors"] == []
    edited = HTML.replace("Edit me", "<b>Edited</b>").replace("deep", "deeper")
    assert described(works, rich).replace("strong>", "b>") == edited
    steps = works.read(bug)["fields"]["Microsoft.VSTS.TCM.ReproSteps"]
    assert steps == described(works, rich)
    works.advance(600)
    desk.near()
    # What Markdown cannot say is named before it goes, and the other fields are sent.
    desk.edit(refs[rich], "-d", "all gone", "--title", "still sent", "--set", "milestone=Sprint 1")
    refused(desk, "description: it would lose", "mention @Jane Doe", "image shot", "keep its comment")
    there = works.shown(rich)
    assert (there["title"], there["milestone"]) == ("still sent", "Sprint 1")
    assert described(works, rich) == steps
    active = 'x <!-- html:img "\\u003cimg src=x onerror=y()\\u003e" -->![image](x)<!-- /html:img -->'
    kept = desk.show(refs[bug])["description"]
    desk.edit(refs[rich], "-d", f"{kept}\n\n{active}")
    refused(desk, "it would bring onerror of img into Azure DevOps", "take it out of the text")
    assert described(works, rich) == steps
    desk.edit(refs[rich], "-d", kept, "--set", f'acceptance_criteria=["{active[:1]} fine"]')
    assert desk.near()["azure"]["errors"] == []
    assert desk.do("outbox", "list") == []
    # Taken away there, it is gone here, and may be written over.
    works.edit(rich, {"description": "<div>plain</div>"}, by="jane")
    works.advance(600)
    desk.near()
    assert desk.show(refs[rich])["description"] == "plain"
    desk.edit(refs[rich], "-d", "short")
    assert desk.near()["azure"]["errors"] == []
    assert described(works, rich) == "<div>short</div>"
    works.advance(600)
    desk.near()
    assert quiet(desk.near()["azure"])


def test_a_field_in_markdown_and_one_in_html_are_each_kept_as_they_are(
    azure_desk: Desk, works: Works
) -> None:
    """Otherwise a description turns into HTML, or HTML is shown as text, once it is edited from here."""
    desk = azure_desk
    source = "# Head\n\n- [ ] a task | a bar\n\n| a | b |\n|---|---|\n| 1 | <kbd>2</kbd> |\n\n@<4F2A> #12"
    key, plain = works.seed(
        [
            {"title": "md", "description": source, "format": "markdown"},
            {"title": "html", "description": "<p>a"},
        ]
    )
    desk.near()
    ref = desk.of(key, "azure")
    assert desk.show(ref)["description"] == source
    desk.edit(ref, "-d", source.replace("a task", "a done task"))
    desk.edit(desk.of(plain, "azure"), "-d", "a\n\n```py\nx = 1 < 2\n```")
    long = "\n\n".join(f"Paragraph **{n}** with a [link](https://example.com/{n})." for n in range(300))
    made = desk.new("long", "-d", long)["ref"]
    assert desk.near()["azure"]["errors"] == []
    item = works.read(key)
    assert item["fields"][DESCRIPTION] == source.replace("a task", "a done task")
    assert item["multilineFieldsFormat"][DESCRIPTION] == "markdown"
    there = works.read(plain)
    assert there["multilineFieldsFormat"][DESCRIPTION] == "html"
    assert "x = 1 &lt; 2" in there["fields"][DESCRIPTION]
    works.advance(600)
    assert works.shown(works.titled("long"))["description"] == long
    desk.near()
    assert desk.show(made)["description"] == long
    works.reformat(plain, "description", "now *Markdown*", "markdown", by="jane")
    works.advance(600)
    desk.near()
    assert desk.show(desk.of(plain, "azure"))["description"] == "now *Markdown*"
    works.advance(600)
    assert quiet(desk.near()["azure"])

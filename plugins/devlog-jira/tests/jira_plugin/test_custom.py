"""Custom fields: every type there and back, and what is refused says which field and why."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from devlog_core.model.errors import RejectedError
from devlog_jira.custom import CustomField, allowed, express, read, write

TYPES = "com.atlassian.jira.plugin.system.customfieldtypes:"


class Plain:
    """A rich text whose body is a document of one text."""

    def read(self, body: Any) -> str:
        return str(body["text"]) if isinstance(body, dict) else str(body)

    def write(self, text: str) -> Any:
        return {"type": "doc", "text": text}


TEXT = Plain()


def field(type_: str, custom: str = "", items: str = "", name: str = "Severity") -> CustomField:
    """A field of that type, which the entry calls custom.x."""
    schema = {"type": type_, "items": items, "custom": custom and TYPES + custom}
    return CustomField.of("x", {"id": "customfield_10010", "name": name, "schema": schema})


CASES = [
    (field("string", "textfield"), "red", "red"),
    (field("string", "url"), "https://a.test/", "https://a.test/"),
    (field("string", "textarea"), "a **b**", {"type": "doc", "text": "a **b**"}),
    (field("number", "float"), 3, 3),
    (field("number", "float"), 3.5, 3.5),
    (field("date", "datepicker"), "2026-03-31", "2026-03-31"),
    (field("datetime", "datetime"), "2026-03-31T12:00:00Z", "2026-03-31T12:00:00.000+0000"),
    (field("option", "select"), "S2", {"value": "S2"}),
    (field("option", "radiobuttons"), "S2", {"value": "S2"}),
    (field("array", "multiselect", "option"), ["a", "b"], [{"value": "a"}, {"value": "b"}]),
    (field("array", "multicheckboxes", "option"), ["a"], [{"value": "a"}]),
    (field("array", "labels", "string"), ["a", "b"], ["a", "b"]),
    (field("array", "multiversion", "version"), ["1.0"], [{"name": "1.0"}]),
    (field("version", "version"), "1.0", {"name": "1.0"}),
    (field("group", "grouppicker"), "staff", {"name": "staff"}),
    (field("array", "multigrouppicker", "group"), ["staff"], [{"name": "staff"}]),
    (field("user", "userpicker"), "u1", {"accountId": "u1"}),
    (field("array", "multiuserpicker", "user"), ["u1", "u2"], [{"accountId": "u1"}, {"accountId": "u2"}]),
    (field("option-with-child", "cascadingselect"), ["a"], {"value": "a"}),
    (field("option-with-child", "cascadingselect"), ["a", "b"], {"value": "a", "child": {"value": "b"}}),
    (field("project", "project"), "OPS", {"key": "OPS"}),
    (field("any", "gh-epic-link"), "OPS-1", "OPS-1"),
]


@pytest.mark.parametrize(("of", "value", "raw"), CASES, ids=lambda case: str(case)[:40])
def test_a_value_is_sent_as_its_type_wants_and_read_back(of: CustomField, value: Any, raw: Any) -> None:
    """Otherwise Jira refuses it, or each sync sees an edit that nobody made."""
    assert write(of, value, TEXT, True) == raw
    assert read(of, raw, TEXT) == value
    assert express(of, value, TEXT, True) == value


@pytest.mark.parametrize(("of", "value", "raw"), CASES, ids=lambda case: str(case)[:40])
def test_an_empty_value_empties_the_field(of: CustomField, value: Any, raw: Any) -> None:
    """Otherwise what is taken away here stays there."""
    assert write(of, None, TEXT, True) in (None, [])
    assert read(of, None, TEXT) is None
    assert express(of, None, TEXT, True) is None


def test_people_are_names_on_a_server() -> None:
    """A Server knows no account ids."""
    assert write(field("user", "userpicker"), "jane", TEXT, False) == {"name": "jane"}
    assert read(field("user", "userpicker"), {"name": "jane", "key": "JIRAUSER1"}, TEXT) == "jane"


def test_the_order_of_a_list_says_nothing() -> None:
    """Jira gives the options of a list in its own order."""
    of = field("array", "multiselect", "option")
    assert express(of, ["b", "a", "b"], TEXT, True) == ["a", "b"]
    assert read(of, [{"value": "b"}, {"value": "a"}], TEXT) == ["a", "b"]


def test_numbers_are_compared_by_value() -> None:
    """Jira answers 3.0 to a 3."""
    assert read(field("number"), 3.0, TEXT) == 3
    assert json.dumps(read(field("number"), 3.0, TEXT)) == "3"


def test_times_are_compared_in_utc() -> None:
    """Jira answers in the zone of the account."""
    assert read(field("datetime"), "2026-03-31T14:00:00.000+0200", TEXT) == "2026-03-31T12:00:00Z"


def test_an_old_server_says_that_options_are_texts() -> None:
    """Its schema gives the type string to select lists."""
    assert read(field("string", "select"), {"value": "S2", "id": "1"}, TEXT) == "S2"
    assert write(field("string", "select"), "S2", TEXT, False) == {"value": "S2"}


@pytest.mark.parametrize(
    "raw",
    [
        {"id": 7, "name": "Sprint 7", "state": "active"},
        "com.atlassian.greenhopper.service.sprint.Sprint@1[id=7,rapidViewId=1,state=ACTIVE,name=Sprint 7]",
    ],
)
def test_sprints_are_read_by_name_and_set_by_actions(raw: Any) -> None:
    """A Server writes a sprint as a text of its own making."""
    of = field("array", "gh-sprint", "json", name="Sprint")
    assert read(of, [raw], TEXT) == ["Sprint 7"]
    assert not of.writable
    with pytest.raises(RejectedError, match=r"Sprint has the type array of json .*add_to_sprint") as refused:
        write(of, ["Sprint 8"], TEXT, True)
    assert refused.value.fields == ("custom.x",)


@pytest.mark.parametrize(
    ("raw", "value"),
    [("a", "a"), (3, 3), ({"value": "a", "self": "u"}, "a"), ([{"name": "a"}], ["a"]), ({"x": 1}, {"x": 1})],
)
def test_an_unknown_type_is_read_as_far_as_it_is_plain_and_never_written(raw: Any, value: Any) -> None:
    """A value written into a field that nobody understands could destroy it."""
    of = field("sd-approvals", "vp-approvals", name="Approvals")
    assert read(of, raw, TEXT) == value
    with pytest.raises(
        RejectedError, match=r"Approvals has the type sd-approvals \(vp-approvals\)"
    ) as refused:
        write(of, value, TEXT, True)
    assert refused.value.fields == ("custom.x",)
    assert express(of, value, TEXT, True) == value


@pytest.mark.parametrize(
    ("of", "value", "expected"),
    [
        (field("number"), "many", "a number"),
        (field("number"), True, "a number"),
        (field("date"), "soon", "a date such as"),
        (field("datetime"), "soon", "a time such as"),
        (field("option", "select"), 7, "the name of an option"),
        (field("array", "multiselect", "option"), "a", "a list of options"),
        (field("array", "labels", "string"), ["two words"], "words without spaces"),
        (field("option-with-child", "cascadingselect"), ["a", "b", "c"], "an option, or a list of two"),
        (field("string", "textfield"), "two\nlines", "a text on one line"),
        (field("string", "textarea"), ["a"], "a text"),
    ],
)
def test_a_value_that_does_not_suit_is_refused_by_name(of: CustomField, value: Any, expected: str) -> None:
    """Jira's own words would name customfield_10010."""
    with pytest.raises(RejectedError, match=expected) as refused:
        write(of, value, TEXT, True)
    assert refused.value.fields == ("custom.x",)
    assert "Severity" in refused.value.reason
    assert express(of, value, TEXT, True) == value


def test_every_recorded_field_has_a_type_that_is_known(shared: Path) -> None:
    """What real projects ask for can be given."""
    folder = shared / "data/replay/jira"
    found = 0
    for path in sorted(folder.glob("mattermost.*create-issue-metadata*.json")):
        for project in json.loads(path.read_text())["projects"]:
            for kind in project["issuetypes"]:
                for name, record in kind["fields"].items():
                    if not name.startswith("customfield_"):
                        continue
                    found += 1
                    of = CustomField.of("x", {"id": name, **record})
                    assert of.kind, record
                    values = allowed(record)
                    assert all(value for value in values)
    assert found > 20

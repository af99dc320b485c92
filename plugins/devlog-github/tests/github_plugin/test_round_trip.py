"""What is written reads back as `express` says, whatever stood there before."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from devlog_core.model.fields import PRIORITIES, STATUSES, TYPES, sorted_set
from devlog_core.model.remote import FieldChange, Mark, Patch, SetChange
from devlog_github import sending
from devlog_github.config import Mapping
from devlog_github.mapping import express, item_of, values_of
from devlog_github.vocabulary import Vocabulary

MARK = Mark(uid="0190aaaa-0000-7000-8000-00007c41f09a")
MILESTONES = ["v1", "v2"]
SETS = ("labels", "assignees")

shown = st.sampled_from(
    ["open", "closed", "closed:not_planned", "closed:duplicate", "one", "two", "Three", False]
)
labels = st.sampled_from(["one-p", "two-p", "Three-p", False])
maps = st.builds(
    lambda status, priority: Vocabulary(Mapping.model_validate({"status": status, "priority": priority})),
    st.dictionaries(st.sampled_from(STATUSES), shown),
    st.dictionaries(st.sampled_from(PRIORITIES), labels),
)
names = st.lists(
    st.sampled_from(["bug", "Bug", "ui ", "one", "status: blocked", "type: docs", "ümlaut"])
    | st.text(min_size=1),
    max_size=5,
)
contents = st.fixed_dictionaries(
    {
        "title": st.text(min_size=1).filter(lambda text: text.split()),
        "description": st.text(),
        "status": st.sampled_from(STATUSES),
        "priority": st.sampled_from(PRIORITIES),
        "type": st.sampled_from(TYPES),
        "labels": names,
        "assignees": st.lists(st.sampled_from(["alice", "Bob", "carol"]), unique=True),
        "milestone": st.none() | st.sampled_from(MILESTONES),
    }
)


class Paper:
    """GitHub on paper: an issue that takes requests."""

    def __init__(self) -> None:
        self.record: dict[str, Any] = {
            "id": 5, "number": 1, "state": "open", "state_reason": None, "labels": [], "assignees": [],
            "milestone": None, "body": None, "title": "?", "created_at": "2026-01-01T00:00:00Z",
        }  # fmt: skip

    def take(self, body: dict[str, Any]) -> None:
        """Apply a request as GitHub would."""
        for key, value in body.items():
            if key == "labels":
                value = [{"name": name.strip()} for name in value]
            elif key == "assignees":
                value = [{"login": name} for name in value]
            elif key == "milestone":
                value = {"number": value, "title": MILESTONES[value]} if value is not None else None
            self.record[key] = value

    def values(self, words: Vocabulary) -> dict[str, Any]:
        """The issue as it is read."""
        return values_of(self.record, words)


def expected(values: dict[str, Any], words: Vocabulary) -> dict[str, Any]:
    """What `express` promises of each field."""
    return {name: express(name, value, words) for name, value in values.items()}


@settings(deadline=None)
@given(contents, maps)
def test_a_new_issue_reads_as_expressed(values: dict[str, Any], words: Vocabulary) -> None:
    """Otherwise the first pull after a push would bring edits that nobody made."""
    paper = Paper()
    paper.take(sending.creation(MARK, values, words, MILESTONES.index))
    paper.take(sending.completion(paper.record))
    assert paper.values(words) == expected(values, words)
    assert item_of(paper.record, "1", words).mark == MARK.uid
    assert sending.completion(paper.record) == {}


@settings(deadline=None)
@given(contents, contents, st.lists(st.sampled_from(["foreign", "one", "type: docs"]), unique=True), maps)
def test_a_changed_issue_reads_as_expressed(
    before: dict[str, Any], after: dict[str, Any], foreign: list[str], words: Vocabulary
) -> None:
    """From any state to any other by one request, foreign labels kept."""
    paper = Paper()
    paper.take(sending.creation(MARK, before, words, MILESTONES.index))
    paper.take(sending.completion(paper.record))
    paper.record["labels"] += [{"name": name} for name in foreign]
    item = item_of(paper.record, "1", words)
    wanted = expected(after, words)
    sets = {
        name: SetChange(
            add=tuple(value for value in wanted[name] if value not in item.values[name]),
            remove=tuple(value for value in item.values[name] if value not in wanted[name] + foreign),
        )
        for name in SETS
    }
    fields = {
        name: FieldChange(old=item.values[name], new=value)
        for name, value in after.items()
        if name not in SETS
    }
    body = sending.change(paper.record, item, Patch(fields=fields, sets=sets), words, MILESTONES.index)
    paper.take(body)
    wanted["labels"] = express("labels", [*wanted["labels"], *foreign], words)
    assert paper.values(words) == wanted
    again = item_of(paper.record, "1", words)
    assert sending.change(paper.record, again, Patch(fields=fields), words, MILESTONES.index) == {}
    assert again.mark == MARK.uid


@settings(deadline=None)
@given(contents, maps)
def test_what_was_expressed_is_expressed_again_unchanged(values: dict[str, Any], words: Vocabulary) -> None:
    """What a place answers must not change by being sent once more."""
    once = expected(values, words)
    plain = {name: value for name, value in once.items() if not isinstance(value, list) or name in SETS}
    assert expected(plain, words) == plain


@settings(deadline=None)
@given(contents, maps)
def test_values_are_canonical(values: dict[str, Any], words: Vocabulary) -> None:
    """Sets sorted, so that equal contents have equal hashes."""
    shown = expected(values, words)
    assert shown["labels"] == sorted_set(shown["labels"])
    assert shown["assignees"] == sorted_set(shown["assignees"])

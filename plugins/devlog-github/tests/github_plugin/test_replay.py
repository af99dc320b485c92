"""Real exchanges, recorded by others, read by the plugin's own code."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from devlog_core.model.remote import Cursor, Rejected, RemoteItem
from devlog_core.testing.stage import Answerer, Asked, Reply, Stage
from devlog_github import records
from devlog_github.answer import Answer
from devlog_github.body import normal
from devlog_github.config import Mapping
from devlog_github.mapping import label_names, note_of
from devlog_github.records import Source
from devlog_github.vocabulary import Vocabulary

from .desk import items, opened

SOURCE = Source(scope="1", integration="github", repository="a/b", words=Vocabulary(Mapping()))
ISSUES = re.compile(r"/repos(?:itories)?/[^?]+/issues(?:/\d+)?/?")
COMMENTS = re.compile(r"/repos(?:itories)?/[^?]+/issues(?:/\d+)?/comments(?:/\d+)?")
LABELS = re.compile(r"/repos/[^?]+/labels(?:/[^/]+)?|/repos/[^?]+/issues/\d+/labels(?:/[^/]+)?")
MILESTONES = re.compile(r"/repos/[^?]+/milestones(?:/\d+)?")


def exchanges(shared: Path, pattern: re.Pattern[str]) -> Iterator[tuple[str, dict[str, Any], Any]]:
    """Name, request and decoded body of the exchanges with a matching path that succeeded."""
    for path in sorted((shared / "data/replay/pygithub").glob("*.json")):
        for entry in json.loads(path.read_text()):
            request, response = entry["request"], entry["response"]
            where = urlsplit(request["uri"]).path
            if pattern.fullmatch(where) and response["status"] in (200, 201) and response["body"]:
                yield f"{path.stem} {request['method']} {where}", request, json.loads(response["body"])


def listed(body: Any) -> list[Any]:
    """One record or many as a list."""
    return body if isinstance(body, list) else [body]


def whole(record: Any) -> bool:
    """Whether a record is as GitHub gave it: some recordings were cut down to their ids."""
    return isinstance(record, dict) and "number" in record and "title" in record


def test_every_recorded_issue_parses(shared: Path) -> None:
    """From 2012 to this year; those cut down by their recorder are named and set aside."""
    read = cut = 0
    for name, _, body in exchanges(shared, ISSUES):
        for record in listed(body):
            made = records.issues(SOURCE, [record], 0)[0].made
            if whole(record):
                read += 1
                assert not isinstance(made, Rejected | None), (name, made)
            else:
                cut += 1
                assert isinstance(made, Rejected), name
    assert read > 200
    assert cut > 400


def test_every_recorded_comment_parses(shared: Path) -> None:
    """Ours are those with a mark, so none of these."""
    read = 0
    for name, _, body in exchanges(shared, COMMENTS):
        for record in listed(body):
            note = note_of(record, "1")
            assert (note.content, note.mark) == (normal(record["body"]), None), name
            if "issue_url" in record:
                found = records.comments(SOURCE, [record])
                assert found[0].issue == record["issue_url"].rpartition("/")[2]
            read += 1
    assert read > 10


def test_every_recorded_label_and_milestone_reads_inside_an_issue(shared: Path) -> None:
    """They have one shape everywhere."""
    bare = {"id": 1, "number": 1, "title": "x", "created_at": "2026-01-01T00:00:00Z"}
    labels = [record for _, _, body in exchanges(shared, LABELS) for record in listed(body)]
    milestones = [record for _, _, body in exchanges(shared, MILESTONES) for record in listed(body)]
    assert len(labels) > 10
    assert len(milestones) > 5
    assert label_names({"labels": labels}) == [label["name"] for label in labels]
    for milestone in milestones:
        made = records.issues(SOURCE, [bare | {"milestone": milestone}], 0)[0].made
        assert isinstance(made, RemoteItem)
        assert made.values["milestone"] == " ".join(milestone["title"].split())


@pytest.fixture
def paginate(shared: Path) -> dict[str, Any]:
    """The recording of thirteen issues read three by three, as answers by path."""
    entries = json.loads((shared / "data/replay/octokit-fixtures/paginate-issues.json").read_text())
    reads = {entry["path"]: entry for entry in entries if entry["method"] == "get"}
    made = next(entry["response"] for entry in entries if entry["path"].startswith("/orgs/"))
    return {"reads": reads, "repository": made}


def test_a_recorded_list_is_read_to_its_end(
    paginate: dict[str, Any], perform: Callable[[Answerer], Stage]
) -> None:
    """By its links alone, which lead from the name to the id and to a host that we do not ask."""
    reads, repository = paginate["reads"], paginate["repository"]
    first = next(path for path in reads if path.endswith("/issues?per_page=3"))

    def answer(asked: Asked) -> Reply:
        entry = reads.get(asked.where)
        if asked.where == f"/repos/{repository['full_name']}":
            return Reply(body=repository)
        if asked.where.endswith("asc&per_page=100"):
            entry = reads[first]
        assert entry is not None, asked.where
        raw = entry["rawHeaders"]
        headers = {
            name: value
            for name, value in zip(raw[::2], raw[1::2], strict=True)
            if name in ("Link", "ETag", "Date")
        }
        headers = {
            name: value.replace("https://api.github.com", stage.url) for name, value in headers.items()
        }
        return Reply(entry["status"], entry["response"], headers)

    stage = perform(answer)
    desk = opened({"repository": repository["full_name"], "token": "t", "api_url": stage.url})
    pages = desk.read()
    # Newest first, as they were recorded; between pages nothing slipped through, which costs a look back.
    assert sorted(int(item.ref.key) for item in items(pages)) == list(range(1, 14))
    assert len(pages) == 5
    assert {item.ref.scope for item in items(pages)} == {str(repository["id"])}
    assert isinstance(pages[-1].next, Cursor)


def test_the_recorded_links_are_read(paginate: dict[str, Any]) -> None:
    """Four of the five pages have a next."""
    links = []
    for entry in paginate["reads"].values():
        headers = {
            name.lower(): value
            for name, value in zip(entry["rawHeaders"][::2], entry["rawHeaders"][1::2], strict=True)
        }
        links.append(Answer(status=200, headers=headers).next)
    assert len([link for link in links if link]) == 4


def test_recorded_refusals_are_understood(shared: Path) -> None:
    """401, 403, 404 and 422 as GitHub worded them over the years."""
    from datetime import UTC, datetime

    from devlog_core.model.errors import DevlogError
    from devlog_github.cures import cure
    from devlog_github.limits import GitHubLimits

    reader = GitHubLimits("https://api.github.com")
    kinds = set()
    for path in sorted((shared / "data/replay/pygithub").glob("*.json")):
        for entry in json.loads(path.read_text()):
            response = entry["response"]
            if response["status"] < 400:
                continue
            try:
                data = json.loads(response["body"])
            except ValueError:
                data = None
            answer = Answer(status=response["status"], headers=response["headers"], data=data)
            error = cure(answer, "a/b", datetime(2026, 1, 1, tzinfo=UTC), reader)
            assert isinstance(error, DevlogError)
            kinds.add((response["status"], error.kind))
    assert {(401, "auth"), (422, "rejected")} <= kinds
    assert (403, "rate_limited") in kinds or (403, "auth") in kinds

"""The recipes of the cookbook do what the page says of them."""

from __future__ import annotations

import importlib
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import requests

from devlog_core.model.errors import (
    AuthError,
    GoneError,
    PluginError,
    RateLimitedError,
    RejectedError,
    StaleError,
    TransientError,
)
from devlog_core.model.integration import Integration
from devlog_core.model.remote import Cursor, Patch, RemoteItem, RemoteRef, SetChange, Version
from devlog_core.testing.context import Context
from devlog_core.testing.stage import Answerer, Asked, Reply, Stage, stages
from tests.docs.conftest import ROOT
from tests.docs.pages import write_files

PAGE = ROOT / "docs" / "plugins" / "cookbook.md"
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
Recipe = Callable[[str], ModuleType]


@pytest.fixture(scope="module")
def kitchen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the recipes as files."""
    folder = tmp_path_factory.mktemp("cookbook")
    assert len(write_files(PAGE, folder)) > 9
    (folder / "recipes" / "__init__.py").touch()
    return folder


@pytest.fixture
def recipe(kitchen: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Recipe]:
    """A recipe by its name."""
    monkeypatch.syspath_prepend(str(kitchen))
    yield lambda name: importlib.import_module(f"recipes.{name}")
    for name in [name for name in sys.modules if name.partition(".")[0] == "recipes"]:
        del sys.modules[name]


@pytest.fixture
def stage() -> Iterator[Callable[[Answerer], Stage]]:
    """Servers that answer as a test says."""
    with stages() as start:
        yield start


@pytest.fixture
def session() -> Iterator[requests.Session]:
    """A session with a budget of its own."""
    with Context({}, NOW).session() as found:
        yield found


def test_the_recipes_are_in_the_form_of_the_house(kitchen: Path) -> None:
    """Otherwise an author's linter objects to what was copied."""
    for what in (["check"], ["format", "--check"]):
        run = subprocess.run(
            [Path(sys.executable).with_name("ruff"), *what, "--config", ROOT / "pyproject.toml", kitchen],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert run.returncode == 0, run.stdout


@pytest.mark.long
def test_the_recipes_are_typed(kitchen: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise an author who copies one has to mend it first."""
    monkeypatch.chdir(kitchen)
    words = ["--strict", "--explicit-package-bases", "--cache-dir", str(kitchen / "cache"), "recipes"]
    run = subprocess.run([sys.executable, "-m", "mypy", *words], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (Reply(401), AuthError),
        (Reply(404), GoneError),
        (Reply(412), StaleError),
        (Reply(429, headers={"Retry-After": "7"}), RateLimitedError),
        (Reply(403, headers={"Retry-After": "Sat, 21 Nov 2026 12:00:30 GMT"}), RateLimitedError),
        (Reply(503, headers={"Retry-After": "5"}), TransientError),
        (Reply(422, {"errors": {"summary": ["too long"]}}), RejectedError),
    ],
)
def test_a_refusal_is_named_by_its_cure(
    recipe: Recipe, stage: Callable[[Answerer], Stage], reply: Reply, error: type[Exception]
) -> None:
    """Otherwise an author's plugin stops where it should wait, or tries what can never work."""
    place = stage(
        lambda asked: Reply(
            reply.status, reply.body, {"Date": "Sat, 21 Nov 2026 12:00:00 GMT"} | reply.headers
        )
    )
    with requests.Session() as session, pytest.raises(error) as raised:
        recipe("answers").ask(session, "GET", place.url, NOW)
    assert raised.type is error
    if isinstance(raised.value, RejectedError):
        assert raised.value.fields == ("title",)
    if isinstance(raised.value, TransientError):
        assert raised.value.retry_at is not None
        assert NOW < raised.value.retry_at <= NOW + timedelta(seconds=30)


class Shelf:
    """A list of records, read by any of the styles; `between` happens after the first page."""

    def __init__(self, count: int, between: Callable[[list[int]], None] = lambda ids: None) -> None:
        self.ids = list(range(1, count + 1))
        self._between = between

    def answer(self, asked: Asked) -> Reply:
        """The page that is asked for."""
        want, ids = asked.query, self.ids
        if "offset" in want:
            page, extra = ids[int(want["offset"]) :][:100], dict[str, Any]()
        elif "page" in want:
            page, extra = ids[(int(want["page"]) - 1) * 100 :][:100], {"total": len(ids)}
        elif "after" in want:
            page, extra = [one for one in ids if one > int(want["after"])][:100], {}
        else:
            after = int(want.get("token", 0))
            page = [one for one in ids if one > after][:100]
            extra = {"next": str(page[-1]) if len(page) == 100 else ""}
        self._between(self.ids)
        self._between = lambda ids: None
        rows = [{"id": one} for one in page]
        links = (
            {"Link": f'<{asked.path}?token={page[-1]}>; rel="next"'} if page and page[-1] != ids[-1] else {}
        )
        if asked.path == "/linked":
            host = f"http://{asked.headers['Host']}"
            return Reply(
                body=rows, headers={name: value.replace("<", f"<{host}") for name, value in links.items()}
            )
        return Reply(body={"items": rows} | extra if extra else rows)


def _read(style: Any, session: requests.Session, url: str) -> list[int]:
    found, at = list[int](), dict[str, Any]()
    for _ in range(20):
        rows, following = style(session, url, at, NOW)
        found += [row["id"] for row in rows]
        if following is None:
            return found
        at = following
    raise AssertionError("the reading does not end")


STYLES = ("after_id", "by_token", "by_link", "by_offset", "by_number")


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("count", [0, 1, 100, 250])
def test_every_style_reads_to_the_end(
    recipe: Recipe, stage: Callable[[Answerer], Stage], session: requests.Session, style: str, count: int
) -> None:
    """Otherwise the last page is missing, or asked for without end."""
    place = stage(Shelf(count).answer)
    found = _read(
        getattr(recipe("paging"), style), session, f"{place.url}/{'linked' if style == 'by_link' else 'rows'}"
    )
    assert found == list(range(1, count + 1))


@pytest.mark.parametrize("style", STYLES)
def test_no_style_loses_a_record_of_a_shifting_list(
    recipe: Recipe, stage: Callable[[Answerer], Stage], session: requests.Session, style: str
) -> None:
    """Otherwise a record that moved up while it was read is taken for deleted."""

    def vanish(ids: list[int]) -> None:
        del ids[:7]

    place = stage(Shelf(250, vanish).answer)
    found = _read(
        getattr(recipe("paging"), style), session, f"{place.url}/{'linked' if style == 'by_link' else 'rows'}"
    )
    assert set(range(8, 251)) <= set(found)


def test_a_link_to_another_host_is_not_followed(
    recipe: Recipe, stage: Callable[[Answerer], Stage], session: requests.Session
) -> None:
    """Otherwise a place can have our token sent anywhere."""
    place = stage(lambda asked: Reply(body=[], headers={"Link": '<http://elsewhere.test/x>; rel="next"'}))
    with pytest.raises(PluginError, match="elsewhere"):
        recipe("paging").by_link(session, place.url, {}, NOW)


def test_a_delta_begins_where_the_reading_began_by_the_places_clock(
    recipe: Recipe, stage: Callable[[Answerer], Stage], session: requests.Session
) -> None:
    """Otherwise what changed while the pages were read is never seen."""
    times = iter(["Sat, 21 Nov 2026 15:00:00 GMT", "Sat, 21 Nov 2026 15:10:00 GMT"])
    shelf = Shelf(150)
    place = stage(lambda asked: Reply(body=shelf.answer(asked).body, headers={"Date": next(times)}))
    first = recipe("changes").page(session, place.url, None, "snapshot", NOW, _item)
    last = recipe("changes").page(session, place.url, first.next, "snapshot", NOW, _item)
    assert (first.more, last.more) == (True, False)
    assert last.next.data == {"since": "2026-11-21T14:59:00Z"}


def test_a_quiet_delta_gives_the_same_cursor(
    recipe: Recipe, stage: Callable[[Answerer], Stage], session: requests.Session
) -> None:
    """Otherwise each sync with nothing to do writes to the store."""
    place = stage(lambda asked: Reply(body=[]))
    cursor = Cursor(data={"since": "2026-11-21T14:59:00Z"})
    assert recipe("changes").page(session, place.url, cursor, "delta", NOW, _item).next == cursor
    assert place.asked[0].query["since"] == "2026-11-21T14:59:00Z"


def _item(row: dict[str, Any]) -> RemoteItem:
    return RemoteItem(ref=RemoteRef(id=str(row["id"])), version=Version.of(row["id"], row))


def test_a_budget_of_its_own_is_kept(recipe: Recipe, stage: Callable[[Answerer], Stage]) -> None:
    """Otherwise a place with other headers is asked until it shuts us out."""
    place = stage(lambda asked: Reply(headers={"X-Budget": "0/100;ends=30"}))
    context = Context({})
    with context.session(recipe("limits").BudgetReader()) as session:
        session.post(f"{place.url}/search")
        with pytest.raises(RateLimitedError) as raised:
            session.post(f"{place.url}/search")
    assert raised.value.retry_at is not None
    assert context.meter.writes == 0
    assert len(place.asked) == 1


def test_a_token_is_refreshed_in_time_and_the_new_refresh_token_kept(
    recipe: Recipe, stage: Callable[[Answerer], Stage]
) -> None:
    """Otherwise an integration stops an hour after it was set up, or a day after."""
    valid = {"refresh_token=one&": "two", "refresh_token=two&": "three"}

    def sign_in(asked: Asked) -> Reply:
        new = next((after for form, after in valid.items() if form in f"{asked.body}&"), None)
        return (
            Reply(body={"access_token": f"for-{new}", "refresh_token": new, "expires_in": 600})
            if new
            else Reply(400)
        )

    place = stage(sign_in)
    context = Context({"refresh_token": "one"}, NOW)
    with context.session() as session:
        made = recipe("oauth").Access(context, session, place.url, "devlog")
        assert made.headers() == {"Authorization": "Bearer for-two"}
        assert made.headers() == {"Authorization": "Bearer for-two"}
        context.time = NOW + timedelta(minutes=10)
        assert made.headers() == {"Authorization": "Bearer for-three"}
        assert isinstance(made.refused(), TransientError)
        with pytest.raises(AuthError, match="sign in anew"):
            made.headers()
        context.secrets.values["refresh_token"] = "two"
        assert made.headers() == {"Authorization": "Bearer for-three"}


BLOCKS = [
    {"type": "paragraph", "text": "A *star*, 1 < 2 and <!-- blocks:poll {} -->"},
    {"type": "code", "text": "if a:\n\n    b()"},
    {"type": "poll", "id": 7, "question": "Ship --> now?"},
    {"type": "paragraph", "text": "# no heading"},
]


def test_a_text_comes_back_as_it_was(recipe: Recipe) -> None:
    """Otherwise an edit of a word drops the poll below it."""
    blocks = recipe("blocks")
    said = blocks.to_markdown(BLOCKS)
    assert blocks.to_blocks(said) == BLOCKS
    assert blocks.to_markdown(blocks.to_blocks(said)) == said
    with pytest.raises(RejectedError, match="damaged"):
        blocks.to_blocks(said.replace('"id":7', '"id":'))


def test_a_name_in_the_settings_is_a_field(recipe: Recipe) -> None:
    """Otherwise the engine never sends what the user named."""
    custom = recipe("custom")
    config = custom.CustomConfig.model_validate({"custom": {"severity": "cf_12"}})
    service = custom.CustomService(Integration(name="x", plugin="x"), config, Context({}))
    assert service.capabilities.writes("custom.severity")
    assert service.values({"title": "t", "cf_12": "S1"}) == {"title": "t", "custom.severity": "S1"}
    plain = custom.CustomService(Integration(name="y", plugin="x"), custom.CustomConfig(), Context({}))
    assert not plain.capabilities.writes("custom.severity")


def test_nothing_found_is_believed_once_the_search_has_settled(recipe: Recipe) -> None:
    """Otherwise an item whose answer was lost is made twice."""
    certain = recipe("finding").certain
    with pytest.raises(TransientError) as raised:
        certain([], NOW, NOW + timedelta(seconds=10), NOW)
    assert raised.value.retry_at == NOW + timedelta(seconds=20)
    assert certain([], NOW, NOW + timedelta(seconds=30), NOW) == []
    assert certain([], None, NOW, NOW) == []


def test_what_others_changed_is_seen_before_it_is_written_over(recipe: Recipe) -> None:
    """Otherwise a colleague's label goes with ours."""
    stale = recipe("stale")
    item = RemoteItem(
        ref=RemoteRef(id="1", key="1"), version=Version.of(2, "x"), values={"labels": ["theirs", "old"]}
    )
    assert stale.unchanged(item, item.version) is item
    with pytest.raises(StaleError):
        stale.unchanged(item, Version.of(1, "x"))
    with pytest.raises(GoneError):
        stale.unchanged(None, None)
    patch = Patch(sets={"labels": SetChange(add=("new", "theirs"), remove=("old",))})
    assert stale.labels_after(item, patch) == ["theirs", "new"]


def test_people_are_named_by_their_account(recipe: Recipe) -> None:
    """Otherwise two of the same name are one."""
    people = recipe("people")
    ada = {"login": "ada-l", "name": "Ada", "email": "ada@example.org"}
    [found] = people.accounts({"author": ada, "assignees": [ada]})
    assert (found.account, found.name, found.email) == ("ada-l", "Ada", "ada@example.org")
    assert people.expressed(["grace", "ada"]) == ["ada"]


def test_a_build_names_what_it_belongs_to(recipe: Recipe) -> None:
    """Otherwise a build hangs on nothing."""
    record = {
        "id": 9, "number": 4, "url": "https://ci.example.org/4", "finished": "2026-11-21T12:00:00Z",
        "state": "failed", "commit": "c0ffee", "issues": [12], "message": "dl-7c41f09a: end\n`dl-00000000`",
    }  # fmt: skip
    thing = recipe("things").build(record, "shop")
    assert thing.title == "dl-7c41f09a: end"
    entry, issue, commit = thing.targets
    assert (entry.entry, issue.integration, issue.key, commit.commit) == (
        "dl-7c41f09a",
        "shop",
        "12",
        "c0ffee",
    )

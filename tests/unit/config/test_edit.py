"""One key of a file changes; everything else, comments included, stays as it was."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
import tomlkit
from hypothesis import given, settings
from hypothesis import strategies as st

from devlog_core.config.edit import assign, key_path, remove
from devlog_core.model.errors import ConfigError, NotFoundError, UsageError

TEXT = """\
# about the file
[sync]  # guards
create_guard = 3   # keep me

# about a
[integrations.a]
plugin = "x"
  [integrations.a.config]
  list = [
    1,  # one
  ]
  # the end of a

# about b
[integrations.b]
config = { inline = true }

# about people
[people.ada]
email = "a@b"
"""


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("sync.create_guard", 50),
        ("sync.deadline", 5),
        ("storage.url", "json:x"),
        ("integrations.a.enabled", False),
        ("integrations.a.config.list", [2, 3]),
        ("integrations.a.config.new", "line\nbreak"),
        ("integrations.a.config.mapping.status.'in progress'", "x"),
        ("integrations.b.config.inline", False),
        ("integrations.b.config.more", 1),
        ("integrations.b.config.deep.er", 1),
        ("integrations.c.plugin", "y"),
        ("people.ada.emails", ["x", "y"]),
    ],
)
def test_a_key_is_set_and_every_comment_stays(key: str, value: Any) -> None:
    """Otherwise a command eats what somebody wrote for their team."""
    text = assign(TEXT, key_path(key), value)

    expected: Any = tomllib.loads(TEXT)
    node = expected
    for part in key_path(key)[:-1]:
        node = node.setdefault(part, {})
    node[key_path(key)[-1]] = value
    assert tomllib.loads(text) == expected
    kept = [line for line in TEXT.splitlines() if line.lstrip().startswith("#")]
    assert [line for line in text.splitlines() if line.lstrip().startswith("#")] == kept
    assert "# about people\n[people.ada]" in text
    assert text.endswith("\n")


def test_a_new_key_comes_last_in_its_table() -> None:
    """Otherwise it lands under a comment that speaks of another table."""
    assert 'plugin = "x"\nenabled = false\n  [integrations.a.config]' in assign(
        TEXT, ("integrations", "a", "enabled"), False
    )
    assert "  ]\n  new = 1\n  # the end of a\n" in assign(TEXT, ("integrations", "a", "config", "new"), 1)


@pytest.mark.parametrize("key", ["integrations.a", "integrations.a.config", "sync", "people.ada"])
def test_a_table_is_taken_out_with_what_is_below_it(key: str) -> None:
    """Otherwise a removed integration leaves its settings behind, or takes the next one's comment along."""
    path = key_path(key)
    text = remove(TEXT, path)

    found: Any = tomllib.loads(text)
    for part in path[:-1]:
        found = found.get(part, {})
    assert path[-1] not in found
    assert "# about the file" in text
    if key != "people.ada":
        assert "# about people\n[people.ada]" in text
        assert "# about b\n[integrations.b]" in text
    assert "\n\n\n" not in text


def test_a_key_is_taken_out() -> None:
    """Otherwise a setting can never go back to its default."""
    assert "create_guard" not in remove(TEXT, ("sync", "create_guard"))
    assert tomllib.loads(remove(TEXT, ("integrations", "b", "config", "inline")))["integrations"]["b"] == {
        "config": {}
    }
    with pytest.raises(NotFoundError, match=r"sync\.deadline is not set in this file"):
        remove(TEXT, ("sync", "deadline"))


def test_a_key_below_a_value_is_refused() -> None:
    """Otherwise the value is silently replaced by a table."""
    with pytest.raises(UsageError, match=r"`create_guard` is not a table"):
        assign(TEXT, ("sync", "create_guard", "x"), 1)


@pytest.mark.parametrize("key", ["", "a.", ".a", "a b", "a = 1\nb", "a]"])
def test_what_is_no_key_is_refused(key: str) -> None:
    """Otherwise a slip writes another key than meant."""
    with pytest.raises(UsageError, match="is no key"):
        key_path(key)


NAMES = st.text(st.sampled_from("ab-.\"' é"), min_size=1, max_size=3)
LEAVES = st.one_of(
    st.booleans(), st.integers(-9, 9), st.text(max_size=5), st.lists(st.integers(0, 3), max_size=2)
)
TREES: st.SearchStrategy[Any] = st.recursive(
    LEAVES, lambda inner: st.dictionaries(NAMES, inner, max_size=3), max_leaves=8
)


@settings(deadline=None)
@given(st.dictionaries(NAMES, TREES, max_size=3), st.lists(NAMES, min_size=1, max_size=3), LEAVES)
def test_whatever_the_form_the_result_says_exactly_what_was_asked(
    data: dict[str, Any], parts: list[str], value: Any
) -> None:
    """Otherwise an unusual file is damaged in silence."""
    text, path = tomlkit.dumps(data), tuple(parts)
    expected: Any = tomllib.loads(text)
    node = expected
    for part in path[:-1]:
        node = node.setdefault(part, {})
        if not isinstance(node, dict):
            return
    node[path[-1]] = value
    try:
        changed = assign(text, path, value)
        assert tomllib.loads(changed) == expected
        removed = remove(changed, path)
    except ConfigError as refusal:
        assert "edit the file by hand" in str(refusal)  # noqa: PT017 - refusing is one of two right answers
        return
    del node[path[-1]]
    assert pruned(tomllib.loads(removed)) == pruned(expected)


def pruned(data: Any) -> Any:
    if not isinstance(data, dict):
        return data
    return {key: value for key, inner in data.items() if (value := pruned(inner)) != {}}

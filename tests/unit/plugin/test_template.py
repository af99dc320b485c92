"""How the template becomes a plugin of another name, with the parts that are wanted."""

from __future__ import annotations

import pytest

from devlog_core.plugin.template import Chosen, named, parts_of

MARKED = '''\
"""Kept."""

# [writing
import send
# [webhooks
import both
# webhooks]

# writing]
names = [
    "send",  # [writing]
    "hear",  # [webhooks]
]
# [writing or webhooks
either = 1
# writing or webhooks]
    # [reading only] more = [1]
'''


def parts(**chosen: bool) -> list[str]:
    text = parts_of(MARKED, Chosen(name="hub", **chosen))
    return [line for line in text.splitlines() if line]


def test_all_parts_are_kept_without_their_marks() -> None:
    """Otherwise an author reads marks that mean nothing to him."""
    assert parts() == [
        '"""Kept."""',
        "import send",
        "import both",
        "names = [",
        '    "send",',
        '    "hear",',
        "]",
        "either = 1",
    ]


def test_a_part_within_another_goes_with_it() -> None:
    """Otherwise a plugin that only reads has imports of what it does not have."""
    assert parts(writing=False) == [
        '"""Kept."""',
        "names = [",
        '    "hear",',
        "]",
        "either = 1",
        "    more = [1]",
    ]


def test_without_any_part_the_rest_stands() -> None:
    """Otherwise the smallest plugin is not whole."""
    kept = ['"""Kept."""', "names = [", "]", "    more = [1]"]
    assert parts(writing=False, webhooks=False) == kept


@pytest.mark.parametrize(
    ("token", "said"),
    [
        ("devlog-example", "devlog-example-two"),
        ("devlog_example.mapping", "devlog_example_two.mapping"),
        ("ExampleService", "ExampleTwoService"),
        ("The tasks of Example.", "The tasks of Example Two."),
        ("`example.task.created`", "`example-two.task.created`"),
        ("EXAMPLE_TOKEN", "EXAMPLE_TWO_TOKEN"),
        ('examples=["shop"]', 'examples=["shop"]'),
    ],
)
def test_every_token_becomes_the_name_once(token: str, said: str) -> None:
    """Otherwise a name that holds a token is doubled, and words that look alike are changed."""
    assert named(token, Chosen(name="example-two")) == said

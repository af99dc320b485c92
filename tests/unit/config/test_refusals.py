"""Every fault of a file's own text is named with its line, its key and what was expected."""

from __future__ import annotations

import pytest

from .conftest import Site

POLICY = "expected `manual`, `newest`, `local` or `remote`, got 'mine'"
REFUSED = {
    "broken TOML": ("[sync]\ncreate_guard = \n", ["FILE:2:16: this is not TOML: invalid value"]),
    "an unclosed table": (
        "[sync",
        ["FILE:1:6: this is not TOML: expected ']' at the end of a table declaration"],
    ),
    "an unclosed text": ('x = """\n', ["FILE:2:1: this is not TOML: unterminated string"]),
    "a key twice": (
        "[sync]\ndeadline = 1\ndeadline = 2",
        ["FILE:3:13: this is not TOML: cannot overwrite a value"],
    ),
    "an unknown section": ("[synk]\n", ["FILE:1: synk: unknown key; did you mean `sync`?"]),
    "an unknown key": (
        "[sync]\n\ncreate_gard = 3",
        ["FILE:3: sync.create_gard: unknown key; did you mean `create_guard`?"],
    ),
    "a key like no other": (
        "[storage]\nzzz = 3",
        ["FILE:2: storage.zzz: unknown key; known are url"],
    ),
    "an unknown key of an integration": (
        "[integrations.a]\nplugin = 'tracker'\ndirektion = 'pull'",
        ["FILE:3: integrations.a.direktion: unknown key; did you mean `direction`?"],
    ),
    "an unknown key of a filter": (
        "[integrations.a.filter]\nlabel = ['x']",
        ["FILE:2: integrations.a.filter.label: unknown key; did you mean `labels`?"],
    ),
    "a wrong type": (
        "[sync]\ncreate_guard = '3'",
        ["FILE:2: sync.create_guard: expected a whole number from 0 up, got '3'"],
    ),
    "a number that is no whole one": (
        "[sync]\ncreate_guard = 2.5",
        ["FILE:2: sync.create_guard: expected a whole number from 0 up, got 2.5"],
    ),
    "a truth value for a number": (
        "[sync]\ncreate_guard = true",
        ["FILE:2: sync.create_guard: expected a whole number from 0 up, got true"],
    ),
    "a number out of range": (
        "[sync]\nshrink_guard = 1.5",
        ["FILE:2: sync.shrink_guard: expected a number from 0 to 1, got 1.5"],
    ),
    "a text for a truth value": (
        "[integrations.a]\nenabled = 'yes'",
        ["FILE:2: integrations.a.enabled: expected true or false, got 'yes'"],
    ),
    "a word that is no choice": (
        "[integrations.a]\ndirection = 'bth'",
        ["FILE:2: integrations.a.direction: expected `pull`, `push` or `both`, got 'bth'"],
    ),
    "a value for a table": ("sync = 3", ["FILE:1: sync: expected a table, got 3"]),
    "a value for a config table": (
        "[integrations.a]\nconfig = []",
        ["FILE:2: integrations.a.config: expected a table, got a list"],
    ),
    "an element of a list": (
        "[integrations.a.filter]\nlabels = [\n  'x',\n  4,\n]",
        ["FILE:4: integrations.a.filter.labels[1]: expected text, got 4"],
    ),
    "no duration": (
        "[integrations.a.auto]\nmax_age = '15 minutes'",
        ["FILE:2: integrations.a.auto.max_age: expected text like '15m', got '15 minutes'"],
    ),
    "an empty text": (
        "[storage]\nurl = ''",
        ["FILE:2: storage.url: expected text that is not empty, got ''"],
    ),
    "a bad name": (
        "[integrations.Back_end]",
        ["FILE:1: integrations.Back_end: a name is lower-case letters, digits and hyphens, a letter first"],
    ),
    "the name that means the entry itself": (
        "[integrations.local]",
        ["FILE:1: integrations.local: `local` means the entry itself; choose another name"],
    ),
    "a mirror of nothing": (
        "[integrations.jay]\n[integrations.b]\nmirror = ['jai']",
        ["FILE:3: integrations.b.mirror[0]: there is no other integration `jai`; did you mean `jay`?"],
    ),
    "a mirror of itself": (
        "[integrations.b]\nmirror = ['b']",
        ["FILE:2: integrations.b.mirror[0]: there is no other integration `b`"],
    ),
    "an unknown field": (
        "[integrations.a.fields]\ntitel = 'local'",
        ["FILE:2: integrations.a.fields.titel: unknown key; did you mean `title`?"],
    ),
    "an unknown policy": (
        "[integrations.a.fields]\ntitle = 'mine'",
        ["FILE:2: integrations.a.fields.title: " + POLICY],
    ),
    "an unknown policy of a custom field": (
        "[integrations.a.fields.custom]\npoints = 'mine'",
        ["FILE:2: integrations.a.fields.custom.points: " + POLICY],
    ),
    "a misspelled address": (
        "[people.ada]\nemial = 'x'",
        ["FILE:2: people.ada.emial: unknown key; did you mean `email`?"],
    ),
    "an account that is no text": (
        "[people.ada]\ntracker = 12",
        ["FILE:2: people.ada.tracker: expected text, got 12"],
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_fault_says_where_and_what(site: Site, what: str) -> None:
    """Otherwise the user searches the file for it."""
    text, lines = REFUSED[what]
    assert site.refusal(text) == lines


def test_all_faults_are_listed_in_the_order_of_the_lines(site: Site) -> None:
    """Otherwise mending a file takes a run per fault."""
    text = "[sync]\nshrink_guard = 'x'\ncreate_gard = 1\n[integrations.a]\nmirror = 3\nconflict = 'me'\n"
    assert [line.split(":")[1] for line in site.refusal(text)] == ["2", "3", "5", "6"]


def test_the_file_that_holds_the_fault_is_the_one_named(site: Site) -> None:
    """Otherwise the user mends the wrong file."""
    site.write("[sync]\ncreate_guard = 1", user="[sync]\n\ncreate_gard = 2")
    (fault,) = site.load(tolerant=True).faults
    assert (fault.where, fault.path) == (f"{site.user_file}:3", ("sync", "create_gard"))


def test_a_variable_is_named_by_its_name(site: Site) -> None:
    """Otherwise nobody looks into the environment."""
    assert site.refusal("", DEVLOG_SYNC__CREATE_GUARD="many") == [
        "DEVLOG_SYNC__CREATE_GUARD: sync.create_guard: expected a whole number from 0 up, got 'many'"
    ]
    assert site.refusal("", DEVLOG_SYNK__X="1") == ["DEVLOG_SYNK__X: synk: unknown key; did you mean `sync`?"]
    assert site.refusal("", DEVLOG_SYNC__="1") == [
        "DEVLOG_SYNC__: a part of the name is empty; write DEVLOG_SECTION__KEY"
    ]


def test_both_broken_files_are_named(site: Site) -> None:
    """Otherwise the second fault comes as a surprise."""
    site.write("[", user="]")
    manager = site.load(tolerant=True)
    assert len(manager.faults) == 2


@pytest.mark.parametrize(
    ("raw", "said"),
    [(b"x = '\xff'", "is not UTF-8 (byte 5)"), (b"x = " + b"[" * 9000, "is nested too deeply")],
)
def test_what_cannot_be_read_at_all_is_a_fault_too(site: Site, raw: bytes, said: str) -> None:
    """Otherwise a damaged file ends in a trace."""
    site.file.write_bytes(raw)
    assert [str(fault) for fault in site.load(tolerant=True).faults] == [f"{site.file}: {said}"]


def test_a_directory_in_place_of_the_file_is_a_fault(site: Site) -> None:
    """Otherwise an odd mount ends in a trace."""
    site.file.mkdir()
    assert "cannot be read" in str(site.load(tolerant=True).faults[0])


def test_what_is_sound_serves_the_commands_that_go_on(site: Site) -> None:
    """Otherwise `doctor` and `config` cannot help with the very fault they are called for."""
    site.write(
        """
        [sync]
        create_guard = "x"
        deadline = 5
        [integrations.good]
        plugin = "tracker"
        config.repository = "a/b"
        [integrations.bad]
        direction = "sideways"
        zzz = 1
        mirror = ["good", 3]
        """
    )
    manager = site.load(tolerant=True)

    assert len(manager.faults) == 4
    assert manager.settings.sync.create_guard == 20
    assert manager.settings.sync.deadline == 5
    assert manager.resolved("good").config == {"repository": "a/b"}
    assert manager.settings.integrations["bad"].direction == "both"


def test_an_account_at_a_place_that_is_not_configured_here_is_no_fault(site: Site) -> None:
    """Otherwise the people in one's own file stop every workspace that lacks one of the places."""
    site.write("", user="[people.ada]\nforge = 'ada'")
    assert site.load().settings.people["ada"].identities == {"forge": "ada"}

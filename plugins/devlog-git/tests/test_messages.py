"""What commit messages and branch names say, and what they do not say."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devlog_core.model.ids import ref_of, slug
from devlog_core.model.remote import Target
from devlog_git.mapping import (
    BranchNames,
    branch_entry,
    branch_name,
    fill_template,
    read_message,
    refs_in,
    subject,
)
from devlog_git.trailers import trailers

REF = "dl-7c41f09a"
REFS = st.from_regex(r"dl-[0-9a-f]{8,32}", fullmatch=True)
# Prose that names nothing: no digits, hyphens or hashes.
PROSE = st.text(st.characters(categories=("Lu", "Ll", "Zs"), exclude_characters="\u2028\u2029"), max_size=40)


def targets(message: str, tracker: str | None = None) -> set[tuple[str, bool]]:
    """Ref or number of each target, and whether it closes."""
    found = read_message(message).targets([tracker] if tracker else ())
    return {(target.entry or f"{target.integration}#{target.key}", target.closes) for target in found}


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (f"Fix login\n\nDevlog: {REF}\n", {(REF, False)}),
        (f"Fix login\n\ndevlog: {REF}", {(REF, False)}),
        (f"Fix login\n\nDEVLOG: {REF.upper()}", {(REF, False)}),
        (f"Fix login\n\nText.\n\nDevlog: {REF}\nDevlog: dl-00000001", {(REF, False), ("dl-00000001", False)}),
        (f"Fix login\n\nDevlog: {REF},\n  dl-00000001", {(REF, False), ("dl-00000001", False)}),
        (f"Fix login\n\nSigned-off-by: A <a@b>\nDevlog: {REF}", {(REF, False)}),
        (f"Fix login\n\nSome last words\nDevlog: {REF}", {(REF, False)}),
        (f"Fix login ({REF})", {(REF, False)}),
        (f"Fix\nlogin {REF}\n\nbody", {(REF, False)}),
        (f"Merge branch 'devlog/{REF}-fix-login'", {(REF, False)}),
        (f"Fix login\n\nThis fixes {REF}.", {(REF, True)}),
        (f"Fix login\n\nCloses: {REF.upper()}", {(REF, True)}),
        (f"Fix login, resolves {REF}\n\nDevlog: {REF}", {(REF, True)}),
        (f"_fixes {REF}_", {(REF, True)}),
    ],
)
def test_entries_are_named_by_trailer_subject_and_closing_word(
    message: str, expected: set[tuple[str, bool]]
) -> None:
    """Each of the three ways attaches, and a closing word anywhere closes."""
    assert targets(message) == expected


@pytest.mark.parametrize(
    "message",
    [
        f"Fix login\n\nAs in {REF}, but better.",
        f"Fix login\n\nDevlog: {REF}\n\nLast words.",
        f"Devlog: {REF}x",
        f"Fix login x{REF}",
        "Fix login dl-7c41f09",
        "Fix login dl-7c41f09g",
        "fixes 12",
        "Devlog: 12",
        "12",
        "Fix login\n\nDevlog: #12",
        "",
        "\n\n",
    ],
)
def test_nothing_else_names_an_entry(message: str) -> None:
    """A bare number, a ref in prose or half a ref is nobody's."""
    assert targets(message) == set()


@pytest.mark.parametrize(
    "word", ["close", "Closes", "CLOSED", "fix", "fixes", "Fixed", "resolve", "resolves", "resolved"]
)
@pytest.mark.parametrize("between", [" ", ": ", "  ", ":  "])
def test_closing_words(word: str, between: str) -> None:
    """Every form of the three words closes, with or without a colon."""
    assert targets(f"Title\n\n{word}{between}#12.", "hub") == {("hub#12", True)}


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("Fixes #12", {("hub#12", True)}),
        ("fixes #12, #13", {("hub#12", True), ("hub#13", False)}),
        ("See #12\n\nfixes #12", {("hub#12", True)}),
        ("See (#12) and #012", {("hub#12", False)}),
        ("fixes#12", set()),
        ("hotfix #12", {("hub#12", False)}),
        ("unresolved #12", {("hub#12", False)}),
        ("fixing #12", {("hub#12", False)}),
        ("fixes\n#12", {("hub#12", False)}),
        ("fixes 12", set()),
        ("owner/repository#12", set()),
        ("fixes owner/repository#12", set()),
        ("it&#39;s", set()),
        ("colour #12ab", set()),
        ("## 12", set()),
        ("##12", set()),
    ],
)
def test_numbers_mean_items_of_the_tracker(message: str, expected: set[tuple[str, bool]]) -> None:
    """A closing word closes, a mention does not, and another repository's number is no business of ours."""
    assert targets(message, "hub") == expected


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("SHOP-12 Mend the login", {("hub#SHOP-12", False)}),
        ("Mend the login (SHOP-12)\n\nSee also OPS2-7.", {("hub#SHOP-12", False), ("hub#OPS2-7", False)}),
        ("fixes SHOP-12", {("hub#SHOP-12", True)}),
        ("Closes: SHOP-12, SHOP-13.", {("hub#SHOP-12", True), ("hub#SHOP-13", False)}),
        ("See SHOP-12\n\nResolves SHOP-12", {("hub#SHOP-12", True)}),
        ("fixes SHOP-12, fixes #3", {("hub#SHOP-12", True), ("hub#3", True)}),
        ("_fixes SHOP-12_", {("hub#SHOP-12", True)}),
        ("MY_SHOP-12", {("hub#MY_SHOP-12", False)}),
        ("Merge branch 'SHOP-12-mend-the-login'", {("hub#SHOP-12", False)}),
        ("https://acme.atlassian.net/browse/SHOP-12", {("hub#SHOP-12", False)}),
        ("hotfix SHOP-12", {("hub#SHOP-12", False)}),
        ("fixes shop-12, Shop-12", set()),
        ("fixes CVE-2024-1", set()),
        ("ISO-8859-1, ABC-DEF-12, SHOP-12.5", set()),
        ("SHOP-0, SHOP-012, SHOP-12a, S-12, SHOP-, -12", set()),
        ("theSHOP-12, my_SHOP-12, 9SHOP-12", set()),
    ],
)
def test_keys_mean_items_of_the_tracker(message: str, expected: set[tuple[str, bool]]) -> None:
    """A key is told as it stands; what is half of something longer or in lower case is none."""
    assert targets(message, "hub") == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("SHOP-12", "SHOP-12"),
        ("SHOP-12-mend-the-login", "SHOP-12"),
        ("feature/SHOP-12_login", "SHOP-12"),
        ("SHOP-12-404-page", "SHOP-12"),
        ("release/SHOP-12.5", None),
        ("revert-SHOP-12", "SHOP-12"),
        ("SHOP-12-and-SHOP-13", "SHOP-12"),
        (f"devlog/{REF}-SHOP-12", REF),
        ("shop-12", None),
        ("main", None),
    ],
)
def test_branches_are_named_after_an_entry_or_an_item(name: str, expected: str | None) -> None:
    """The entry's ref goes before a key, and of several keys the first counts."""
    named = BranchNames(prefix="devlog/", trackers=("hub",)).targets(name)
    assert [target.entry or target.key for target in named] == ([expected] if expected else [])
    known = BranchNames(prefix="devlog/").targets(name)
    assert [target.entry for target in known] == ([REF] if expected == REF else [])


def test_several_trackers_are_all_asked() -> None:
    """A number means nothing at a tracker with keys, and which one knows a key only the core can tell."""
    named = read_message("fixes SHOP-12, see #3").targets(["hub", "desk"])
    assert {(target.integration, target.key, target.closes) for target in named} == {
        ("hub", "SHOP-12", True), ("desk", "SHOP-12", True), ("hub", "3", False), ("desk", "3", False),
    }  # fmt: skip
    both = BranchNames(prefix="devlog/", trackers=("hub", "desk")).targets("SHOP-12")
    assert [target.integration for target in both] == ["hub", "desk"]


def test_without_a_tracker_numbers_mean_nothing() -> None:
    """The git integration alone cannot know whose number it is."""
    assert targets("fixes #12, see #13, fixes SHOP-12") == set()


def test_branch_entries_are_added_once() -> None:
    """What the message says of closing wins over the bare fact of being on the branch."""
    named = read_message(f"fixes {REF}").targets((), [Target(entry=REF), Target(entry="dl-00000001")])
    assert named == (Target(entry=REF, closes=True), Target(entry="dl-00000001"))


@pytest.mark.parametrize(
    ("name", "prefix", "entry"),
    [
        (f"devlog/{REF}-fix-login", "devlog/", REF),
        (f"devlog/{REF}", "devlog/", REF),
        (f"devlog/{REF.upper()}-x", "devlog/", REF),
        (f"feature/{REF}-x", "feature/", REF),
        (f"{REF}-x", "", REF),
        (f"devlog/{REF}x", "devlog/", None),
        (f"devlog/{REF}/x", "devlog/", None),
        (f"devlog/x-{REF}", "devlog/", None),
        (f"feature/{REF}-x", "devlog/", None),
        ("devlog/12-fix-login", "devlog/", None),
        ("main", "devlog/", None),
    ],
)
def test_branches_are_named_after_entries(name: str, prefix: str, entry: str | None) -> None:
    """The ref stands right behind the prefix, alone or before a slug."""
    assert branch_entry(name, prefix) == entry


@given(uid=st.uuids().map(str), title=st.text(max_size=80), digits=st.integers(8, 32))
def test_a_branch_made_for_an_entry_is_found_again(uid: str, title: str, digits: int) -> None:
    """Whatever the title, the name leads back to the ref."""
    ref = ref_of(uid, digits)
    assert branch_entry(branch_name(ref, slug(title, 40), "devlog/"), "devlog/") == ref


@given(
    title=PROSE,
    body=PROSE,
    refs=st.lists(REFS, min_size=1, max_size=4, unique=True),
    key=st.sampled_from(["Devlog", "devlog", "DEVLOG"]),
)
def test_trailers_are_found_in_any_case_and_number(title: str, body: str, refs: list[str], key: str) -> None:
    """What the template writes is read, and nothing besides."""
    message = f"T{title}\n\nB{body}\n\n" + "\n".join(f"{key}: {ref}" for ref in refs)
    assert read_message(message).entries == tuple(refs)


@given(text=st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    """No message breaks the reading, and every target is well formed."""
    for target in read_message(text).targets(["hub"]):
        if target.entry is not None:
            assert re.fullmatch("dl-[0-9a-f]{8,32}", target.entry)
        else:
            assert target.integration == "hub"
            assert re.fullmatch("[0-9]+|[A-Z][A-Z0-9_]+-[1-9][0-9]*", target.key or "")


@given(number=st.integers(0, 10**9), before=PROSE, after=PROSE)
def test_a_closing_number_is_also_a_mention(number: int, before: str, after: str) -> None:
    """What closes is among what is named, so that nothing closes without attaching."""
    named = read_message(f"{before} fixes #{number} {after}")
    assert named.closed_keys == {str(number)} <= set(named.keys)


@given(text=st.text(max_size=100))
def test_subject_is_one_line(text: str) -> None:
    """A title never holds a line feed."""
    assert "\n" not in subject(text)


@given(title=st.text(min_size=1, max_size=60), body=st.text(max_size=120), ref=REFS)
def test_the_template_names_the_entry(title: str, body: str, ref: str) -> None:
    """A commit made from the default template always leads back to its entry."""
    message = fill_template("{title}\n\n{body}\n\nDevlog: {ref}", ref=ref, title=f"T{title}", body=body)
    assert ref in read_message(message).entries


def test_trailers_of_body_and_template_stand_together() -> None:
    """Otherwise those of the body would be trailers no longer."""
    message = fill_template(
        "{title}\n\n{body}\n\nDevlog: {ref}", ref=REF, title="Fix", body="Why.\n\nCo-authored-by: B <b@c>"
    )
    assert message == f"Fix\n\nWhy.\n\nCo-authored-by: B <b@c>\nDevlog: {REF}\n"
    assert trailers(message) == [("Co-authored-by", "B <b@c>"), ("Devlog", REF)]


def test_refs_are_found_in_lower_case() -> None:
    """A ref is the same however it was typed."""
    assert refs_in(f"{REF.upper()} and ({REF})") == [REF, REF]

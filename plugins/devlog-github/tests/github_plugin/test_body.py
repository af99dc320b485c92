"""Marks: written at the end, found there, and not taken from what people paste."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devlog_core.model.ids import new_uid, ref_of
from devlog_core.model.remote import Mark
from devlog_github.body import entry_line, normal, note_line, plain, read_entry, read_note, written

UID = "0190aaaa-0000-7000-8000-00007c41f09a"
MARK = Mark(uid=UID, ref="dl-7c41f09a")
LINE = entry_line(MARK)

pieces = st.sampled_from(
    ["a", "\n", "\n\n", " ", "```", "~~~\n", LINE, f"> {LINE}", "\r\n", "\t", "ü", "-->"]
)
texts = st.one_of(st.text(), st.lists(pieces, max_size=12).map("".join))


def test_the_mark_is_one_small_comment() -> None:
    """People see nothing of it."""
    assert f"<!-- devlog:dl-7c41f09a uid={UID} -->" == LINE
    assert entry_line(Mark(uid=UID)) == LINE
    assert note_line(Mark(uid=UID)) == f"<!-- devlog-note:{UID} -->"


@settings(deadline=None)
@given(texts)
def test_a_written_text_comes_back(text: str) -> None:
    """Otherwise each sync would see an edit that nobody made."""
    body = read_entry(written(plain(normal(text)), LINE))
    assert body.text == plain(normal(text))
    assert body.uid == UID


@settings(deadline=None)
@given(texts)
def test_a_text_written_without_mark_comes_back_too(text: str) -> None:
    """Items of the other side get no mark, and none is seen in them."""
    sent = plain(normal(text))
    body = read_entry(sent)
    assert (body.text, body.uid) == (sent, None)


@settings(deadline=None)
@given(texts)
def test_a_note_comes_back(text: str) -> None:
    """A note may quote anything, even another mark."""
    mark = Mark(uid=new_uid())
    body = read_note(written(normal(text), note_line(mark)))
    assert (body.text, body.uid) == (normal(text), mark.uid)


@pytest.mark.parametrize(
    "body",
    [
        f"```\n{LINE}\n```",
        f"~~~ html\n{LINE}\n~~~~\n",
        f"> {LINE}",
        f"    {LINE}",
        f"see {LINE}",
        f"{LINE} and more",
        LINE.replace("uid=", "uid= "),
        LINE.replace("dl-7c41f09a", "dl-XYZ"),
        LINE.upper(),
        note_line(MARK),
    ],
)
def test_what_is_quoted_or_broken_is_no_mark(body: str) -> None:
    """A person who pastes a mark must not turn the issue into somebody's entry."""
    assert read_entry(body).uid is None
    assert read_entry(body).text == body


@pytest.mark.parametrize("end", ["", "\n", "\n\n  \n", "  ", "\r\n\r\n"])
def test_space_after_the_mark_is_nobodys_text(end: str) -> None:
    """Editors add line ends."""
    body = read_entry(f"Text\r\n\r\n{LINE}{end}")
    assert (body.text, body.uid, body.line) == ("Text", UID, LINE)


def test_text_added_below_the_mark_is_text_and_the_mark_stays_one() -> None:
    """The website's editor shows the comment at the end, and people write on below it."""
    body = read_entry(f"Text\n\n{LINE}\nEdit: more")
    assert (body.text, body.uid) == ("Text\n\nEdit: more", UID)


def test_an_open_code_block_does_not_hide_the_mark() -> None:
    """A description may end inside a code block, and our mark then stands in it."""
    assert read_entry(f"```\ncode\n\n{LINE}").uid == UID


def test_the_last_of_two_marks_counts() -> None:
    """Ours was written last."""
    other = entry_line(Mark(uid=new_uid()))
    assert read_entry(f"{other}\n\n{LINE}").uid == UID


def test_no_body_is_an_empty_text() -> None:
    """GitHub gives null."""
    assert read_entry(None).text == ""
    assert written("", "") == ""


def test_the_ref_is_made_where_the_mark_has_none() -> None:
    """So that people can search for it."""
    assert ref_of(UID) in entry_line(Mark(uid=UID))


def test_a_mark_may_say_that_the_issue_is_to_be_closed() -> None:
    """GitHub creates open issues only; the second request may never come."""
    body = read_entry(written("x", entry_line(MARK, "not_planned")))
    assert (body.uid, body.closes, body.done) == (UID, "not_planned", LINE)
    assert read_entry(LINE).done == LINE

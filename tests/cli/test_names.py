"""What an entry may be called on the command line."""

from __future__ import annotations

from tests.cli.conftest import Devlog, Remote


def test_every_name_finds_the_entry(devlog: Devlog) -> None:
    """Number, ref, longer ref, key and uid all mean the entry."""
    entry = devlog.json("new", "Fix the login")
    longer = "dl-" + entry["uid"].replace("-", "")[-12:]
    for name in ("1", "#1", entry["ref"], longer, entry["key"], entry["uid"], entry["ref"].upper()):
        assert devlog.json("show", name)["id"] == 1


def test_unknown_name_is_one_clear_line(devlog: Devlog) -> None:
    """An entry that does not exist is wrong usage, said with where to look."""
    devlog.ok("new", "A")
    for name in ("7", "#7", "dl-00000000", "no-such-key", "", "%"):
        said = devlog.refused("show", name, code=2)
        assert f"no entry answers to `{name}`" in said
        assert "devlog list --all" in said


def test_ambiguous_key_lists_the_entries(devlog: Devlog) -> None:
    """A key of two entries is refused with the refs that tell them apart."""
    refs = [devlog.json("new", "Same")["ref"] for _ in range(2)]
    said = devlog.refused("show", "same", code=2)
    assert all(ref in said for ref in refs)


def test_the_key_at_a_place_finds_the_entry(devlog: Devlog, remote: Remote) -> None:
    """What people call the item at its place names the entry too, in either case, but never a bare number."""
    entry = devlog.json("new", "Fix the login")
    devlog.ok("new", "Other")
    devlog.ok("link", "1", "tracker", "SHOP-7")
    devlog.ok("link", "2", "tracker", "12")
    for name in ("SHOP-7", "shop-7"):
        assert devlog.json("show", name)["ref"] == entry["ref"]
    assert devlog.json("edit", "SHOP-7", "--priority", "high")["ref"] == entry["ref"]
    assert "no entry answers to `12`" in devlog.refused("show", "12", code=2)


def test_one_key_at_two_places_lists_the_entries(devlog: Devlog, remote: Remote) -> None:
    """Where two places call different things the same, the refs tell them apart."""
    other = Remote(remote.path.with_name("other.json"))
    devlog.ok("integrations", "add", "other", "--plugin", "sample", "--set", f"path={other.path}")
    refs = [devlog.json("new", title)["ref"] for title in ("A", "B")]
    for number, place in enumerate(("tracker", "other"), start=1):
        devlog.ok("link", str(number), place, "SHOP-7")
    said = devlog.refused("show", "SHOP-7", code=2)
    assert all(ref in said for ref in refs)


def test_number_wins_over_a_key_of_digits(devlog: Devlog) -> None:
    """A title of digits makes a key that a number hides."""
    devlog.ok("new", "2")
    devlog.ok("new", "Other")
    assert devlog.json("show", "2")["title"] == "Other"

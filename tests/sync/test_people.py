"""The people whom items mention: who they are, and what they are called."""

from __future__ import annotations

from pathlib import Path

from devlog_core.model.person import Person
from devlog_core.model.remote import RemoteAccount
from tests.sync.bench import Team
from tests.sync.remote import Remote

ACCOUNT = "712020:5b10ac8d"


def persons(team: Team) -> dict[str, Person]:
    with team.store.read() as unit:
        return {person.id: person for person in unit.people.all()}


def test_a_person_is_called_by_the_name_that_the_place_shows(tmp_path: Path) -> None:
    """Otherwise lists and notes show account numbers, which say nothing to anybody."""
    remote = Remote(accounts={ACCOUNT: RemoteAccount(account=ACCOUNT, name="Jane Doe", email="jane@x.org")})
    team = Team(tmp_path, {"a": remote})
    remote.add(title="one", assignees=[ACCOUNT])
    team.sync()
    assert team.entry("one").value("assignees") == ["jane-doe"]
    jane = persons(team)["jane-doe"]
    assert (jane.name, jane.emails, jane.identities) == ("Jane Doe", ("jane@x.org",), {"a": ACCOUNT})


def test_an_account_is_the_person_with_the_same_email(tmp_path: Path) -> None:
    """Otherwise one human is two persons, and an assignee of one place cannot be named at the other."""
    a = Remote(accounts={ACCOUNT: RemoteAccount(account=ACCOUNT, name="J. Doe", email="Jane@X.org")})
    jane = Person(id="jane", name="Jane", emails=("jane@x.org",), identities={"b": "janed"})
    elsewhere = {"config": {"url": "https://b.example"}}
    team = Team(tmp_path, {"a": a, "b": Remote(scope="s2")}, people=(jane,), b=elsewhere)
    a.add(title="one", assignees=[ACCOUNT])
    team.sync()
    assert team.entry("one").value("assignees") == ["jane"]
    known = persons(team)["jane"]
    assert (known.name, known.identities) == ("Jane", {"a": ACCOUNT, "b": "janed"})


def test_a_filter_knows_a_person_by_email(tmp_path: Path) -> None:
    """Otherwise a filter by person misses the items of everybody whose account is not configured."""
    a = Remote(accounts={ACCOUNT: RemoteAccount(account=ACCOUNT, name="J. Doe", email="jane@x.org")})
    jane = Person(id="jane", name="Jane", emails=("jane@x.org",))
    team = Team(tmp_path, {"a": a}, people=(jane,), a={"filter": {"assignees": ["jane"]}})
    a.add(title="hers", assignees=[ACCOUNT])
    a.add(title="nobody's")
    team.sync()
    assert [entry.title for entry in team.entries()] == ["hers"]


def test_an_email_of_two_accounts_or_two_persons_proves_nothing(tmp_path: Path) -> None:
    """Otherwise a shared mailbox makes two people one, and work is assigned to the wrong one."""
    shared = "team@x.org"
    remote = Remote(
        accounts={name: RemoteAccount(account=name, name="The Team", email=shared) for name in ("u1", "u2")}
    )
    team = Team(tmp_path, {"a": remote})
    remote.add(title="one", assignees=["u1"])
    remote.add(title="two", assignees=["u2"])
    team.sync()
    one, two = (team.entry(title).value("assignees") for title in ("one", "two"))
    assert (one, two) == (["the-team"], ["the-team-a"])


def test_a_new_name_at_the_place_renames_nobody(tmp_path: Path) -> None:
    """Otherwise what a person wrote into the settings is replaced by whatever an account says today."""
    remote = Remote(accounts={"u1": RemoteAccount(account="u1", name="Jane Doe")})
    team = Team(tmp_path, {"a": remote}, people=(Person(id="jane", name="Jane", identities={"a": "u1"}),))
    remote.add(title="one", assignees=["u1"])
    team.sync()
    remote.accounts["u1"] = RemoteAccount(account="u1", name="J. Smith", email="j@x.org")
    remote.edit(1, title="new one")
    team.sync()
    assert team.entry("new one").value("assignees") == ["jane"]
    assert persons(team) == {"jane": Person(id="jane", name="Jane", identities={"a": "u1"})}


def test_a_name_without_latin_letters_takes_its_id_from_the_account(tmp_path: Path) -> None:
    """Otherwise all such people get the id `entry`, which nobody can type or tell apart."""
    remote = Remote(accounts={"u1": RemoteAccount(account="u1", name="山田 太郎")})
    team = Team(tmp_path, {"a": remote})
    remote.add(title="one")
    remote.comment(1, "hello")
    remote.edit(1, assignees=["u1"])
    team.sync()
    assert team.entry("one").value("assignees") == ["u1"]
    assert persons(team)["u1"].name == "山田 太郎"


def test_the_authors_of_comments_have_names(tmp_path: Path) -> None:
    """Otherwise a note says that an account number wrote it."""
    remote = Remote(accounts={"octo": RemoteAccount(account="octo", name="Octo Cat")})
    team = Team(tmp_path, {"a": remote})
    remote.add(title="one")
    remote.comment(1, "hello")
    team.sync()
    uid = team.entry("one").uid
    with team.store.read() as unit:
        note = unit.notes.of(uid)[0]
    assert note.author == "octo-cat"
    assert persons(team)["octo-cat"].name == "Octo Cat"

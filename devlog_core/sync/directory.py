"""Who is who, and what is what, at which integration."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from devlog_core.model.errors import UnreadableError
from devlog_core.model.ids import slug
from devlog_core.model.integration import Integration
from devlog_core.model.person import Person
from devlog_core.model.remote import RemoteAccount
from devlog_core.storage.links import Links
from devlog_core.storage.people import People


class Directory:
    """Persons of a workspace and their accounts, and the links of its entries, within one transaction."""

    def __init__(self, people: People, integrations: Mapping[str, Integration], links: Links) -> None:
        self.links = links
        self._people = people
        self._integrations = integrations
        persons, self._unreadable = people.sorted_out()
        self._by_id = {person.id: person for person in persons}
        self._by_account: dict[tuple[str, str], Person] = {}
        for person in self._by_id.values():
            self._remember(person)

    def configure(self, persons: Iterable[Person]) -> None:
        """Take over what `[people.NAME]` says of them."""
        for person in persons:
            if person.id in self._unreadable:
                continue
            known = self._by_id.get(person.id)
            if known is not None:
                person = replace(
                    person,
                    identities={**known.identities, **person.identities},
                    emails=tuple(dict.fromkeys((*person.emails, *known.emails))),
                )
            if person != known:
                self._put(person)

    def account(self, person_id: str, integration: str) -> str | None:
        """The person's account at the integration; None where the place cannot name the person."""
        person = self._by_id.get(person_id)
        if person is None:
            if person_id in self._unreadable:
                raise self._refused(f"person {person_id} cannot be read")
            return None
        for name in self._same_realm(integration):
            if name in person.identities:
                return person.identities[name]
        return None

    def known(self, account: str, integration: str) -> str | None:
        """The id of the person with this account, where there is one."""
        for name in self._same_realm(integration):
            found = self._by_account.get((name, account.casefold()))
            if found is not None:
                return found.id
        if self._unreadable:
            who = ", ".join(sorted(self._unreadable))
            raise self._refused(f"{account} may be {who}, whose record cannot be read")
        return None

    def _refused(self, why: str) -> UnreadableError:
        return UnreadableError(f"{why}: run `devlog doctor --fix`")

    def person(self, account: str, integration: str) -> str:
        """The id of the person with this account; somebody new is added."""
        known = self.known(account, integration)
        if known is not None:
            return known
        return self._add(RemoteAccount(account=account), integration)

    def introduce(self, accounts: Iterable[RemoteAccount], integration: str) -> None:
        """Let everybody who has one of these accounts be a person, with the name and e-mail of the place.

        Who is known stays as they are: what a place shows never renames them.
        """
        for told in self.recognise(accounts, integration):
            self._add(told, integration)

    def recognise(self, accounts: Iterable[RemoteAccount], integration: str) -> list[RemoteAccount]:
        """The accounts that are still nobody's, once those are given whose e-mail is one person's alone."""
        strangers = []
        for told in accounts:
            if self.known(told.account, integration) is not None:
                continue
            person = self._by_email(told.email, integration)
            if person is None:
                strangers.append(told)
            else:
                self._put(replace(person, identities={**person.identities, integration: told.account}))
        return strangers

    def _add(self, told: RemoteAccount, integration: str) -> str:
        name = " ".join(told.name.split()) or told.account
        person = Person(
            id=self._free_id(told.account if slug(name) == slug("") else name, integration),
            name=name,
            emails=(told.email,) if told.email else (),
            identities={integration: told.account},
        )
        self._put(person)
        return person.id

    def _by_email(self, email: str | None, integration: str) -> Person | None:
        """The one person with this e-mail, where nobody else has it and they have no account here yet."""
        if not email:
            return None
        wanted = email.casefold()
        found = [p for p in self._by_id.values() if wanted in {known.casefold() for known in p.emails}]
        if len(found) != 1 or self.account(found[0].id, integration) is not None:
            return None
        return found[0]

    def _same_realm(self, integration: str) -> list[str]:
        """The integration, then its plugin's name, then others of that plugin at the same address."""
        own = self._integrations.get(integration)
        if own is None:
            return [integration]
        names = [integration, own.plugin]
        address = _address(own)
        for other in self._integrations.values():
            if other.plugin == own.plugin and _address(other) == address and other.name not in names:
                names.append(other.name)
        return names

    def _free_id(self, name: str, integration: str) -> str:
        # An equal name is no proof that two accounts are one person.
        base = slug(name)
        for candidate in (
            base,
            f"{base}-{integration}",
            *(f"{base}-{integration}-{n}" for n in range(2, 1000)),
        ):
            if candidate not in self._by_id:
                return candidate
        raise ValueError(f"no free id for {name}")

    def _put(self, person: Person) -> None:
        self._people.put(person)
        self._by_id[person.id] = person
        self._remember(person)

    def _remember(self, person: Person) -> None:
        for name, account in person.identities.items():
            self._by_account[(name, account.casefold())] = person


def _address(integration: Integration) -> str:
    config = integration.config
    return str(config.get("api_url") or config.get("url") or config.get("organization_url") or "")

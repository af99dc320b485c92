"""What a test or a demo sets from outside of Jira's own: projects, people, credentials, workflows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from devlog_core.testing.sandbox.served import ServedSandbox
from devlog_jira.sandbox import defaults
from devlog_jira.sandbox.access import LIFETIME, ROLES, Client, Token
from devlog_jira.sandbox.handlers.versions import make_version
from devlog_jira.sandbox.model import Choice, FieldDef, Project
from devlog_jira.sandbox.state import TOKEN_USER, State
from devlog_jira.sandbox.workflow import plan

CUSTOM = "com.atlassian.jira.plugin.system.customfieldtypes:"
KINDS = {
    "string": ("string", False, "textfield"),
    "text": ("text", False, "textarea"),
    "url": ("string", False, "url"),
    "number": ("number", False, "float"),
    "date": ("date", False, "datepicker"),
    "datetime": ("datetime", False, "datetime"),
    "select": ("option", False, "select"),
    "multi-select": ("option", True, "multiselect"),
    "cascade": ("cascade", False, "cascadingselect"),
    "user": ("user", False, "userpicker"),
    "users": ("user", True, "multiuserpicker"),
    "labels": ("label", True, "labels"),
}


class Steering(State, ServedSandbox):
    """Verbs that no person in the browser has."""

    def add_project(self, key: str, name: str | None = None, lead: str = "jane") -> None:
        """Make a project with the usual types, fields and workflow."""
        with self.world.writing():
            if self.world.project(key) is not None:
                raise ValueError(f"{key} exists")
            statuses = [{"name": name, "category": category} for name, category in defaults.STATUSES]
            made = Project(
                self.world.new_id("project"), key.upper(), name or key.title(), self.world.user(lead),
                plan(self.world, statuses), tuple(self.world.types.values()), defaults.SCREEN,
            )  # fmt: skip
            self.world.projects[made.id] = made
            self.world.project_keys[made.key] = made.id

    def rename_project(self, key: str, new: str) -> None:
        """Give a project another key; its issues get new keys, and all old ones still find them."""
        with self.world.writing():
            project = self.project(key)
            if self.world.project(new) not in (None, project):
                raise ValueError(f"{new} is taken")
            project.key = new.upper()
            self.world.project_keys[project.key] = project.id
            for issue in self.world.issues.values():
                if issue.project is project:
                    issue.key = f"{project.key}-{issue.key.rpartition('-')[2]}"
                    self.world.keys[issue.key] = issue.id

    def archive_project(self, key: str) -> None:
        """Put a whole project away."""
        with self.world.writing():
            self.project(key).archived = True

    def add_user(
        self, name: str, display_name: str | None = None, email: str | None = None, zone: str | None = None,
        active: bool = True, email_visible: bool = True,
    ) -> str:  # fmt: skip
        """Make or change an account and return what identifies it: an id on Cloud, a name on Server."""
        with self.world.writing():
            user = self.world.user(name)
            user.display_name = display_name or user.display_name
            user.email = email or user.email
            user.zone = zone or user.zone
            user.active, user.email_visible = active, email_visible
            return user.account_id if self.world.cloud else user.name

    def add_version(self, name: str, project: str | None = None, **details: Any) -> str:
        """Make a version and return its id."""
        with self.world.writing():
            return str(make_version(self.world, self.project(project), name, details).id)

    def add_field(
        self, name: str, kind: str, options: Sequence[Any] = (), required: bool = False,
        project: str | None = None,
    ) -> str:  # fmt: skip
        """Make a custom field on a screen and return its id; an option is a name or `[name, children]`."""
        with self.world.writing():
            if kind not in KINDS:
                raise ValueError(f"no kind {kind!r}; there are {', '.join(KINDS)}")
            where, (own, many, custom) = self.project(project), KINDS[kind]
            number = self.world.new_id("field")
            id = f"customfield_{number}"
            choices = tuple(self._option(option) for option in options)
            clauses = (f"cf[{number}]", name)
            self.world.fields[id] = FieldDef(id, name, own, many, f"{CUSTOM}{custom}", choices, clauses)
            where.fields = (*where.fields, id)
            if required:
                where.required = (*where.required, id)
            return id

    def require(self, field: str, project: str | None = None) -> None:
        """Let a project refuse new issues without a field."""
        with self.world.writing():
            where = self.project(project)
            where.required = (*where.required, field)

    def workflow(
        self, statuses: Sequence[Mapping[str, Any]], transitions: Sequence[Mapping[str, Any]] | None = None,
        project: str | None = None,
    ) -> None:  # fmt: skip
        """Give a project another workflow, in the words of `workflow.plan`; issues keep statuses by name."""
        with self.world.writing():
            where = self.project(project)
            where.workflow = plan(self.world, statuses, transitions)
            known = {status.name: status for status in where.workflow.statuses}
            for issue in self.world.issues.values():
                if issue.project is where:
                    issue.status = known.get(issue.status.name, where.workflow.statuses[0])

    def add_token(self, token: str, name: str, role: str = "write") -> None:
        """Make another token: an API token on Cloud, a personal access token on Server."""
        with self.world.writing():
            self.access.tokens[token] = Token(self.world.user(name), _role(role))

    def add_client(self, id: str, secret: str, refresh_token: str, name: str) -> None:
        """Let an OAuth client in, whose refresh token works once."""
        with self.world.writing():
            self.access.clients.append(Client(id, secret, refresh_token, self.world.user(name)))

    def oauth_token(self, name: str = TOKEN_USER) -> str:
        """An access token of an OAuth app for an account, good for an hour."""
        with self.world.writing():
            made = f"access-{uuid4().hex}"
            role = next(iter(self.access.tokens.values())).role
            until = self.world.clock.now() + LIFETIME
            self.access.tokens[made] = Token(self.world.user(name), role, oauth=True, expires=until)
            return made

    def permit(self, role: str, token: str | None = None, project: str | None = None) -> None:
        """Set what a token (the first unless told) may do, everywhere or in one project."""
        with self.world.writing():
            found = self.access.tokens[token or next(iter(self.access.tokens))]
            if project is None:
                found.role = _role(role)
            else:
                found.roles[self.project(project).id] = _role(role)

    def revoke(self, token: str | None = None) -> None:
        """Make a token worthless."""
        with self.world.writing():
            del self.access.tokens[token or next(iter(self.access.tokens))]

    def limit(self, remaining: int) -> None:
        """Leave only so many requests in the running hour, and say so in every answer."""
        with self.world.writing():
            self.exchange.budget.leave(remaining, self.world.clock.now())

    def _option(self, wanted: Any) -> Choice:
        name, children = (wanted, ()) if isinstance(wanted, str) else wanted
        id = self.world.new_id("option")
        return Choice(id, name, tuple(self._option(child) for child in children))


def _role(name: str) -> str:
    if name not in ROLES:
        raise ValueError(f"no role {name!r}; there are {', '.join(ROLES)}")
    return name

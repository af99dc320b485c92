"""What a test or a demo sets from outside of the provider's own: projects, people, credentials, rules."""

from __future__ import annotations

from collections.abc import Sequence

from devlog_azure_devops.sandbox import trees
from devlog_azure_devops.sandbox.access import ROLES, Token
from devlog_azure_devops.sandbox.building import build
from devlog_azure_devops.sandbox.model import FieldDef, ItemType, Node
from devlog_azure_devops.sandbox.model import State as TypeState
from devlog_azure_devops.sandbox.renaming import AREA, ITERATION, repath
from devlog_azure_devops.sandbox.state import State
from devlog_core.testing.sandbox.served import ServedSandbox

KINDS = ("string", "integer", "double", "dateTime", "html", "plainText", "boolean", "identity")


class Steering(State, ServedSandbox):
    """Verbs that no person in the browser has, or only an administrator."""

    def add_project(self, name: str, process: str = "Agile", description: str = "") -> str:
        """Make a project of a process (Agile, Scrum, CMMI, Basic) and return its id."""
        with self.world.writing():
            if self.world.project(name) is not None:
                raise ValueError(f"{name} exists")
            return build(self.world, name, process, description).id

    def rename_project(self, name: str, new: str) -> None:
        """Give a project another name; its id stays, and its paths begin with the new name."""
        with self.world.writing():
            project = self.project(name)
            old = project.name
            project.name = project.areas.name = project.iterations.name = new
            for field in (AREA, ITERATION):
                repath(self.world, project, field, old, new)

    def add_user(self, name: str, display_name: str | None = None, email: str | None = None) -> str:
        """Make or change an account and return its id; items that mention it keep how it was called."""
        with self.world.writing():
            old = self.world.user(name)
            made = type(old)(old.id, old.name, display_name or old.display_name, email or old.unique_name)
            self.world.users[old.name.casefold()] = made
            for token in self.access.tokens.values():
                if token.user.id == old.id:
                    token.user = made
            return made.id

    def add_area(self, path: str, project: str | None = None) -> None:
        """Make an area, such as `Team A\\Backend`, below the project's root."""
        self._grow("areas", path, project)

    def add_iteration(
        self, path: str, project: str | None = None, start: str | None = None, finish: str | None = None
    ) -> None:
        """Make an iteration below the project's root, perhaps with dates."""
        node = self._grow("iterations", path, project)
        with self.world.writing():
            node.start, node.finish = start, finish

    def add_field(
        self, name: str, kind: str, values: Sequence[str] = (), types: Sequence[str] = (),
        required: bool = False, project: str | None = None,
    ) -> str:  # fmt: skip
        """Make a custom field of some types (all unless told) and return its reference name."""
        with self.world.writing():
            if kind not in KINDS:
                raise ValueError(f"no kind {kind!r}; there are {', '.join(KINDS)}")
            reference = f"Custom.{name.replace(' ', '')}"
            own = "string" if kind == "identity" else kind
            known = FieldDef(reference, name, own, False, tuple(values), kind == "identity", True)
            self.world.fields[reference.casefold()] = known
            for one in self._types(types, project):
                one.fields = (*one.fields, reference)
                one.required = (*one.required, reference) if required else one.required
            return reference

    def require(self, field: str, types: Sequence[str] = (), project: str | None = None) -> None:
        """Let types (all unless told) refuse items without a field."""
        with self.world.writing():
            known = self.world.field(field)
            if known is None:
                raise KeyError(field)
            for one in self._types(types, project):
                one.required = (*one.required, known.reference)

    def add_state(self, kind: str, name: str, category: str, project: str | None = None) -> None:
        """Give a type another state, before those that are completed."""
        with self.world.writing():
            found = self.project(project).types[kind.casefold()]
            made = TypeState(name, category, "5688e0")
            place = next(
                (n for n, one in enumerate(found.states) if one.category in ("Completed", "Removed")), 0
            )
            found.states = (*found.states[:place], made, *found.states[place:])

    def restrict(
        self, kind: str, state: str, follow: Sequence[str], project: str | None = None,
        reasons: Sequence[str] = (),
    ) -> None:  # fmt: skip
        """Let only some states follow a state of a type, and let it take only some reasons."""
        with self.world.writing():
            found = self.project(project).types[kind.casefold()]
            found.moves = {**found.moves, state: tuple(follow)}
            found.reasons = tuple(reasons)

    def add_token(
        self, token: str, name: str, role: str = "write", bearer: bool = False, lifetime: int = 0
    ) -> None:
        """Make another token: a personal one, or a bearer one that runs out after `lifetime` seconds."""
        with self.world.writing():
            expires = self.world.clock.now() + lifetime if lifetime else None
            self.access.tokens[token] = Token(self.world.user(name), _role(role), {}, bearer, expires)

    def permit(self, role: str, token: str | None = None, project: str | None = None) -> None:
        """Set what a token (the first unless told) may do, everywhere or in one project."""
        with self.world.writing():
            found = self.access.tokens[token or next(iter(self.access.tokens))]
            if project is None:
                found.role = _role(role)
            else:
                found.roles[self.project(project).id] = _role(role)

    def narrow(self, *services: str, token: str | None = None) -> None:
        """Leave services (build, environment, release) out of a token's scopes, the first's unless told."""
        with self.world.writing():
            self.access.tokens[token or next(iter(self.access.tokens))].lacks = frozenset(services)

    def revoke(self, token: str | None = None) -> None:
        """Make a token worthless."""
        with self.world.writing():
            del self.access.tokens[token or next(iter(self.access.tokens))]

    def limit(self, remaining: int, delay: float = 0) -> None:
        """Leave only so many requests in the running window, and say so, and of a delay, in every answer."""
        with self.world.writing():
            self.exchange.budget.leave(remaining, self.world.clock.now())
            self.exchange.budget.delay = delay

    def _types(self, names: Sequence[str], project: str | None) -> list[ItemType]:
        known = self.project(project).types
        return [known[name.casefold()] for name in names] if names else list(known.values())

    def _grow(self, tree: str, path: str, project: str | None) -> Node:
        with self.world.writing():
            node: Node = getattr(self.project(project), tree)
            for name in path.split("\\"):
                found = trees.child(node, name)
                if found is None:
                    found = self.world.new_node(name)
                    node.children.append(found)
                node = found
            return node


def _role(name: str) -> str:
    if name not in ROLES:
        raise ValueError(f"no role {name!r}; there are {', '.join(ROLES)}")
    return name

"""A simulator of Azure DevOps' REST interface, with faults to order.

How it is built, for whoever adds an address:

- `model.py` holds the records. An Item's collections (`fields`, `relations`, `revisions`, ...) are replaced,
  never changed in place. Fields are by reference name, accounts are `User`, what is empty has no
  key; what can be worked out (System.Id, levels of paths, counts) is not kept but made in `shapes/items.py`.
- `world.py` is the state. Every change happens inside `world.writing()`, which the exchange enters for all
  but reads and queries. `world.shelf(name)` keeps what services beside work items need.
- `changes.py` changes: `make` and `commit` take a `Draft` and leave a revision and an update; links between
  items leave an update only. `patch.py` reads a JSON Patch into a draft, `values.py` knows the rules.
- A handler takes a `Call` (`query` has lower-case names, `params` of the address, `body`) and returns an
  `Answer` or raises `RefusedError(status, message, typeKey)`. `routes.py` lists the addresses.
- `wiql*.py` is the query language. `templates.py` has the four processes, `fields.py` the fields.
- `world.tell(Event(...))` follows each change; service hooks listen.
"""

from devlog_azure_devops.sandbox.sandbox import AzureDevOpsSandbox

__all__ = ["AzureDevOpsSandbox"]

"""A simulator of Jira's REST interface, Cloud and Server, with faults to order.

How it is built, for whoever adds an address:

- `model.py` holds the records. An Issue's collections (`values`, `comments`, `worklogs`, ...) are replaced,
  never changed in place, since a search that lags keeps shallow copies; Comment and Worklog are frozen and
  an edit puts another in their place. `values` are by field id, and what is empty has no key. Times are
  milliseconds.
- `world.py` is the state: issues by id, keys (old ones too), users, projects, `boards`, `sprints`,
  `worklogs`, `deleted_worklogs`, `webhooks`, `switches`. Every change happens inside `world.writing()`,
  which the exchange enters for all but GET and searches. `world.now()` is the millisecond.
- `changes.py` changes: `apply` sets values by field id with history, `changing` goes before a change of
  what is no field (comments, worklogs, links): it keeps the old state and moves `updated`.
- A handler takes a `Call` (who asks, `query`, `params` of the address, `body`, `fields` for the body as an
  object) and returns an `Answer` or raises `RefusedError(status, *messages, errors={field: text})`.
  `call.issue()` finds what `{issue}` names, `call.edited(role, what)` does for a change,
  `call.project()` and `call.comment(issue)` likewise. `pages.py` cuts lists: `page_bean` and `counted`.
- `routes.py` lists the addresses: `API` for both deployments and versions, `CLOUD`, `SERVER`, `AGILE`
  (below /rest/agile/1.0) and `BESIDE` (whole paths).
- `shapes/` makes the JSON; all of it takes a `View` (`call.view`): world, version, and the account whose
  zone times are written in.
- `texts.py` takes and shows rich texts: `well_formed`, `shown(text, version)`, `plain(text)`.
- `jql_fields.py` tells the evaluator in `jql.py` what can be asked of an issue.
- `events.py`: `world.tell(Event(...))` follows each change; webhooks (`hooks.py`) listen.
"""

from devlog_jira.sandbox.sandbox import JiraSandbox

__all__ = ["JiraSandbox"]

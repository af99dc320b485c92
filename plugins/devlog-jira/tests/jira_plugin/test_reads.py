"""Which requests only ask, whatever their method."""

from __future__ import annotations

import pytest

from devlog_jira.limits import JiraLimits

SITE = "https://acme.atlassian.net"


@pytest.mark.parametrize(
    ("method", "path", "asks"),
    [
        ("GET", "/rest/api/3/issue/SHOP-1", True),
        ("POST", "/rest/api/3/search/jql", True),
        ("POST", "/jira/rest/api/2/search", True),
        ("POST", "/rest/api/3/comment/list?expand=properties", True),
        ("POST", "/ex/jira/1234/rest/api/3/worklog/list", True),
        ("POST", "/rest/api/3/issue", False),
        ("POST", "/rest/api/3/issue/SHOP-1/comment", False),
        ("PUT", "/rest/api/3/search/jql", False),
        ("DELETE", "/rest/api/3/issue/SHOP-1", False),
    ],
)
def test_a_search_by_post_is_no_write(method: str, path: str, asks: bool) -> None:
    """Otherwise a sync with nothing to do seems to write."""
    assert JiraLimits().reads(method, SITE + path) is asks

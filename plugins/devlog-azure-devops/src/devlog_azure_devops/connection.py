"""The azure-devops library's authentication on a session that sends through the core's adapter."""

from __future__ import annotations

from typing import Any

from azure.devops.client_configuration import ClientConfiguration
from requests import Response, Session
from requests.adapters import HTTPAdapter

from devlog_azure_devops.auth import SignIn


class Connection:
    """One session, signed anew for each request; it neither retries nor follows redirects.

    The library's own clients first read the whole list of resources and keep it in the user's home, which
    importing them prepares; here only their configuration and credentials are used.
    """

    def __init__(self, url: str, adapter: HTTPAdapter, sign_in: SignIn) -> None:
        self._sign_in = sign_in
        self._session = Session()
        self._session.headers.update(
            {
                "Accept": "application/json",
                "User-Agent": f"devlog-azure-devops {ClientConfiguration(url).user_agent}",
                # Without these a refusal is a page to sign in at.
                "X-TFS-FedAuthRedirect": "Suppress",
                "X-VSS-ForceMsaPassThrough": "true",
            }
        )
        for scheme in ("https://", "http://"):
            self._session.mount(scheme, adapter)

    def request(self, method: str, url: str, **kwargs: Any) -> Response:
        """One exchange, as it came."""
        self._sign_in.sign(self._session)
        return self._session.request(method, url, allow_redirects=False, **kwargs)

    def close(self) -> None:
        """Release the connection."""
        self._session.close()

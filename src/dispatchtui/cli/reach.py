"""A server as the command line reaches it: one small HTTP client whose failures are sentences.

Raises: UserError for what the person can mend (token, right, argument), Unavailable otherwise.
"""

from __future__ import annotations

from types import TracebackType
from typing import Any, Self

import httpx

from dispatchtui.client.credentials import Credentials, known
from dispatchtui.errors import ProtocolError, Unavailable, UserError

__all__ = ["Reach", "known", "reach"]

TIMEOUT_S = 15.0


class Reach:
    """An open way to a server; use it in a `with`."""

    def __init__(self, credentials: Credentials, timeout_s: float = TIMEOUT_S) -> None:
        """Prepare the way; nothing is sent yet."""
        self.url = credentials.url
        headers = {"Authorization": f"Bearer {credentials.token}"} if credentials.token else {}
        self._http = httpx.Client(base_url=credentials.url, headers=headers, timeout=timeout_s)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def get(self, path: str, **query: str | int) -> Any:
        """Read a resource, decoded from JSON."""
        return self.send("GET", path, query={name: value for name, value in query.items() if value not in ("", None)})

    def send(self, method: str, path: str, body: Any = None, query: dict[str, Any] | None = None) -> Any:
        """Send a request; answer its JSON, or nothing for an empty answer."""
        try:
            answer = self._http.request(method, f"/api/v1{path}", json=body, params=query)
        except httpx.HTTPError as error:
            raise Unavailable(
                f"No answer from {self.url}: {str(error) or type(error).__name__}.",
                hint="Is the server running? `dispatchtui doctor` looks.",
            ) from error
        if answer.is_success:
            return answer.json() if answer.content else None
        raise self._refused(answer)

    def _refused(self, answer: httpx.Response) -> Exception:
        try:
            problem = answer.json()
            sentence = str(problem.get("detail") or problem.get("title") or answer.reason_phrase)
        except (ValueError, AttributeError):
            return ProtocolError(f"{self.url} answered {answer.status_code} and not as a dispatchtui server does.")
        if answer.status_code == httpx.codes.SERVICE_UNAVAILABLE:
            return Unavailable(sentence)
        return UserError(sentence, hint=_hint(answer.status_code))


def _hint(status: int) -> str:
    return "Log in with `dispatchtui login URL`." if status == httpx.codes.UNAUTHORIZED else ""


def reach(url: str = "", token: str = "", timeout_s: float = TIMEOUT_S) -> Reach:
    """Find the server and the token: those given, the environment, the login file, this machine's own server."""
    return Reach(known(url, token), timeout_s)

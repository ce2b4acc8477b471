"""What every request must pass: the right host, the right origin, the token, a method that reads, a body of bounded size.

A page that the reader visits elsewhere can send requests to 127.0.0.1; so can a name that its owner points there (DNS rebinding). Host and Origin stop both, the
token stops other users of the machine, and no answer allows another origin to read it.
"""

import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

BODY = 1 << 20
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src data:; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Gate:
    """Lets requests through to an application, or answers them itself."""

    def __init__(self, app: ASGIApp, *, token: str, port: int) -> None:
        """Keep the application, the token and the names under which the port may be called."""
        self.app, self.token = app, token
        self.hosts = {f"{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]")}
        self.cookie = f"kg-{port}"

    def _refusal(self, scope: Scope, headers: Headers) -> tuple[int, str] | None:
        if scope["type"] != "http":
            return 400, "only HTTP is spoken here"
        if headers.get("host", "").lower() not in self.hosts or len(headers.getlist("host")) != 1:
            return 421, "wrong Host: open the address that `kg serve` printed"
        origin = headers.get("origin")
        if origin is not None and origin.lower() not in {f"http://{h}" for h in self.hosts}:
            return 403, "requests from other origins are refused"
        if scope["method"] not in ("GET", "HEAD", "POST"):
            return 405, "only GET, HEAD and POST are answered"
        if not headers.get("content-length", "0").isdecimal() or int(headers.get("content-length", "0")) > BODY:
            return 413, f"the body is larger than {BODY} bytes"
        return None

    def _known(self, headers: Headers) -> bool:
        given = [headers.get("authorization", "").removeprefix("Bearer ")]
        for cookie in headers.get("cookie", "").split(";"):  # by hand: a cookie of another application's must not hide ours
            name, _, value = cookie.strip().partition("=")
            if name == self.cookie:
                given.append(value)
        return any(secrets.compare_digest(g.encode(), self.token.encode()) for g in given)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer or pass on one request."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refused = self._refusal(scope, headers)
        asked = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("token", [""])[0]
        if refused is None and (asked or not self._known(headers)):
            if scope["method"] == "GET" and scope["path"] == "/" and secrets.compare_digest(asked.encode(), self.token.encode()):
                answer = RedirectResponse("/", status_code=303)
                answer.set_cookie(self.cookie, self.token, httponly=True, samesite="strict", path="/")
                await answer(scope, receive, self._dressed(send))
                return
            if not self._known(headers):
                refused = 401, "the token is missing or wrong: open the address that `kg serve` printed, or send it as `Authorization: Bearer …`"
        if refused is not None:
            status, reason = refused
            # The body was not read: the connection cannot be used again.
            await PlainTextResponse(reason + "\n", status_code=status, headers={"Connection": "close"})(scope, receive, self._dressed(send))
            return
        await self._pass(scope, receive, send)

    async def _pass(self, scope: Scope, receive: Receive, send: Send) -> None:
        size = 0

        async def counted() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > BODY:  # sent in pieces, without a length that could have been refused
                raise HTTPException(413, f"the body is larger than {BODY} bytes\n", headers={"Connection": "close"})
            return message

        await self.app(scope, counted, self._dressed(send))

    @staticmethod
    def _dressed(send: Send) -> Any:
        """Put the safety headers on an answer that does not bring its own."""

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        return dressed

"""One client on a connection that is kept alive, as a browser beside the server would be."""

import json
import re
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

from caseflow.bench.counting import ASKED, GIVEN
from caseflow.bench.server import BenchFailed


@dataclass(slots=True)
class Answer:
    status: int
    text: str
    queries: int
    seconds: float


@dataclass(slots=True)
class Client:
    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    line: HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.line = HTTPConnection("127.0.0.1", self.port, timeout=60)

    def close(self) -> None:
        self.line.close()

    def get(self, path: str, *, count: bool = False) -> Answer:
        return self._ask("GET", path, headers={ASKED: "1"} if count else {})

    def get_json(self, path: str) -> Any:
        return json.loads(self.get(path).text)

    def sign_in(self, username: str, password: str) -> None:
        page = self.get("/login/").text
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        form = {
            "csrfmiddlewaretoken": token.group(1) if token else "",
            "username": username,
            "password": password,
        }
        answer = self._ask(
            "POST",
            "/login/",
            body=urlencode(form),
            headers={
                "Content-Type": "application/x-www-form-urlencoded",
                "Referer": f"http://127.0.0.1:{self.port}/login/",
            },
        )
        if answer.status != 302:
            raise BenchFailed(f"Signing in as {username} gave {answer.status}.")

    def _ask(
        self, method: str, path: str, *, body: str = "", headers: dict[str, str] | None = None
    ) -> Answer:
        sent = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()), **(headers or {})}
        started = time.perf_counter()
        self.line.request(method, path, body=body or None, headers=sent)
        response = self.line.getresponse()
        content = response.read()
        seconds = time.perf_counter() - started
        self._keep_cookies(response)
        queries = int(response.headers.get(GIVEN, "-1"))
        return Answer(response.status, content.decode(errors="replace"), queries, seconds)

    def _keep_cookies(self, response: HTTPResponse) -> None:
        for header in response.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(header).items():
                self.cookies[name] = morsel.value

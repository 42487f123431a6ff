"""A browser of somebody who signs in: it keeps the cookies and sends the CSRF token, unless a test says otherwise."""
import http.cookies

PASSWORD = "correct horse battery"


def add_user(server, login, roles, **more):
    body = {"login": login, "name": login.title(), "email": login + "@acme.example", "password": PASSWORD,
            "roles": roles} | more
    answer = server.call("POST", "/v1/users", body)
    assert answer.status == 201, answer.body
    return answer.json()


class Browser:
    def __init__(self, server):
        self.server = server
        self.cookies = {}
        self.csrf = None

    def keep(self, answer):
        for line in answer.headers.get_all("Set-Cookie") or []:
            for name, morsel in http.cookies.SimpleCookie(line).items():
                self.cookies[name] = morsel.value
                if morsel["max-age"] == "0":
                    del self.cookies[name]

    def call(self, method, path, body=None, headers=None):
        head = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} if self.cookies else {}
        if self.csrf and method not in ("GET", "HEAD"):
            head["X-CSRF-Token"] = self.csrf
        answer = self.server.call(method, path, body, head | (headers or {}), token=False)
        self.keep(answer)
        return answer

    def sign_in(self, login, password=PASSWORD):
        answer = self.call("POST", "/v1/session", {"login": login, "password": password})
        if answer.status == 200:
            self.csrf = answer.json()["csrf"]
        return answer


def signed_in(server, login):
    browser = Browser(server)
    answer = browser.sign_in(login)
    assert answer.status == 200, answer.body
    return browser

"""Signing in through a real OpenID Connect provider, the npm package oidc-provider: code flow with PKCE."""
import http.client
import http.cookies
import json
import pathlib
import re
import shutil
import socket
import subprocess
import unittest
import urllib.parse

from served import ROOT, Served
from signed_in import Browser, add_user

INSTALLED = ROOT / "build" / "oidc"


def install():
    """Installs the provider from its lock file where it is not yet; skips where that cannot be."""
    for program in ("node", "npm"):
        if shutil.which(program) is None:
            raise unittest.SkipTest(f"{program} is not installed")
    INSTALLED.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", "provider.mjs"):
        wanted = (ROOT / "tests" / "oidc" / name).read_bytes()
        path = INSTALLED / name
        if not path.exists() or path.read_bytes() != wanted:
            path.write_bytes(wanted)
            if name != "provider.mjs":
                shutil.rmtree(INSTALLED / "node_modules", ignore_errors=True)
    if not (INSTALLED / "node_modules").exists():
        done = subprocess.run(["npm", "ci", "--ignore-scripts", "--no-fund", "--no-audit"], cwd=INSTALLED, text=True,
                              capture_output=True, check=False)
        if done.returncode != 0:
            shutil.rmtree(INSTALLED / "node_modules", ignore_errors=True)
            raise unittest.SkipTest("npm cannot install oidc-provider: " + done.stderr.strip()[-200:])


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Person:
    """A browser at the provider: keeps its cookies, follows its redirects, fills its forms."""

    def __init__(self, issuer):
        self.place = urllib.parse.urlparse(issuer).netloc
        self.cookies = {}

    def fetch(self, method, url, form=None):
        target = urllib.parse.urlparse(url)
        line = http.client.HTTPConnection(self.place, timeout=30)
        head = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if form is not None:
            body = urllib.parse.urlencode(form)
            head["Content-Type"] = "application/x-www-form-urlencoded"
        line.request(method, target.path + ("?" + target.query if target.query else ""), body, head)
        got = line.getresponse()
        for cookie in got.headers.get_all("Set-Cookie") or []:
            for name, morsel in http.cookies.SimpleCookie(cookie).items():
                self.cookies[name] = morsel.value
        text = got.read().decode()
        line.close()
        return got.status, got.headers["Location"], text

    def sign_in(self, url, login):
        """From the provider's first page to the address that it sends the browser back to."""
        form, method = None, "GET"
        for _ in range(12):
            status, location, text = self.fetch(method, url, form)
            form, method = None, "GET"
            if location is not None:
                url = urllib.parse.urljoin(url, location)
                if urllib.parse.urlparse(url).netloc != self.place:
                    return url
                continue
            assert status == 200, text
            action = re.search(r'action="([^"]+)"', text).group(1)
            prompt = re.search(r'name="prompt" value="(\w+)"', text).group(1)
            url, method = urllib.parse.urljoin(url, action), "POST"
            form = {"prompt": prompt} | ({"login": login, "password": "x"} if prompt == "login" else {})
        raise AssertionError("the provider sends nobody back")


class Oidc(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        install()
        cls.port = free_port()
        callback = f"http://127.0.0.1:{cls.port}/v1/session/oidc/callback"
        client = {"client_id": "signalbox", "client_secret": "a secret of this test", "redirect_uris": [callback],
                  "token_endpoint_auth_method": "client_secret_post"}
        cls.provider = subprocess.Popen(["node", "provider.mjs", json.dumps(client)], cwd=INSTALLED, text=True,
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        # It prints warnings about being a development provider first.
        cls.issuer = next(line.strip() for line in cls.provider.stdout if line.startswith("http://"))
        cls.server = Served()
        folder = pathlib.Path(cls.server.folder.name)
        (folder / "secret").write_text("a secret of this test\n")
        (folder / "oidc.yaml").write_text(f"issuer: {cls.issuer}\nclient_id: signalbox\nredirect_uri: {callback}\n"
                                          "client_secret_file: secret\n")
        cls.server.options = ("--oidc", str(folder / "oidc.yaml"))
        cls.server.listen = f"127.0.0.1:{cls.port}"
        cls.server.start()
        add_user(cls.server, "lena", ["seller"], password=None)

    @classmethod
    def tearDownClass(cls):
        cls.server.close()
        cls.provider.terminate()
        cls.provider.wait()
        cls.provider.stdout.close()

    def begin(self, browser):
        answer = browser.call("GET", "/v1/session/oidc/start")
        self.assertEqual(answer.status, 302, answer.body)
        return answer.headers["Location"]

    def back(self, browser, url):
        target = urllib.parse.urlparse(url)
        return browser.call("GET", target.path + "?" + target.query)

    def test_whom_the_provider_vouches_for_is_signed_in(self):
        browser = Browser(self.server)
        url = self.begin(browser)
        self.assertIn("code_challenge_method=S256", url)
        answer = self.back(browser, Person(self.issuer).sign_in(url, "lena@acme.example"))
        self.assertEqual(answer.status, 200, answer.body)
        self.assertEqual(browser.call("GET", "/v1/session").json()["user"]["login"], "lena")

    def test_a_code_is_taken_once_and_only_in_the_browser_that_began(self):
        browser, thief = Browser(self.server), Browser(self.server)
        url = Person(self.issuer).sign_in(self.begin(browser), "lena@acme.example")
        self.begin(thief)
        self.assertEqual(self.back(thief, url).status, 401)
        self.assertNotIn("signalbox_session", thief.cookies)
        self.assertEqual(self.back(Browser(self.server), url).status, 401)
        self.assertEqual(self.back(browser, url).status, 200)
        self.assertEqual(self.back(browser, url).status, 401)

    def test_who_is_no_user_or_whose_address_nobody_verified_stays_out(self):
        for login in ("eve@acme.example", "unverified-lena@acme.example"):
            browser = Browser(self.server)
            answer = self.back(browser, Person(self.issuer).sign_in(self.begin(browser), login))
            self.assertEqual(answer.status, 401, login)
            self.assertNotIn("signalbox_session", browser.cookies)

    def test_a_made_up_code_is_refused(self):
        browser = Browser(self.server)
        state = urllib.parse.parse_qs(urllib.parse.urlparse(self.begin(browser)).query)["state"][0]
        answer = browser.call("GET", f"/v1/session/oidc/callback?state={state}&code=made-up")
        self.assertEqual(answer.status, 401)
        self.assertEqual(browser.call("GET", "/v1/session/oidc/callback").status, 400)

    def test_the_way_back_goes_to_our_own_root_whatever_is_asked(self):
        browser = Browser(self.server)
        url = Person(self.issuer).sign_in(self.begin(browser), "lena@acme.example")
        answer = self.back(browser, url + "&next=https://evil.example&url=//evil.example")
        self.assertEqual(answer.status, 200)
        self.assertIn('content="0;url=/"', answer.body.decode())
        self.assertNotIn("evil", answer.body.decode())


if __name__ == "__main__":
    unittest.main()

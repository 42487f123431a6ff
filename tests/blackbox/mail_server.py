"""A real SMTP server with TLS (aiosmtpd, from Debian's packages), in a process of its own, for the length of a test.

`MailServer(folder)` starts one; what came in lies in the folder, one JSON file a message. Run as a program it is that
server: `mail_server.py FOLDER PORT PLAIN`."""
import asyncio
import email
import email.policy
import json
import logging
import os
import pathlib
import socket
import ssl
import subprocess
import sys
import threading

# The package belongs to Debian's own Python, which need not be the one that runs the tests.
PYTHON = "/usr/bin/python3"
USER, PASSWORD = "signalbox", "a long mail password"
SECONDS = 60


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class MailServer:
    """`mode("take")` and so on say what it does with the next messages: take, refuse (550), later (451), or drop: the
    message is taken and the connection ends without an answer."""

    def __init__(self, folder, plain=False):
        self.folder = pathlib.Path(folder)
        self.plain = plain
        self.port = free_port()
        self.certificate = self.folder / "ca.pem"
        if not self.certificate.exists():
            subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                            "-nodes", "-keyout", self.folder / "key.pem", "-out", self.certificate, "-days", "2",
                            "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"],
                           check=True, capture_output=True)
        (self.folder / "mails").mkdir(exist_ok=True)
        self.mode("take")
        self.process = self.reader = None
        self.came = threading.Condition()
        self.start()

    def start(self):
        self.process = subprocess.Popen([PYTHON, __file__, self.folder, str(self.port), str(int(self.plain))],
                                        stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        if line != "ready\n":
            raise RuntimeError("the mail server did not start; tools/install.sh installs python3-aiosmtpd")
        self.reader = threading.Thread(target=self.read, args=[self.process.stdout])
        self.reader.start()

    def read(self, said):
        """A line for each mail, until the process ends."""
        for _ in said:
            with self.came:
                self.came.notify_all()

    def stop(self):
        self.process.terminate()
        self.process.wait(30)
        self.reader.join()
        self.process.stdout.close()

    def mode(self, what):
        (self.folder / "mode").write_text(what)

    def mails(self):
        """All that came, the first first: dictionaries of from, to, tls, user and message."""
        found = [json.loads(path.read_text()) for path in sorted((self.folder / "mails").glob("*.json"))]
        for one in found:
            one["message"] = email.message_from_bytes(one.pop("raw").encode("latin-1"), policy=email.policy.default)
        return found

    def wait_until(self, holds):
        """The mails once `holds` is true of them."""
        with self.came:
            if not self.came.wait_for(lambda: holds(self.mails()), SECONDS):
                raise AssertionError(f"{len(self.mails())} mails came, and they are not what was waited for")
        return self.mails()

    def wait_for(self, count):
        return self.wait_until(lambda mails: len(mails) >= count)


def text_of(mail):
    return mail["message"].get_body(("plain",)).get_content()


def html_of(mail):
    return mail["message"].get_body(("html",)).get_content()


async def serve(folder, port, plain):
    from aiosmtpd.smtp import SMTP, AuthResult  # pylint: disable=import-outside-toplevel,import-error

    class Handler:
        number = len(list((folder / "mails").glob("*.json")))

        async def handle_DATA(self, server, session, envelope):
            mode = (folder / "mode").read_text()
            if mode == "refuse":
                return "550 nobody of that name"
            if mode == "later":
                return "451 come back later"
            entry = {"from": envelope.mail_from, "to": envelope.rcpt_tos, "tls": session.ssl is not None,
                     "user": str(session.authenticated), "raw": envelope.content.decode("latin-1")}
            path = folder / "mails" / f"{Handler.number:05}.json"
            Handler.number += 1
            path.with_suffix(".part").write_text(json.dumps(entry))
            path.with_suffix(".part").rename(path)
            print("came", flush=True)
            if mode == "drop":
                server.transport.abort()
            return "250 taken"

    def authenticate(_server, _session, _envelope, _mechanism, data):
        right = data.login.decode() == USER and data.password.decode() == PASSWORD
        return AuthResult(success=right)

    # It says of itself what it will not do in its next version.
    logging.getLogger("mail.log").setLevel(logging.ERROR)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "ca.pem", folder / "key.pem")
    handler = Handler()

    def session():
        if plain:
            return SMTP(handler, hostname="localhost")
        return SMTP(handler, hostname="localhost", tls_context=context, require_starttls=True, auth_required=True,
                    authenticator=authenticate)

    server = await asyncio.get_running_loop().create_server(session, "127.0.0.1", port)
    print("ready", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    os.umask(0o077)
    try:
        asyncio.run(serve(pathlib.Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "1"))
    except KeyboardInterrupt:
        pass

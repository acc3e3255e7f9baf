"""A server of the program for tests: started, asked, ended."""

import http.client
import json
import signal
import socket
import subprocess

from conftest import PROGRAM, environment


class Answer:
    def __init__(self, response, body):
        self.status, self.headers, self.body = response.status, response.headers, body

    def json(self):
        return json.loads(self.body)

    def error(self):
        """The error of an answer, which has these keys and no others."""
        error = self.json()["error"]
        assert set(error) == {"code", "field", "message", "remedy"}
        return error


class Served:
    """Use it as a context: the server ends with it, in good order."""

    def __init__(self, *words, env=None, keys=None):
        self.process = subprocess.Popen(
            [PROGRAM, "serve", *map(str, words), "--port", "0"], env=environment(env), stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")
        self.keys = keys
        self.lines = []
        while True:
            line = self.process.stderr.readline()
            assert line, "".join(self.lines)
            self.lines.append(line)
            if line.startswith("listening at "):
                self.host, port = line.split("//")[1].strip().rsplit(":", 1)
                self.port = int(port)
                return

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            assert self.stop() == 0

    def stop(self, number=signal.SIGTERM, timeout=10):
        self.process.send_signal(number)
        _, rest = self.process.communicate(timeout=timeout)
        self.lines.append(rest)
        return self.process.returncode

    def event(self, word):
        """Reads what the server says until a line has the word."""
        while True:
            line = self.process.stderr.readline()
            assert line, "".join(self.lines)
            self.lines.append(line)
            if word in line:
                return line

    def connection(self):
        return http.client.HTTPConnection(self.host, self.port, timeout=20)

    def ask(self, method, path, body=None, headers=None, connection=None):
        sender = connection or self.connection()
        fields = dict(headers or {})
        if self.keys:
            fields.setdefault("Authorization", f"Bearer {self.keys}")
        sender.request(method, path, body if body is None or isinstance(body, (str, bytes)) else json.dumps(body), fields)
        response = sender.getresponse()
        answer = Answer(response, response.read())
        if connection is None:
            sender.close()
        return answer

    def get(self, path, **options):
        return self.ask("GET", path, **options)

    def post(self, path, body, **options):
        return self.ask("POST", path, body, **options)

    def ok(self, path, body):
        answer = self.post(path, body)
        assert answer.status == 200, answer.body
        return answer.json()

    def socket(self):
        return socket.create_connection((self.host, self.port), timeout=20)

    def memory(self):
        """Bytes that the process holds in memory."""
        with open(f"/proc/{self.process.pid}/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * 4096


def read_all(sender):
    """What a socket sends until it is closed."""
    received = b""
    try:
        while piece := sender.recv(65536):
            received += piece
    except ConnectionResetError:
        pass
    return received

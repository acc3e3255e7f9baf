"""A running server under load by wrk, which shares the machine with it.

    bench/serve [--seconds 10] [--reload-seconds 60]

ML-1M, fm. Requests a second of /v1/score and of lists of 10 beside those of /healthz, whose handler writes 13 bytes: what the HTTP
library takes by itself. The 99th percentile at about half of that, which connections that wait between requests make. A new
request beside 200 idle connections. The same lists while the model is loaded again every second. A service of FastAPI and
implicit.
"""

import argparse
import http.client
import json
import re
import socket
import subprocess
import tempfile
import threading
import time
from pathlib import Path

import markdown
from program import PROGRAM, ROOT, WORK, data_folder, peers_python, shown, train

RESULTS = WORK / "serve.json"
VENV = ROOT / "build" / "serve-peer"
USERS = 6040
# Another user in every request.
REQUEST = """
wrk.method = "POST"
request = function() return wrk.format(nil, nil, nil, string.format('BODY', math.random(USERS), math.random(3000))) end
"""
WAITS = "delay = function() return MILLISECONDS end\n"
BODIES = {"/v1/score": '{"user": "%d", "item": "%d"}', "/v1/recommend": '{"user": "%d", "n": 10}'}


def script(path, delay=None):
    """What wrk sends: in Lua."""
    text = REQUEST.replace("BODY", BODIES[path]).replace("USERS", str(USERS)) if path in BODIES else ""
    return text + (WAITS.replace("MILLISECONDS", str(delay)) if delay else "")


def wrk(port, path, seconds, connections=32, delay=None):
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(script(path, delay))
        file.flush()
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}", "--latency", "-s", file.name, f"http://127.0.0.1:{port}{path}"]
        output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    unit = {"us": 1e-3, "ms": 1, "s": 1e3}
    number, of = re.search(r"99%\s+([\d.]+)(us|ms|s)", output).groups()
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", output)
    errors = re.search(r"Socket errors: (.*)", output)
    return {"rate": float(re.search(r"Requests/sec:\s+([\d.]+)", output)[1]), "p99": float(number) * unit[of],
            "failed": int(failed[1]) if failed else 0, "errors": errors[1] if errors else ""}


class Running:
    def __init__(self, command, port=None):
        self.process = subprocess.Popen([str(word) for word in command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.port = port
        while port is None and self.port is None:
            line = self.process.stderr.readline()
            if not line:
                raise RuntimeError("the server did not start")
            if found := re.match(r"listening at http://.*:(\d+)", line):
                self.port = int(found[1])
        self.drain = threading.Thread(target=self.process.stderr.read, daemon=True)
        self.drain.start()

    def post(self, path, body):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("POST", path, body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        answer.read()
        return answer.status

    def memory(self):
        return int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]) * 4096

    def stop(self):
        begun = time.perf_counter()
        self.process.terminate()
        self.process.wait()
        return time.perf_counter() - begun


def beside_idle(port):
    """Milliseconds of a new connection and its request beside 200 connections that wait: the median of 21."""
    idle = []
    for _ in range(200):
        sender = socket.create_connection(("127.0.0.1", port))
        sender.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        sender.recv(4096)
        idle.append(sender)
    times = []
    for _ in range(21):
        begun = time.perf_counter()
        with socket.create_connection(("127.0.0.1", port)) as sender:
            sender.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
            sender.recv(4096)
        times.append(1e3 * (time.perf_counter() - begun))
    for sender in idle:
        sender.close()
    return sorted(times)[10]


def under_reload(server, seconds, connections):
    stop, statuses, memory = threading.Event(), [], []

    def reload():
        while not stop.wait(1):
            memory.append(server.memory())
            statuses.append(server.post("/v1/admin/reload", ""))

    thread = threading.Thread(target=reload)
    thread.start()
    measured = wrk(server.port, "/v1/recommend", seconds, connections, delay=1)
    stop.set()
    thread.join()
    growth = memory[-1] / memory[len(memory) // 10] - 1 if memory else 0
    return measured | {"reloads": len(statuses), "bad_reloads": sum(status != 200 for status in statuses), "growth": growth}


def peer(seconds):
    port = 18765
    python = peers_python(VENV, "serve-requirements.txt")
    running = Running([python, Path(__file__).with_name("serve_peer.py"), data_folder() / "ml-1m" / "ratings.dat", port], port)
    for _ in range(600):
        try:
            if running.post("/v1/recommend", '{"user": "1"}') == 200:
                break
        except OSError:
            time.sleep(0.5)
    found = wrk(port, "/v1/recommend", seconds)
    running.stop()
    return found


def measure(seconds, reload_seconds):
    model = WORK / "serve.safetensors"
    trained = train(data_folder() / "ml-1m", "--model", "fm", "--seed", "1", "--out", model)
    command = [PROGRAM, "serve", model, "--port", "0", "--no-watch"]
    server = Running(command)
    found = {"commands": [shown(trained.command), shown(command)], "rates": {}, "half": {}}
    for path in ("/healthz", *BODIES, "/healthz"):
        found["rates"].setdefault(path, []).append(wrk(server.port, path, seconds))
    for path in BODIES:
        # A connection that waits 1 ms sends at most 1,000 requests a second.
        connections = max(1, round(found["rates"][path][0]["rate"] / 2 / 900))
        found["half"][path] = wrk(server.port, path, seconds, connections, delay=1) | {"connections": connections}
    found["idle"] = beside_idle(server.port)
    found["reload"] = under_reload(server, reload_seconds, found["half"]["/v1/recommend"]["connections"])
    found["peer"] = peer(seconds)
    found["stop"] = server.stop()
    return found


def text():
    """The section of docs/benchmarks.md."""
    if not RESULTS.exists():
        return ""
    kept = json.loads(RESULTS.read_text())
    empty = max(one["rate"] for one in kept["rates"]["/healthz"])
    lists, half, reload, peer_rate = kept["rates"]["/v1/recommend"][0], kept["half"], kept["reload"], kept["peer"]["rate"]
    rows = [["/healthz, requests a second", f"{empty:,.0f}", ""]]
    for path in BODIES:
        rate = kept["rates"][path][0]["rate"]
        rows.append([f"{path}, requests a second", f"{rate:,.0f}", ""])
        rows.append([f"{path}, share of /healthz", f"{rate / empty:.2f}", ">= 0.6"])
    for path in BODIES:
        rows.append([f"{path}, 99th percentile at {half[path]['rate']:,.0f} requests a second, ms", f"{half[path]['p99']:.2f}", "<= 5"])
    rows += [["a new request beside 200 idle connections, ms", f"{kept['idle']:.2f}", "<= 50"],
             ["FastAPI and implicit, requests a second", f"{peer_rate:,.0f}", ""],
             ["/v1/recommend, times FastAPI and implicit", f"{lists['rate'] / peer_rate:.0f}", ">= 20"],
             [f"{reload['reloads']} reloads, one a second: failed requests", str(reload["failed"] + reload["bad_reloads"]), "0"],
             ["99th percentile meanwhile, times that without", f"{reload['p99'] / half['/v1/recommend']['p99']:.2f}", "<= 1.5"],
             ["growth of memory from a tenth of the reloads to the last, per cent", f"{100 * reload['growth']:.1f}", "<= 1"]]
    return "\n".join([
        "## A server under load", "",
        "ML-1M, fm of rank 32, lists of 10 of 3,883 items, users drawn at random. Server and wrk share the machine.", "",
        *markdown.table(["", "measured", "goal"], rows), "", "```", "bench/serve", *kept["commands"], "```", ""])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--reload-seconds", type=int, default=60)
    options = parser.parse_args()
    WORK.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(measure(options.seconds, options.reload_seconds), indent=1))
    markdown.replace_section(ROOT / "docs" / "benchmarks.md", text())
    print(text())


if __name__ == "__main__":
    main()

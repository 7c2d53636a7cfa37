#!/usr/bin/env python3
"""Measures vanbangd on loopback: look-ups beside a bare axum handler that answers the same bytes in the same run,
uploads, 64 bombs at once, 400 slow clients.

    cargo build --release --no-default-features --features service --bin vanbangd --example bare_answer
    scripts/bench_service.py --bin target/release --demo DIR [--seconds 10]

DIR is what `vanbang demo --out DIR` made: its trust folder and its signed files. Needs wrk (Debian: wrk), whose own
share of the processor time is told; it runs on the same cores. One JSON object a line.
"""

import argparse
import json
import os
import pathlib
import re
import resource
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
import zlib

CODES = 20_000
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
BATCH = bytes(8)


def start(command):
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return process, process.stdout.readline().strip().rstrip("/")


def base32(identifier):
    number = int.from_bytes(identifier, "big") << 2
    return "".join(LETTERS[number >> 5 * place & 31] for place in reversed(range(26)))


def fill(path):
    """A batch of made-up codes, with envelopes of the usual size."""
    store = sqlite3.connect(path)
    store.execute("INSERT INTO batches VALUES (?, 'thpt-mau.hue', ?, x'', 2026, 1)", (BATCH, os.urandom(32)))
    names = [os.urandom(16) for _ in range(CODES)]
    rows = ((name, BATCH, os.urandom(612)) for name in names)
    store.executemany("INSERT INTO envelopes (id, batch, kind, bytes) VALUES (?, ?, 16, ?)", rows)
    store.commit()
    store.close()
    return [base32(name) for name in names]


def cpu_of(pid):
    """Processor time of a process and of its children, in seconds."""
    total = 0
    pids = [pid]
    while pids:
        one = pids.pop()
        try:
            fields = open(f"/proc/{one}/stat").read().rsplit(")", 1)[1].split()
            total += int(fields[11]) + int(fields[12])
            for task in os.listdir(f"/proc/{one}/task"):
                pids += [int(child) for child in open(f"/proc/{one}/task/{task}/children").read().split()]
        except OSError:
            continue
    return total / os.sysconf("SC_CLK_TCK")


def memory_of(pid):
    """Resident memory of a process and of its children, in MiB."""
    total, pids = 0, [pid]
    while pids:
        one = pids.pop()
        try:
            status = open(f"/proc/{one}/status").read()
            total += int(re.search(r"VmRSS:\s+(\d+)", status)[1])
            for task in os.listdir(f"/proc/{one}/task"):
                pids += [int(child) for child in open(f"/proc/{one}/task/{task}/children").read().split()]
        except (OSError, TypeError):
            continue
    return total / 1024


def wrk(address, seconds, connections, script, server):
    """Requests a second and milliseconds, with the share of wrk in the processor time that was used."""
    before, own = cpu_of(server.pid), resource.getrusage(resource.RUSAGE_CHILDREN)
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "--timeout", "30s", "-s", script, address]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    mine = after.ru_utime + after.ru_stime - own.ru_utime - own.ru_stime
    theirs = cpu_of(server.pid) - before

    def milliseconds(percent):
        number, unit = re.search(rf"^\s+{percent}%\s+([\d.]+)(us|ms|s|m)$", said, re.M).groups()
        return round(float(number) * {"us": 0.001, "ms": 1, "s": 1000, "m": 60_000}[unit], 3)

    wrong = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    return {
        "per_second": round(float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])),
        "p50_ms": milliseconds(50), "p99_ms": milliseconds(99),
        "not_2xx": int(wrong[1]) if wrong else 0,
        "socket_errors": (re.search(r"Socket errors: (.*)", said) or ["", None])[1],
        "load_tool_share": round(mine / (mine + theirs), 2),
    }


def tell(what, **numbers):
    print(json.dumps({"what": what, **numbers}), flush=True)


def bomb():
    """A page whose content inflates to 256 MiB, within a file of half a megabyte that claims a signature."""
    deflate = zlib.compressobj(9)
    packed = b"".join(deflate.compress(bytes(1 << 20)) for _ in range(256)) + deflate.flush()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [5 0 R] /SigFlags 3 >> >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed),
        b"<< /FT /Sig /T (a) /V << /Type /Sig /Contents <00> /ByteRange [0 1 2 3] >> >>",
    ]
    body, places = b"%PDF-1.7\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 6\n0000000000 65535 f \n%strailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return body + end % (table, len(body))


def post(address, body):
    request = urllib.request.Request(f"{address}/api/v1/verify", body, {"Content-Type": "application/pdf"})
    try:
        return urllib.request.urlopen(request, timeout=120).status
    except urllib.error.HTTPError as refused:
        return refused.code


def bombs(address, server, files, look_up):
    """64 at once, again and again while look-ups are measured."""
    answers, peak, stop = {}, [0.0], threading.Event()

    def throw(file):
        while not stop.is_set():
            status = post(address, file)
            answers[status] = answers.get(status, 0) + 1

    def watch():
        while not stop.is_set():
            peak[0] = max(peak[0], memory_of(server.pid))
            time.sleep(0.05)

    threads = [threading.Thread(target=throw, args=(files[number % len(files)],)) for number in range(64)]
    threads.append(threading.Thread(target=watch))
    for thread in threads:
        thread.start()
    time.sleep(1)
    numbers = look_up()
    stop.set()
    for thread in threads:
        thread.join()
    tell("look-ups beside 64 bombs", **numbers, bombs=answers, peak_mib=round(peak[0]))


def slow_clients(address, look_up, usual):
    host, port = address.removeprefix("http://").split(":")
    stop = threading.Event()

    def drip():
        clients = []
        while not stop.is_set():
            while len(clients) < 400:
                client = socket.create_connection((host, int(port)))
                client.sendall(b"POST /api/v1/verify HTTP/1.1\r\nHost: a\r\nContent-Type: application/pdf\r\n"
                               b"Content-Length: 1000000\r\n\r\n" if len(clients) % 2 else b"GET / HTTP/1.1\r\nX: ")
                clients.append(client)
            for client in list(clients):
                try:
                    client.sendall(b"x")
                except OSError:
                    clients.remove(client)
            time.sleep(1)
        for client in clients:
            client.close()

    thread = threading.Thread(target=drip)
    thread.start()
    time.sleep(2)
    numbers = look_up()
    stop.set()
    thread.join()
    tell("look-ups beside 400 slow clients", **numbers, p99_beside_usual=round(numbers["p99_ms"] / usual, 2))


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--bin", type=pathlib.Path, required=True)
    arguments.add_argument("--demo", type=pathlib.Path, required=True)
    arguments.add_argument("--bombs", type=pathlib.Path, help="a folder with more of them")
    arguments.add_argument("--seconds", type=int, default=10)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        many = "per_minute = 100000000\n"
        (folder / "vanbangd.toml").write_text(
            f'listen = "127.0.0.1:0"\ntrust = "{(given.demo / "trust").absolute()}"\n'
            f"[limits]\nconnections = 1024\nlook_ups_{many}uploads_{many}")
        command = [given.bin / "vanbangd", "--config", folder / "vanbangd.toml"]
        server, _ = start(command)
        server.terminate()
        server.wait()
        codes = fill(folder / "store.sqlite")
        (folder / "codes").write_text("\n".join(codes))
        script = folder / "look_up.lua"
        script.write_text(f"""
local codes = {{}}
for line in io.lines("{folder}/codes") do codes[#codes + 1] = "/api/v1/codes/" .. line end
request = function() return wrk.format("GET", codes[math.random(#codes)]) end
""")
        server, address = start(command)
        answer = urllib.request.urlopen(f"{address}/api/v1/codes/{codes[0]}").read()
        (folder / "answer.json").write_bytes(answer)
        bare, bare_address = start([given.bin / "examples" / "bare_answer", folder / "answer.json"])

        def look_up(connections=50, seconds=given.seconds):
            return wrk(address, seconds, connections, script, server)

        # before and after, so that a machine that slows down is seen
        raw = [wrk(bare_address, given.seconds, 50, script, bare)]
        ours = look_up()
        raw.append(wrk(bare_address, given.seconds, 50, script, bare))
        bare.terminate()
        tell("bare handler", **raw[0], bytes=len(answer))
        tell("bare handler again", **raw[1])
        ratio = ours["per_second"] * 2 / (raw[0]["per_second"] + raw[1]["per_second"])
        tell("look-ups", **ours, ratio=round(ratio, 2))

        file = max((given.demo / "signed").rglob("*.pdf"), key=lambda path: path.stat().st_size)
        upload = folder / "upload.lua"
        upload.write_text(f"""
local file = io.open("{file.absolute()}", "rb")
wrk.method, wrk.body = "POST", file:read("*a")
wrk.headers["Content-Type"] = "application/pdf"
""")
        before = memory_of(server.pid)
        numbers = wrk(f"{address}/api/v1/verify", given.seconds, 4, upload, server)
        tell("uploads", **numbers, bytes=file.stat().st_size, mib_before=round(before), mib=round(memory_of(server.pid)))
        files = [bomb()]
        if given.bombs:
            files += [path.read_bytes() for path in sorted(given.bombs.glob("*.pdf")) if path.stat().st_size]
        bombs(address, server, files, look_up)
        slow_clients(address, look_up, look_up()["p99_ms"])
        tell("memory at the end", mib=round(memory_of(server.pid)))
        server.terminate()
        tell("stopped", exit_code=server.wait())


if __name__ == "__main__":
    sys.exit(main())

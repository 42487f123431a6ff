"""How the figures change with what is stored: intake, restart, memory and disk with 10 thousand, 100 thousand, 1 million leads.

`bench/run --growth`. Restarts are after `kill -9` under load, with the workspace's files dropped from the page cache.
"""
import json
import os
import shutil
import signal
import subprocess
import time
import urllib.request


def drop_from_cache(workspace):
    for name in os.listdir(workspace):
        path = os.path.join(workspace, name)
        if not os.path.isfile(path):
            continue
        with open(path, "rb") as f:
            os.fdatasync(f.fileno())
            os.posix_fadvise(f.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def metric(server, token, name):
    request = urllib.request.Request(f"http://{server.address}/metrics", headers={"Authorization": "Bearer " + token})
    with urllib.request.urlopen(request) as answer:
        return next(float(line.split()[-1]) for line in answer.read().decode().splitlines() if line.startswith(name + " "))


def seconds_until_views_follow(server, token):
    began = time.monotonic()
    while metric(server, token, "signalbox_views_lag_events") > 0:
        time.sleep(0.02)
    return time.monotonic() - began


def sizes(workspace):
    kinds = {}
    for name in os.listdir(workspace):
        kind = name.split(".")[0]
        path = os.path.join(workspace, name)
        if kind in ("log", "state", "views") and os.path.isfile(path):
            kinds[kind] = kinds.get(kind, 0) + os.path.getsize(path)
    return kinds


def measure(bench, work, stored, sent, connections, half_seconds):
    workspace = os.path.join(work, f"stored{stored}")
    leads = os.path.join(work, "stored.ndjson")
    token = bench.new_workspace(workspace)
    if stored > 0:
        bench.run(bench.SIGNALBOX, "generate", "leads", "--profile", "peers", "--count", str(stored), "--seed", "1", "--out", leads)
        bench.run(bench.SIGNALBOX, "route", leads, "--workspace", workspace, "--out", os.path.join(work, "stored.csv"))
        bench.run(bench.SIGNALBOX, "rebuild", "--workspace", workspace)
        os.remove(leads)
    fresh, half = os.path.join(work, "fresh.ndjson"), os.path.join(work, "half.ndjson")
    bench.run(bench.SIGNALBOX, "generate", "leads", "--profile", "peers", "--count", str(sent), "--seed", str(1000 + stored), "--out", fresh)
    server = bench.Server(workspace)
    before = bench.cpu_seconds(server.process.pid)
    closed = bench.load(server, token, fresh, "--connections", str(connections))
    behind = seconds_until_views_follow(server, token)
    cpu = bench.cpu_seconds(server.process.pid) - before
    rate = int(closed["rate"] / 2)
    bench.run(bench.SIGNALBOX, "generate", "leads", "--profile", "peers", "--count", str(rate * half_seconds), "--seed", str(5000 + stored), "--out", half)
    opened = bench.load(server, token, half, "--connections", str(connections), "--rate", str(rate))
    memory = bench.resident_mb(server.process.pid)
    all_leads = stored + closed["requests"] + opened["requests"]
    # Killed with leads in flight, and started anew with cold files.
    load = subprocess.Popen([os.path.join(bench.RELEASE, "http_load"), "--host", "127.0.0.1", "--port", server.address.rsplit(":", 1)[1], "--path", "/v1/leads",
                             "--token", token, "--bodies", fresh, "--connections", "8"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(0.5)
    server.process.send_signal(signal.SIGKILL)
    server.process.wait()
    load.wait()
    drop_from_cache(workspace)
    began = time.monotonic()
    server = bench.Server(workspace)
    restart = time.monotonic() - began
    server.stop()
    disk = {kind: round(size / all_leads) for kind, size in sizes(workspace).items()}
    shutil.rmtree(workspace)
    return {"stored": stored, "rate": closed["rate"], "p99_ms": closed["p99_us"] / 1000, "half_rate": rate, "half_p50_ms": opened["p50_us"] / 1000,
            "half_p99_ms": opened["p99_us"] / 1000, "errors": closed.get("errors", 0) + opened.get("errors", 0), "views_behind_s": behind,
            "cpu_s_per_1000": cpu / closed["requests"] * 1000, "resident_mb": memory, "restart_s": restart, "bytes_a_lead": disk}


def growth(bench, work, most, sent, connections, half_seconds):
    """A line each for an empty workspace and 10 thousand up to `most` leads; False for an error."""
    right = True
    print(f"\nwith leads stored already ({sent:,} sent at saturation, then {half_seconds} s at half of it)")
    for stored in [0] + [size for size in (10_000, 100_000, 1_000_000) if size <= most]:
        line = measure(bench, work, stored, sent, connections, half_seconds)
        right = right and line["errors"] == 0
        print(f"  {stored:>9,} stored: {line['rate']:,.0f} leads/s, p99 {line['p99_ms']:.1f} ms; at {line['half_rate']:,} a second p50 {line['half_p50_ms']:.2f} ms, "
              f"p99 {line['half_p99_ms']:.1f} ms; views {line['views_behind_s']:.2f} s behind; {line['cpu_s_per_1000']:.3f} s of server CPU per 1,000; "
              f"{line['resident_mb']:.0f} MB resident; restart after kill -9 {line['restart_s']:.2f} s; bytes a lead {json.dumps(line['bytes_a_lead'])}", flush=True)
    return right

"""Intake under other conditions than the peers' work: arrays, the whole route_lead plan, a step outside the process, a hundred
workspaces, a slow disk. `bench/run --profiles`.
"""
import json
import os
import shutil
import subprocess
import time


def arrays_of(leads, many, out):
    with open(leads) as source, open(out, "w") as bodies:
        lines = [line.strip() for line in source]
        for at in range(0, len(lines), many):
            bodies.write("[" + ",".join(lines[at:at + many]) + "]\n")


def generated(bench, work, count, seed, *profile):
    path = os.path.join(work, f"profile{seed}.ndjson")
    bench.run(bench.SIGNALBOX, "generate", "leads", *profile, "--count", str(count), "--seed", str(seed), "--out", path)
    return path


def saturated(bench, name, server, token, bodies, connections, each=1, note=""):
    before = bench.cpu_seconds(server.process.pid)
    figures = bench.load(server, token, bodies, "--connections", str(connections))
    cpu = bench.cpu_seconds(server.process.pid) - before
    leads = figures["requests"] * each
    print(f"{name}: {leads / figures['seconds']:,.0f} leads/s, p50 {figures['p50_us'] / 1000:.1f} ms, p99 {figures['p99_us'] / 1000:.1f} ms, "
          f"server CPU {cpu / leads * 1000:.3f} s per 1,000 leads{note}")
    print(f"  {json.dumps(figures)}")
    return figures.get("errors", 0) == 0


def arrays(bench, work, count, connections):
    bodies = os.path.join(work, "arrays.ndjson")
    arrays_of(generated(bench, work, count, 11, "--profile", "peers"), 100, bodies)
    workspace = os.path.join(work, "arrays")
    token = bench.new_workspace(workspace)
    server = bench.Server(workspace)
    good = saturated(bench, "arrays of 100", server, token, bodies, min(connections, 16), each=100, note="; times are of a request of 100")
    server.stop()
    return good


def whole_plan(bench, work, count, connections):
    workspace = os.path.join(work, "whole")
    token = bench.run(bench.SIGNALBOX, "init", workspace, "--demo").strip().splitlines()[-1]
    bodies = generated(bench, work, count, 12)
    server = bench.Server(workspace)
    good = saturated(bench, "route_lead of the demo company", server, token, bodies, connections)
    server.stop()
    return good


def outside_step(bench, work, count, connections):
    bundle = os.path.join(work, "outside-bundle")
    shutil.copytree(bench.BUNDLE, bundle)
    for name in os.listdir(os.path.join(bundle, "plans")):
        path = os.path.join(bundle, "plans", name)
        with open(path) as file:
            text = file.read()
        with open(path, "w") as file:
            file.write(text.replace("needs: peer_crm", "needs: outside"))
    workspace = os.path.join(work, "outside")
    token = bench.run(bench.SIGNALBOX, "init", workspace, "--bundle", bundle).strip().splitlines()[-1]
    agent = subprocess.Popen([os.path.join(bench.RELEASE, "prompt_agent")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    port = agent.stdout.readline().split()[-1]
    spec = os.path.join(work, "outside.json")
    with open(spec, "w") as file:
        json.dump({"id": "outside", "version": "1.0.0", "kind": "http", "capabilities": ["outside"], "owner": "bench",
                   "url": f"http://127.0.0.1:{port}/", "inputs": ["lead.country"], "outputs": ["lead.score"], "timeout": "5s",
                   "lifecycle": "active"}, file)
    bench.run(bench.SIGNALBOX, "agent", "add", spec, "--workspace", workspace)
    server = bench.Server(workspace)
    before = bench.cpu_seconds(agent.pid)
    good = saturated(bench, "one step at an HTTP agent", server, token, generated(bench, work, count, 13, "--profile", "peers"), connections)
    print(f"  the agent's own CPU: {(bench.cpu_seconds(agent.pid) - before) / count * 1000:.3f} s per 1,000 leads")
    server.stop()
    agent.communicate()
    return good


def slow_disk(bench, work, count, connections):
    library = os.path.join(work, "slow_sync.so")
    subprocess.run(["gcc", "-shared", "-fPIC", "-O1", "-o", library, os.path.join(bench.ROOT, "bench", "slow_sync.c"), "-ldl"], check=True)
    workspace = os.path.join(work, "slow")
    token = bench.new_workspace(workspace)
    server = bench.Server(workspace, environment={"LD_PRELOAD": library, "SLOW_SYNC_US": "5000"})
    good = saturated(bench, "every sync 5 ms slower", server, token, generated(bench, work, count, 14, "--profile", "peers"), connections)
    server.stop()
    return good


def many_workspaces(bench, work, many, rate, seconds):
    """A server a workspace, each sent its share of `rate`."""
    servers, loads = [], []
    each = max(rate // many, 1)
    for number in range(many):
        workspace = os.path.join(work, f"many{number}")
        token = bench.new_workspace(workspace)
        servers.append((bench.Server(workspace), token))
    idle = sum(bench.resident_mb(server.process.pid) for server, _ in servers)
    before = sum(bench.cpu_seconds(server.process.pid) for server, _ in servers)
    for number, (server, token) in enumerate(servers):
        bodies = generated(bench, work, each * seconds, 1000 + number, "--profile", "peers")
        host, port = server.address.rsplit(":", 1)
        loads.append(subprocess.Popen([os.path.join(bench.RELEASE, "http_load"), "--host", host, "--port", port, "--path", "/v1/leads", "--token", token,
                                       "--bodies", bodies, "--connections", "2", "--rate", str(each)], stdout=subprocess.PIPE, text=True))
    figures = [json.loads(load.communicate()[0]) for load in loads]
    cpu = sum(bench.cpu_seconds(server.process.pid) for server, _ in servers) - before
    busy = sum(bench.resident_mb(server.process.pid) for server, _ in servers)
    for server, _ in servers:
        server.stop()
    leads = sum(one["requests"] for one in figures)
    worst = sorted(one["p99_us"] for one in figures)
    print(f"{many} workspaces, a server each, {each * many:,} leads a second together for {seconds} s: p99 {worst[many // 2] / 1000:.1f} ms in the middle "
          f"workspace, {worst[-1] / 1000:.1f} ms in the worst; server CPU {cpu / leads * 1000:.3f} s per 1,000 leads, resident {idle / many:.0f} MB each "
          f"idle, {busy / many:.0f} MB after")
    return all(one.get("errors", 0) == 0 for one in figures)


def profiles(bench, work, count, connections):
    began = time.monotonic()
    right = arrays(bench, work, count, connections)
    right = whole_plan(bench, work, count // 4, connections) and right
    right = outside_step(bench, work, count // 4, connections) and right
    right = slow_disk(bench, work, count // 2, connections) and right
    right = many_workspaces(bench, work, 100, 2000, 20) and right
    print(f"profiles took {time.monotonic() - began:.0f} s")
    return right

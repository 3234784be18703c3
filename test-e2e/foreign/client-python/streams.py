"""What programs written with the Python client do with the containers of a pod: `python streams.py KUBECONFIG`."""

import sys

from kubernetes import client, config
from kubernetes.stream import portforward, stream

import transcript
from transcript import step

config.load_kube_config(config_file=sys.argv[1])
core = client.CoreV1Api()
POD = ("web", "default")


def open_stream(act, **options):
    # Streams need a client of their own: they change how it sends requests.
    api = getattr(client.CoreV1Api(client.ApiClient()), act)
    return stream(api, *POD, container="main", stdout=True, stderr=True, tty=False, _preload_content=False, **options)


def run(command):
    opened = open_stream("connect_get_namespaced_pod_exec", command=command, stdin=False)
    opened.run_forever(timeout=60)
    return {"out": opened.read_stdout(), "err": opened.read_stderr(), "code": opened.returncode}


def say_and_hear(opened, text, wanted):
    opened.write_stdin(text)
    heard = ""
    while len(heard) < wanted and opened.is_open():
        opened.update(timeout=60)
        heard += opened.read_stdout() if opened.peek_stdout() else ""
    opened.close()
    return heard


def forward():
    forwarded = portforward(client.CoreV1Api(client.ApiClient()).connect_get_namespaced_pod_portforward, *POD, ports="8080")
    connection = forwarded.socket(8080)
    connection.setblocking(True)
    connection.sendall(b"ping")
    return connection.recv(100).decode()


transcript.begin("streams")
step("runs a command", lambda: run(["echo", "a b"]))
step("runs a command that fails", lambda: run(["fail"]))
step(
    "sends a command its input",
    lambda: say_and_hear(
        open_stream("connect_get_namespaced_pod_exec", command=["cat"], stdin=True), "typed", len("cat\ntyped")
    ),
)
step(
    "attaches",
    lambda: say_and_hear(open_stream("connect_get_namespaced_pod_attach", stdin=True), "hello", len("heard hello")),
)
step("reads a log", lambda: core.read_namespaced_pod_log(*POD, container="main", tail_lines=5))
step(
    "reads a log, and follows it",
    lambda: core.read_namespaced_pod_log(*POD, container="main", tail_lines=5, follow=True, _preload_content=False)
    .read()
    .decode(),
)
step("forwards a port", forward)

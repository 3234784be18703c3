"""Does with the Python client what programs written with it do, and says of each step what came of it: `python main.py
KUBECONFIG` prints one line of JSON for each. What it prints against two servers can be compared."""

import sys

from kubernetes import client, config

import transcript
from dynamic_client import custom_objects, dynamic_client
from reading import lists, watches
from typed import patches, typed

SECTIONS = {
    "typed": typed,
    "patches": patches,
    "lists": lists,
    "watches": watches,
    "custom-objects": custom_objects,
    "dynamic": dynamic_client,
}

config.load_kube_config(config_file=sys.argv[1])
for name, run in SECTIONS.items():
    namespace = f"client-python-{name}"
    client.CoreV1Api().create_namespace({"metadata": {"name": namespace}})
    transcript.begin(name)
    run(namespace)
sys.exit(1 if transcript.failed else 0)

"""The dynamic client, which learns from discovery what there is, and custom objects."""

import tempfile
import time

from kubernetes import client, dynamic, utils
from kubernetes.dynamic.exceptions import DynamicApiError

from objects import config_map, deployment, site_definition
from transcript import refused, step

GROUP = "client-python.example.com"


def custom_objects(namespace):
    definitions, objects = client.ApiextensionsV1Api(), client.CustomObjectsApi()
    of = (GROUP, "v1", namespace, "sites")

    def served():
        """Who serves it may learn of that later than who asks (404), and then needs a moment to begin (429)."""
        try:
            objects.list_namespaced_custom_object(*of)
            return True
        except client.ApiException as error:
            if error.status not in (404, 429):
                raise
            return False

    def define():
        definitions.create_custom_resource_definition(site_definition(GROUP))
        while True:
            status = definitions.read_custom_resource_definition(f"sites.{GROUP}").status
            for condition in status.conditions or []:
                if condition.type == "Established" and condition.status == "True" and served():
                    return [condition.reason, status.accepted_names, status.stored_versions]
            time.sleep(0.02)

    step("defines a kind", define)

    def site(name, spec):
        return {"apiVersion": f"{GROUP}/v1", "kind": "Site", "metadata": {"name": name}, "spec": spec}

    step(
        "creates a custom object",
        lambda: objects.create_namespaced_custom_object(*of, site("a", {"host": "a.example.com", "gone": 1})),
    )
    refused(
        "one that is invalid",
        lambda: objects.create_namespaced_custom_object(*of, site("b", {"host": "b", "replicas": 9})),
    )
    step("lists custom objects", lambda: objects.list_namespaced_custom_object(*of))
    step(
        "patches a custom object",
        lambda: objects.patch_namespaced_custom_object(*of, "a", {"spec": {"replicas": 3}}),
    )
    step(
        "patches the status of a custom object",
        lambda: objects.patch_namespaced_custom_object_status(*of, "a", {"status": {"ready": True}}),
    )
    step("deletes a custom object", lambda: objects.delete_namespaced_custom_object(*of, "a"))


def dynamic_client(namespace):
    # A cache of its own: by default it keeps what another server said.
    cache = tempfile.NamedTemporaryFile(prefix="kubets-discovery-")
    with cache:
        cache_file = cache.name + ".json"
        anything = dynamic.DynamicClient(client.ApiClient(), cache_file=cache_file)
        deployments = anything.resources.get(api_version="apps/v1", kind="Deployment")
        maps = anything.resources.get(api_version="v1", kind="ConfigMap")
        step("knows a resource", lambda: [deployments.name, deployments.namespaced, deployments.short_names, deployments.verbs])
        step("creates", lambda: deployments.create(body=deployment("web"), namespace=namespace).to_dict())
        for name, kind in {
            "merge": "application/merge-patch+json",
            "strategic": "application/strategic-merge-patch+json",
        }.items():
            body = {"metadata": {"labels": {name: "yes"}}}
            step(
                f"patches: {name}",
                lambda: deployments.patch(name="web", namespace=namespace, body=body, content_type=kind).to_dict(),
            )
        applied = {"apiVersion": "v1", "kind": "ConfigMap", **config_map("applied", {"a": "1"})}
        step(
            "applies",
            lambda: maps.server_side_apply(body=applied, namespace=namespace, field_manager="suite").to_dict(),
        )
        changed = {**applied, "data": {"a": "2"}}
        try:
            maps.server_side_apply(body=changed, namespace=namespace, field_manager="other")
            raise AssertionError("what another has was applied")
        except DynamicApiError as error:
            step("is refused what another has", lambda: [error.status, error.summary()])
        step("lists", lambda: maps.get(namespace=namespace).to_dict()["items"])
        step(
            "watches",
            lambda: [
                [event["type"], event["raw_object"]["metadata"]["name"]]
                for event in maps.watch(namespace=namespace, timeout=1)
            ],
        )
        step("deletes", lambda: deployments.delete(name="web", namespace=namespace).to_dict())
        step(
            "creates what a manifest says",
            lambda: [
                [made.kind, made.metadata.name]
                for made in utils.create_from_dict(client.ApiClient(), deployment("manifest"), namespace=namespace)
            ],
        )

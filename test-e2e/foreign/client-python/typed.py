"""What the generated clients do."""

from kubernetes import client

from objects import config_map, deployment, pod
from transcript import refused, step


def typed(namespace):
    core, apps = client.CoreV1Api(), client.AppsV1Api()
    step("asks for the version", lambda: client.VersionApi().get_code().git_version)
    step(
        "asks what it may do",
        lambda: client.AuthorizationV1Api()
        .create_self_subject_access_review(
            {"spec": {"resourceAttributes": {"verb": "create", "resource": "pods", "namespace": namespace}}}
        )
        .status.allowed,
    )
    step("creates a ConfigMap", lambda: core.create_namespaced_config_map(namespace, config_map("one", {"a": "é\n<>&"})))
    step(
        "creates a Secret",
        lambda: core.create_namespaced_secret(namespace, {"metadata": {"name": "login"}, "stringData": {"password": "x"}}),
    )
    step("creates a Pod", lambda: core.create_namespaced_pod(namespace, pod("web")))
    web = step(
        "creates a Deployment",
        lambda: apps.create_namespaced_deployment(namespace, deployment("web"), field_manager="suite"),
    )
    web.spec.replicas = 3
    step("replaces a Deployment", lambda: apps.replace_namespaced_deployment("web", namespace, web))
    step("reads its scale", lambda: apps.read_namespaced_deployment_scale("web", namespace))

    def status():
        live = core.read_namespaced_pod("web", namespace)
        live.status.phase = "Running"
        return core.replace_namespaced_pod_status("web", namespace, live)

    step("replaces the status of a Pod", status)
    step(
        "makes nothing of a dry run",
        lambda: core.create_namespaced_config_map(namespace, config_map("dry"), dry_run="All"),
    )
    step(
        "deletes a Pod",
        lambda: core.delete_namespaced_pod("web", namespace, grace_period_seconds=0),
    )
    step("deletes a Secret", lambda: core.delete_namespaced_secret("login", namespace))

    refused("what exists", lambda: core.create_namespaced_config_map(namespace, config_map("one")))
    refused("what is not there", lambda: core.read_namespaced_pod("web", namespace))
    refused("a stale update", lambda: apps.replace_namespaced_deployment("web", namespace, web))
    refused(
        "what is invalid",
        lambda: core.create_namespaced_pod(namespace, {"metadata": {"name": "bad"}, "spec": {"containers": []}}),
    )
    refused(
        "a label that is none",
        lambda: core.create_namespaced_config_map(namespace, config_map("x", labels={"-": "-"})),
    )


def patches(namespace):
    core, apps = client.CoreV1Api(), client.AppsV1Api()
    step("creates", lambda: apps.create_namespaced_deployment(namespace, deployment("web")))
    side = {"name": "side", "image": "example/side:1"}
    for name, body in {
        "strategic": {"spec": {"template": {"spec": {"containers": [side]}}}},
        "JSON": [{"op": "replace", "path": "/spec/replicas", "value": 4}],
    }.items():
        step(f"patches: {name}", lambda: apps.patch_namespaced_deployment("web", namespace, body))
    step("patches a scale", lambda: apps.patch_namespaced_deployment_scale("web", namespace, {"spec": {"replicas": 6}}))
    step(
        "patches a status",
        lambda: apps.patch_namespaced_deployment_status("web", namespace, {"status": {"replicas": 1}}),
    )
    refused(
        "a patch that does not apply",
        lambda: apps.patch_namespaced_deployment("web", namespace, [{"op": "remove", "path": "/none"}]),
    )
    step("creates a ConfigMap", lambda: core.create_namespaced_config_map(namespace, config_map("one", {"a": "1"})))
    step("takes a key away", lambda: core.patch_namespaced_config_map("one", namespace, {"data": {"a": None}}))

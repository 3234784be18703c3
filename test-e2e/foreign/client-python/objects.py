"""What the steps create, as plain dictionaries: the client takes them for its models."""


def config_map(name, data=None, labels=None):
    return {"metadata": {"name": name, "labels": labels or {}}, "data": data or {}}


def pod(name):
    container = {
        "name": "main",
        "image": "example/image:1",
        "ports": [{"containerPort": 8080, "hostIP": "127.0.0.1"}],
        "env": [{"name": "A", "value": "1"}],
        "resources": {"limits": {"memory": "64Mi"}, "requests": {"cpu": "0.5"}},
    }
    return {"metadata": {"name": name, "labels": {"app": name}}, "spec": {"containers": [container]}}


def deployment(name):
    labels = {"app": name}
    container = {"name": "main", "image": "example/image:1"}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": name},
        "spec": {
            "replicas": 2,
            "selector": {"matchLabels": labels},
            "template": {"metadata": {"labels": labels}, "spec": {"containers": [container]}},
        },
    }


def site_definition(group):
    spec = {
        "type": "object",
        "required": ["host"],
        "properties": {"host": {"type": "string"}, "replicas": {"type": "integer", "default": 1, "maximum": 5}},
    }
    status = {"type": "object", "properties": {"ready": {"type": "boolean"}}}
    schema = {"type": "object", "properties": {"spec": spec, "status": status}}
    version = {
        "name": "v1",
        "served": True,
        "storage": True,
        "subresources": {"status": {}},
        "schema": {"openAPIV3Schema": schema},
    }
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": f"sites.{group}"},
        "spec": {
            "group": group,
            "scope": "Namespaced",
            "names": {"plural": "sites", "singular": "site", "kind": "Site", "listKind": "SiteList"},
            "versions": [version],
        },
    }

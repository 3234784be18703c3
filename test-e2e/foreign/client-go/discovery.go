package main

import (
	"context"
	"slices"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/discovery/cached/memory"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/restmapper"
	"k8s.io/client-go/scale"
)

func discoveryClient(ctx context.Context, s *session) error {
	client, err := discovery.NewDiscoveryClientForConfig(s.config)
	if err != nil {
		return err
	}
	step(s.transcript, "asks for the version", func() (string, error) {
		version, err := client.ServerVersion()
		return version.GitVersion, err
	})
	stable := []string{"v1", "apps/v1", "batch/v1", "networking.k8s.io/v1", "rbac.authorization.k8s.io/v1", "apiextensions.k8s.io/v1"}
	step(s.transcript, "asks for groups and resources", func() (map[string]*metav1.APIResourceList, error) {
		_, resources, err := client.ServerGroupsAndResources()
		found := map[string]*metav1.APIResourceList{}
		for _, list := range resources {
			if slices.Contains(stable, list.GroupVersion) {
				slices.SortFunc(list.APIResources, func(a, b metav1.APIResource) int { return strings.Compare(a.Name, b.Name) })
				found[list.GroupVersion] = list
			}
		}
		return found, err
	})
	for _, version := range append(stable, "autoscaling/v1", "autoscaling/v2", "events.k8s.io/v1", "storage.k8s.io/v1") {
		step(s.transcript, "asks for the resources of "+version, func() (*metav1.APIResourceList, error) {
			return client.ServerResourcesForGroupVersion(version)
		})
	}
	refused(s.transcript, "resources of a version that is not there", func() (*metav1.APIResourceList, error) {
		return client.ServerResourcesForGroupVersion("apps/v9")
	})
	cached := memory.NewMemCacheClient(client)
	mapper := restmapper.NewDeferredDiscoveryRESTMapper(cached)
	for _, kind := range []schema.GroupKind{{Kind: "Pod"}, {Group: "apps", Kind: "Deployment"}, {Kind: "Node"}} {
		step(s.transcript, "maps "+kind.String(), func() (any, error) {
			mapping, err := mapper.RESTMapping(kind)
			if err != nil {
				return nil, err
			}
			return map[string]string{"resource": mapping.Resource.String(), "scope": string(mapping.Scope.Name())}, nil
		})
	}
	step(s.transcript, "expands short names", func() (any, error) {
		short := restmapper.NewShortcutExpander(mapper, cached, nil)
		names := map[string]string{}
		for _, name := range []string{"po", "deploy", "svc", "cm", "ing", "crd", "netpol"} {
			resource, err := short.ResourceFor(schema.GroupVersionResource{Resource: name})
			if err != nil {
				return nil, err
			}
			names[name] = resource.String()
		}
		return names, nil
	})
	step(s.transcript, "asks for OpenAPI v3", func() (any, error) {
		paths, err := client.OpenAPIV3().Paths()
		if err != nil {
			return nil, err
		}
		found := map[string]int{}
		for path, document := range paths {
			if slices.Contains(stable, strings.TrimPrefix(strings.TrimPrefix(path, "apis/"), "api/")) {
				// In protobuf, as some clients ask for it.
				text, err := document.Schema("application/json")
				if err != nil {
					return nil, err
				}
				found[path] = min(len(text), 1)
			}
		}
		return found, nil
	})
	step(s.transcript, "asks for OpenAPI v2", func() (any, error) {
		document, err := client.OpenAPISchema()
		if err != nil {
			return nil, err
		}
		fields := map[string]any{}
		for _, definition := range document.GetDefinitions().GetAdditionalProperties() {
			switch definition.GetName() {
			case "io.k8s.api.core.v1.ContainerPort", "io.k8s.api.apps.v1.Deployment", "io.k8s.api.core.v1.ServicePort":
				properties := []string{}
				for _, property := range definition.GetValue().GetProperties().GetAdditionalProperties() {
					properties = append(properties, property.GetName())
				}
				extensions := map[string]string{}
				for _, extension := range definition.GetValue().GetVendorExtension() {
					extensions[extension.GetName()] = extension.GetValue().GetYaml()
				}
				slices.Sort(properties)
				fields[definition.GetName()] = map[string]any{"properties": properties, "extensions": extensions, "required": definition.GetValue().GetRequired()}
			}
		}
		return map[string]any{"swagger": document.GetSwagger(), "fields": fields, "paths": len(document.GetPaths().GetPath()) > 100}, nil
	})
	step(s.transcript, "scales by discovery", func() (any, error) {
		objects, err := dynamic.NewForConfig(s.config)
		if err != nil {
			return nil, err
		}
		one := site(s.sites.Group, "a", object{"host": "a"})
		if _, err := objects.Resource(s.sites).Namespace(s.namespace).Create(ctx, one, metav1.CreateOptions{}); err != nil {
			return nil, err
		}
		scales, err := scale.NewForConfig(s.config, mapper, dynamic.LegacyAPIPathResolverFunc, scale.NewDiscoveryScaleKindResolver(client))
		if err != nil {
			return nil, err
		}
		return scales.Scales(s.namespace).Get(ctx, s.sites.GroupResource(), "a", metav1.GetOptions{})
	})
	return nil
}

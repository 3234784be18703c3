package main

import (
	"context"
	"slices"
	"time"

	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	apiextensions "k8s.io/apiextensions-apiserver/pkg/client/clientset/clientset"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/rest"
)

type object = map[string]any

func definition(group string) *apiextensionsv1.CustomResourceDefinition {
	number, text := apiextensionsv1.JSONSchemaProps{Type: "integer"}, apiextensionsv1.JSONSchemaProps{Type: "string"}
	return &apiextensionsv1.CustomResourceDefinition{
		ObjectMeta: named("sites." + group),
		Spec: apiextensionsv1.CustomResourceDefinitionSpec{
			Group: group,
			Scope: apiextensionsv1.NamespaceScoped,
			Names: apiextensionsv1.CustomResourceDefinitionNames{Plural: "sites", Singular: "site", Kind: "Site", ListKind: "SiteList", ShortNames: []string{"st"}},
			Versions: []apiextensionsv1.CustomResourceDefinitionVersion{{
				Name: "v1", Served: true, Storage: true,
				Subresources: &apiextensionsv1.CustomResourceSubresources{
					Status: &apiextensionsv1.CustomResourceSubresourceStatus{},
					Scale:  &apiextensionsv1.CustomResourceSubresourceScale{SpecReplicasPath: ".spec.replicas", StatusReplicasPath: ".status.replicas"},
				},
				Schema: &apiextensionsv1.CustomResourceValidation{OpenAPIV3Schema: &apiextensionsv1.JSONSchemaProps{
					Type: "object",
					Properties: map[string]apiextensionsv1.JSONSchemaProps{
						"spec": {
							Type: "object", Required: []string{"host"},
							Properties: map[string]apiextensionsv1.JSONSchemaProps{
								"host":     text,
								"replicas": {Type: "integer", Default: &apiextensionsv1.JSON{Raw: []byte("1")}},
							},
							XValidations: apiextensionsv1.ValidationRules{{Rule: "self.replicas < 10", Message: "too many"}},
						},
						"status": {Type: "object", Properties: map[string]apiextensionsv1.JSONSchemaProps{"replicas": number}},
					},
				}},
			}},
		},
	}
}

// Defines a kind and waits until it is served.
func define(ctx context.Context, config *rest.Config, group string) (schema.GroupVersionResource, error) {
	clientset, err := apiextensions.NewForConfig(config)
	if err != nil {
		return schema.GroupVersionResource{}, err
	}
	definitions := clientset.ApiextensionsV1().CustomResourceDefinitions()
	if _, err := definitions.Create(ctx, definition(group), metav1.CreateOptions{}); err != nil {
		return schema.GroupVersionResource{}, err
	}
	err = wait.PollUntilContextCancel(ctx, 20*time.Millisecond, true, func(ctx context.Context) (bool, error) {
		live, err := definitions.Get(ctx, "sites."+group, metav1.GetOptions{})
		if err != nil {
			return false, err
		}
		return slices.ContainsFunc(live.Status.Conditions, func(condition apiextensionsv1.CustomResourceDefinitionCondition) bool {
			return condition.Type == apiextensionsv1.Established && condition.Status == apiextensionsv1.ConditionTrue
		}), nil
	})
	if err != nil {
		return schema.GroupVersionResource{}, err
	}
	// Who serves it may learn of that later than who asks.
	resource := schema.GroupVersionResource{Group: group, Version: "v1", Resource: "sites"}
	client, err := dynamic.NewForConfig(config)
	if err != nil {
		return resource, err
	}
	return resource, wait.PollUntilContextCancel(ctx, 20*time.Millisecond, true, func(ctx context.Context) (bool, error) {
		_, err := client.Resource(resource).List(ctx, metav1.ListOptions{Limit: 1})
		if apierrors.IsNotFound(err) {
			return false, nil
		}
		return true, err
	})
}

func site(group, name string, spec object) *unstructured.Unstructured {
	return &unstructured.Unstructured{Object: object{
		"apiVersion": group + "/v1", "kind": "Site", "metadata": object{"name": name}, "spec": spec,
	}}
}

func dynamicClient(ctx context.Context, s *session) error {
	client, err := dynamic.NewForConfig(s.config)
	if err != nil {
		return err
	}
	type one = *unstructured.Unstructured
	maps := client.Resource(schema.GroupVersionResource{Version: "v1", Resource: "configmaps"}).Namespace(s.namespace)
	step(s.transcript, "creates a built-in object", func() (one, error) {
		return maps.Create(ctx, &unstructured.Unstructured{Object: object{
			"apiVersion": "v1", "kind": "ConfigMap", "metadata": object{"name": "a"}, "data": object{"a": "1"},
		}}, metav1.CreateOptions{})
	})
	step(s.transcript, "lists built-in objects", func() (*unstructured.UnstructuredList, error) { return maps.List(ctx, metav1.ListOptions{}) })

	group := s.sites.Group
	sites := client.Resource(s.sites).Namespace(s.namespace)
	created := step(s.transcript, "creates a custom object", func() (one, error) {
		return sites.Create(ctx, site(group, "a", object{"host": "a.example.com", "gone": "pruned"}), metav1.CreateOptions{})
	})
	refused(s.transcript, "one that breaks a rule", func() (one, error) {
		return sites.Create(ctx, site(group, "b", object{"host": "b", "replicas": int64(10)}), metav1.CreateOptions{})
	})
	refused(s.transcript, "one of a wrong type", func() (one, error) {
		return sites.Create(ctx, site(group, "b", object{"host": true}), metav1.CreateOptions{})
	})
	refused(s.transcript, "one with an unknown field, strictly", func() (one, error) {
		return sites.Create(ctx, site(group, "b", object{"host": "b", "other": true}), metav1.CreateOptions{FieldValidation: "Strict"})
	})
	list := step(s.transcript, "lists custom objects", func() (*unstructured.UnstructuredList, error) { return sites.List(ctx, metav1.ListOptions{}) })
	events, err := sites.Watch(ctx, metav1.ListOptions{ResourceVersion: list.GetResourceVersion()})
	if err != nil {
		return err
	}
	created.Object["status"] = object{"replicas": int64(2)}
	step(s.transcript, "updates a status", func() (one, error) { return sites.UpdateStatus(ctx, created, metav1.UpdateOptions{}) })
	step(s.transcript, "applies", func() (one, error) {
		return sites.Apply(ctx, "a", site(group, "a", object{"host": "c.example.com"}), metav1.ApplyOptions{FieldManager: "applier", Force: true})
	})
	step(s.transcript, "patches a scale", func() (one, error) {
		return sites.Patch(ctx, "a", types.MergePatchType, []byte(`{"spec":{"replicas":4}}`), metav1.PatchOptions{}, "scale")
	})
	done(s.transcript, "deletes", func() error { return sites.Delete(ctx, "a", metav1.DeleteOptions{}) })
	step(s.transcript, "watches", func() ([]any, error) { return take(ctx, events, 4) })
	return nil
}

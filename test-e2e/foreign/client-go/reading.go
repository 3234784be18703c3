package main

import (
	"context"
	"fmt"
	"strings"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/metadata"
	"k8s.io/client-go/tools/pager"
)

func namesOf[T any, P interface {
	*T
	metav1.Object
}](items []T) []string {
	names := []string{}
	for i := range items {
		names = append(names, P(&items[i]).GetName())
	}
	return names
}

func lists(ctx context.Context, s *session) error {
	clientset, err := kubernetes.NewForConfig(s.config)
	if err != nil {
		return err
	}
	maps := clientset.CoreV1().ConfigMaps(s.namespace)
	for i := range 12 {
		object := configMap(fmt.Sprintf("item-%02d", i), map[string]string{"n": fmt.Sprint(i)}, "even", fmt.Sprint(i%2 == 0))
		if _, err := maps.Create(ctx, object, metav1.CreateOptions{}); err != nil {
			return err
		}
	}
	list := func(name string, options metav1.ListOptions) *corev1.ConfigMapList {
		var found *corev1.ConfigMapList
		step(s.transcript, name, func() (any, error) {
			var err error
			if found, err = maps.List(ctx, options); err != nil {
				return nil, err
			}
			more := found.Continue != ""
			return map[string]any{"names": namesOf(found.Items), "more": more, "remaining": found.RemainingItemCount, "kind": found.Kind}, nil
		})
		return found
	}
	list("lists all", metav1.ListOptions{})
	list("lists by label", metav1.ListOptions{LabelSelector: "even in (true),n!=1"})
	list("lists by field", metav1.ListOptions{FieldSelector: "metadata.name=item-03"})
	first := list("lists a page", metav1.ListOptions{Limit: 5})
	late, err := maps.Create(ctx, configMap("item-00-late", nil), metav1.CreateOptions{})
	if err != nil {
		return err
	}
	second := list("lists the next page", metav1.ListOptions{Limit: 5, Continue: first.Continue})
	list("lists the last page", metav1.ListOptions{Limit: 5, Continue: second.Continue})
	newer := metav1.ListOptions{ResourceVersion: late.ResourceVersion, ResourceVersionMatch: "NotOlderThan"}
	list("lists what is not older", newer)
	list("lists exactly what was", metav1.ListOptions{ResourceVersion: first.ResourceVersion, ResourceVersionMatch: "Exact"})
	step(s.transcript, "lists page by page", func() ([]string, error) {
		names := []string{}
		pages := pager.New(pager.SimplePageFunc(func(options metav1.ListOptions) (runtime.Object, error) {
			return maps.List(ctx, options)
		}))
		pages.PageSize = 4
		err := pages.EachListItem(ctx, metav1.ListOptions{}, func(item runtime.Object) error {
			names = append(names, item.(*corev1.ConfigMap).Name)
			return nil
		})
		return names, err
	})
	step(s.transcript, "gets a list of whole objects", func() (*corev1.ConfigMapList, error) {
		return maps.List(ctx, metav1.ListOptions{LabelSelector: "even=true", Limit: 2})
	})
	if _, err := maps.Create(ctx, configMap("large", map[string]string{"text": strings.Repeat("large ", 50_000)}), metav1.CreateOptions{}); err != nil {
		return err
	}
	list("lists what is large, compressed", metav1.ListOptions{})
	done(s.transcript, "deletes a collection", func() error {
		return maps.DeleteCollection(ctx, metav1.DeleteOptions{}, metav1.ListOptions{LabelSelector: "even=true"})
	})
	list("lists what is left", metav1.ListOptions{})
	return nil
}

// Takes so many events of a watch, and ends it.
func take(ctx context.Context, events watch.Interface, count int) ([]any, error) {
	defer events.Stop()
	seen := []any{}
	for len(seen) < count {
		select {
		case event, open := <-events.ResultChan():
			if !open {
				return seen, fmt.Errorf("the watch ended after %d of %d events", len(seen), count)
			}
			seen = append(seen, map[string]any{"type": event.Type, "object": event.Object})
		case <-ctx.Done():
			return seen, fmt.Errorf("only %d of %d events came", len(seen), count)
		}
	}
	return seen, nil
}

func watches(ctx context.Context, s *session) error {
	clientset, err := kubernetes.NewForConfig(s.config)
	if err != nil {
		return err
	}
	maps := clientset.CoreV1().ConfigMaps(s.namespace)
	one, err := maps.Create(ctx, configMap("one", map[string]string{"n": "1"}, "app", "a"), metav1.CreateOptions{})
	if err != nil {
		return err
	}
	before, err := maps.List(ctx, metav1.ListOptions{})
	if err != nil {
		return err
	}
	open := func(options metav1.ListOptions) watch.Interface {
		events, err := maps.Watch(ctx, options)
		if err != nil {
			panic(err)
		}
		return events
	}
	all := open(metav1.ListOptions{ResourceVersion: before.ResourceVersion})
	labelled := open(metav1.ListOptions{ResourceVersion: before.ResourceVersion, LabelSelector: "app=a"})
	named := open(metav1.ListOptions{ResourceVersion: before.ResourceVersion, FieldSelector: "metadata.name=two"})
	if _, err := maps.Create(ctx, configMap("two", nil), metav1.CreateOptions{}); err != nil {
		return err
	}
	one.Labels = map[string]string{"app": "b"}
	if _, err := maps.Update(ctx, one, metav1.UpdateOptions{}); err != nil {
		return err
	}
	if err := maps.Delete(ctx, "two", metav1.DeleteOptions{}); err != nil {
		return err
	}
	step(s.transcript, "watches all", func() ([]any, error) { return take(ctx, all, 3) })
	step(s.transcript, "watches by label", func() ([]any, error) { return take(ctx, labelled, 1) })
	step(s.transcript, "watches by field", func() ([]any, error) { return take(ctx, named, 2) })
	step(s.transcript, "watches from the state", func() ([]any, error) { return take(ctx, open(metav1.ListOptions{}), 1) })
	yes := true
	step(s.transcript, "watches a list, to its bookmark", func() ([]any, error) {
		return take(ctx, open(metav1.ListOptions{
			SendInitialEvents: &yes, AllowWatchBookmarks: true, ResourceVersionMatch: metav1.ResourceVersionMatchNotOlderThan,
		}), 2)
	})
	refused(s.transcript, "a watch of a list without its match", func() (bool, error) {
		events, err := maps.Watch(ctx, metav1.ListOptions{SendInitialEvents: &yes})
		if err == nil {
			events.Stop()
		}
		return true, err
	})
	step(s.transcript, "watches the large", func() (int, error) {
		events := open(metav1.ListOptions{ResourceVersion: before.ResourceVersion, FieldSelector: "metadata.name=large"})
		defer events.Stop()
		if _, err := maps.Create(ctx, configMap("large", map[string]string{"text": strings.Repeat("large ", 50_000)}), metav1.CreateOptions{}); err != nil {
			return 0, err
		}
		event := <-events.ResultChan()
		return len(event.Object.(*corev1.ConfigMap).Data["text"]), nil
	})
	step(s.transcript, "a watch ends by its deadline", func() (bool, error) {
		second := int64(1)
		events := open(metav1.ListOptions{TimeoutSeconds: &second, ResourceVersion: before.ResourceVersion, FieldSelector: "metadata.name=none"})
		_, open := <-events.ResultChan()
		return open, nil
	})
	return nil
}

func metadataOnly(ctx context.Context, s *session) error {
	client, err := metadata.NewForConfig(s.config)
	if err != nil {
		return err
	}
	clientset, err := kubernetes.NewForConfig(s.config)
	if err != nil {
		return err
	}
	resource := client.Resource(corev1.SchemeGroupVersion.WithResource("pods")).Namespace(s.namespace)
	pods := clientset.CoreV1().Pods(s.namespace)
	for _, name := range []string{"a", "b"} {
		if _, err := pods.Create(ctx, pod(name, "name", name), metav1.CreateOptions{}); err != nil {
			return err
		}
	}
	step(s.transcript, "gets metadata", func() (*metav1.PartialObjectMetadata, error) { return resource.Get(ctx, "a", metav1.GetOptions{}) })
	list := step(s.transcript, "lists metadata", func() (*metav1.PartialObjectMetadataList, error) {
		return resource.List(ctx, metav1.ListOptions{})
	})
	events, err := resource.Watch(ctx, metav1.ListOptions{ResourceVersion: list.ResourceVersion})
	if err != nil {
		return err
	}
	step(s.transcript, "patches metadata", func() (*metav1.PartialObjectMetadata, error) {
		return resource.Patch(ctx, "a", "application/merge-patch+json", []byte(`{"metadata":{"labels":{"new":"1"}}}`), metav1.PatchOptions{})
	})
	step(s.transcript, "watches metadata", func() ([]any, error) { return take(ctx, events, 1) })
	refused(s.transcript, "metadata of what is not there", func() (*metav1.PartialObjectMetadata, error) {
		return resource.Get(ctx, "none", metav1.GetOptions{})
	})
	return nil
}

package main

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/dynamic/dynamicinformer"
	"k8s.io/client-go/features"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/metadata"
	"k8s.io/client-go/metadata/metadatainformer"
	"k8s.io/client-go/tools/cache"
)

// client-go's features, one of them as it is wanted at the moment: informers ask when they are made.
type gates struct{ features.Gates }

var watchList atomic.Bool

func (g gates) Enabled(feature features.Feature) bool {
	if feature == features.WatchListClient {
		return watchList.Load()
	}
	return g.Gates.Enabled(feature)
}

func informersByList(ctx context.Context, s *session) error {
	watchList.Store(false)
	return runInformers(ctx, s)
}

func informersByWatchList(ctx context.Context, s *session) error {
	watchList.Store(true)
	return runInformers(ctx, s)
}

// What handlers are told, in the order of each object.
type diary struct {
	mu    sync.Mutex
	lines []string
}

func (d *diary) write(format string, args ...any) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.lines = append(d.lines, fmt.Sprintf(format, args...))
}

// Waits until the diary has so many lines, and gives them sorted: objects come in no order.
func (d *diary) read(ctx context.Context, count int) ([]string, error) {
	var lines []string
	err := wait.PollUntilContextTimeout(ctx, 5*time.Millisecond, time.Minute, true, func(context.Context) (bool, error) {
		d.mu.Lock()
		defer d.mu.Unlock()
		lines = slices.Clone(d.lines)
		return len(lines) >= count, nil
	})
	slices.Sort(lines)
	return lines, err
}

func (d *diary) handler() cache.ResourceEventHandler {
	version := func(object any) string {
		if meta, ok := object.(metav1.Object); ok {
			return fmt.Sprint(meta.GetName(), meta.GetLabels())
		}
		return fmt.Sprintf("%T", object)
	}
	return cache.ResourceEventHandlerDetailedFuncs{
		AddFunc:    func(object any, initial bool) { d.write("add %s initial=%t", version(object), initial) },
		UpdateFunc: func(before, after any) { d.write("update %s to %s", version(before), version(after)) },
		DeleteFunc: func(object any) { d.write("delete %s", version(object)) },
	}
}

func runInformers(ctx context.Context, s *session) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	clientset, err := kubernetes.NewForConfig(s.config)
	if err != nil {
		return err
	}
	objects, err := dynamic.NewForConfig(s.config)
	if err != nil {
		return err
	}
	heads, err := metadata.NewForConfig(s.config)
	if err != nil {
		return err
	}
	maps := clientset.CoreV1().ConfigMaps(s.namespace)
	// Informers begin with what a server has at hand, which may be older than what was just written: that is waited for.
	cached := func(written metav1.Object) metav1.ListOptions {
		return metav1.ListOptions{ResourceVersion: written.GetResourceVersion(), ResourceVersionMatch: metav1.ResourceVersionMatchNotOlderThan}
	}
	for _, name := range []string{"a", "b", "c"} {
		created, err := maps.Create(ctx, configMap(name, nil, "n", "0"), metav1.CreateOptions{})
		if err != nil {
			return err
		}
		if _, err := maps.List(ctx, cached(created)); err != nil {
			return err
		}
	}
	web, err := clientset.AppsV1().Deployments(s.namespace).Create(ctx, deployment("web"), metav1.CreateOptions{})
	if err != nil {
		return err
	}
	if _, err := clientset.AppsV1().Deployments(s.namespace).List(ctx, cached(web)); err != nil {
		return err
	}

	factory := informers.NewSharedInformerFactoryWithOptions(clientset, 0, informers.WithNamespace(s.namespace))
	configMaps, deployments := factory.Core().V1().ConfigMaps(), factory.Apps().V1().Deployments()
	custom := dynamicinformer.NewFilteredDynamicSharedInformerFactory(objects, 0, s.namespace, nil)
	partial := metadatainformer.NewFilteredSharedInformerFactory(heads, 0, s.namespace, nil)
	diaries := map[string]*diary{}
	for name, informer := range map[string]cache.SharedIndexInformer{
		"typed":    configMaps.Informer(),
		"dynamic":  custom.ForResource(s.sites).Informer(),
		"metadata": partial.ForResource(corev1.SchemeGroupVersion.WithResource("configmaps")).Informer(),
		"apps":     deployments.Informer(),
	} {
		diaries[name] = &diary{}
		if _, err := informer.AddEventHandler(diaries[name].handler()); err != nil {
			return err
		}
	}
	if err := configMaps.Informer().AddIndexers(cache.Indexers{"n": func(object any) ([]string, error) {
		return []string{object.(*corev1.ConfigMap).Labels["n"]}, nil
	}}); err != nil {
		return err
	}
	factory.StartWithContext(ctx)
	custom.Start(ctx.Done())
	partial.Start(ctx.Done())
	for kind, synced := range factory.WaitForCacheSync(ctx.Done()) {
		s.say("is synced: "+kind.String(), synced)
	}
	custom.WaitForCacheSync(ctx.Done())
	partial.WaitForCacheSync(ctx.Done())

	step(s.transcript, "lists from memory", func() ([]string, error) {
		found, err := configMaps.Lister().ConfigMaps(s.namespace).List(labels.Everything())
		names := []string{}
		for _, object := range found {
			names = append(names, object.Name)
		}
		slices.Sort(names)
		return names, err
	})
	step(s.transcript, "gets from memory", func() (*appsv1.Deployment, error) {
		return deployments.Lister().Deployments(s.namespace).Get("web")
	})
	a, err := maps.Get(ctx, "a", metav1.GetOptions{})
	if err != nil {
		return err
	}
	a.Labels["n"] = "1"
	if _, err := maps.Update(ctx, a, metav1.UpdateOptions{}); err != nil {
		return err
	}
	if err := maps.Delete(ctx, "b", metav1.DeleteOptions{}); err != nil {
		return err
	}
	if _, err := maps.Create(ctx, configMap("d", nil), metav1.CreateOptions{}); err != nil {
		return err
	}
	if _, err := objects.Resource(s.sites).Namespace(s.namespace).Create(ctx, site(s.sites.Group, "one", object{"host": "a"}), metav1.CreateOptions{}); err != nil {
		return err
	}
	for name, count := range map[string]int{"typed": 6, "metadata": 6, "dynamic": 1, "apps": 1} {
		step(s.transcript, "tells handlers: "+name, func() ([]string, error) { return diaries[name].read(ctx, count) })
	}
	step(s.transcript, "finds by index", func() ([]any, error) { return configMaps.Informer().GetIndexer().ByIndex("n", "1") })
	cancel()
	factory.Shutdown()
	custom.Shutdown()
	return nil
}

package main

import (
	"context"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes"
	"k8s.io/utils/ptr"
)

// The verbs that every typed client has, of one resource.
type verbs[T runtime.Object] interface {
	Create(context.Context, T, metav1.CreateOptions) (T, error)
	Get(context.Context, string, metav1.GetOptions) (T, error)
	Update(context.Context, T, metav1.UpdateOptions) (T, error)
	Delete(context.Context, string, metav1.DeleteOptions) error
}

// Creates an object, reads it, changes it, deletes it, and says what the server made of it.
func live[T runtime.Object](ctx context.Context, s *session, kind string, client verbs[T], object T, name string, change func(T)) {
	created := step(s.transcript, "creates a "+kind, func() (T, error) {
		return client.Create(ctx, object, metav1.CreateOptions{FieldManager: "suite"})
	})
	change(created)
	step(s.transcript, "updates the "+kind, func() (T, error) {
		return client.Update(ctx, created, metav1.UpdateOptions{FieldManager: "suite"})
	})
	step(s.transcript, "gets the "+kind, func() (T, error) { return client.Get(ctx, name, metav1.GetOptions{}) })
	done(s.transcript, "deletes the "+kind, func() error {
		return client.Delete(ctx, name, metav1.DeleteOptions{GracePeriodSeconds: ptr.To(int64(0))})
	})
	refused(s.transcript, "no longer gets the "+kind, func() (T, error) { return client.Get(ctx, name, metav1.GetOptions{}) })
}

func note[T metav1.Object](object T) { object.SetAnnotations(map[string]string{"note": "é\n\"<>&"}) }

func typed(ctx context.Context, s *session) error {
	clientset, err := kubernetes.NewForConfig(s.config)
	if err != nil {
		return err
	}
	core, ns := clientset.CoreV1(), s.namespace
	settings := configMap("settings", map[string]string{"a": "1", "text": "é\n\"<>&"}, "app", "a")
	settings.BinaryData = map[string][]byte{"bytes": {0, 1, 255}}
	live(ctx, s, "ConfigMap", core.ConfigMaps(ns), settings, "settings", func(m *corev1.ConfigMap) { m.Data = nil })
	secret := &corev1.Secret{ObjectMeta: named("login"), StringData: map[string]string{"password": "x"}, Data: map[string][]byte{"key": {0xfe}}}
	live(ctx, s, "Secret", core.Secrets(ns), secret, "login", func(secret *corev1.Secret) { secret.Immutable = ptr.To(true) })
	live(ctx, s, "Pod", core.Pods(ns), pod("web", "app", "web"), "web", func(p *corev1.Pod) { p.Spec.Containers[0].Image = "example/image:2" })
	live(ctx, s, "Service", core.Services(ns), service("web"), "web", note)
	live(ctx, s, "ServiceAccount", core.ServiceAccounts(ns), &corev1.ServiceAccount{ObjectMeta: named("robot")}, "robot", note)
	live(ctx, s, "Deployment", clientset.AppsV1().Deployments(ns), deployment("web"), "web", note)
	live(ctx, s, "CronJob", clientset.BatchV1().CronJobs(ns), cronJob("tick"), "tick", note)
	live(ctx, s, "Ingress", clientset.NetworkingV1().Ingresses(ns), ingress("front"), "front", note)
	live(ctx, s, "PodDisruptionBudget", clientset.PolicyV1().PodDisruptionBudgets(ns), budget("few"), "few", note)
	live(ctx, s, "Role", clientset.RbacV1().Roles(ns), role("reader"), "reader", note)
	live(ctx, s, "Lease", clientset.CoordinationV1().Leases(ns), lease("turn"), "turn", note)

	step(s.transcript, "creates one that is named by the server", func() (bool, error) {
		object := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{GenerateName: "made-"}}
		created, err := core.ConfigMaps(ns).Create(ctx, object, metav1.CreateOptions{})
		return err == nil && len(created.Name) == len("made-")+5, err
	})
	step(s.transcript, "creates nothing in a dry run", func() (*corev1.ConfigMap, error) {
		return core.ConfigMaps(ns).Create(ctx, configMap("dry", nil), metav1.CreateOptions{DryRun: []string{metav1.DryRunAll}})
	})
	return nil
}

func refusals(ctx context.Context, s *session) error {
	clientset, err := kubernetes.NewForConfig(s.config)
	if err != nil {
		return err
	}
	maps, pods := clientset.CoreV1().ConfigMaps(s.namespace), clientset.CoreV1().Pods(s.namespace)
	first := step(s.transcript, "creates", func() (*corev1.ConfigMap, error) {
		return maps.Create(ctx, configMap("one", nil), metav1.CreateOptions{})
	})
	refused(s.transcript, "one that exists", func() (*corev1.ConfigMap, error) {
		return maps.Create(ctx, configMap("one", nil), metav1.CreateOptions{})
	})
	note(first)
	step(s.transcript, "updates", func() (*corev1.ConfigMap, error) { return maps.Update(ctx, first, metav1.UpdateOptions{}) })
	refused(s.transcript, "a stale update", func() (*corev1.ConfigMap, error) { return maps.Update(ctx, first, metav1.UpdateOptions{}) })
	refused(s.transcript, "an update of what is not there", func() (*corev1.ConfigMap, error) {
		return maps.Update(ctx, configMap("none", nil), metav1.UpdateOptions{})
	})
	refused(s.transcript, "a get of what is not there", func() (*corev1.ConfigMap, error) { return maps.Get(ctx, "none", metav1.GetOptions{}) })
	refused(s.transcript, "a name that is none", func() (*corev1.ConfigMap, error) {
		return maps.Create(ctx, configMap("Bad_Name", nil), metav1.CreateOptions{})
	})
	refused(s.transcript, "a pod without containers", func() (*corev1.Pod, error) {
		return pods.Create(ctx, &corev1.Pod{ObjectMeta: named("empty")}, metav1.CreateOptions{})
	})
	refused(s.transcript, "a namespace that is not there", func() (*corev1.ConfigMap, error) {
		return clientset.CoreV1().ConfigMaps("none").Create(ctx, configMap("a", nil), metav1.CreateOptions{})
	})
	refused(s.transcript, "a deletion with another uid", func() (bool, error) {
		return false, maps.Delete(ctx, "one", metav1.DeleteOptions{Preconditions: metav1.NewUIDPreconditions("other")})
	})
	refused(s.transcript, "a patch that is none", func() (*corev1.ConfigMap, error) {
		return maps.Patch(ctx, "one", types.JSONPatchType, []byte(`[{"op":"remove","path":"/none"}]`), metav1.PatchOptions{})
	})
	refused(s.transcript, "selectors that are none", func() (*corev1.ConfigMapList, error) {
		return maps.List(ctx, metav1.ListOptions{FieldSelector: "data.a=1"})
	})
	refused(s.transcript, "an unknown continue token", func() (*corev1.ConfigMapList, error) {
		return maps.List(ctx, metav1.ListOptions{Continue: "none", Limit: 1})
	})
	return nil
}

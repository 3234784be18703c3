package main

import (
	"context"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	appsapply "k8s.io/client-go/applyconfigurations/apps/v1"
	coreapply "k8s.io/client-go/applyconfigurations/core/v1"
	metaapply "k8s.io/client-go/applyconfigurations/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/util/retry"
)

func patches(ctx context.Context, s *session) error {
	clientset, err := kubernetes.NewForConfig(s.config)
	if err != nil {
		return err
	}
	deployments := clientset.AppsV1().Deployments(s.namespace)
	step(s.transcript, "creates", func() (*appsv1.Deployment, error) {
		return deployments.Create(ctx, deployment("web"), metav1.CreateOptions{})
	})
	for _, patch := range []struct {
		name  string
		kind  types.PatchType
		patch string
		sub   []string
	}{
		{"JSON", types.JSONPatchType, `[{"op":"test","path":"/spec/replicas","value":2},{"op":"replace","path":"/spec/replicas","value":3}]`, nil},
		{"merge", types.MergePatchType, `{"metadata":{"labels":{"new":"1"}},"spec":{"paused":true}}`, nil},
		{"merge that takes away", types.MergePatchType, `{"metadata":{"labels":null}}`, nil},
		{"strategic", types.StrategicMergePatchType, `{"spec":{"template":{"spec":{"containers":[{"name":"side","image":"example/side"}]}}}}`, nil},
		{"strategic that takes away", types.StrategicMergePatchType, `{"spec":{"template":{"spec":{"containers":[{"name":"side","$patch":"delete"}]}}}}`, nil},
		{"status", types.MergePatchType, `{"status":{"readyReplicas":1,"replicas":1,"availableReplicas":1}}`, []string{"status"}},
		{"scale", types.MergePatchType, `{"spec":{"replicas":7}}`, []string{"scale"}},
	} {
		step(s.transcript, "patches: "+patch.name, func() (*appsv1.Deployment, error) {
			if len(patch.sub) > 0 && patch.sub[0] == "scale" {
				if err := clientset.AppsV1().RESTClient().Patch(patch.kind).Namespace(s.namespace).Resource("deployments").
					Name("web").SubResource("scale").Body([]byte(patch.patch)).Do(ctx).Error(); err != nil {
					return nil, err
				}
				return deployments.Get(ctx, "web", metav1.GetOptions{})
			}
			return deployments.Patch(ctx, "web", patch.kind, []byte(patch.patch), metav1.PatchOptions{}, patch.sub...)
		})
	}
	maps := clientset.CoreV1().ConfigMaps(s.namespace)
	step(s.transcript, "creates what many write", func() (*corev1.ConfigMap, error) {
		return maps.Create(ctx, configMap("shared", map[string]string{"count": ""}), metav1.CreateOptions{})
	})
	step(s.transcript, "all of many writers get through in the end", func() (string, error) {
		failures := make(chan error)
		for range 5 {
			go func() {
				backoff := retry.DefaultBackoff
				backoff.Steps = 100
				failures <- retry.RetryOnConflict(backoff, func() error {
					shared, err := maps.Get(ctx, "shared", metav1.GetOptions{})
					if err != nil {
						return err
					}
					shared.Data["count"] += "x"
					_, err = maps.Update(ctx, shared, metav1.UpdateOptions{})
					return err
				})
			}()
		}
		for range 5 {
			if err := <-failures; err != nil {
				return "", err
			}
		}
		shared, err := maps.Get(ctx, "shared", metav1.GetOptions{})
		if err != nil {
			return "", err
		}
		return shared.Data["count"], nil
	})
	return nil
}

func apply(ctx context.Context, s *session) error {
	clientset, err := kubernetes.NewForConfig(s.config)
	if err != nil {
		return err
	}
	deployments := clientset.AppsV1().Deployments(s.namespace)
	container := func(name, image string) *coreapply.ContainerApplyConfiguration {
		return coreapply.Container().WithName(name).WithImage(image)
	}
	wanted := func(replicas int32, containers ...*coreapply.ContainerApplyConfiguration) *appsapply.DeploymentApplyConfiguration {
		labels := map[string]string{"app": "web"}
		return appsapply.Deployment("web", s.namespace).WithSpec(appsapply.DeploymentSpec().
			WithReplicas(replicas).
			WithSelector(metaapply.LabelSelector().WithMatchLabels(labels)).
			WithTemplate(coreapply.PodTemplateSpec().WithLabels(labels).WithSpec(coreapply.PodSpec().WithContainers(containers...))))
	}
	applied := func(name, manager string, force bool, object *appsapply.DeploymentApplyConfiguration) {
		step(s.transcript, name, func() (*appsv1.Deployment, error) {
			return deployments.Apply(ctx, object, metav1.ApplyOptions{FieldManager: manager, Force: force})
		})
	}
	applied("applies what is not there", "one", false, wanted(1, container("main", "example/image:1"), container("side", "example/side:1")))
	applied("applies a change that takes a container away", "one", false, wanted(2, container("main", "example/image:2")))
	refused(s.transcript, "applies what another owns", func() (*appsv1.Deployment, error) {
		return deployments.Apply(ctx, wanted(3, container("main", "example/image:3")), metav1.ApplyOptions{FieldManager: "two"})
	})
	applied("applies it by force", "two", true, wanted(3, container("main", "example/image:3")))
	step(s.transcript, "applies a status", func() (*appsv1.Deployment, error) {
		status := appsapply.Deployment("web", s.namespace).WithStatus(appsapply.DeploymentStatus().WithReplicas(3))
		return deployments.ApplyStatus(ctx, status, metav1.ApplyOptions{FieldManager: "controller", Force: true})
	})
	step(s.transcript, "applies what it extracts", func() (*appsv1.Deployment, error) {
		live, err := deployments.Get(ctx, "web", metav1.GetOptions{})
		if err != nil {
			return nil, err
		}
		mine, err := appsapply.ExtractDeployment(live, "two")
		if err != nil {
			return nil, err
		}
		mine.Spec.WithReplicas(9)
		return deployments.Apply(ctx, mine, metav1.ApplyOptions{FieldManager: "two"})
	})
	return nil
}

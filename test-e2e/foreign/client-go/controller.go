package main

import (
	"context"
	"time"

	"github.com/go-logr/logr"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	coreapply "k8s.io/client-go/applyconfigurations/core/v1"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/utils/ptr"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller/controllerutil"
	"sigs.k8s.io/controller-runtime/pkg/log"
	"sigs.k8s.io/controller-runtime/pkg/metrics/server"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"
)

// What a test with envtest does: a client, and a manager whose controller keeps a ConfigMap for each Deployment.
func controllerRuntime(ctx context.Context, s *session) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	log.SetLogger(logr.Discard())
	// It chooses protobuf for built-in kinds by itself.
	s.config.ContentType, s.config.AcceptContentTypes = "", ""
	direct, err := client.New(s.config, client.Options{})
	if err != nil {
		return err
	}
	key := func(name string) client.ObjectKey { return client.ObjectKey{Namespace: s.namespace, Name: name} }
	in := func(object client.Object) client.Object { object.SetNamespace(s.namespace); return object }

	step(s.transcript, "creates", func() (client.Object, error) {
		object := in(configMap("direct", map[string]string{"a": "1"}, "app", "a"))
		return object, direct.Create(ctx, object)
	})
	step(s.transcript, "patches from what was", func() (client.Object, error) {
		object := &corev1.ConfigMap{}
		if err := direct.Get(ctx, key("direct"), object); err != nil {
			return nil, err
		}
		before := client.MergeFromWithOptions(object.DeepCopy(), client.MergeFromWithOptimisticLock{})
		object.Data["b"] = "2"
		return object, direct.Patch(ctx, object, before)
	})
	step(s.transcript, "applies", func() (client.Object, error) {
		object := coreapply.ConfigMap("applied", s.namespace).WithData(map[string]string{"a": "1"})
		if err := direct.Apply(ctx, object, client.FieldOwner("suite")); err != nil {
			return nil, err
		}
		live := &corev1.ConfigMap{}
		return live, direct.Get(ctx, key("applied"), live)
	})
	step(s.transcript, "creates or updates", func() (controllerutil.OperationResult, error) {
		object := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Namespace: s.namespace, Name: "direct"}}
		return controllerutil.CreateOrUpdate(ctx, direct, object, func() error {
			object.Data = map[string]string{"c": "3"}
			return nil
		})
	})
	step(s.transcript, "lists without a type", func() ([]unstructured.Unstructured, error) {
		list := &unstructured.UnstructuredList{}
		list.SetAPIVersion("v1")
		list.SetKind("ConfigMapList")
		err := direct.List(ctx, list, client.InNamespace(s.namespace), client.MatchingLabels{"app": "a"})
		return list.Items, err
	})
	step(s.transcript, "lists metadata", func() ([]metav1.PartialObjectMetadata, error) {
		list := &metav1.PartialObjectMetadataList{}
		list.SetGroupVersionKind(corev1.SchemeGroupVersion.WithKind("ConfigMapList"))
		err := direct.List(ctx, list, client.InNamespace(s.namespace))
		return list.Items, err
	})
	done(s.transcript, "deletes all of a kind", func() error {
		return direct.DeleteAllOf(ctx, &corev1.ConfigMap{}, client.InNamespace(s.namespace))
	})

	manager, err := ctrl.NewManager(s.config, ctrl.Options{
		Cache:                         cache.Options{DefaultNamespaces: map[string]cache.Config{s.namespace: {}}},
		Metrics:                       server.Options{BindAddress: "0"},
		LeaderElection:                true,
		LeaderElectionID:              "suite.example.com",
		LeaderElectionNamespace:       s.namespace,
		LeaderElectionReleaseOnCancel: true,
		GracefulShutdownTimeout:       ptr.To(30 * time.Second),
	})
	if err != nil {
		return err
	}
	cached := manager.GetClient()
	err = ctrl.NewControllerManagedBy(manager).For(&appsv1.Deployment{}).Owns(&corev1.ConfigMap{}).
		Complete(reconcile.Func(func(ctx context.Context, request reconcile.Request) (reconcile.Result, error) {
			owner := &appsv1.Deployment{}
			if err := cached.Get(ctx, request.NamespacedName, owner); err != nil {
				return reconcile.Result{}, client.IgnoreNotFound(err)
			}
			object := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Namespace: owner.Namespace, Name: owner.Name}}
			_, err := controllerutil.CreateOrUpdate(ctx, cached, object, func() error {
				object.Data = map[string]string{"image": owner.Spec.Template.Spec.Containers[0].Image}
				return controllerutil.SetControllerReference(owner, object, scheme.Scheme)
			})
			if err != nil {
				return reconcile.Result{}, err
			}
			owner.Status.ObservedGeneration = owner.Generation
			return reconcile.Result{}, cached.Status().Update(ctx, owner)
		}))
	if err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- manager.Start(ctx) }()
	step(s.transcript, "a deployment is created", func() (client.Object, error) {
		object := in(deployment("web"))
		return object, direct.Create(ctx, object)
	})
	observed := func(image string) func() (any, error) {
		return func() (any, error) {
			return eventually(ctx, func() (any, bool, error) {
				kept, owner := &corev1.ConfigMap{}, &appsv1.Deployment{}
				if err := direct.Get(ctx, key("web"), owner); err != nil {
					return nil, false, err
				}
				if err := direct.Get(ctx, key("web"), kept); client.IgnoreNotFound(err) != nil {
					return nil, false, err
				}
				done := kept.Data["image"] == image && owner.Status.ObservedGeneration == owner.Generation
				kept.ManagedFields = nil
				return map[string]any{"kept": kept, "status": owner.Status}, done, nil
			})
		}
	}
	step(s.transcript, "its reconciler follows", observed("example/image:1"))
	done(s.transcript, "it is changed", func() error {
		object := &appsv1.Deployment{}
		if err := direct.Get(ctx, key("web"), object); err != nil {
			return err
		}
		// Not an update: the reconciler writes its status meanwhile.
		before := client.MergeFrom(object.DeepCopy())
		object.Spec.Template.Spec.Containers[0].Image = "example/image:2"
		return direct.Patch(ctx, object, before)
	})
	step(s.transcript, "its reconciler follows again", observed("example/image:2"))
	done(s.transcript, "what it keeps is deleted", func() error { return direct.Delete(ctx, in(configMap("web", nil))) })
	step(s.transcript, "its reconciler makes it anew", observed("example/image:2"))
	cancel()
	done(s.transcript, "the manager ends", func() error { return <-ended })
	return nil
}

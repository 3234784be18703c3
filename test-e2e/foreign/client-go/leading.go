package main

import (
	"context"
	"slices"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	eventsv1 "k8s.io/api/events/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/kubernetes/scheme"
	typedcorev1 "k8s.io/client-go/kubernetes/typed/core/v1"
	"k8s.io/client-go/tools/events"
	"k8s.io/client-go/tools/leaderelection"
	"k8s.io/client-go/tools/leaderelection/resourcelock"
	"k8s.io/client-go/tools/record"
)

func leaderElection(ctx context.Context, s *session) error {
	clientset, err := kubernetes.NewForConfig(s.config)
	if err != nil {
		return err
	}
	// Each has its own: two that hand over speak in no order.
	said := map[string]chan string{"first": make(chan string, 2), "second": make(chan string, 2)}
	candidate := func(name string) (stop func(), err error) {
		own, cancel := context.WithCancel(ctx)
		elector, err := leaderelection.NewLeaderElector(leaderelection.LeaderElectionConfig{
			Lock: &resourcelock.LeaseLock{
				LeaseMeta:  metav1.ObjectMeta{Namespace: s.namespace, Name: "turn"},
				Client:     clientset.CoordinationV1(),
				LockConfig: resourcelock.ResourceLockConfig{Identity: name},
			},
			LeaseDuration: 15 * time.Second, RenewDeadline: 10 * time.Second, RetryPeriod: 100 * time.Millisecond,
			ReleaseOnCancel: true,
			Callbacks: leaderelection.LeaderCallbacks{
				OnStartedLeading: func(context.Context) { said[name] <- "leads" },
				OnStoppedLeading: func() { said[name] <- "stopped" },
			},
		})
		if err != nil {
			cancel()
			return nil, err
		}
		ended := make(chan struct{})
		go func() { elector.Run(own); close(ended) }()
		return func() { cancel(); <-ended }, nil
	}
	holder := func() (any, error) {
		lease, err := clientset.CoordinationV1().Leases(s.namespace).Get(ctx, "turn", metav1.GetOptions{})
		if err != nil {
			return nil, err
		}
		return map[string]any{"holder": lease.Spec.HolderIdentity, "transitions": lease.Spec.LeaseTransitions, "seconds": lease.Spec.LeaseDurationSeconds}, nil
	}
	hears := func(name string) func() (string, error) {
		return func() (string, error) {
			select {
			case line := <-said[name]:
				return line, nil
			case <-time.After(time.Minute):
				return "", context.DeadlineExceeded
			}
		}
	}
	stopFirst, err := candidate("first")
	if err != nil {
		return err
	}
	step(s.transcript, "the first leads", hears("first"))
	step(s.transcript, "the lease is the first's", holder)
	stopSecond, err := candidate("second")
	if err != nil {
		return err
	}
	stopFirst()
	step(s.transcript, "the first stops", hears("first"))
	step(s.transcript, "the second leads", hears("second"))
	step(s.transcript, "the lease is the second's", holder)
	stopSecond()
	step(s.transcript, "the second stops", hears("second"))
	step(s.transcript, "the lease is nobody's", holder)
	return nil
}

func eventRecorders(ctx context.Context, s *session) error {
	clientset, err := kubernetes.NewForConfig(s.config)
	if err != nil {
		return err
	}
	web, err := clientset.CoreV1().Pods(s.namespace).Create(ctx, pod("web"), metav1.CreateOptions{})
	if err != nil {
		return err
	}

	core := record.NewBroadcaster(record.WithContext(ctx))
	core.StartRecordingToSink(&typedcorev1.EventSinkImpl{Interface: clientset.CoreV1().Events(s.namespace)})
	recorder := core.NewRecorder(scheme.Scheme, corev1.EventSource{Component: "old"})
	for range 3 {
		recorder.Eventf(web, corev1.EventTypeNormal, "Began", "began %s", "again")
	}
	recorder.Event(web, corev1.EventTypeWarning, "Failed", "did not work")
	step(s.transcript, "records events", func() ([]corev1.Event, error) {
		return eventually(ctx, func() ([]corev1.Event, bool, error) {
			// The last count of three says that all have been written.
			list, err := clientset.CoreV1().Events(s.namespace).List(ctx, metav1.ListOptions{FieldSelector: "source=old"})
			if err != nil {
				return nil, false, err
			}
			slices.SortFunc(list.Items, func(a, b corev1.Event) int { return strings.Compare(a.Reason, b.Reason) })
			for i := range list.Items {
				list.Items[i].Name = "NAME"
			}
			return list.Items, len(list.Items) == 2 && list.Items[0].Count == 3, nil
		})
	})
	core.Shutdown()

	newer := events.NewBroadcaster(&events.EventSinkImpl{Interface: clientset.EventsV1()})
	if err := newer.StartRecordingToSinkWithContext(ctx); err != nil {
		return err
	}
	newer.NewRecorder(scheme.Scheme, "new.example.com/controller").
		Eventf(web, nil, corev1.EventTypeNormal, "Began", "Beginning", "began %d", 1)
	step(s.transcript, "records events of the newer kind", func() ([]eventsv1.Event, error) {
		return eventually(ctx, func() ([]eventsv1.Event, bool, error) {
			list, err := clientset.EventsV1().Events(s.namespace).List(ctx, metav1.ListOptions{FieldSelector: "reportingController=new.example.com/controller"})
			if err != nil {
				return nil, false, err
			}
			for i := range list.Items {
				list.Items[i].Name, list.Items[i].ReportingInstance = "NAME", "INSTANCE"
			}
			return list.Items, len(list.Items) == 1, nil
		})
	})
	newer.Shutdown()
	step(s.transcript, "reads both kinds in the core group", func() (map[string]int, error) {
		list, err := clientset.CoreV1().Events(s.namespace).List(ctx, metav1.ListOptions{})
		counts := map[string]int{}
		for _, event := range list.Items {
			counts[event.Reason+" of "+event.Source.Component+event.ReportingController]++
		}
		return counts, err
	})
	return nil
}

// Asks until it is so, for as long as it may take.
func eventually[T any](ctx context.Context, ask func() (T, bool, error)) (T, error) {
	var last T
	err := wait.PollUntilContextTimeout(ctx, 20*time.Millisecond, time.Minute, true, func(context.Context) (bool, error) {
		found, done, err := ask()
		last = found
		return done, err
	})
	return last, err
}

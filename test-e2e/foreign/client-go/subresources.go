package main

import (
	"context"

	appsv1 "k8s.io/api/apps/v1"
	authenticationv1 "k8s.io/api/authentication/v1"
	authorizationv1 "k8s.io/api/authorization/v1"
	autoscalingv1 "k8s.io/api/autoscaling/v1"
	corev1 "k8s.io/api/core/v1"
	policyv1 "k8s.io/api/policy/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/utils/ptr"
)

func subresources(ctx context.Context, s *session) error {
	clientset, err := kubernetes.NewForConfig(s.config)
	if err != nil {
		return err
	}
	ns := s.namespace
	pods, deployments := clientset.CoreV1().Pods(ns), clientset.AppsV1().Deployments(ns)
	web := step(s.transcript, "creates a pod", func() (*corev1.Pod, error) { return pods.Create(ctx, pod("web"), metav1.CreateOptions{}) })
	web.Status.Phase = corev1.PodRunning
	web.Status.Conditions = []corev1.PodCondition{{Type: corev1.PodReady, Status: corev1.ConditionTrue, LastTransitionTime: metav1.Now()}}
	web.Spec.Containers[0].Image = "a status changes no more than itself"
	step(s.transcript, "updates its status", func() (*corev1.Pod, error) { return pods.UpdateStatus(ctx, web, metav1.UpdateOptions{}) })
	done(s.transcript, "binds it to a node", func() error {
		return pods.Bind(ctx, &corev1.Binding{ObjectMeta: named("web"), Target: corev1.ObjectReference{Kind: "Node", Name: "n1"}}, metav1.CreateOptions{})
	})
	step(s.transcript, "adds an ephemeral container", func() (*corev1.Pod, error) {
		bound, err := pods.Get(ctx, "web", metav1.GetOptions{})
		if err != nil {
			return nil, err
		}
		bound.Spec.EphemeralContainers = []corev1.EphemeralContainer{{
			EphemeralContainerCommon: corev1.EphemeralContainerCommon{Name: "shell", Image: "example/shell", Stdin: true},
		}}
		return pods.UpdateEphemeralContainers(ctx, "web", bound, metav1.UpdateOptions{})
	})
	done(s.transcript, "evicts it", func() error {
		return pods.EvictV1(ctx, &policyv1.Eviction{ObjectMeta: named("web"), DeleteOptions: &metav1.DeleteOptions{GracePeriodSeconds: ptr.To(int64(0))}})
	})

	step(s.transcript, "creates a deployment", func() (*appsv1.Deployment, error) {
		return deployments.Create(ctx, deployment("web"), metav1.CreateOptions{})
	})
	scale := step(s.transcript, "gets its scale", func() (*autoscalingv1.Scale, error) { return deployments.GetScale(ctx, "web", metav1.GetOptions{}) })
	scale.Spec.Replicas = 5
	step(s.transcript, "updates its scale", func() (*autoscalingv1.Scale, error) {
		return deployments.UpdateScale(ctx, "web", scale, metav1.UpdateOptions{FieldManager: "scaler"})
	})
	step(s.transcript, "gets it", func() (*appsv1.Deployment, error) { return deployments.Get(ctx, "web", metav1.GetOptions{}) })

	accounts := clientset.CoreV1().ServiceAccounts(ns)
	step(s.transcript, "creates a service account", func() (*corev1.ServiceAccount, error) {
		return accounts.Create(ctx, &corev1.ServiceAccount{ObjectMeta: named("robot")}, metav1.CreateOptions{})
	})
	token := step(s.transcript, "asks for its token", func() (string, error) {
		request := &authenticationv1.TokenRequest{Spec: authenticationv1.TokenRequestSpec{ExpirationSeconds: ptr.To(int64(600))}}
		answer, err := accounts.CreateToken(ctx, "robot", request, metav1.CreateOptions{})
		if err != nil {
			return "", err
		}
		return answer.Status.Token, nil
	})
	step(s.transcript, "reviews the token", func() (*authenticationv1.TokenReview, error) {
		review := &authenticationv1.TokenReview{Spec: authenticationv1.TokenReviewSpec{Token: token}}
		answer, err := clientset.AuthenticationV1().TokenReviews().Create(ctx, review, metav1.CreateOptions{})
		if err != nil {
			return nil, err
		}
		// Who issues tokens, and their ids, are each server's own.
		answer.Status.Audiences, answer.Status.User.Extra = nil, nil
		return answer, nil
	})
	access := &authorizationv1.ResourceAttributes{Verb: "create", Resource: "pods", Subresource: "binding", Namespace: ns}
	for _, user := range []string{"system:serviceaccount:" + ns + ":robot", "system:kube-scheduler"} {
		step(s.transcript, "asks what "+user+" may do", func() (*authorizationv1.SubjectAccessReview, error) {
			review := &authorizationv1.SubjectAccessReview{Spec: authorizationv1.SubjectAccessReviewSpec{User: user, ResourceAttributes: access}}
			return clientset.AuthorizationV1().SubjectAccessReviews().Create(ctx, review, metav1.CreateOptions{})
		})
	}
	step(s.transcript, "asks what it may do itself", func() (*authorizationv1.SelfSubjectAccessReview, error) {
		review := &authorizationv1.SelfSubjectAccessReview{Spec: authorizationv1.SelfSubjectAccessReviewSpec{ResourceAttributes: access}}
		answer, err := clientset.AuthorizationV1().SelfSubjectAccessReviews().Create(ctx, review, metav1.CreateOptions{})
		if err != nil {
			return nil, err
		}
		// The administrators of two servers may all for reasons of their own.
		answer.Status.Reason = ""
		return answer, nil
	})
	step(s.transcript, "asks who it is", func() (metav1.ObjectMeta, error) {
		answer, err := clientset.AuthenticationV1().SelfSubjectReviews().Create(ctx, &authenticationv1.SelfSubjectReview{}, metav1.CreateOptions{})
		if err != nil {
			return metav1.ObjectMeta{}, err
		}
		return answer.ObjectMeta, nil
	})
	return nil
}

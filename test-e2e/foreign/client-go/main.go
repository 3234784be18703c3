// Does with client-go and controller-runtime what programs written with them do, and says of each step what came of it:
// `client-go KUBECONFIG` prints one line of JSON for each. What it prints against two servers can be compared.
package main

import (
	"context"
	"fmt"
	"os"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/applyconfigurations/core/v1"
	"k8s.io/client-go/features"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
)

// A section of the program: it has a namespace of its own, and a configuration whose answers are looked at.
type section struct {
	name string
	run  func(ctx context.Context, s *session) error
}

type session struct {
	*transcript
	config    *rest.Config
	namespace string
	// A custom resource that is served.
	sites schema.GroupVersionResource
}

var sections = []section{
	{"typed", typed},
	{"refusals", refusals},
	{"subresources", subresources},
	{"patches", patches},
	{"apply", apply},
	{"lists", lists},
	{"watches", watches},
	{"metadata", metadataOnly},
	{"dynamic", dynamicClient},
	{"discovery", discoveryClient},
	{"informers", informersByList},
	{"informers-watchlist", informersByWatchList},
	{"leader-election", leaderElection},
	{"events", eventRecorders},
	{"controller-runtime", controllerRuntime},
}

func main() {
	features.ReplaceFeatureGates(gates{features.FeatureGates()})
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(kubeconfig string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return err
	}
	sites, err := define(ctx, config, "client-go.example.com")
	if err != nil {
		return err
	}
	failed := 0
	for _, section := range sections {
		config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
		if err != nil {
			return err
		}
		config.QPS = -1
		namespace := "client-go-" + section.name
		if err := createNamespace(ctx, config, namespace); err != nil {
			return err
		}
		// What typed clients of controllers ask for. Clients that cannot take it ask for JSON by themselves.
		config.ContentType = "application/vnd.kubernetes.protobuf"
		config.AcceptContentTypes = "application/vnd.kubernetes.protobuf,application/json"
		out := newTranscript(section.name)
		config.Wrap(out.observe)
		if err := section.run(ctx, &session{out, config, namespace, sites}); err != nil {
			out.fail("to its end", err)
		}
		out.say("what the answers were", out.observed())
		failed += out.failures
	}
	if failed > 0 {
		return fmt.Errorf("%d steps failed", failed)
	}
	return nil
}

func createNamespace(ctx context.Context, config *rest.Config, name string) error {
	clientset, err := kubernetes.NewForConfig(rest.CopyConfig(config))
	if err != nil {
		return err
	}
	_, err = clientset.CoreV1().Namespaces().Apply(ctx, v1.Namespace(name), metav1.ApplyOptions{FieldManager: "suite"})
	return err
}

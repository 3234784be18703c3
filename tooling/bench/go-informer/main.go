// A client-go informer of pods, beside which the TypeScript one is measured: reads one command a line and answers it with a
// line of JSON.
//
//	go-informer SERVER CA-FILE
//	informer protobuf|protobuf-drop|json|dynamic PODS UPDATES TOKEN
//
// protobuf-drop strips managedFields by a transform. It answers when the cache has PODS pods and the handler has heard of UPDATES updates. One command a process: the peak
// memory is the process's.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/dynamic/dynamicinformer"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/cache"
)

type measured struct {
	Seconds         float64 `json:"seconds"`
	CPUSeconds      float64 `json:"cpuSeconds"`
	PeakMegabytes   float64 `json:"peakMegabytes"`
	HeapPerObject   float64 `json:"heapPerObject"`
	EventsPerSecond float64 `json:"eventsPerSecond"`
	CPUMicros       float64 `json:"cpuMicrosPerEvent"`
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		answer, err := run(strings.Fields(lines.Text()))
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		json.NewEncoder(os.Stdout).Encode(answer)
	}
}

func run(words []string) (measured, error) {
	if len(words) < 4 || words[0] != "informer" {
		return measured{}, fmt.Errorf("unknown command %q", words)
	}
	mode := words[1]
	pods, err := strconv.ParseInt(words[2], 10, 64)
	if err != nil {
		return measured{}, err
	}
	updates, err := strconv.ParseInt(words[3], 10, 64)
	if err != nil {
		return measured{}, err
	}
	if mode == "json" {
		// The server of prepared bytes lists; it has no watch that begins with the whole state.
		os.Setenv("KUBE_FEATURE_WatchListClient", "false")
	}
	config := &rest.Config{Host: os.Args[1], QPS: -1, TLSClientConfig: rest.TLSClientConfig{CAFile: os.Args[2]}}
	if len(words) > 4 {
		config.BearerToken = words[4]
	}
	return follow(config, mode, pods, updates)
}

func follow(config *rest.Config, mode string, pods, updates int64) (measured, error) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	informer, err := informerOf(config, mode)
	if err != nil {
		return measured{}, err
	}
	var added, updated atomic.Int64
	allAdded, allUpdated := make(chan struct{}), make(chan struct{})
	if updates == 0 {
		close(allUpdated)
	}
	_, err = informer.AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc: func(any) {
			if added.Add(1) == pods {
				close(allAdded)
			}
		},
		UpdateFunc: func(any, any) {
			if updated.Add(1) == updates {
				close(allUpdated)
			}
		},
	})
	if err != nil {
		return measured{}, err
	}
	before := heap()
	cpu := cpuSeconds()
	started := time.Now()
	go informer.Run(ctx.Done())
	<-allAdded
	synced := time.Since(started).Seconds()
	syncCPU := cpuSeconds() - cpu
	<-allUpdated
	total := time.Since(started).Seconds()
	totalCPU := cpuSeconds() - cpu
	var usage syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	answer := measured{
		Seconds:       synced,
		CPUSeconds:    syncCPU,
		PeakMegabytes: float64(usage.Maxrss) / 1024,
		HeapPerObject: float64(heap()-before) / float64(pods),
	}
	if updates > 0 {
		answer.EventsPerSecond = float64(updates) / (total - synced)
		answer.CPUMicros = (totalCPU - syncCPU) * 1e6 / float64(updates)
	}
	runtime.KeepAlive(informer)
	return answer, nil
}

func informerOf(config *rest.Config, mode string) (cache.SharedIndexInformer, error) {
	byNode := cache.Indexers{"node": func(object any) ([]string, error) {
		if pod, ok := object.(*corev1.Pod); ok {
			return []string{pod.Spec.NodeName}, nil
		}
		return nil, nil
	}}
	if mode == "dynamic" {
		client, err := dynamic.NewForConfig(config)
		if err != nil {
			return nil, err
		}
		resource := schema.GroupVersionResource{Version: "v1", Resource: "pods"}
		return dynamicinformer.NewDynamicSharedInformerFactory(client, 0).ForResource(resource).Informer(), nil
	}
	if strings.HasPrefix(mode, "protobuf") {
		config.ContentType = "application/vnd.kubernetes.protobuf"
		config.AcceptContentTypes = "application/vnd.kubernetes.protobuf,application/json"
	} else {
		config.ContentType = "application/json"
		config.AcceptContentTypes = "application/json"
	}
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return nil, err
	}
	options := []informers.SharedInformerOption{}
	if mode == "protobuf-drop" {
		options = append(options, informers.WithTransform(withoutManagedFields))
	}
	informer := informers.NewSharedInformerFactoryWithOptions(client, 0, options...).Core().V1().Pods().Informer()
	return informer, informer.AddIndexers(byNode)
}

func withoutManagedFields(object any) (any, error) {
	if accessor, err := meta.Accessor(object); err == nil {
		accessor.SetManagedFields(nil)
	}
	return object, nil
}

func cpuSeconds() float64 {
	var usage syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano()).Seconds()
}

func heap() int64 {
	runtime.GC()
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return int64(stats.HeapAlloc)
}

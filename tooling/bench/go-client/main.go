// Does with client-go what the TypeScript beside it does with kubets: `go-client SERVER CA-FILE` reads one command a line
// and answers each with a line of JSON.
//
//	get typed|dynamic REQUESTS PARALLEL
//	list typed|dynamic
//	watch typed|dynamic EVENTS
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
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
)

type result struct {
	Seconds       float64 `json:"seconds"`
	CPUSeconds    float64 `json:"cpuSeconds"`
	PeakMegabytes float64 `json:"peakMegabytes"`
	HeapPerObject float64 `json:"heapPerObject,omitempty"`
}

type clients struct {
	typed   *kubernetes.Clientset
	dynamic *dynamic.DynamicClient
}

var pods = schema.GroupVersionResource{Version: "v1", Resource: "pods"}

func main() {
	config := &rest.Config{
		Host:            os.Args[1],
		QPS:             -1,
		TLSClientConfig: rest.TLSClientConfig{CAFile: os.Args[2]},
		ContentConfig:   rest.ContentConfig{ContentType: "application/json"},
	}
	c := clients{kubernetes.NewForConfigOrDie(config), dynamic.NewForConfigOrDie(config)}
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		measured, err := c.run(words[0], words[1] == "typed", words[2:])
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		if err := json.NewEncoder(os.Stdout).Encode(measured); err != nil {
			os.Exit(1)
		}
	}
}

func (c clients) run(scenario string, typed bool, args []string) (result, error) {
	switch scenario {
	case "get":
		return c.get(typed, number(args[0]), number(args[1]))
	case "list":
		return c.list(typed)
	case "watch":
		return c.watch(typed, number(args[0]))
	}
	return result{}, fmt.Errorf("no scenario %s", scenario)
}

func (c clients) get(typed bool, requests, parallel int) (result, error) {
	get := func(ctx context.Context) error {
		var err error
		if typed {
			_, err = c.typed.CoreV1().Pods("a").Get(ctx, "b", metav1.GetOptions{})
		} else {
			_, err = c.dynamic.Resource(pods).Namespace("a").Get(ctx, "b", metav1.GetOptions{})
		}
		return err
	}
	stop := startWatch()
	var left atomic.Int64
	left.Store(int64(requests))
	var workers sync.WaitGroup
	failures := make(chan error, parallel)
	for range parallel {
		workers.Go(func() {
			for left.Add(-1) >= 0 {
				if err := get(context.Background()); err != nil {
					failures <- err
					return
				}
			}
		})
	}
	workers.Wait()
	close(failures)
	return stop(), <-failures
}

func (c clients) list(typed bool) (result, error) {
	before := heap()
	stop := startWatch()
	var items any
	count := 0
	if typed {
		list, err := c.typed.CoreV1().Pods("").List(context.Background(), metav1.ListOptions{})
		if err != nil {
			return result{}, err
		}
		items, count = list, len(list.Items)
	} else {
		list, err := c.dynamic.Resource(pods).List(context.Background(), metav1.ListOptions{})
		if err != nil {
			return result{}, err
		}
		items, count = list, len(list.Items)
	}
	measured := stop()
	measured.HeapPerObject = float64(heap()-before) / float64(count)
	runtime.KeepAlive(items)
	return measured, nil
}

func (c clients) watch(typed bool, events int) (result, error) {
	var stream watch.Interface
	var err error
	stop := startWatch()
	if typed {
		stream, err = c.typed.CoreV1().Pods("").Watch(context.Background(), metav1.ListOptions{})
	} else {
		stream, err = c.dynamic.Resource(pods).Watch(context.Background(), metav1.ListOptions{})
	}
	if err != nil {
		return result{}, err
	}
	defer stream.Stop()
	for range events {
		if _, open := <-stream.ResultChan(); !open {
			return result{}, fmt.Errorf("the watch ended early")
		}
	}
	return stop(), nil
}

// Wall time, CPU time of this process, and its peak memory so far.
func startWatch() func() result {
	before := usage()
	started := time.Now()
	return func() result {
		after := usage()
		return result{
			Seconds:       time.Since(started).Seconds(),
			CPUSeconds:    (cpu(after) - cpu(before)).Seconds(),
			PeakMegabytes: float64(after.Maxrss) / 1024,
		}
	}
}

func usage() syscall.Rusage {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return usage
}

func cpu(usage syscall.Rusage) time.Duration {
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}

func number(text string) int {
	value, err := strconv.Atoi(text)
	if err != nil {
		panic(err)
	}
	return value
}

// Measures client-go's and controller-runtime's work queues as workqueue.ts measures kubets', and prints JSON.
package main

import (
	"encoding/json"
	"os"
	"runtime"
	"sort"
	"time"

	"k8s.io/client-go/util/workqueue"
	"sigs.k8s.io/controller-runtime/pkg/controller/priorityqueue"
)

const (
	items  = 100_000
	rounds = 5
)

type result struct {
	Variant         string  `json:"variant"`
	Cycles          float64 `json:"cyclesPerSecond"`
	DelayedAdds     float64 `json:"delayedAddsPerSecond"`
	BytesPerPending float64 `json:"bytesPerDelay"`
}

type queue = workqueue.TypedRateLimitingInterface[int]

func main() {
	variants := []struct {
		name   string
		create func() queue
	}{
		{"client-go", func() queue {
			return workqueue.NewTypedRateLimitingQueue(workqueue.DefaultTypedControllerRateLimiter[int]())
		}},
		{"controller-runtime priority queue", func() queue { return priorityqueue.New[int]("") }},
	}
	results := []result{}
	for _, variant := range variants {
		cycles, adds, bytes := []float64{}, []float64{}, []float64{}
		for range rounds {
			cycles = append(cycles, measureCycles(variant.create()))
			rate, size := measureDelays(variant.create())
			adds, bytes = append(adds, rate), append(bytes, size)
		}
		results = append(results, result{variant.name, median(cycles), median(adds), median(bytes)})
	}
	if err := json.NewEncoder(os.Stdout).Encode(results); err != nil {
		panic(err)
	}
}

func measureCycles(q queue) float64 {
	defer q.ShutDown()
	started := time.Now()
	for item := range items {
		q.Add(item)
	}
	for range items {
		item, _ := q.Get()
		q.Done(item)
	}
	return items / time.Since(started).Seconds()
}

// Delays are hours, so that none is due; the queue hands them on to a goroutine of its own, which is waited for by memory
// that no longer grows.
func measureDelays(q queue) (float64, float64) {
	defer q.ShutDown()
	before := heap()
	started := time.Now()
	for item := range items {
		q.AddAfter(item, time.Hour+time.Duration(item*7919%items)*time.Millisecond)
	}
	rate := items / time.Since(started).Seconds()
	time.Sleep(200 * time.Millisecond)
	return rate, float64(heap()-before) / items
}

func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}

func median(values []float64) float64 {
	sort.Float64s(values)
	return values[len(values)/2]
}

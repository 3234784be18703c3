// Prints golden data for packages/wait and packages/workqueue: what golang.org/x/time/rate, wait.Backoff and client-go's
// item limiters answer. Times are milliseconds. Run:
//
//	go run . rate > ../../../packages/wait/testdata/token-bucket.json
//	go run . backoff > ../../../packages/wait/testdata/backoff.json
//	go run . limiters > ../../../packages/workqueue/testdata/limiters.json
package main

import (
	"encoding/json"
	"math/rand"
	"os"
	"time"

	"golang.org/x/time/rate"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/util/workqueue"
)

// A token bucket and what happens to it. Nothing is asked between the steps.
type bucketCase struct {
	QPS   float64      `json:"qps"`
	Burst int          `json:"burst"`
	Steps []bucketStep `json:"steps"`
}

type bucketStep struct {
	At int `json:"at"`
	// accept: Accepted tells. wait: DelayMs tells. cancel: ends the wait of step Of.
	Do       string  `json:"do"`
	Accepted bool    `json:"accepted,omitempty"`
	DelayMs  float64 `json:"delayMs,omitempty"`
	Of       int     `json:"of,omitempty"`
}

func ms(duration time.Duration) float64 { return float64(duration) / float64(time.Millisecond) }

func buckets() []bucketCase {
	random := rand.New(rand.NewSource(1))
	var cases []bucketCase
	for range 60 {
		sample := bucketCase{
			// Rates whose spacing is whole nanoseconds: Go forgets some cancelled reservations where it is not.
			QPS:   []float64{0.5, 1, 4, 5, 10, 50, 1000}[random.Intn(7)],
			Burst: []int{1, 2, 3, 10, 100}[random.Intn(5)],
		}
		limiter := rate.NewLimiter(rate.Limit(sample.QPS), sample.Burst)
		start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
		// The first event starts Go's clock; before it the bucket is full in any case.
		at := 0
		waits := map[int]*rate.Reservation{}
		for index := range 60 {
			at += []int{0, 0, 0, 1, 7, 40, 130, 1100}[random.Intn(8)]
			now := start.Add(time.Duration(at) * time.Millisecond)
			step := bucketStep{At: at}
			var open []int
			for of, reservation := range waits {
				if reservation.DelayFrom(now) > 0 {
					open = append(open, of)
				}
			}
			switch choice := random.Intn(4); {
			case choice == 0 && len(open) > 0:
				step.Do = "cancel"
				// The latest or the earliest: a map has no order that two runs share.
				step.Of = open[0]
				latest := random.Intn(2) == 0
				for _, of := range open {
					if (of > step.Of) == latest {
						step.Of = of
					}
				}
				waits[step.Of].CancelAt(now)
				delete(waits, step.Of)
			case choice == 1:
				step.Do = "accept"
				step.Accepted = limiter.AllowN(now, 1)
			default:
				step.Do = "wait"
				reservation := limiter.ReserveN(now, 1)
				step.DelayMs = ms(reservation.DelayFrom(now))
				if step.DelayMs > 0 {
					waits[index] = reservation
				}
			}
			sample.Steps = append(sample.Steps, step)
		}
		cases = append(cases, sample)
	}
	return cases
}

type backoffCase struct {
	InitialMs float64   `json:"initialMs"`
	Factor    float64   `json:"factor"`
	Steps     int       `json:"steps"`
	MaxMs     float64   `json:"maxMs"`
	Delays    []float64 `json:"delays"`
	StepsLeft []int     `json:"stepsLeft"`
}

func backoffs() []backoffCase {
	var cases []backoffCase
	for _, initial := range []time.Duration{10 * time.Millisecond, 800 * time.Millisecond, 2 * time.Second} {
		for _, factor := range []float64{1, 1.5, 2, 5} {
			for _, steps := range []int{0, 1, 4, 38} {
				for _, limit := range []time.Duration{0, time.Second, 30 * time.Second} {
					backoff := wait.Backoff{Duration: initial, Factor: factor, Steps: steps, Cap: limit}
					sample := backoffCase{InitialMs: ms(initial), Factor: factor, Steps: steps, MaxMs: ms(limit)}
					for range 12 {
						sample.Delays = append(sample.Delays, ms(backoff.Step()))
						sample.StepsLeft = append(sample.StepsLeft, backoff.Steps)
					}
					cases = append(cases, sample)
				}
			}
		}
	}
	return cases
}

type limiterCase struct {
	Limiter string    `json:"limiter"`
	BaseMs  float64   `json:"baseMs"`
	MaxMs   float64   `json:"maxMs"`
	Fast    int       `json:"fast,omitempty"`
	Delays  []float64 `json:"delays"`
}

func limiters() []limiterCase {
	var cases []limiterCase
	for _, base := range []time.Duration{time.Millisecond, 5 * time.Millisecond, time.Second} {
		for _, limit := range []time.Duration{time.Millisecond, 100 * time.Millisecond, 1000 * time.Second} {
			exponential := workqueue.NewTypedItemExponentialFailureRateLimiter[string](base, limit)
			sample := limiterCase{Limiter: "exponential", BaseMs: ms(base), MaxMs: ms(limit)}
			// Far enough for a 64-bit duration to overflow.
			for range 80 {
				sample.Delays = append(sample.Delays, ms(exponential.When("a")))
			}
			cases = append(cases, sample)
		}
	}
	for _, fast := range []int{0, 1, 3} {
		limiter := workqueue.NewTypedItemFastSlowRateLimiter[string](5*time.Millisecond, 10*time.Second, fast)
		sample := limiterCase{Limiter: "fastSlow", BaseMs: 5, MaxMs: 10000, Fast: fast}
		for range 6 {
			sample.Delays = append(sample.Delays, ms(limiter.When("a")))
		}
		cases = append(cases, sample)
	}
	return cases
}

func print[T any](cases []T) {
	os.Stdout.WriteString("[\n")
	for index, sample := range cases {
		line, err := json.Marshal(sample)
		if err != nil {
			panic(err)
		}
		os.Stdout.WriteString("  " + string(line))
		if index < len(cases)-1 {
			os.Stdout.WriteString(",")
		}
		os.Stdout.WriteString("\n")
	}
	os.Stdout.WriteString("]\n")
}

func main() {
	switch os.Args[1] {
	case "rate":
		print(buckets())
	case "backoff":
		print(backoffs())
	case "limiters":
		print(limiters())
	default:
		panic("rate, backoff or limiters")
	}
}

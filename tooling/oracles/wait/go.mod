// Prints the delays of Go's own rate limiter, backoffs and work queue limiters.
module kubets.dev/tooling/oracles/wait

go 1.26.0

require (
	golang.org/x/time v0.15.0
	k8s.io/apimachinery v0.37.1
	k8s.io/client-go v0.37.1
)

require (
	github.com/go-logr/logr v1.4.3 // indirect
	k8s.io/klog/v2 v2.140.0 // indirect
	k8s.io/utils v0.0.0-20260626114624-be93311217bd // indirect
)

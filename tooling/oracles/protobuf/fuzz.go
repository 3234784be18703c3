package main

import (
	"math/rand"
	"reflect"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/api/apitesting/fuzzer"
	metafuzzer "k8s.io/apimachinery/pkg/apis/meta/fuzzer"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/apimachinery/pkg/util/intstr"
	"sigs.k8s.io/randfill"
)

// newFuzzer fills objects as Kubernetes' own round trip tests do, but for what stands for free JSON, and for schemas, which
// hold each other without end.
func newFuzzer(types *runtime.Scheme, random *rand.Rand) *randfill.Filler {
	own := filler{random: random, density: 0.3}
	special := func(serializer.CodecFactory) []any {
		return []any{
			func(value *runtime.RawExtension, _ randfill.Continue) { value.Raw = own.json() },
			func(value *apiextensions.JSON, _ randfill.Continue) { value.Raw = own.json() },
			func(value *metav1.FieldsV1, _ randfill.Continue) { value.Raw = []byte(`{"f:spec":{}}`) },
			func(value *intstr.IntOrString, _ randfill.Continue) { own.fill(reflect.ValueOf(value).Elem(), 0) },
			// What JSON.parse keeps exactly.
			func(value *int64, _ randfill.Continue) { *value = random.Int63n(1<<54) - 1<<53 },
			func(value *apiextensions.JSONSchemaProps, _ randfill.Continue) {
				own.fill(reflect.ValueOf(value).Elem(), 0)
			},
		}
	}
	return fuzzer.FuzzerFor(fuzzer.MergeFuzzerFuncs(metafuzzer.Funcs, special), random, serializer.NewCodecFactory(types))
}

// Prints a definition with every form of a schema, and random objects of every built-in kind, one a line: {"protobuf": <base64>, "json": <object>, "written": <base64>}.
// The JSON is what Go writes after it has read the protobuf back, so it is the answer a decoder has to give. `written` is
// what Go writes in protobuf after it has read the JSON, so it is the answer an encoder has to give; it is left out where it
// is the first again.
//
//	go run . > ../../../packages/protobuf/testdata/objects.jsonl
//	go run . -each 24 -limit 0 > /tmp/many.jsonl          # no limit of size: for a thorough run by hand
//	go run . -each 24 -limit 0 -fuzz > /tmp/fuzzed.jsonl  # the same by the fuzzers of Kubernetes' own tests
//	go run . -fixtures > /tmp/fixtures.jsonl              # the objects that k8s.io/api keeps for tests
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"math/rand"
	"os"
	"reflect"
	"sort"
	"strings"
	"time"

	admissionv1 "k8s.io/api/admission/v1"
	admissionv1beta1 "k8s.io/api/admission/v1beta1"
	apidiscovery "k8s.io/api/apidiscovery/v2"
	apidiscoverybeta "k8s.io/api/apidiscovery/v2beta1"
	imagepolicy "k8s.io/api/imagepolicy/v1alpha1"
	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/runtime/serializer/protobuf"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/client-go/kubernetes/scheme"
	apiregistration "k8s.io/kube-aggregator/pkg/apis/apiregistration/v1"
)

var (
	each  = flag.Int("each", 1, "objects of each kind")
	limit = flag.Int("limit", 1050, "largest line for a kind that is not among the large ones; 0 is none")
	seed  = flag.Int64("seed", 1, "of the randomness")
	fuzz  = flag.Bool("fuzz", false, "fill objects by the fuzzers of k8s.io/apimachinery")
	fixed = flag.Bool("fixtures", false, "the fixtures of k8s.io/api in place of random objects")
)

// Kinds worth a full object in the committed data.
var large = map[string]bool{"Pod": true, "Deployment": true, "CustomResourceDefinition": true, "Node": true}

func main() {
	flag.Parse()
	types := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{
		scheme.AddToScheme, apiextensions.AddToScheme, apiregistration.AddToScheme,
		admissionv1.AddToScheme, admissionv1beta1.AddToScheme, imagepolicy.AddToScheme,
		apidiscovery.AddToScheme, apidiscoverybeta.AddToScheme, metav1.AddMetaToScheme,
	} {
		if err := add(types); err != nil {
			log.Fatal(err)
		}
	}
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	serializer := protobuf.NewSerializer(types, types)
	random := rand.New(rand.NewSource(*seed))
	if *fixed {
		printFixtures(types, serializer, out)
		return
	}
	out.Write(append(schemas(types, serializer), '\n'))
	for _, kind := range kinds(types) {
		for i := 0; i < *each; i++ {
			line := print(types, serializer, kind, random)
			if line == nil {
				break
			}
			out.Write(line)
			out.WriteByte('\n')
		}
	}
}

// kinds lists every kind of an external version once, the options kinds, which stand in every group version, only in v1.
// A WatchEvent has no kind of its own on the wire and is left out.
func kinds(types *runtime.Scheme) []schema.GroupVersionKind {
	var kinds []schema.GroupVersionKind
	for kind, of := range types.AllKnownTypes() {
		meta := strings.HasSuffix(of.PkgPath(), "apimachinery/pkg/apis/meta/v1")
		if kind.Kind == "WatchEvent" || kind.Version == runtime.APIVersionInternal || meta && kind.GroupVersion().String() != "v1" && kind.Group != metav1.GroupName {
			continue
		}
		kinds = append(kinds, kind)
	}
	sort.Slice(kinds, func(a, b int) bool { return kinds[a].String() < kinds[b].String() })
	return kinds
}

func print(types *runtime.Scheme, serializer runtime.Serializer, kind schema.GroupVersionKind, random *rand.Rand) []byte {
	// An object that comes out too large is made anew with less in it.
	for density := 0.7; density > 0.001; density *= 0.7 {
		object, err := types.New(kind)
		if err != nil {
			log.Fatal(err)
		}
		if *fuzz {
			newFuzzer(types, random).NilChance(1 - density).Fill(object)
		} else {
			filler := filler{random: random, density: density}
			filler.fill(reflect.ValueOf(object).Elem(), 0)
		}
		object.GetObjectKind().SetGroupVersionKind(kind)
		var wire bytes.Buffer
		if err := serializer.Encode(object, &wire); err != nil {
			fmt.Fprintf(os.Stderr, "%s has no protobuf form\n", kind)
			return nil
		}
		line := lineOf(types, serializer, kind, wire.Bytes())
		most := *limit
		if large[kind.Kind] {
			most *= 10
		}
		if *limit == 0 && len(line) < 200_000 || len(line) <= most {
			return line
		}
	}
	fmt.Fprintf(os.Stderr, "%s: even its emptiest object is over the limit\n", kind)
	return nil
}

// lineOf prints what Go makes of an object in protobuf, and of the JSON that it makes of it.
func lineOf(types *runtime.Scheme, serializer runtime.Serializer, kind schema.GroupVersionKind, wire []byte) []byte {
	check := func(err error) {
		if err != nil {
			log.Fatalf("%s: %v", kind, err)
		}
	}
	read, _, err := serializer.Decode(wire, nil, nil)
	check(err)
	text, err := json.Marshal(read)
	check(err)
	again, err := types.New(kind)
	check(err)
	check(json.Unmarshal(text, again))
	again.GetObjectKind().SetGroupVersionKind(kind)
	var written bytes.Buffer
	check(serializer.Encode(again, &written))
	values := map[string]any{"protobuf": wire, "json": json.RawMessage(text)}
	if !bytes.Equal(wire, written.Bytes()) {
		values["written"] = written.Bytes()
	}
	line, err := json.Marshal(values)
	check(err)
	return line
}

type filler struct {
	random *rand.Rand
	// How likely a field, an element or a pointer is to be there.
	density float64
}

var words = []string{"a", "web-0", "näme", "日本", "x y", "__proto__", "constructor", "\ufeffmark", "<&>", "0"}

func (f *filler) word() string { return words[f.random.Intn(len(words))] }

func (f *filler) chance() bool { return f.random.Float64() < f.density }

func (f *filler) fill(value reflect.Value, depth int) {
	switch special := value.Addr().Interface().(type) {
	case *metav1.TypeMeta:
		return
	case *metav1.Time:
		if f.chance() {
			*special = metav1.NewTime(time.Unix(f.random.Int63n(4e9)-1e9, f.random.Int63n(1e9)))
		}
		return
	case *metav1.MicroTime:
		if f.chance() {
			*special = metav1.NewMicroTime(time.Unix(f.random.Int63n(4e9)-1e9, f.random.Int63n(1e9)))
		}
		return
	case *resource.Quantity:
		*special = resource.MustParse([]string{"0", "1", "500m", "1Gi", "1500Mi", "2k", "100n", "3e6"}[f.random.Intn(8)])
		return
	case *intstr.IntOrString:
		*special = intstr.FromInt32(f.random.Int31() - 1<<30)
		if f.chance() {
			*special = intstr.FromString("25%")
		}
		return
	case *runtime.RawExtension:
		special.Raw = f.json()
		return
	case *metav1.FieldsV1:
		if f.chance() {
			special.Raw = []byte(`{"f:metadata":{".":{},"f:labels":{}}}`)
		}
		return
	case *apiextensions.JSON:
		special.Raw = f.json()
		return
	}
	switch value.Kind() {
	case reflect.String:
		if f.chance() {
			value.SetString(f.word())
		}
	case reflect.Bool:
		value.SetBool(f.chance())
	case reflect.Int32:
		if f.chance() {
			value.SetInt(int64(int32(f.random.Uint32())))
		}
	case reflect.Int, reflect.Int64:
		if f.chance() {
			value.SetInt([]int64{1, -1, 30, 1 << 31, -1 << 40, 1<<53 - 1, 1<<63 - 1, -1 << 63}[f.random.Intn(8)])
		}
	case reflect.Float64:
		if f.chance() {
			value.SetFloat([]float64{1, -2.5, 1e21, 0.1}[f.random.Intn(4)])
		}
	case reflect.Pointer:
		if depth < 24 && f.chance() {
			value.Set(reflect.New(value.Type().Elem()))
			f.fill(value.Elem(), depth+1)
		}
	case reflect.Slice:
		if depth > 24 || !f.chance() {
			return
		}
		if value.Type().Elem().Kind() == reflect.Uint8 {
			bytes := make([]byte, f.random.Intn(5))
			f.random.Read(bytes)
			value.SetBytes(bytes)
			return
		}
		value.Set(reflect.MakeSlice(value.Type(), 1+f.random.Intn(2), 2))
		for i := 0; i < value.Len(); i++ {
			f.fill(value.Index(i), depth+1)
		}
	case reflect.Map:
		if depth > 24 || !f.chance() {
			return
		}
		value.Set(reflect.MakeMap(value.Type()))
		for i := f.random.Intn(3); i >= 0; i-- {
			element := reflect.New(value.Type().Elem()).Elem()
			f.fill(element, depth+1)
			key := reflect.New(value.Type().Key()).Elem()
			key.SetString(f.word())
			value.SetMapIndex(key, element)
		}
	case reflect.Struct:
		// The deeper, the sparser: types that hold themselves would never end.
		inner := filler{f.random, f.density * 0.93}
		for i := 0; i < value.NumField(); i++ {
			if value.Type().Field(i).IsExported() {
				inner.fill(value.Field(i), depth+1)
			}
		}
	case reflect.Interface:
	default:
		log.Fatalf("a field of type %s", value.Type())
	}
}

func (f *filler) json() []byte {
	return []byte([]string{`{"apiVersion":"example.com/v1","kind":"Website","spec":{"a":[1,"x",null]}}`, `null`, `1.5`, `"text"`, `[]`}[f.random.Intn(5)])
}

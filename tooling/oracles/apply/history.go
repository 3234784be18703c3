package main

import (
	"cmp"
	"encoding/json"
	"maps"
	"math/rand"
	"regexp"
	"slices"
	"strconv"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/managedfields"
	"k8s.io/client-go/applyconfigurations"
	"k8s.io/client-go/kubernetes/scheme"
)

// An object as JSON has it.
type object = map[string]any

var managers = []string{"one", "two", "three"}

// An object after some applies and updates of several managers, managedFields included.
func history(random *rand.Rand, kind kind) object {
	whole := parse(kind.example)
	live := runtime.Object(&unstructured.Unstructured{Object: object{
		"apiVersion": whole["apiVersion"], "kind": whole["kind"],
		"metadata": object{"name": "web", "namespace": "shop", "uid": "u", "resourceVersion": "7", "creationTimestamp": "2026-01-01T00:00:00Z"},
	}})
	for writes := 2 + random.Intn(5); writes > 0; writes-- {
		manager := managers[random.Intn(len(managers))]
		subresource := ""
		if _, has := whole["status"]; has && random.Intn(3) == 0 {
			subresource = "status"
		}
		fields := fieldManager(whole, subresource)
		mine := part(random, only(whole, subresource), 0.4+random.Float64()*0.6, false).(object)
		mine["apiVersion"], mine["kind"] = whole["apiVersion"], whole["kind"]
		var err error
		if random.Intn(3) > 0 {
			metadata, _ := mine["metadata"].(object)
			mine["metadata"] = merge(metadata, object{"name": "web", "namespace": "shop"})
			live, err = fields.Apply(live, &unstructured.Unstructured{Object: mine}, manager, true)
		} else {
			changed := live.DeepCopyObject().(*unstructured.Unstructured)
			changed.Object = merge(changed.Object, mine)
			live, err = fields.Update(live, changed, manager)
		}
		check(err)
		if len(live.(*unstructured.Unstructured).GetManagedFields()) == 0 {
			writes++
		}
	}
	result := live.(*unstructured.Unstructured)
	entries := result.GetManagedFields()
	// What would differ from run to run: times, and the order where a second has gone by between two writes.
	hasTime := func(entry metav1.ManagedFieldsEntry) string { return strconv.FormatBool(entry.Time != nil) }
	slices.SortFunc(entries, func(a, b metav1.ManagedFieldsEntry) int {
		return cmp.Or(
			cmp.Compare(a.Operation, b.Operation), cmp.Compare(hasTime(a), hasTime(b)), cmp.Compare(a.Manager, b.Manager),
			cmp.Compare(a.APIVersion, b.APIVersion), cmp.Compare(a.Subresource, b.Subresource))
	})
	for index := range entries {
		entries[index].Time = nil
	}
	result.SetManagedFields(entries)
	return kind.answered(result.Object)
}

func parse(text string) object {
	var value object
	check(json.Unmarshal([]byte(text), &value))
	return integers(value).(object)
}

// The field manager knows no floats where the API has integers.
func integers(value any) any {
	switch value := value.(type) {
	case object:
		for name, inner := range value {
			value[name] = integers(inner)
		}
	case []any:
		for index, inner := range value {
			value[index] = integers(inner)
		}
	case float64:
		return int64(value)
	}
	return value
}

// The status, or everything else.
func only(whole object, subresource string) object {
	rest := maps.Clone(whole)
	if subresource == "status" {
		return object{"status": rest["status"]}
	}
	delete(rest, "status")
	return rest
}

// What tells the elements of lists apart; an element keeps all that it has of them.
var keys = []string{"name", "containerPort", "port", "protocol", "type", "key", "uid", "ip", "mountPath", "topologyKey", "addresses", "apiVersion", "kind"}

var word = regexp.MustCompile(`^[a-z]+$`)

// Some part of a value, with some words changed.
func part(random *rand.Rand, value any, density float64, inList bool) any {
	switch value := value.(type) {
	case object:
		some := object{}
		// In an order, so that every run is the same.
		for _, name := range slices.Sorted(maps.Keys(value)) {
			inner := value[name]
			switch {
			case inList && slices.Contains(keys, name):
				some[name] = inner
			case random.Float64() < density:
				some[name] = part(random, inner, density, false)
			}
		}
		return some
	case []any:
		some := []any{}
		for _, inner := range value {
			if random.Float64() < density {
				some = append(some, part(random, inner, density, true))
			}
		}
		return some
	case string:
		if !inList && word.MatchString(value) && random.Intn(4) == 0 {
			return value + "-" + managers[random.Intn(len(managers))]
		}
	case int64:
		return value + int64(random.Intn(2))
	}
	return value
}

// As a merge patch does it.
func merge(base, over object) object {
	merged := maps.Clone(base)
	if merged == nil {
		merged = object{}
	}
	for name, inner := range over {
		before, isObject := merged[name].(object)
		if after, both := inner.(object); isObject && both {
			merged[name] = merge(before, after)
		} else {
			merged[name] = inner
		}
	}
	return merged
}

func fieldManager(whole object, subresource string) *managedfields.FieldManager {
	version, err := schema.ParseGroupVersion(whole["apiVersion"].(string))
	check(err)
	manager, err := managedfields.NewDefaultFieldManager(
		converter, same{}, same{}, same{}, version.WithKind(whole["kind"].(string)), version, subresource, nil)
	check(err)
	return manager
}

var converter = applyconfigurations.NewTypeConverter(scheme.Scheme)

// Objects of one version need no conversion. Of the server's defaults there is the one that is a key of lists.
type same struct{}

func (same) Convert(any, any, any) error { return nil }

func (same) ConvertToVersion(in runtime.Object, _ runtime.GroupVersioner) (runtime.Object, error) {
	return in, nil
}

func (same) ConvertFieldLabel(_ schema.GroupVersionKind, label, value string) (string, string, error) {
	return label, value, nil
}

func (same) Default(live runtime.Object) {
	setProtocols(live.(*unstructured.Unstructured).Object)
}

func setProtocols(value any) {
	switch value := value.(type) {
	case object:
		ports, _ := value["ports"].([]any)
		for _, port := range ports {
			if port := port.(object); port["protocol"] == nil {
				port["protocol"] = "TCP"
			}
		}
		for _, inner := range value {
			setProtocols(inner)
		}
	case []any:
		for _, inner := range value {
			setProtocols(inner)
		}
	}
}

func (same) New(kind schema.GroupVersionKind) (runtime.Object, error) {
	empty := &unstructured.Unstructured{}
	empty.SetGroupVersionKind(kind)
	return empty, nil
}

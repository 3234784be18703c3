package main

import (
	"strings"

	"k8s.io/apimachinery/pkg/runtime"
)

type extractedCase struct {
	Object    object       `json:"object"`
	Extracted []extraction `json:"extracted"`
}

type extraction struct {
	Manager     string `json:"fieldManager"`
	Subresource string `json:"subresource,omitempty"`
	Applied     any    `json:"applied"`
}

// What client-go's own function of the kind extracts, for every manager and the status.
func extractions(kind kind, live object) []extraction {
	var all []extraction
	for _, manager := range managers {
		for _, subresource := range []string{"", "status"} {
			if _, has := live["status"]; !has && subresource != "" {
				continue
			}
			applied, err := kind.extract(live, manager, subresource)
			// It fails where nothing of what a manager owns is there any more.
			if err == nil {
				all = append(all, extraction{manager, subresource, applied})
			} else if !strings.Contains(err.Error(), "got <nil>") {
				check(err)
			}
		}
	}
	return all
}

// What Go does with objects of one kind.
type kindOf struct {
	// The object with what its Go type cannot leave out, as servers answer.
	answered func(live object) object
	extract  func(live object, manager, subresource string) (any, error)
}

// Makes one of client-go's functions, which take a type of Go's, take JSON.
func by[T, A any](extract func(*T, string, string) (*A, error)) kindOf {
	typed := func(live object) *T {
		value := new(T)
		check(runtime.DefaultUnstructuredConverter.FromUnstructured(live, value))
		return value
	}
	return kindOf{
		answered: func(live object) object {
			answer, err := runtime.DefaultUnstructuredConverter.ToUnstructured(typed(live))
			check(err)
			return withoutNulls(answer).(object)
		},
		extract: func(live object, manager, subresource string) (any, error) {
			return extract(typed(live), manager, subresource)
		},
	}
}

func withoutNulls(value any) any {
	switch value := value.(type) {
	case object:
		for name, inner := range value {
			if inner == nil {
				delete(value, name)
			} else {
				value[name] = withoutNulls(inner)
			}
		}
	case []any:
		for index, inner := range value {
			value[index] = withoutNulls(inner)
		}
	}
	return value
}

// Prints how Go holds the kinds of Kubernetes: `go run .`. go-types.json has those that the OpenAPI documents know.
package main

import (
	"fmt"
	"os"
	"reflect"
	"sort"
	"strings"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/kubernetes/scheme"
	apiregistration "k8s.io/kube-aggregator/pkg/apis/apiregistration/v1"
)

// Types that decode themselves: nothing below them counts.
var own = map[string]bool{
	"v1.Time": true, "v1.MicroTime": true, "v1.Duration": true, "v1.FieldsV1": true, "resource.Quantity": true,
	"intstr.IntOrString": true, "runtime.RawExtension": true, "v1.JSON": true, "v1.JSONSchemaPropsOrBool": true,
	"v1.JSONSchemaPropsOrArray": true, "v1.JSONSchemaPropsOrStringArray": true,
}

var found = map[string]string{}

// k8s.io/api/core/v1.PodSpec as core/v1.PodSpec.
func idOf(t reflect.Type) string {
	parts := strings.Split(t.PkgPath(), "/")
	return strings.Join(parts[len(parts)-2:], "/") + "." + t.Name()
}

func walk(t reflect.Type) {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		walk(t.Elem())
	case reflect.Struct:
		if _, known := found[idOf(t)]; known || own[t.String()] {
			return
		}
		found[idOf(t)] = ""
		rows := []string{}
		fields(t, "", &rows)
		found[idOf(t)] = "[" + strings.Join(rows, ",") + "]"
	}
}

func fields(t reflect.Type, via string, rows *[]string) {
	for i := range t.NumField() {
		field := t.Field(i)
		tag := strings.Split(field.Tag.Get("json"), ",")
		options := " " + strings.Join(tag[1:], " ") + " "
		if tag[0] == "-" || !field.IsExported() {
			continue
		}
		inner := field.Type
		if inner.Kind() == reflect.Pointer && field.Anonymous {
			inner = inner.Elem()
		}
		if tag[0] == "" && field.Anonymous {
			fields(inner, via+field.Name+".", rows)
			continue
		}
		walk(field.Type)
		flags := ""
		if field.Type.Kind() == reflect.Pointer {
			flags += "?"
		}
		empty := strings.Contains(options, " omitempty ")
		if field.Type.Kind() == reflect.Struct {
			// Go never leaves out a struct for being empty.
			empty = false
		}
		if strings.Contains(options, " omitzero ") {
			flags += "~"
		} else if !empty {
			flags += "!"
		}
		row := fmt.Sprintf("[%q,%q", tag[0], typeOf(field.Type))
		// Where apiVersion and kind of a whole object come from is never asked for.
		if via != "" && via != "TypeMeta." {
			row += fmt.Sprintf(",%q,%q", flags, via)
		} else if flags != "" {
			row += fmt.Sprintf(",%q", flags)
		}
		*rows = append(*rows, row+"]")
	}
}

// What a type is, then its name in Go where that says more: `string v1.RestartPolicy`, `[]string []v1.IPFamily`.
func typeOf(t reflect.Type) string {
	shape := shapeOf(t)
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	plain := strings.NewReplacer("[]uint8", "bytes", "map[string]", "{}").Replace(t.String())
	if own[t.String()] || t.Kind() == reflect.Struct || plain == goName(shape) {
		return shape
	}
	return shape + " " + t.String()
}

// core/v1.PodSpec as v1.PodSpec, below any lists and maps.
func goName(shape string) string {
	element := strings.TrimLeft(shape, "[]{}")
	return shape[:len(shape)-len(element)] + element[strings.Index(element, "/")+1:]
}

func shapeOf(t reflect.Type) string {
	if own[t.String()] {
		return t.String()
	}
	switch t.Kind() {
	case reflect.Pointer:
		return shapeOf(t.Elem())
	case reflect.Struct:
		return idOf(t)
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return "bytes"
		}
		return "[]" + shapeOf(t.Elem())
	case reflect.Map:
		return "{}" + shapeOf(t.Elem())
	}
	return t.Kind().String()
}

func main() {
	all := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{scheme.AddToScheme, apiextensions.AddToScheme, apiregistration.AddToScheme} {
		if err := add(all); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	for _, t := range all.AllKnownTypes() {
		if t.PkgPath() != "k8s.io/apimachinery/pkg/runtime" && t.Name() != "InternalEvent" {
			walk(t)
		}
	}
	ids := []string{}
	for id := range found {
		ids = append(ids, id)
	}
	sort.Strings(ids)
	for i, id := range ids {
		start, end := ",\n", ""
		if i == 0 {
			start = "{\n"
		}
		if i == len(ids)-1 {
			end = "\n}\n"
		}
		fmt.Printf("%s%q:%s%s", start, id, found[id], end)
	}
}

package main

import (
	"bytes"
	"encoding/json"
	"log"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/runtime"
)

// What random objects hardly ever have: the numbers of schemas, and each form of what is a schema or something else.
const schemasText = `{
	"type": "object",
	"maximum": 1.5, "minimum": -1e300, "multipleOf": 0.1, "exclusiveMaximum": true,
	"default": {"a": [1, null, "x"]}, "example": 0.5, "enum": ["a", 1, null, {"b": true}],
	"properties": {
		"one": {"type": "array", "items": {"type": "string", "maxLength": 3}},
		"many": {"items": [{"type": "string"}, {"minimum": 0}], "additionalItems": false},
		"none": {"items": [], "additionalItems": {"not": {"type": "null"}}},
		"open": {"additionalProperties": true},
		"closed": {"additionalProperties": false},
		"map": {"additionalProperties": {"type": "integer", "format": "int64"}}
	},
	"dependencies": {"a": ["b", "c"], "d": {"required": ["e"]}},
	"anyOf": [{"oneOf": [{"allOf": [{}]}]}],
	"patternProperties": {"^x-": {"nullable": true}},
	"externalDocs": {"url": "https://example.com"},
	"x-kubernetes-validations": [{"rule": "true", "optionalOldSelf": false}]
}`

func schemas(types *runtime.Scheme, serializer runtime.Serializer) []byte {
	var schema apiextensions.JSONSchemaProps
	if err := json.Unmarshal([]byte(schemasText), &schema); err != nil {
		log.Fatal(err)
	}
	kind := apiextensions.SchemeGroupVersion.WithKind("CustomResourceDefinition")
	version := apiextensions.CustomResourceDefinitionVersion{Name: "v1", Schema: &apiextensions.CustomResourceValidation{OpenAPIV3Schema: &schema}}
	definition := apiextensions.CustomResourceDefinition{Spec: apiextensions.CustomResourceDefinitionSpec{Versions: []apiextensions.CustomResourceDefinitionVersion{version}}}
	definition.SetGroupVersionKind(kind)
	var wire bytes.Buffer
	if err := serializer.Encode(&definition, &wire); err != nil {
		log.Fatal(err)
	}
	return lineOf(types, serializer, kind, wire.Bytes())
}

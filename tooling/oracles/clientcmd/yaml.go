package main

import (
	"bytes"
	"encoding/json"
	"slices"

	"sigs.k8s.io/yaml"
)

type yamlCase struct {
	Input string          `json:"input"`
	JSON  json.RawMessage `json:"json,omitempty"`
	// AnyOf: the answer differs from run to run, as the order of Go's maps does.
	AnyOf []json.RawMessage `json:"anyOf,omitempty"`
	Error string            `json:"error,omitempty"`
}

// More than enough to see both orders of a map of two.
const attempts = 64

// answerYAML says what the YAML library of kubectl makes of each text.
func answerYAML(inputs []string) []yamlCase {
	answers := make([]yamlCase, 0, len(inputs))
	for _, input := range inputs {
		answer := yamlCase{Input: input}
		for range attempts {
			converted, err := yaml.YAMLToJSON([]byte(input))
			if err != nil {
				answer.Error = err.Error()
				break
			}
			same := func(other json.RawMessage) bool { return bytes.Equal(other, converted) }
			if !slices.ContainsFunc(answer.AnyOf, same) {
				answer.AnyOf = append(answer.AnyOf, converted)
			}
		}
		if len(answer.AnyOf) == 1 {
			answer.JSON, answer.AnyOf = answer.AnyOf[0], nil
		}
		slices.SortFunc(answer.AnyOf, func(a, b json.RawMessage) int { return bytes.Compare(a, b) })
		answers = append(answers, answer)
	}
	return answers
}

type writtenCase struct {
	Value   json.RawMessage `json:"value"`
	Written string          `json:"written"`
}

// answerWritten says how the YAML library of kubectl writes each value.
func answerWritten(values []json.RawMessage) []writtenCase {
	answers := make([]writtenCase, 0, len(values))
	for _, value := range values {
		// Compact, because this library reads JSON as YAML, which is particular about tabs.
		var compact any
		must(json.Unmarshal(value, &compact))
		encoded, err := json.Marshal(compact)
		must(err)
		written, err := yaml.JSONToYAML(encoded)
		must(err)
		answers = append(answers, writtenCase{Value: encoded, Written: string(written)})
	}
	return answers
}

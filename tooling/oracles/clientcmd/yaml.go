package main

import (
	"encoding/json"

	"sigs.k8s.io/yaml"
)

type yamlCase struct {
	Input string          `json:"input"`
	JSON  json.RawMessage `json:"json,omitempty"`
	Error string          `json:"error,omitempty"`
}

// answerYAML says what the YAML library of kubectl makes of each text.
func answerYAML(inputs []string) []yamlCase {
	answers := make([]yamlCase, 0, len(inputs))
	for _, input := range inputs {
		answer := yamlCase{Input: input}
		if converted, err := yaml.YAMLToJSON([]byte(input)); err != nil {
			answer.Error = err.Error()
		} else {
			answer.JSON = converted
		}
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

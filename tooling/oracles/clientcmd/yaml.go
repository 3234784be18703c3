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

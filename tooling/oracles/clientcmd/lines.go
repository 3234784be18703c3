package main

import (
	"bufio"
	"encoding/json"
	"io"
)

// question is one line that a generator asks: exactly one of its fields is set.
type question struct {
	Kubeconfig *kubeconfigCase `json:"kubeconfig"`
	YAML       *string         `json:"yaml"`
	Written    json.RawMessage `json:"written"`
}

// answerLines answers each line of questions with a line, in order, for as long as there are any.
func answerLines(questions io.Reader, answers io.Writer) {
	in := bufio.NewReader(questions)
	out := json.NewEncoder(answers)
	out.SetEscapeHTML(false)
	for {
		line, err := in.ReadBytes('\n')
		if err == io.EOF {
			return
		}
		must(err)
		var asked question
		must(json.Unmarshal(line, &asked))
		switch {
		case asked.Kubeconfig != nil:
			must(out.Encode(answerKubeconfig(*asked.Kubeconfig)))
		case asked.YAML != nil:
			must(out.Encode(answerYAML([]string{*asked.YAML})[0]))
		default:
			must(out.Encode(answerWritten([]json.RawMessage{asked.Written})[0]))
		}
	}
}

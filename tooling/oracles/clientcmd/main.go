// What client-go itself answers about kubeconfigs and kubectl's YAML: golden data for packages/clientcmd.
//
//	go run . ../../../packages/clientcmd/testdata
//
// reads yaml-inputs.json, yaml-values.json and kubeconfig-cases.json there and writes yaml-golden.json, yaml-written.json
// and kubeconfig-golden.json. CI runs it and fails where an answer differs from the one that is committed.
//
//	go run . -
//
// answers questions of its standard input, a line of JSON each; generate.ts asks them.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: go run . <testdata folder>, or - for questions of the standard input")
		os.Exit(2)
	}
	// Nothing of this machine may show in the answers.
	for _, name := range append(variables, "KUBERNETES_MASTER") {
		must(os.Unsetenv(name))
	}
	if os.Args[1] == "-" {
		answerLines(os.Stdin, os.Stdout)
		return
	}
	folder := os.Args[1]

	var inputs []string
	read(filepath.Join(folder, "yaml-inputs.json"), &inputs)
	write(filepath.Join(folder, "yaml-golden.json"), answerYAML(inputs))

	var values []json.RawMessage
	read(filepath.Join(folder, "yaml-values.json"), &values)
	write(filepath.Join(folder, "yaml-written.json"), answerWritten(values))

	var cases []kubeconfigCase
	read(filepath.Join(folder, "kubeconfig-cases.json"), &cases)
	answers := make([]kubeconfigAnswer, 0, len(cases))
	for _, c := range cases {
		answers = append(answers, answerKubeconfig(c))
	}
	write(filepath.Join(folder, "kubeconfig-golden.json"), answers)
}

func read(path string, into any) {
	content, err := os.ReadFile(path)
	must(err)
	must(json.Unmarshal(content, into))
}

func write(path string, value any) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	must(encoder.Encode(value))
	must(os.WriteFile(path, out.Bytes(), 0o644))
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

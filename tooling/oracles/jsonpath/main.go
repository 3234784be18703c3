// Prints what client-go's JSONPath answers for templates over data, as golden data for packages/jsonpath.
//
//	go run . > ../../../packages/jsonpath/testdata/answers.json
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log"
	"math/rand"
	"os"
	"reflect"
	"slices"
	"strings"

	utiljson "k8s.io/apimachinery/pkg/util/json"
	"k8s.io/client-go/util/jsonpath"
	"k8s.io/kubectl/pkg/cmd/get"
)

// Answer is what one template says of one piece of data.
type Answer struct {
	Data     string `json:"data"`
	Template string `json:"template"`
	// AllowMissingKeys as given, or absent where both ways give the same answer.
	AllowMissingKeys *bool `json:"allowMissingKeys,omitempty"`
	// Error is the failure of reading the template or of evaluating it; "panic" where client-go panics, "one of several"
	// where it differs from run to run.
	Error string `json:"error,omitempty"`
	// Unordered: the order of the results differs from run to run, as that of Go's maps does.
	Unordered bool    `json:"unordered,omitempty"`
	Found     [][]any `json:"found,omitempty"`
	Text      string  `json:"text,omitempty"`
	JSON      string  `json:"json,omitempty"`
}

// Relaxed is what kubectl makes of an expression of custom columns.
type Relaxed struct {
	Expression string `json:"expression"`
	Template   string `json:"template,omitempty"`
	Error      string `json:"error,omitempty"`
}

// Answers is the whole file.
type Answers struct {
	Data    map[string]json.RawMessage `json:"data"`
	Answers []Answer                   `json:"answers"`
	Relaxed []Relaxed                  `json:"relaxed"`
}

// absent stands for Go's zero reflect.Value, which JSON cannot say.
var absent = map[string]any{"$absent": true}

func main() {
	log.SetFlags(0)
	result := Answers{Data: map[string]json.RawMessage{}}
	for name, text := range documents {
		result.Data[name] = json.RawMessage(text)
	}
	for _, name := range sortedNames() {
		for _, template := range templates[name] {
			result.Answers = append(result.Answers, ask(name, template)...)
		}
		for _, template := range templates["every"] {
			result.Answers = append(result.Answers, ask(name, template)...)
		}
	}
	random := rand.New(rand.NewSource(165))
	for range 700 {
		result.Answers = append(result.Answers, ask("tokens", randomTemplate(random))...)
	}
	for _, expression := range expressions {
		template, err := get.RelaxedJSONPathExpression(expression)
		relaxed := Relaxed{Expression: expression, Template: template}
		if err != nil {
			relaxed.Error = err.Error()
		}
		result.Relaxed = append(result.Relaxed, relaxed)
	}
	write(result)
	log.Printf("%d answers, %d relaxed expressions", len(result.Answers), len(result.Relaxed))
}

// ask gives one answer where missing keys make no difference, else two.
func ask(name, template string) []Answer {
	strict, lenient := stable(name, template, false), stable(name, template, true)
	if reflect.DeepEqual(strict, lenient) {
		return []Answer{strict}
	}
	no, yes := false, true
	strict.AllowMissingKeys, lenient.AllowMissingKeys = &no, &yes
	return []Answer{strict, lenient}
}

// stable asks often enough to see whether the order of maps shows.
func stable(name, template string, allowMissingKeys bool) Answer {
	first := once(name, template, allowMissingKeys)
	for range 30 {
		again := once(name, template, allowMissingKeys)
		if (first.Error == "") != (again.Error == "") {
			log.Fatalf("%s of %s fails only sometimes: no use as golden data", template, name)
		}
		if !reflect.DeepEqual(first, again) {
			first.Unordered = true
		}
	}
	if first.Unordered {
		// The texts say nothing that the results do not say, and which of several failures is met depends on the order.
		first.Text, first.JSON = "", ""
		if first.Error != "" {
			first.Error = "one of several"
		}
		for _, results := range first.Found {
			slices.SortFunc(results, byJSON)
		}
		slices.SortFunc(first.Found, byJSON[[]any])
	}
	return first
}

func byJSON[T any](one, other T) int {
	return strings.Compare(line(one), line(other))
}

func once(name, template string, allowMissingKeys bool) (answer Answer) {
	answer = Answer{Data: name, Template: template}
	defer func() {
		if recover() != nil {
			answer = Answer{Data: name, Template: template, Error: "panic"}
		}
	}()
	var data any
	if err := utiljson.Unmarshal([]byte(documents[name]), &data); err != nil {
		log.Fatalf("%s: %v", name, err)
	}
	// Each question needs a parser of its own: ranges change it.
	path := func() *jsonpath.JSONPath {
		path := jsonpath.New("oracle").AllowMissingKeys(allowMissingKeys)
		if err := path.Parse(template); err != nil {
			answer.Error = err.Error()
			return nil
		}
		return path
	}
	finder := path()
	if finder == nil {
		return answer
	}
	found, err := finder.FindResults(data)
	if err != nil {
		answer.Error = err.Error()
		return answer
	}
	answer.Found = [][]any{}
	for _, results := range found {
		values := []any{}
		for _, result := range results {
			if result.IsValid() {
				values = append(values, result.Interface())
			} else {
				values = append(values, absent)
			}
		}
		answer.Found = append(answer.Found, values)
	}
	var text, asJSON bytes.Buffer
	if err := path().Execute(&text, data); err != nil {
		log.Fatalf("%s of %s: %v", template, name, err)
	}
	answer.Text = text.String()
	if strings.Contains(fmt.Sprint(answer.Found), "$absent") {
		return answer // as JSON, client-go panics
	}
	printer := path()
	printer.EnableJSONOutput(true)
	if err := printer.Execute(&asJSON, data); err != nil {
		log.Fatalf("%s of %s as JSON: %v", template, name, err)
	}
	answer.JSON = asJSON.String()
	return answer
}

// write puts each answer on a line of its own, so that changes can be read.
func write(result Answers) {
	var out strings.Builder
	fmt.Fprintf(&out, "{\n\"data\": %s,\n\"answers\": [\n", line(result.Data))
	for index, answer := range result.Answers {
		out.WriteString(line(answer))
		out.WriteString(separator(index, len(result.Answers)))
	}
	out.WriteString("],\n\"relaxed\": [\n")
	for index, relaxed := range result.Relaxed {
		out.WriteString(line(relaxed))
		out.WriteString(separator(index, len(result.Relaxed)))
	}
	out.WriteString("]\n}\n")
	if _, err := os.Stdout.WriteString(out.String()); err != nil {
		log.Fatal(err)
	}
}

func line(value any) string {
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		log.Fatal(err)
	}
	return strings.TrimSpace(buffer.String())
}

func separator(index, length int) string {
	if index == length-1 {
		return "\n"
	}
	return ",\n"
}

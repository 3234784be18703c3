// Prints what client-go's JSONPath answers for templates over data, as golden data for packages/jsonpath.
//
//	go run . > ../../../packages/jsonpath/testdata/answers.json
//	go run . -random 5000 -seed 7 > /tmp/many.json  # more random data and templates, for a thorough run by hand
//
// packages/jsonpath/src/oracle.test.ts reads another file of this form where KUBETS_JSONPATH_ANSWERS names it.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log"
	"math/rand"
	"os"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

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

var (
	count = flag.Int("random", 100, "random pieces of data, with ten random templates each")
	seed  = flag.Int64("seed", 165, "of what is random")
)

// attempts show every order in which Go walks a few small maps.
const attempts = 200

// errSometimes: client-go fails or not, as the order of its maps has it.
var errSometimes = errors.New("fails only sometimes: no use as golden data")

func main() {
	log.SetFlags(0)
	flag.Parse()
	result := Answers{Data: map[string]json.RawMessage{}}
	for _, name := range sortedNames() {
		for _, template := range templates[name] {
			result.Answers = append(result.Answers, mustAsk(name, template)...)
		}
		for _, template := range templates["every"] {
			result.Answers = append(result.Answers, mustAsk(name, template)...)
		}
	}
	random := rand.New(rand.NewSource(*seed))
	for range 700 {
		result.Answers = append(result.Answers, mustAsk("tokens", randomTemplate(random))...)
	}
	generator := generator{random}
	for index := range *count {
		name := fmt.Sprintf("random %d", index)
		documents[name] = generator.document()
		data := read(name)
		for range 10 {
			answers, err := ask(name, generator.template(data))
			// What depends on the order of maps is asked above, in templates where the results alone show it; and what is no
			// text cannot be told apart.
			useless := func(answer Answer) bool { return answer.Unordered || !utf8.ValidString(answer.Text) }
			if err == nil && !slices.ContainsFunc(answers, useless) {
				result.Answers = append(result.Answers, answers...)
			}
		}
	}
	for name, text := range documents {
		result.Data[name] = json.RawMessage(text)
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
func ask(name, template string) ([]Answer, error) {
	strict, err := stable(name, template, false)
	if err != nil {
		return nil, err
	}
	lenient, err := stable(name, template, true)
	if err != nil {
		return nil, err
	}
	if reflect.DeepEqual(strict, lenient) {
		return []Answer{strict}, nil
	}
	no, yes := false, true
	strict.AllowMissingKeys, lenient.AllowMissingKeys = &no, &yes
	return []Answer{strict, lenient}, nil
}

func mustAsk(name, template string) []Answer {
	answers, err := ask(name, template)
	if err != nil {
		log.Fatalf("%s of %s: %v", template, name, err)
	}
	return answers
}

// stable asks often enough to see whether the order of maps shows.
func stable(name, template string, allowMissingKeys bool) (Answer, error) {
	first := once(name, template, allowMissingKeys)
	if !strings.Contains(template, "*") && !strings.Contains(template, "..") {
		return first, nil // nothing that walks a map
	}
	for range attempts {
		again := once(name, template, allowMissingKeys)
		if (first.Error == "") != (again.Error == "") {
			return first, errSometimes
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
	return first, nil
}

func byJSON[T any](one, other T) int {
	return strings.Compare(line(one), line(other))
}

func read(name string) (data any) {
	if err := utiljson.Unmarshal([]byte(documents[name]), &data); err != nil {
		log.Fatalf("%s: %v", name, err)
	}
	return data
}

func once(name, template string, allowMissingKeys bool) (answer Answer) {
	answer = Answer{Data: name, Template: template}
	defer func() {
		if recover() != nil {
			answer = Answer{Data: name, Template: template, Error: "panic"}
		}
	}()
	data := read(name)
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
		answer.Error = err.Error() // sometimes, that is: finding went well
		return answer
	}
	answer.Text = text.String()
	if strings.Contains(fmt.Sprint(answer.Found), "$absent") {
		return answer // as JSON, client-go panics
	}
	printer := path()
	printer.EnableJSONOutput(true)
	if err := printer.Execute(&asJSON, data); err != nil {
		answer.Error = err.Error()
		return answer
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

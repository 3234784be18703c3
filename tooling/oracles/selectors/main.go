// Prints golden data for packages/apimachinery: label selectors, field selectors, selector fields and names, each with the
// answer or the error of k8s.io/apimachinery. One case a line. Run: go run . > ../../../packages/apimachinery/testdata/selectors.json
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math/rand"
	"os"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/fields"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/validation"
)

// What every label selector is matched against.
var labelSets = []labels.Set{
	{},
	{"a": "b"},
	{"a": ""},
	{"a": "c", "x": "5", "tier": "web"},
	{"x": "7", "in": "notin", "notin": "in"},
	{"x": "-3", "a": "b", "tier": "db"},
	{"x": "9223372036854775808", "example.com/a": "b"},
	{"x": "abc", "tier": "", "example.com/a": ""},
}

// What every field selector is matched against.
var fieldSets = []fields.Set{
	{},
	{"metadata.name": "a"},
	{"metadata.name": "a", "status.phase": "Running"},
	{"metadata.name": "a,b=c\\d", "status.phase": ""},
}

type selectorCase struct {
	Text    string `json:"text"`
	String  string `json:"string,omitempty"`
	Matches string `json:"matches,omitempty"`
	Error   string `json:"error,omitempty"`
}

type specCase struct {
	Spec    json.RawMessage `json:"spec"`
	String  string          `json:"string,omitempty"`
	Matches string          `json:"matches,omitempty"`
	Error   string          `json:"error,omitempty"`
}

type nameCase struct {
	Text      string   `json:"text"`
	LabelKey  []string `json:"labelKey,omitempty"`
	Value     []string `json:"labelValue,omitempty"`
	Label     []string `json:"dns1123Label,omitempty"`
	Subdomain []string `json:"dns1123Subdomain,omitempty"`
	Label1035 []string `json:"dns1035Label,omitempty"`
}

func bits[T any](sets []T, matches func(T) bool) string {
	var text strings.Builder
	for _, set := range sets {
		if matches(set) {
			text.WriteByte('1')
		} else {
			text.WriteByte('0')
		}
	}
	return text.String()
}

func labelCase(text string) selectorCase {
	selector, err := labels.Parse(text)
	if err != nil {
		return selectorCase{Text: text, Error: err.Error()}
	}
	return selectorCase{
		Text:    text,
		String:  selector.String(),
		Matches: bits(labelSets, func(set labels.Set) bool { return selector.Matches(set) }),
	}
}

func fieldCase(text string) selectorCase {
	selector, err := fields.ParseSelector(text)
	if err != nil {
		return selectorCase{Text: text, Error: err.Error()}
	}
	return selectorCase{
		Text:    text,
		String:  selector.String(),
		Matches: bits(fieldSets, func(set fields.Set) bool { return selector.Matches(set) }),
	}
}

func specOf(text string) specCase {
	var spec metav1.LabelSelector
	if err := json.Unmarshal([]byte(text), &spec); err != nil {
		panic(err)
	}
	result := specCase{Spec: json.RawMessage(text)}
	selector, err := metav1.LabelSelectorAsSelector(&spec)
	if err != nil {
		result.Error = err.Error()
		return result
	}
	result.String = selector.String()
	result.Matches = bits(labelSets, func(set labels.Set) bool { return selector.Matches(set) })
	return result
}

func nameOf(text string) nameCase {
	return nameCase{
		Text:      text,
		LabelKey:  validation.IsQualifiedName(text),
		Value:     validation.IsValidLabelValue(text),
		Label:     validation.IsDNS1123Label(text),
		Subdomain: validation.IsDNS1123Subdomain(text),
		Label1035: validation.IsDNS1035Label(text),
	}
}

// Joins random pieces; the seed makes every run print the same.
func mix(random *rand.Rand, pieces []string, most int) string {
	var text strings.Builder
	for range 1 + random.Intn(most) {
		text.WriteString(pieces[random.Intn(len(pieces))])
	}
	return text.String()
}

func unique(texts []string) []string {
	seen := map[string]bool{}
	var kept []string
	for _, text := range texts {
		if !seen[text] {
			seen[text] = true
			kept = append(kept, text)
		}
	}
	return kept
}

func main() {
	random := rand.New(rand.NewSource(1))

	labelTexts := append([]string{}, labelSelectors...)
	for range 400 {
		labelTexts = append(labelTexts, mix(random, labelPieces, 9))
	}
	for range 400 {
		var terms []string
		for range 1 + random.Intn(4) {
			terms = append(terms, labelTerms[random.Intn(len(labelTerms))])
		}
		labelTexts = append(labelTexts, strings.Join(terms, []string{",", ", ", " ,"}[random.Intn(3)]))
	}
	fieldTexts := append([]string{}, fieldSelectors...)
	for range 250 {
		fieldTexts = append(fieldTexts, mix(random, fieldPieces, 9))
	}
	names := append([]string{}, nameTexts...)
	for range 150 {
		names = append(names, mix(random, namePieces, 7))
	}

	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	write := func(name string, count int, line func(int) any, last bool) {
		fmt.Fprintf(out, "  %q: [\n", name)
		for index := range count {
			var text strings.Builder
			encoder := json.NewEncoder(&text)
			encoder.SetEscapeHTML(false)
			if err := encoder.Encode(line(index)); err != nil {
				panic(err)
			}
			comma := ","
			if index == count-1 {
				comma = ""
			}
			fmt.Fprintf(out, "    %s%s\n", strings.TrimSpace(text.String()), comma)
		}
		if last {
			fmt.Fprint(out, "  ]\n")
		} else {
			fmt.Fprint(out, "  ],\n")
		}
	}
	labelTexts, fieldTexts, names = unique(labelTexts), unique(fieldTexts), unique(names)
	fmt.Fprintln(out, "{")
	write("labelSets", len(labelSets), func(i int) any { return labelSets[i] }, false)
	write("labelSelectors", len(labelTexts), func(i int) any { return labelCase(labelTexts[i]) }, false)
	write("selectorSpecs", len(selectorSpecs), func(i int) any { return specOf(selectorSpecs[i]) }, false)
	write("fieldSets", len(fieldSets), func(i int) any { return fieldSets[i] }, false)
	write("fieldSelectors", len(fieldTexts), func(i int) any { return fieldCase(fieldTexts[i]) }, false)
	write("names", len(names), func(i int) any { return nameOf(names[i]) }, true)
	fmt.Fprintln(out, "}")
}

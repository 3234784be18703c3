// Prints golden data for packages/apimachinery, as its argument says: `labels` (label selectors and the selectors of
// objects), `fields` (field selectors) or `names`, each with the answer or the error of k8s.io/apimachinery. One case a line.
//
//	go run . labels > ../../../packages/apimachinery/testdata/label-selectors.json
//	go run . -seed 7 -factor 10 labels > /tmp/many.json  # ten times as many others: for a thorough run by hand
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"math/rand"
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

// What each rule says of a text, as indexes of messages: the same few sentences, some of them long, come again and again.
type nameCase struct {
	Text      string `json:"text"`
	LabelKey  []int  `json:"labelKey,omitempty"`
	Value     []int  `json:"labelValue,omitempty"`
	Label     []int  `json:"dns1123Label,omitempty"`
	Subdomain []int  `json:"dns1123Subdomain,omitempty"`
	Label1035 []int  `json:"dns1035Label,omitempty"`
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

// Sentences that have been said, in that order.
type messages struct {
	texts   []string
	indexes map[string]int
}

func (m *messages) of(problems []string) []int {
	var found []int
	for _, problem := range problems {
		index, known := m.indexes[problem]
		if !known {
			index = len(m.texts)
			m.indexes[problem] = index
			m.texts = append(m.texts, problem)
		}
		found = append(found, index)
	}
	return found
}

func (m *messages) nameOf(text string) nameCase {
	return nameCase{
		Text:      text,
		LabelKey:  m.of(validation.IsQualifiedName(text)),
		Value:     m.of(validation.IsValidLabelValue(text)),
		Label:     m.of(validation.IsDNS1123Label(text)),
		Subdomain: m.of(validation.IsDNS1123Subdomain(text)),
		Label1035: m.of(validation.IsDNS1035Label(text)),
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

// A selector as objects have it: mostly right, and in every seventh part something that is not.
func randomSpec(random *rand.Rand) string {
	pick := func(right, wrong []string) string {
		if random.Intn(7) == 0 {
			return wrong[random.Intn(len(wrong))]
		}
		return right[random.Intn(len(right))]
	}
	key := func() string { return pick(specKeys, wrongKeys) }
	value := func() string { return pick(specValues, wrongValues) }
	spec := metav1.LabelSelector{}
	for range random.Intn(3) {
		if spec.MatchLabels == nil {
			spec.MatchLabels = map[string]string{}
		}
		spec.MatchLabels[key()] = value()
		// Go says which of several wrong labels it met first, in the order of its map: any.
		if _, err := metav1.LabelSelectorAsSelector(&spec); err != nil {
			break
		}
	}
	for range random.Intn(4) {
		expression := metav1.LabelSelectorRequirement{Key: key(), Operator: metav1.LabelSelectorOperator(pick(specOperators, wrongOperators))}
		counts := 1 + random.Intn(3)
		if exists := strings.Contains(string(expression.Operator), "ist"); exists == (random.Intn(7) > 0) {
			counts = 0
		}
		for range counts {
			expression.Values = append(expression.Values, value())
		}
		spec.MatchExpressions = append(spec.MatchExpressions, expression)
	}
	text, err := json.Marshal(spec)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// Some names with one character out of place, many that are as long as a rule allows or one more.
func randomName(random *rand.Rand) string {
	if random.Intn(3) == 0 {
		return mix(random, namePieces, 7)
	}
	var parts []string
	for range 1 + random.Intn(3) {
		length := []int{1 + random.Intn(12), 62 + random.Intn(3), 251 + random.Intn(4)}[[]int{0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2}[random.Intn(12)]]
		part := strings.Repeat(nameLetters[random.Intn(len(nameLetters))], length)
		parts = append(parts, part[:length-1]+nameEnds[random.Intn(len(nameEnds))])
	}
	return strings.Join(parts, []string{".", "/", "-", "."}[random.Intn(4)])
}

var (
	seed   = flag.Int64("seed", 1, "of the randomness")
	factor = flag.Int("factor", 1, "how many times the cases that are committed")
)

func main() {
	flag.Parse()
	random := rand.New(rand.NewSource(*seed))

	labelTexts := append([]string{}, labelSelectors...)
	for range 1200 * *factor {
		labelTexts = append(labelTexts, mix(random, labelPieces, 9))
	}
	for range 1200 * *factor {
		var terms []string
		for range 1 + random.Intn(4) {
			terms = append(terms, labelTerms[random.Intn(len(labelTerms))])
		}
		labelTexts = append(labelTexts, strings.Join(terms, []string{",", ", ", " ,"}[random.Intn(3)]))
	}
	fieldTexts := append([]string{}, fieldSelectors...)
	for range 2400 * *factor {
		fieldTexts = append(fieldTexts, mix(random, fieldPieces, 9))
	}
	names := append([]string{}, nameTexts...)
	for range 2600 * *factor {
		names = append(names, randomName(random))
	}

	specs := append([]string{}, selectorSpecs...)
	for range 700 * *factor {
		specs = append(specs, randomSpec(random))
	}

	labelTexts, fieldTexts, names, specs = unique(labelTexts), unique(fieldTexts), unique(names), unique(specs)

	switch asked := flag.Arg(0); asked {
	case "labels":
		printObject(
			list("labelSets", labelSets, func(set labels.Set) any { return set }),
			list("labelSelectors", labelTexts, func(text string) any { return labelCase(text) }),
			list("selectorSpecs", specs, func(text string) any { return specOf(text) }),
		)
	case "fields":
		printObject(
			list("fieldSets", fieldSets, func(set fields.Set) any { return set }),
			list("fieldSelectors", fieldTexts, func(text string) any { return fieldCase(text) }),
		)
	case "names":
		said := messages{indexes: map[string]int{}}
		answers := list("names", names, func(text string) any { return said.nameOf(text) })
		printObject(answers, list("messages", said.texts, func(text string) any { return text }))
	default:
		log.Fatalf("%q is none of labels, fields and names", asked)
	}
}

// A member of the printed object: a list with one case a line.
func list[T any](name string, cases []T, answer func(T) any) string {
	var lines []string
	for _, each := range cases {
		var text strings.Builder
		encoder := json.NewEncoder(&text)
		encoder.SetEscapeHTML(false)
		if err := encoder.Encode(answer(each)); err != nil {
			panic(err)
		}
		lines = append(lines, "    "+strings.TrimSpace(text.String()))
	}
	return fmt.Sprintf("  %q: [\n%s\n  ]", name, strings.Join(lines, ",\n"))
}

func printObject(members ...string) {
	fmt.Printf("{\n%s\n}\n", strings.Join(members, ",\n"))
}

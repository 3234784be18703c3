// Prints golden data for packages/testing-fake: what the kube-apiserver makes of the rules of custom resources. Reads the
// worlds (schemas with values) and the expressions of testdata/cel, one a line, and prints one JSON object a line. Run:
// go run . ../../../packages/testing-fake/testdata/cel > ../../../packages/testing-fake/testdata/cel/results.jsonl
package main

import (
	"bufio"
	"context"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"

	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/checker"
	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
	"github.com/google/cel-go/common/types/traits"
	"github.com/google/cel-go/interpreter"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	schemacel "k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel/model"
	"k8s.io/apimachinery/pkg/util/json"
	celconfig "k8s.io/apiserver/pkg/apis/cel"
	apiservercel "k8s.io/apiserver/pkg/cel"
	"k8s.io/apiserver/pkg/cel/environment"
	"k8s.io/apiserver/pkg/cel/library"
)

// A schema with a value, and perhaps an old one, for expressions to look at.
type world struct {
	Schema  apiextensionsv1.JSONSchemaProps `json:"schema"`
	Self    any                             `json:"self"`
	OldSelf any                             `json:"oldSelf"`
	// Whether oldSelf is an optional value.
	Optional bool `json:"optional"`
	Root     bool `json:"root"`
}

type result struct {
	World      string `json:"world"`
	Expression string `json:"expression"`
	// What the compiler says.
	Compile string `json:"compile,omitempty"`
	Type    string `json:"type,omitempty"`
	// The estimated cost at most, and the one that was counted.
	Most uint64 `json:"most"`
	Cost uint64 `json:"cost"`
	// The value, or the error there was instead.
	Value string `json:"value,omitempty"`
	Error string `json:"error,omitempty"`
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

type activation struct{ self, oldSelf ref.Val }

func (a activation) ResolveName(name string) (any, bool) {
	switch name {
	case "self":
		return a.self, true
	case "oldSelf":
		return a.oldSelf, a.oldSelf != nil
	}
	return nil, false
}

func (a activation) Parent() interpreter.Activation { return nil }

type place struct {
	env        *cel.Env
	activation activation
	estimator  *library.CostEstimator
}

func open(w world) place {
	var props apiextensions.JSONSchemaProps
	must(apiextensionsv1.Convert_v1_JSONSchemaProps_To_apiextensions_JSONSchemaProps(&w.Schema, &props, nil))
	structural, err := schema.NewStructural(&props)
	must(err)
	declaration := model.SchemaDeclType(structural, w.Root).MaybeAssignTypeName("selfType")
	old := declaration.CelType()
	if w.Optional {
		old = types.NewOptionalType(old)
	}
	set, err := environment.MustBaseEnvSet(environment.DefaultCompatibilityVersion()).Extend(environment.VersionedOptions{
		IntroducedVersion: environment.DefaultCompatibilityVersion(),
		EnvOptions:        []cel.EnvOption{cel.Variable("self", declaration.CelType()), cel.Variable("oldSelf", old)},
		DeclTypes:         []*apiservercel.DeclType{declaration},
	})
	must(err)
	if w.Root {
		structural = model.WithTypeAndObjectMeta(structural)
	}
	a := activation{self: schemacel.UnstructuredToVal(w.Self, structural)}
	if w.Optional {
		a.oldSelf = types.OptionalNone
	}
	if w.OldSelf != nil {
		a.oldSelf = schemacel.UnstructuredToVal(w.OldSelf, structural)
		if w.Optional {
			a.oldSelf = types.OptionalOf(a.oldSelf)
		}
	}
	return place{set.NewExpressionsEnv(), a, &library.CostEstimator{SizeEstimator: &sizes{declaration}}}
}

func judge(p place, r result) result {
	ast, issues := p.env.Compile(r.Expression)
	if issues != nil {
		r.Compile = issues.String()
		return r
	}
	program, err := p.env.Program(ast, cel.CostLimit(celconfig.PerCallLimit), cel.CostTracking(p.estimator),
		cel.InterruptCheckFrequency(celconfig.CheckFrequency))
	if err != nil {
		r.Compile = "program instantiation failed: " + err.Error()
		return r
	}
	r.Type = checker.FormatCELType(ast.OutputType())
	estimate, err := p.env.EstimateCost(ast, p.estimator)
	must(err)
	r.Most = estimate.Max
	value, details, err := program.ContextEval(context.Background(), p.activation)
	if cost := details.ActualCost(); cost != nil {
		r.Cost = *cost
	}
	if err != nil {
		r.Error = err.Error()
	} else {
		r.Value = text(value)
	}
	return r
}

// The size of values as schemas limit it; the same as in the server, where nothing outside can use it.
type sizes struct{ root *apiservercel.DeclType }

func (s *sizes) EstimateSize(element checker.AstNode) *checker.SizeEstimate {
	if len(element.Path()) == 0 {
		return nil
	}
	node := s.root
	for _, name := range element.Path()[1:] {
		var next *apiservercel.DeclType
		switch name {
		case "@items", "@values":
			next = node.ElemType
		case "@keys":
			next = node.KeyType
		default:
			if field, found := node.Fields[name]; found {
				next = field.Type
			}
		}
		if next == nil {
			return nil
		}
		node = next
	}
	return &checker.SizeEstimate{Min: 0, Max: uint64(node.MaxElements)}
}

func (s *sizes) EstimateCallCost(string, string, *checker.AstNode, []checker.AstNode) *checker.CallEstimate {
	return nil
}

func text(value ref.Val) string {
	switch v := value.(type) {
	case types.Uint:
		return fmt.Sprintf("%du", uint64(v))
	case types.Double:
		return strconv.FormatFloat(float64(v), 'g', -1, 64) + "d"
	case types.String:
		return strconv.Quote(string(v))
	case types.Bytes:
		return "b" + hex.EncodeToString(v)
	case types.Timestamp:
		return "timestamp " + v.Format("2006-01-02T15:04:05.999999999Z07:00")
	case types.Duration:
		return fmt.Sprintf("duration %d", int64(v.Duration))
	case *types.Optional:
		if !v.HasValue() {
			return "none"
		}
		return "optional " + text(v.GetValue())
	case traits.Lister:
		var texts []string
		for it := v.Iterator(); it.HasNext() == types.True; {
			texts = append(texts, text(it.Next()))
		}
		return "[" + strings.Join(texts, ", ") + "]"
	case traits.Mapper:
		var texts []string
		for it := v.Iterator(); it.HasNext() == types.True; {
			if key := it.Next(); key != nil {
				texts = append(texts, text(key)+": "+text(v.Get(key)))
			}
		}
		sort.Strings(texts)
		return "{" + strings.Join(texts, ", ") + "}"
	case types.Null:
		return "null"
	case *types.Type:
		return "type " + v.TypeName()
	case apiservercel.URL:
		return "url " + v.URL.String()
	case apiservercel.IP:
		return "ip " + v.Addr.String()
	case apiservercel.CIDR:
		return "cidr " + v.Prefix.String()
	case apiservercel.Quantity:
		return quantityText(v)
	case *apiservercel.Quantity:
		return quantityText(*v)
	case apiservercel.Semver:
		return "semver " + v.Version.String()
	case *apiservercel.Format:
		return "format " + v.Name
	}
	return fmt.Sprintf("%v", value)
}

func quantityText(v apiservercel.Quantity) string {
	number, suffix := v.Quantity.CanonicalizeBytes(nil)
	return "quantity " + string(number) + string(suffix)
}

// Prints all functions of the environment, for reading.
func functions() {
	env := environment.MustBaseEnvSet(environment.DefaultCompatibilityVersion()).NewExpressionsEnv()
	all := env.Functions()
	names := make([]string, 0, len(all))
	for name := range all {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		for _, overload := range all[name].OverloadDecls() {
			var arguments []string
			for _, argument := range overload.ArgTypes() {
				arguments = append(arguments, checker.FormatCELType(argument))
			}
			fmt.Printf("%s\t%s\t%v\t%s\t%s\n", name, overload.ID(), overload.IsMemberFunction(),
				strings.Join(arguments, ", "), checker.FormatCELType(overload.ResultType()))
		}
	}
}

func main() {
	if os.Args[1] == "functions" {
		functions()
		return
	}
	data, err := os.ReadFile(filepath.Join(os.Args[1], "worlds.json"))
	must(err)
	worlds := map[string]world{}
	must(json.Unmarshal(data, &worlds))
	places := map[string]place{}
	for name, w := range worlds {
		places[name] = open(w)
	}
	files, err := filepath.Glob(filepath.Join(os.Args[1], "*.txt"))
	must(err)
	sort.Strings(files)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for _, file := range files {
		lines, err := os.ReadFile(file)
		must(err)
		name := "none"
		for _, line := range strings.Split(string(lines), "\n") {
			if line == "" || strings.HasPrefix(line, "#") {
				continue
			}
			if rest, found := strings.CutPrefix(line, "@"); found {
				name = rest
				continue
			}
			// A text in quotes of Go, for expressions of several lines.
			if strings.HasPrefix(line, "=") {
				line, err = strconv.Unquote(line[1:])
				must(err)
			}
			bytes, err := json.Marshal(judge(places[name], result{World: name, Expression: line}))
			must(err)
			out.Write(append(bytes, '\n'))
		}
	}
}

package main

import (
	"fmt"
	"maps"
	"math/rand"
	"slices"
	"strings"
)

// generator makes random data and random templates that fit it often enough: both use the same few names.
type generator struct{ *rand.Rand }

func (g generator) pick(from ...string) string { return from[g.Intn(len(from))] }

// names are few, so that templates find something.
func (g generator) name() string {
	return g.pick("a", "a", "a", "b", "b", "b", "c", "c", "d", "a.b", "a b", "ü", "1", "", "*", "true", "range", "end", "it's", "x-y", "x/y", "😀", "$", "[0]")
}

// document is an object or a list.
func (g generator) document() string {
	for {
		if text := g.data(4); len(text) > 20 {
			return text
		}
	}
}

// data is JSON of at most some depth. Numbers are those that JavaScript can tell apart: no whole floats of 64 bits.
func (g generator) data(depth int) string {
	if depth == 0 || g.Intn(4) == 0 {
		return g.pick("0", "1", "1", "2", "-1", "-0", "1.5", "-2.5", "1e-7", "1e21", "123456789012", "9007199254740991", "1e19",
			`""`, `"a"`, `"b"`, `"1"`, `"true"`, `"ü"`, `"😀z"`, `"a b"`, `"it's"`, `"<&>"`, `"\n\u0001\u2028"`, "true", "false", "null")
	}
	var parts []string
	if g.Intn(2) == 0 {
		// Lists of like elements are what filters and ranges are written for.
		alike := g.Intn(2) == 0
		element := g.data(depth - 1)
		for range g.Intn(4) {
			if !alike {
				element = g.data(depth - 1)
			}
			parts = append(parts, element)
		}
		return "[" + strings.Join(parts, ",") + "]"
	}
	seen := map[string]bool{}
	for range g.Intn(5) {
		if name := g.name(); !seen[name] {
			seen[name] = true
			parts = append(parts, fmt.Sprintf("%q:%s", name, g.data(depth-1)))
		}
	}
	return "{" + strings.Join(parts, ",") + "}"
}

// template strings texts, paths and ranges over some data together; one in five is damaged.
func (g generator) template(data any) string {
	var text strings.Builder
	for range 1 + g.Intn(2) {
		text.WriteString(g.part(data, 2))
	}
	if g.Intn(5) > 0 {
		return text.String()
	}
	return g.damage(text.String())
}

func (g generator) part(data any, depth int) string {
	switch choice := g.Intn(10); {
	case choice == 0:
		return g.pick("text", " ", "\n", "}", "ü", "\\", "'")
	case choice == 1:
		return "{" + g.quoted() + "}"
	case choice <= 4 && depth > 0:
		path, inside := g.path(data, 1)
		text := "{range " + path + "}"
		for range 1 + g.Intn(2) {
			text += g.part(inside, depth-1)
		}
		return text + g.pick("{end}", "{end}", "{end}", "{end}", "{ end }", "", "{end}{end}")
	default:
		path, _ := g.path(data, 2)
		return "{" + path + "}"
	}
}

// path leads to something, mostly, and says to what.
func (g generator) path(data any, depth int) (string, any) {
	text := g.pick("", "", "", "@", "$", " ")
	for range 1 + g.Intn(4) {
		var step string
		step, data = g.step(data, depth)
		text += step
	}
	return text, data
}

func (g generator) step(data any, depth int) (string, any) {
	if g.Intn(12) == 0 {
		return g.oddStep(depth), data
	}
	switch data := data.(type) {
	case map[string]any:
		if len(data) == 0 {
			return g.pick("", ".a", ".*"), nil
		}
		names := slices.Sorted(maps.Keys(data))
		name := names[g.Intn(len(names))]
		value := data[name]
		switch g.Intn(9) {
		case 0:
			return ".*", value
		case 1:
			return "['" + g.escape(name) + "']", value
		case 2:
			return "['" + g.escape(name) + "'," + g.pick("", " ") + "'" + g.escape(names[g.Intn(len(names))]) + "']", value
		case 3:
			return ".." + g.escape(name), value
		default:
			return "." + g.escape(name), value
		}
	case []any:
		if len(data) == 0 {
			return g.pick("", "[*]", "[0:]"), nil
		}
		at := g.Intn(len(data))
		value := data[at]
		switch g.Intn(9) {
		case 0:
			return fmt.Sprintf("[%d]", at), value
		case 1:
			return fmt.Sprintf("[%d]", at-len(data)), value
		case 2:
			return fmt.Sprintf("[%d:%d]", g.Intn(at+1), at+1), value
		case 3:
			return fmt.Sprintf("[::%d]", 1+g.Intn(3)), value
		case 4:
			return fmt.Sprintf("[%d,%d]", at, g.Intn(len(data))), value
		case 5:
			return "[*]", value
		case 6:
			if path, _ := g.path(value, 0); depth > 0 {
				return "[?(@" + strings.TrimLeft(path, " @$") + ")]", value
			}
			return "[*]", value
		default:
			if depth == 0 {
				return "[*]", value
			}
			path, end := g.path(value, 0)
			return "[?(@" + strings.TrimLeft(path, " @$") + g.operator() + g.literal(end) + ")]", value
		}
	default:
		return g.pick("", "", "", "", "", ".*", ".a", "..", "[0]", "[*]", "[?(@)]"), nil
	}
}

// oddStep fits nothing in particular.
func (g generator) oddStep(depth int) string {
	switch g.Intn(6) {
	case 0:
		return "." + g.field()
	case 1:
		return ".." + g.pick("", g.field())
	case 2:
		return "[" + g.index() + "]"
	case 3:
		return "['" + g.field() + "']"
	case 4:
		part := func() string {
			return g.pick("", "", " ") + g.pick("*", "'"+g.field()+"'", g.index()) + g.pick("", "", " ")
		}
		return "[" + part() + "," + part() + "]"
	default:
		path, _ := g.path(nil, 0)
		return "[?(" + path + g.operator() + g.literal(nil) + ")]"
	}
}

// literal is mostly what can be compared with a value.
func (g generator) literal(data any) string {
	if g.Intn(4) > 0 {
		switch data := data.(type) {
		case string:
			if !strings.ContainsAny(data, "'\"\\\n") && g.Intn(2) == 0 {
				return "'" + data + "'"
			}
			return g.pick("'a'", `"b"`, "'1'", `'\u00fc'`)
		case bool:
			return g.pick("true", "false")
		case int64:
			return g.pick("0", "1", "2", "-1", fmt.Sprint(data))
		case float64:
			return g.pick("1.5", "-2.5", "0.0", "1000000.0")
		}
	}
	path, _ := g.path(nil, 0)
	return g.pick("1", "1.0", "1.50", "9007199254740993", "true", "@", "@.a", path, g.quoted())
}

func (g generator) operator() string {
	return g.pick("==", "==", "==", "==", "!=", "<", "<=", ">", ">=", ">=", " == ", " <", "=", "<>", "===", "!")
}

// field is a name, with what it needs to be one thing; now and then without.
func (g generator) field() string {
	name := g.name()
	if g.Intn(6) == 0 {
		return name
	}
	return g.escape(name)
}

func (g generator) escape(name string) string {
	var text strings.Builder
	for _, character := range name {
		if strings.ContainsRune(" .$[]", character) || g.Intn(20) == 0 {
			text.WriteByte('\\')
		}
		text.WriteRune(character)
	}
	return text.String()
}

func (g generator) index() string {
	bound := func() string {
		return g.pick("", "", "0", "1", "2", "3", "-1", "-2", "-9", "9", "00", "-0", "9007199254740991")
	}
	switch g.Intn(4) {
	case 0:
		return bound() + ":" + bound()
	case 1:
		return bound() + ":" + bound() + ":" + bound()
	default:
		return g.pick("0", "1", "2", "-1", "-2", "9", "-", "01", "")
	}
}

func (g generator) quoted() string {
	quote := g.pick("'", `"`)
	var text strings.Builder
	for range g.Intn(4) {
		text.WriteString(g.pick("a", "b", "1", " ", "ü", "😀", ")", "]", "}", "{", "'", `"`, `\'`, `\"`, `\\`, `\n`, `\t`, `\x41`, `\xc3\xa9`, `\u00e9`, `\U0001F600`, `\101`, `\q`, `\`))
	}
	return quote + text.String() + quote
}

// damage drops, doubles or puts in a character or two.
func (g generator) damage(template string) string {
	runes := []rune(template)
	for range 1 + g.Intn(2) {
		at := g.Intn(len(runes) + 1)
		switch {
		case g.Intn(2) == 0:
			put := []rune(g.pick("{", "}", "[", "]", "(", ")", "'", `"`, "\\", ".", ",", ":", "?", "@", "$", "*", " ", "\n", "\r", "\t", "-", "+", "1", "٣", "é", "#", "=", "<", "!", "x", "\u2028"))
			runes = append(runes[:at], append(put, runes[at:]...)...)
		case at < len(runes):
			runes = append(runes[:at], runes[at+1:]...)
		}
	}
	return string(runes)
}

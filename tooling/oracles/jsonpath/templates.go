package main

import (
	"math/rand"
	"slices"
	"strings"
)

// documents are what templates are asked of. None has a whole number written with a point or too long for a double:
// JavaScript does not know those from others.
var documents = map[string]string{
	"pods": `{
		"kind": "List", "apiVersion": "v1",
		"items": [
			{"metadata": {"name": "web-0", "labels": {"app": "web", "app.kubernetes.io/name": "web"}, "annotations": {"a b": "spaced", "html": "<a href=\"x\">&</a>"}},
			 "spec": {"nodeName": "n1", "containers": [{"name": "c1", "image": "i:1", "ports": [80, 443]}, {"name": "c2", "image": "i:2"}]},
			 "status": {"phase": "Running", "ready": true, "restarts": 3, "load": 0.5, "conditions": [{"type": "Ready", "status": "True"}, {"type": "Initialized", "status": "False"}]}},
			{"metadata": {"name": "db-0", "labels": {"app": "db"}},
			 "spec": {"nodeName": "n2", "containers": [{"name": "c1", "image": "d:1"}]},
			 "status": {"phase": "Pending", "ready": false, "restarts": 12, "load": 1.25, "conditions": []}},
			{"metadata": {"name": "job-0", "labels": {}},
			 "spec": {"containers": []},
			 "status": {"phase": "Succeeded", "restarts": 0, "load": 0.125}}
		]
	}`,
	"values": `{
		"zero": 0, "one": 1, "negative": -7, "big": 9007199254740991, "million": 1000000, "fraction": 1.5, "small": 0.00001234, "tiny": 1.5e-10,
		"huge": 1.5e300, "long": 123456789.125, "limit": 1234567890123456.5, "e20": 150000000000000000000, "e21": 1500000000000000000000, "third": 0.3333333333333333, "five": 123456.5, "six": 1234567.5, "four": 0.00012345,
		"yes": true, "no": false, "null": null, "empty": "", "text": "text", "umlaut": "ü€😀", "html": "<&>", "separator": "a\u2028b", "control": "a\u0001\t\n\"\\/b",
		"list": [], "object": {}, "nulls": [null, null], "mixed": [1, "a", null, true, 1.5, {"b": 1, "a": 2}, [1, 2]],
		"nested": {"b": [1, {"d": 4, "c": 3}], "a": {"x": null, "w": "<"}}, "": "unnamed", "a.b": "dotted", "a b": "spaced", "*": "star", "$": "dollar", "a'b": "quoted", "[0]": "bracketed", "range": "field range", "end": "field end", "true": "field true"
	}`,
	"numbers": `{"list": [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], "one": [42], "none": [], "pairs": [[1, 2], [3, 4], []], "ragged": [[1], [1, 2, 3], [4]], "strings": ["b", "a", "C", "😀", "\uffee"],
		"objects": [{"n": 1, "s": "1", "f": 1.5, "b": true}, {"n": 2, "s": "2", "f": 2.5, "b": false}, {"n": 10, "s": "10", "f": -0.5, "z": null}]}`,
	"single": `{"a": {"b": {"c": ["x"]}}}`,
	"array":  `[{"a": 1}, {"a": 2}]`,
	"string": `"text"`,
	"tokens": `{"a": {"b": [1, 2, 3], "a": "x"}, "b": [{"a": 1}, {"a": 2, "b": "y"}], "c": null}`,
}

func sortedNames() []string {
	names := []string{}
	for name := range documents {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// templates by the document that they are made for; "every" is asked of all.
var templates = map[string][]string{
	"every": {
		"", "plain text", "{}", "{@}", "{$}", "{.}", "{.a}", "{$.a}", "{@.a.b}", "{.a.b.c[0]}", "{.*}", "{..}", "{..*}", "{[*]}", "{[0]}", "{[0].a}", "{[-1].a}",
		"{[*].a}", "{.a[*]}", "{.a.b[*]}", "{..a}", "{..name}", "{.missing}", "{.missing.deeper}", "{.missing[0]}", "{.missing[*].x}", "{range @}{.a}{end}",
		"{range .*}[{@}]{end}", "{[?(@.a==1)].a}", "{.a[?(@.b)]}", "{'literal'}", "{\"literal\"}", "{true}", "{1}", "{1.5}", "{3.0}", "{.a,.b}", "{.['a']}", "{['a']}", "{['a','b']}",
	},
	"pods": {
		"{.kind}", "kind is {.kind}", "{.kind} and {.apiVersion}\n", "{.items[*].metadata.name}", "{.items[0].metadata.name}", "{.items[-1].metadata.name}", "{.items[-3].metadata.name}", "{.items[-4].metadata.name}", "{.items[3].metadata.name}",
		"{.items[0:2].metadata.name}", "{.items[:2].metadata.name}", "{.items[1:].metadata.name}", "{.items[::2].metadata.name}", "{.items[0:3:2].metadata.name}", "{.items[-2:].metadata.name}", "{.items[:-1].metadata.name}",
		"{.items[0,2].metadata.name}", "{.items[0, 2].metadata.name}", "{.items[*].metadata['name','labels']}", "{.items[0]['metadata','spec']['name','nodeName']}", "{.items[*]['metadata.name', 'status.phase']}",
		"{.items[0].metadata.labels}", "{.items[0].metadata.labels.app\\.kubernetes\\.io/name}", "{.items[0].metadata.labels['app\\.kubernetes\\.io/name']}", "{.items[0].metadata.labels['app.kubernetes.io/name']}", "{.items[0].metadata.annotations['a b']}", "{.items[0].metadata.annotations.a\\ b}",
		"{.items[0].metadata.annotations.html}", "{.items[0].metadata.annotations}", "{.items[*].metadata.labels.app}", "{.items[*].spec.nodeName}", "{.items[0].spec.containers}", "{.items[0].spec.containers[*]}",
		"{.items[*].spec.containers[*].image}", "{.items[*].spec.containers[0].image}", "{.items[0].spec.containers[*].ports[*]}", "{.items[*].spec.containers[*].ports[*]}", "{..image}", "{..ports[*]}", "{..containers[0].name}", "{.items..name}", "{.items[*]..name}", "{..metadata.name}",
		"{.items[?(@.metadata.name=='web-0')].spec.nodeName}", "{.items[?(@.metadata.name==\"web-0\")].spec.nodeName}", "{.items[?(@.metadata.name!=\"web-0\")].metadata.name}", "{.items[?(@.status.phase=='Running')].metadata.name}", "{.items[?(@.status.restarts>2)].metadata.name}", "{.items[?(@.status.restarts>=3)].metadata.name}",
		"{.items[?(@.status.restarts<3)].metadata.name}", "{.items[?(@.status.restarts<=3)].metadata.name}", "{.items[?(@.status.restarts==3)].metadata.name}", "{.items[?(@.status.restarts!=3)].metadata.name}", "{.items[?(@.status.restarts==3.0)].metadata.name}", "{.items[?(@.status.load>0.25)].metadata.name}", "{.items[?(@.status.load>1)].metadata.name}",
		"{.items[?(@.status.ready)].metadata.name}", "{.items[?(@.status.ready==true)].metadata.name}", "{.items[?(@.status.ready!=true)].metadata.name}", "{.items[?(@.status.ready<true)].metadata.name}", "{.items[?(@.status.ready=='true')].metadata.name}", "{.items[?(.status.ready)].metadata.name}", "{.items[?(@.metadata.labels.app)].metadata.name}",
		"{.items[?( @.metadata.name == 'web-0' )].metadata.name}", "{.items[?(@.metadata.name = 'web-0')].metadata.name}", "{.items[?(@.metadata.name === 'web-0')].metadata.name}", "{.items[?(@.metadata.name =~ 'web')].metadata.name}", "{.items[?(@.metadata.name>'d')].metadata.name}", "{.items[?('web-0'==@.metadata.name)].metadata.name}", "{.items[?(@.metadata.name==@.metadata.name)].metadata.name}",
		"{.items[?(@.metadata.name==\"web-0\" && @.status.ready==true)].metadata.name}", "{.items[?(@.spec.containers[0].name=='c1')].metadata.name}", "{.items[?(@.spec.containers[*].name=='c1')].metadata.name}", "{.items[?(@.spec.containers[1])].metadata.name}", "{.items[?(@.spec.containers[5])].metadata.name}", "{.items[?(@.spec.missing[5])].metadata.name}", "{.items[?(@.metadata.labels=='x')].metadata.name}",
		"{.items[0].status.conditions[?(@.type=='Ready')].status}", "{.items[*].status.conditions[?(@.type==\"Ready\")].status}", "{.items[0].status.conditions[?(@.type=='Missing')].status}", "{.items[0].metadata[?(@.name=='x')]}", "{.kind[?(@.name=='x')]}", "{.items[0].status.ready[?(@.name=='x')]}", "{.items[0].status.load[?(@)]}",
		"{range .items[*]}{.metadata.name}{end}", "{range .items[*]}{.metadata.name}{'\\n'}{end}", "{range .items[*]}{.metadata.name}{\"\\t\"}{.status.phase}{\"\\n\"}{end}", "{range .items[*]}{.metadata.name}: {.spec.nodeName}\n{end}done", "{range .items[*]}{.metadata.name}{range .spec.containers[*]} {.name}={.image}{end};{end}", "{range .items[*]}{range .spec.containers[*]}{.ports[*]}{end}{end}", "{range .items[*]}{range .status.conditions[*]}{.type}{end}{.metadata.name}{end}!",
		"{range .items[?(@.status.restarts>100)]}{.metadata.name}{end}after", "{range .missing[*]}{.metadata.name}{end}after", "{range .items[*]}{.metadata.name}", "{.kind}{end}", "{range .items[*]}{.metadata.name}{end}{end}", "{range .items[*]}{.metadata.name}{end}{range .items[*]}{.status.phase}{end}", "{range .items[*]}{.metadata.name}{end}{range .items[*]}{.status.phase}", "{range}{.kind}{end}", "{range .items[0:2]}a{end}b{range .items[0:1]}c{end}d",
		"{.items[*].metadata.name}{'\\n'}{.items[*].status.phase}", "{.items[*].status.restarts}", "{.items[*].status.load}", "{.items[*].status.ready}", "{.items[*]['status.restarts']}", "{.items[*].status['phase','restarts','load']}", "{.items[0].status}", "{.items[1].status.conditions}", "{.items[2].metadata.labels}", "{.items[*].metadata.labels}",
		"{.items}", "{.items[0].spec.containers[0].ports}", "{.items[0].metadata.name.first}", "{.items.metadata}", "{.kind[0]}", "{.items[0][0]}", "{.items[0:5]}", "{.items[5:6]}", "{.items[2:1]}", "{.items[1:1]}", "{.items[7:7]}", "{.items[0:3:0]}", "{.items[0:3:-1]}", "{.items[]}", "{.items[:]}", "{.items[::]}", "{.items[-1:]}", "{.items[-1:0]}", "{.items[0:-1]}", "{.items[0:-5]}", "{.items[-5:]}", "{.items[-5:-3]}",
		"{.items[a]}", "{.items[1.5]}", "{.items[\"a\"]}", "{.items[ 0 ]}", "{.items[-]}", "{.items[:-]}", "{.items[0:1:2:3]}", "{.items[99999999999999999999]}", "{.items[0", "{.items[0\n]}", "{.items[?(@.a]}", "{.items[?(@.a)}", "{.items[?(@.a==')]}", "{.items[?(@.a==1)x]}", "{.items[?()]}", "{.items[?(==1)]}", "{.items[?(@.a==)]}", "{.items[?(@.a==$$)].metadata.name}", "{.items[?(@.x=='a)b')]}", "{.items[?(@.x==\"a\\\"b\")]}", "{.items[?(@.metadata.name=='it''s')]}",
		"{.items[*,*].metadata.name}", "{.items[0,].metadata.name}", "{.items[,].metadata.name}", "{.items[?(@.metadata.name in ('a','b'))]}", "{.items[*].metadata.name,.kind}", "{.items[*].metadata[name]}", "{.items[*].metadata.name", "{.items[*].metadata.name\n}", "{{.kind}}", "{.kind}}", "}", "{", "{{", "{}{}", "{ }", "{.kind }", "{ .kind}", "{\t.kind}", "{.kind\t}", "{.kind .apiVersion}", "{.kind 'x'}", "{'x' .kind}", "{#}", "{!}", "{é}", "{.é}", "{😀}", "{\u00a0}", "{٣}",
	},
	"values": {
		"{.zero}", "{.one}", "{.negative}", "{.big}", "{.million}", "{.fraction}", "{.small}", "{.tiny}", "{.huge}", "{.long}", "{.limit}", "{.e20}", "{.e21}", "{.third}", "{.five}", "{.six}", "{.four}", "{.yes}", "{.no}", "{.null}", "{.empty}", "{.text}", "{.umlaut}", "{.html}", "{.separator}", "{.control}", "{.list}", "{.object}", "{.nulls}", "{.nulls[*]}", "{.mixed}", "{.mixed[*]}", "{.nested}",
		"{['zero','one','yes','null','empty','text','list','object']}", "{['huge','e20','e21','tiny','html','separator','control']}", "{.text.*}", "{.umlaut.*}", "{.empty.*}", "{.text[*]}", "{.one.*}", "{.null.*}", "{.null.x}", "{.null[0]}", "{.null[*]}", "{.null[?(@.x)]}", "{.list[*]}", "{.list.*}", "{.object.*}", "{.list[0]}", "{.list[-1]}", "{.list[0:0]}", "{.nested.a..}", "{.nested.b..}", "{.mixed..}", "{.text..}", "{.empty..}", "{.one..}", "{.nested.a.*}",
		"{range .nulls[*]}<{@}>{end}", "{range .nulls[*]}<{.x}>{end}", "{range .mixed[*]}<{@}>{end}", "{range .list[*]}<{@}>{end}!", "{range .list[*]}{[0]}{end}!", "{range .list[*]}{[?(@.x)]}{end}!", "{range .list[*]}{.*}{..}{end}!", "{range .null}{@}{end}", "{range .text}{@}{end}", "{range .text.*}{@},{end}", "{range .object}{@}{end}", "{range .object.*}{@}{end}!",
		"{.mixed[?(@==1)]}", "{.mixed[0:2][?(@==1)]}", "{.mixed[?(@.b)]}", "{.mixed[?(@.b==1)]}", "{.mixed[2:3].x}", "{.nulls[?(@==1)]}", "{.nulls[?(@)]}", "{.nested.b[1].d}", "{.nested.b[*].d}", "{.nested.b[0].d}", "{.nested.a.x}", "{.nested.a.x.y}", "{.nested['a','b']}",
		"{.a.b}", "{.a\\.b}", "{['a.b']}", "{['a\\.b']}", "{.a\\ b}", "{['a b']}", "{['a\\ b']}", "{.\\*}", "{['*']}", "{['']}", "{.\\$}", "{.a'b}", "{['a'b']}", "{.\\[0\\]}", "{.range}", "{.end}", "{.true}", "{range}", "{end}", "{range .range}{@}{end}", "{true.one}", "{false}", "{truex}", "{x}", "{x.one}", "{_}", "{one}", "{.one x}", "{.a\\", "{.a\\}", "{.\\", "{.one\\}",
		"{0}", "{-1}", "{+1}", "{-0}", "{007}", "{1.}", "{1.50}", "{.5}", "{-.5}", "{-}", "{+}", "{1.2.3}", "{1e5}", "{1 2}", "{1-2}", "{12345678901234567890}", "{123456789012345678901234567890}", "{1000000.0}", "{0.00001}", "{-0.5}", "{100000000000000000000000.0}", "{1.5x}", "{1.one}", "{0x10}",
		"{'a'}", "{'a\\'b'}", "{\"a\\\"b\"}", "{\"a'b\"}", "{'a\"b'}", "{'a\\\"b'}", "{\"a\\'b\"}", "{'\\n\\t\\r\\a\\b\\f\\v\\\\x'}", "{'\\x41\\u00e9\\U0001F600\\101'}", "{'\\q'}", "{'\\x4'}", "{'\\u12'}", "{'\\400'}", "{'\\8'}", "{'\\ud800'}", "{'\\U00110000'}", "{'a\\\\'}", "{'unterminated}", "{\"unterminated}", "{'a\nb'}", "{''}", "{\"\"}", "{'a''b'}", "{'a'.one}", "{'a'[0]}", "{'}'}", "{'{'}", "{\"{.one}\"}", "{'a'}{'b'}", "{'a' 'b'}", "{'a'.x}", "{'a'.*}",
		"{..text}", "{..x}", "{..c}", "{...text}", "{....text}", "{..}", "{..[0]}", "{..[*]}", "{..*}", "{..'a'}", "{..[?(@.c)]}", "{.nested..[0]}", "{.nested..c}", "{.nested.b..c}", "{.nested.b..['c','d']}", "{..\\*}", "{.. text}", "{..$}", "{..@.c}", "{.nested.a..w}",
		"a{.one}b{.text}c", "{.one}\n{.text}\n", "{.one} {.text}", "ü{.umlaut}😀", "{.one}{.missing}{.text}", "{.one}}", "a}b{.one}", "\\{.one\\}", "{.one}{", "[{.one}]", "{ .one }", "{   }", "{@.one}", "{$.one}", "{@@.one}", "{.one@}", "{.one$}", "{.text@.one}", "{.nested$.a}", "{.one,.text}", "{.one;}", "{.one)}", "{.one|}", "{(.one)}", "{.nested.a[?(@.x)]}", "{.one]}", "{]}", "{.nested]}",
	},
	"numbers": {
		"{.list}", "{.list[*]}", "{.list[0]}", "{.list[9]}", "{.list[10]}", "{.list[-1]}", "{.list[-10]}", "{.list[-11]}", "{.list[2:5]}", "{.list[2:5:2]}", "{.list[:5]}", "{.list[:5:2]}", "{.list[5:]}", "{.list[5::2]}", "{.list[::3]}", "{.list[::-1]}", "{.list[::0]}", "{.list[-3:]}", "{.list[:-3]}", "{.list[-5:-2]}", "{.list[-2:-5]}", "{.list[-5:8]}", "{.list[3:3]}", "{.list[0:10]}", "{.list[0:11]}", "{.list[0:100:50]}", "{.list[1:-1:3]}", "{.list[10:]}", "{.list[10:10]}", "{.list[-1:]}", "{.list[-1:10]}", "{.list[:0]}", "{.list[0:0]}", "{.list[:10:100]}", "{.list[+1]}", "{.list[01]}", "{.list[-0]}", "{.list[0:-0]}",
		"{.one[0]}", "{.one[-1]}", "{.one[*]}", "{.one[1:]}", "{.one[1]}", "{.one[0:1]}", "{.one[-1:]}", "{.none[*]}", "{.none[0:]}", "{.none[:]}", "{.none[0]}", "{.none[:1]}", "{.none[-1:]}", "{.pairs}", "{.pairs[*]}", "{.pairs[*][*]}", "{.pairs[*][0]}", "{.pairs[0:2][0]}", "{.pairs[0:2][*]}", "{.pairs[0][*]}", "{.pairs[0:2][1,0]}", "{.pairs[*][0:0]}", "{.pairs[0:2][-1]}", "{.pairs..}", "{.ragged[*][1:]}", "{.ragged[1:3][1:]}", "{.ragged[*][0:1]}", "{.ragged[*][:-1]}", "{.ragged[*][-2:]}", "{.pairs..[0]}", "{.list[0,1]}", "{.list[0,1,-1]}", "{.list[0:2,4]}", "{.list[*,0]}", "{.list['a',0]}", "{.list['a']}",
		"{.list[?(@>5)]}", "{.list[?(@<2)]}", "{.list[?(@==5)]}", "{.list[?(@!=5)]}", "{.list[?(@>=8)]}", "{.list[?(@<=1)]}", "{.list[?(5<@)]}", "{.list[?(@>5.0)]}", "{.list[?(@>'5')]}", "{.list[?(@)]}", "{.list[?(@.x)]}", "{.list[?(@.x==@[0])]}", "{.objects[?(@.x==@.*)].n}", "{.objects[?(@.n==@.x)].n}", "{.list[?(@.x==1)]}", "{.list[?(@<>5)]}", "{.list[?(@!5)]}", "{.list[?(@=5)]}", "{.list[?(@==-1)]}", "{.list[?(@==+5)]}", "{.list[?(@ > 5)]}", "{.list[?(@>true)]}", "{.list[?(true==true)]}", "{.list[?(1==1)]}", "{.list[?(1==1.0)]}", "{.list[?('a'=='a')]}", "{.list[?(x==1)]}", "{.list[?(range==1)]}", "{.list[?(end)]}", "{.list[?(range)]}{end}",
		"{.strings[?(@=='a')]}", "{.strings[?(@<'b')]}", "{.strings[?(@>'a')]}", "{.strings[?(@>='a')]}", "{.strings[?(@<='C')]}", "{.strings[?(@!='a')]}", "{.strings[?(@==\"a\")]}", "{.strings[?(@<'\uffee')]}", "{.strings[?(@>'\uffee')]}", "{.strings[?(@.*==97)]}", "{.strings[?(@=='😀')]}",
		"{.objects[?(@.n==1)].s}", "{.objects[?(@.s=='1')].n}", "{.objects[?(@.n>1)].s}", "{.objects[?(@.f>1.0)].n}", "{.objects[?(@.f>1)].n}", "{.objects[?(@.f<0.0)].n}", "{.objects[?(@.b)].n}", "{.objects[?(@.b==true)].n}", "{.objects[?(@.b==false)].n}", "{.objects[?(@.b>false)].n}", "{.objects[?(@.z)].n}", "{.objects[?(@.z==1)].n}", "{.objects[?(@.n==@.n)].n}", "{.objects[?(@.n==@.f)].n}", "{.objects[?(@.s>'1')].n}", "{.objects[*].n}", "{.objects[*].b}", "{.objects[*].z}", "{.objects[*]['n','s']}", "{.objects[*]['z','n']}", "{.objects[?(@['n']==2)].s}", "{.objects[?(@.n==2)]}", "{.objects[?(@.n==2)]['f','s']}", "{.objects[-1].n}", "{.objects[-1:].n}", "{.objects[?(@.n==1 )].s}", "{.objects[?(@.n==1)].s}{.objects[?(@.n==2)].s}",
		"{range .list[*]}{@} {end}", "{range .list[::2]}{@}{','}{end}", "{range .pairs[*]}({range @[*]}{@}{end}){end}", "{range .pairs[*]}({range .[*]}{@}{end}){end}", "{range .pairs[0:2]}{[0]}-{[1]};{end}", "{range .objects[*]}{.n}={.s} {end}", "{range .objects[*]}{.n}{range .missing}{.x}{end};{end}", "{range .none[*]}{@}{end}x", "{range .none[*]}{range @[*]}{@}{end}{end}x", "{range .list[0:2]}{range $.list[0:2]}{@}{end}{end}", "{range .list[0:2]}a{end}{range .list[0:3]}b{end}", "{range .objects[?(@.n>1)]}{.s};{end}", "{range .list[0,1]}{@};{end}", "{range .list[*]}{end}", "{range .list[0:2]}{@}{end end}x{end}y", "{range .list[0:2]}{@}{end end}x", "{range .list[0:2]}{range $.x}{end end}{end}y", "{range .list[0:1]}{range .list[?(end)]}{end}z", "{range .list[0:2]}{'x'}{end}{.one[0]}", "{range .objects[*]}{@.n}{end}", "{.list[*]}{range .one[*]}{@}{end}{.one}", "{range .list[0:1]}{range .list}{end}{end}", "{range .list[0:2] }{@}{ end }", "{ range .list[0:2]}{@}{end }", "{range .list[0:2]}{@}{end.x}", "{range .list[0:2]}{@}{end}{range .list[0:2]}{@}{end}{.one}{range .one[*]}{@}{end}",
	},
	"single": {
		"{.*.*.*.*}", "{.*}", "{..c}", "{..c[0]}", "{..c[*]}", "{..b}", "{..a.b}", "{.a..}", "{.a..*}", "{.*..c}", "{.*['b','b']}", "{.a['b.c']}", "{.a['b']['c'][0]}", "{.a.b['c'][*]}", "{.a.b.c[0].d}", "{range .*}{.b}{end}", "{range ..}{@}{';'}{end}", "{range ..c[*]}{@}{end}", "{.a[*]}", "{.a.*[*]}", "{.a.b.c..}", "{..[*]}", "{..[0]}", "{.a.b.c[?(@=='x')]}", "{.a.b.c[?(@!='x')]}", "{.a.b[?(@.c)]}", "{.*.b.c}", "{..a..c}", "{..a..}",
	},
	"array": {
		"{[?(@.a>1)].a}", "{[::].a}", "{range [*]}{.a};{end}", "{[0,1].a}", "{[1:].a}", "{$[0].a}", "{@[0].a}", "{.[0].a}", "{[*]['a']}", "{..a}", "{[2].a}", "{$}", "{@[*].a}", "{*}", "{.*.a}", "{[0]}{[1]}", "{[0]['a']}",
	},
	"string": {"{@}", "{.*}", "{@.*}", "{..}", "{[0]}", "{@[?(@==1)]}", "{range @}{@}{end}"},
}

// expressions are read in the relaxed way of custom columns.
var expressions = []string{
	"", "metadata.name", ".metadata.name", "{metadata.name}", "{.metadata.name}", "{..name}", "..name", "{", "}", "{}", "{.}", ".", "{a}{b}", "{a", "a}", "a{b}", "a b", "{ .a }", " .a", ".items[*].metadata.name", "[0]", "{[0]}", "metadata.labels['a\\.b']", "a\nb", "{a\nb}", ".status.conditions[?(@.type=='Ready')].status",
}

// tokens are what templates are made of, the frequent ones first.
var tokens = []string{
	"{", "}", ".a", ".b", ".", "..", "[*]", "[0]", "[-1]", "[0:2]", "[::2]", "['a']", "['a','b']", "[0,1]", "[?(@.a)]", "[?(@.a==1)]", "[?(@.b=='y')]", "[?(@>1)]", "@", "$", " ", "range ", "{end}", "{range .b[*]}", "'t'", "\"t\"", "1", "-1.5", "true", "*", ".*", "text", "\\", ",", "[", "]", "(", ")", "?", "'", "\n", "a", "{.a.b}", "{.b[*].a}", "{.a", "{.b", "{..a",
}

// randomTemplate strings tokens together; most begin and end as templates do, so that more of them can be read.
func randomTemplate(random *rand.Rand) string {
	var template strings.Builder
	proper := random.Intn(4) > 0
	if proper {
		template.WriteString("{")
	}
	for range 1 + random.Intn(6) {
		template.WriteString(tokens[random.Intn(len(tokens))])
	}
	if proper {
		template.WriteString("}")
	}
	return template.String()
}

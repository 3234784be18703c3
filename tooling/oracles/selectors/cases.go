package main

import "strings"

var labelSelectors = []string{
	"", " ", "a", "!a", "a=b", "a==b", "a!=b", "a in (b)", "a in (b,c)", "a notin (b,c)", "x>5", "x<5", "x>=5",
	"a=", "a==", "a!=", "a in ()", "a in (,)", "a in (b,)", "a in (,b)", "a in (b,,c)", "a notin ()", "a in (b b)",
	"a in b", "a in", "a in (", "a in (b", "a in (b,", "a in (b))", "a in ((b)", "a in (=)", "a in (!)", "a in (b=c)",
	"a b", "a,", ",a", ",", "a,,b", "a;b", "a=b,", "a=b c", "a=b=c", "a=!b", "a=(b)", "!a=b", "!", "!!a", "! a", "!,a",
	"a = b", "a\t=\nb", "in=notin", "notin in (in,notin)", "in in (in)", "notin notin (in)", "in", "notin", "!in",
	"x>abc", "x<", "x>-5", "x>+5", "x>5,x<9", "x>9223372036854775807", "x>9223372036854775808", "x>05", "x>5.0",
	"x>=", "x=>5", "x><5", "a!b", "a!==b", "a===b", "a<b>c", "a\x00b", "\x00a", "a=\x00b", "a\x00", "a=b\x00,c",
	"example.com/a=b", "/a", "a/", "a/b/c", "example.com/", "EXAMPLE.com/a", "example..com/a", "-a", "a-", "a.b_c-d",
	"a=-b", "a=b-", "a=b.c_d-e", "a=\"b\"", "a='b'", "é=b", "a=é", "日本=本", "a=b\\", "a=\u200b", "a=\u00a0", "a=\U0001F600",
	"a=\x01", "a=\x7f", "a=\u2028", "a@b", "a=b/c",
	strings.Repeat("a", 63), strings.Repeat("a", 64), "a=" + strings.Repeat("b", 63), "a=" + strings.Repeat("b", 64),
	strings.Repeat("a", 253) + "/b", strings.Repeat("a", 254) + "/b", strings.Repeat("é", 32), "a in (" + strings.Repeat("é", 32) + ")",
	"tier=web,a!=b,x>1", "b=1,a=2,b=0", "a in (c,b),a notin (d)", "tier in (web, db), !legacy",
	"a in (é,ü)", "a notin (-,b,-)", "x>é", "x>a b",
}

var labelPieces = []string{"a", "b", "x", "in", "notin", " ", " ", ",", "=", "==", "!=", "!", "(", ")", "<", ">", "5", "example.com/a", "é", "\t"}

var labelTerms = []string{
	"a", "!a", "a=b", "a==c", "a!=b", "a in (b,c)", "a notin (c)", "a in ()", "a=", "a!=", "x>5", "x<7", "x>-4", "tier",
	"tier=web", "tier in (db,web)", "!tier", "tier notin (web,)", "in=notin", "notin in (in)", "example.com/a", "example.com/a=b",
	"!example.com/a", "x", "x!=5", "a in (b", "x>z", "=b", "a b",
}

var selectorSpecs = []string{
	`{}`,
	`{"matchLabels":{}}`,
	`{"matchExpressions":[]}`,
	`{"matchLabels":{"a":"b"}}`,
	`{"matchLabels":{"a":"","tier":"web"}}`,
	`{"matchLabels":{"tier":"web","a":"c"},"matchExpressions":[{"key":"x","operator":"Exists"}]}`,
	`{"matchExpressions":[{"key":"a","operator":"In","values":["c","b"]}]}`,
	`{"matchExpressions":[{"key":"a","operator":"In","values":["c","b","c"]}]}`,
	`{"matchExpressions":[{"key":"a","operator":"NotIn","values":["b"]},{"key":"tier","operator":"DoesNotExist"}]}`,
	`{"matchExpressions":[{"key":"a","operator":"NotIn","values":["b"]},{"key":"a","operator":"Exists","values":[]}]}`,
	`{"matchExpressions":[{"key":"a","operator":"In"}]}`,
	`{"matchExpressions":[{"key":"a","operator":"In","values":[]}]}`,
	`{"matchExpressions":[{"key":"a","operator":"NotIn"}]}`,
	`{"matchExpressions":[{"key":"a","operator":"Exists","values":["b"]}]}`,
	`{"matchExpressions":[{"key":"a","operator":"DoesNotExist","values":["b","c"]}]}`,
	`{"matchExpressions":[{"key":"a","operator":"exists"}]}`,
	`{"matchExpressions":[{"key":"a","operator":"Gt","values":["1"]}]}`,
	`{"matchExpressions":[{"key":"a","operator":""}]}`,
	`{"matchExpressions":[{"key":"-a","operator":"Exists"}]}`,
	`{"matchExpressions":[{"key":"","operator":"Exists","values":["-"]}]}`,
	`{"matchExpressions":[{"key":"a","operator":"In","values":["b","-c","-c","d-"]}]}`,
	`{"matchLabels":{"-a":"b"}}`,
	`{"matchLabels":{"a":"-b"}}`,
	`{"matchLabels":{"/":"-b"}}`,
}

var fieldSelectors = []string{
	"", ",", ",,", "metadata.name=a", "metadata.name==a", "metadata.name!=a", "metadata.name=", "metadata.name!=", "=", "!=", "==",
	"=a", "!=a", "a", "a,b=c", "metadata.name=a,status.phase!=Running", "status.phase=Running,metadata.name=a", "a=b=c", "a=b,=,c=d",
	`metadata.name=a\,b\=c\\d`, `a=\`, `a=\\`, `a=\x`, `a=\é`, `a=é`, `a\=b`, `a\,b`, `a\,b=c`, `a\!=b`, "a!b=c", "a!b", "a ! = b", " a = b ",
	"a===b", "a!==b", "a=!b", `a=b\,`, `a=b,\`, `\`, `\,`, "a=\n", "a\n=b", "日=本", "a=\U0001F600,b", `a=\😀`, "metadata.name!=b,metadata.name!=c",
}

var fieldPieces = []string{"a", "metadata.name", "status.phase", "Running", "=", "==", "!=", "!", ",", ",", `\`, `\,`, `\=`, `\\`, " ", "é"}

var nameTexts = []string{
	"", "a", "A", "0", "-", ".", "_", "a.b", "a..b", "a-b", "a_b", "-a", "a-", ".a", "a.", "0a", "a/b", "/", "a/", "/b", "a/b/c",
	"example.com/a", "Example.com/a", "example.com/-", "example.com/a.b_C-9", "a b", "é", "a\n", "a\x00", "kube-system", "123-abc",
	strings.Repeat("a", 63), strings.Repeat("a", 64), strings.Repeat("a", 253), strings.Repeat("a", 254),
	strings.Repeat("a.", 126) + "a", strings.Repeat("a.", 127) + "a", strings.Repeat("a", 254) + "/" + strings.Repeat("b", 64),
	strings.Repeat("é", 31), strings.Repeat("é", 32), strings.Repeat("日", 21), strings.Repeat("日", 22), strings.Repeat("日", 85),
}

var namePieces = []string{"a", "b", "Z", "9", "-", ".", "_", "/", "example.com"}

// What names are made of, and what one of them ends with.
var (
	nameLetters = []string{"a", "z", "0", "9", "m", "A", "-", "_", "."}
	nameEnds    = []string{"a", "b", "0", "7", "Z", "-", "_", ".", " ", "é"}
)

// What selectors of objects are made of, and what is refused.
var (
	specKeys       = []string{"a", "x", "tier", "example.com/a", "in"}
	wrongKeys      = []string{"", "-a", "a b", "a/b/c", "/a", "é"}
	specValues     = []string{"", "a", "b", "c", "web", "db", "5", "abc"}
	wrongValues    = []string{"-b", "a b", "é", "b-", strings.Repeat("b", 64), "a,b", "\n"}
	specOperators  = []string{"In", "NotIn", "Exists", "DoesNotExist"}
	wrongOperators = []string{"", "in", "Equals", "Gt", "é"}
)

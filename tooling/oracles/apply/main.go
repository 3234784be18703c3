// Prints golden data for packages/dynamic, one case a line, as its argument says. `extracted`: objects that several managers
// have applied and updated, by the field manager of k8s.io/apimachinery with the schema of client-go, each with what client-go
// extracts for every manager. `upgrades`: managedFields with the patches by which client-go upgrades them to server-side apply.
//
//	go run . extracted > ../../../packages/dynamic/testdata/extracted.json
//	go run . -seed 7 -factor 20 extracted > /tmp/many.json  # many times as many others: for a thorough run by hand
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"math/rand"
	"strings"
)

var (
	seed   = flag.Int64("seed", 1, "of the randomness")
	factor = flag.Int("factor", 1, "how many times the cases that are committed")
)

func main() {
	flag.Parse()
	random := rand.New(rand.NewSource(*seed))

	var extracted, upgrades []string
	var managed []object
	for _, kind := range kinds {
		for range 14 * *factor {
			live := history(random, kind)
			managed = append(managed, live)
			extracted = append(extracted, line(extractedCase{live, extractions(kind, live)}))
		}
	}
	for index := range 300 * *factor {
		upgrades = append(upgrades, line(upgradeOf(random, managed[index%len(managed)])))
	}
	cases, known := map[string][]string{"extracted": extracted, "upgrades": upgrades}[flag.Arg(0)]
	if !known {
		log.Fatalf("%q is none of extracted and upgrades", flag.Arg(0))
	}
	fmt.Printf("[\n  %s\n]\n", strings.Join(cases, ",\n  "))
}

func line(value any) string {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	check(encoder.Encode(value))
	return strings.TrimSpace(text.String())
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

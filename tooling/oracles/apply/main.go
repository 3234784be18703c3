// Prints golden data for packages/dynamic, one case a line: objects that several managers have applied and updated, by the
// field manager of k8s.io/apimachinery with the schema of client-go, each with what client-go extracts for every manager
// (`extracted`); and managedFields with the patches by which client-go upgrades them to server-side apply (`upgrades`).
//
//	go run . > ../../../packages/dynamic/testdata/apply.json
//	go run . -seed 7 -factor 20 > /tmp/many.json  # many times as many others: for a thorough run by hand
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"math/rand"
	"os"
	"strings"
)

var (
	seed   = flag.Int64("seed", 1, "of the randomness")
	factor = flag.Int("factor", 1, "how many times the cases that are committed")
)

func main() {
	flag.Parse()
	random := rand.New(rand.NewSource(*seed))
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()

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
	fmt.Fprintf(out, "{\n  \"extracted\": [\n    %s\n  ],\n", strings.Join(extracted, ",\n    "))
	fmt.Fprintf(out, "  \"upgrades\": [\n    %s\n  ]\n}\n", strings.Join(upgrades, ",\n    "))
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

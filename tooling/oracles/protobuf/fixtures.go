package main

import (
	"bufio"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"k8s.io/apimachinery/pkg/runtime"
)

// printFixtures prints the objects that k8s.io/api keeps in every form to test that no release reads another's wrongly.
func printFixtures(types *runtime.Scheme, serializer runtime.Serializer, out *bufio.Writer) {
	folder, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "k8s.io/api").Output()
	if err != nil {
		log.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(strings.TrimSpace(string(folder)), "testdata/HEAD/*.pb"))
	if err != nil || len(files) == 0 {
		log.Fatal("k8s.io/api has no fixtures: ", err)
	}
	for _, file := range files {
		// An event of a watch is in no envelope.
		if strings.HasSuffix(file, ".WatchEvent.pb") {
			continue
		}
		wire, err := os.ReadFile(file)
		if err != nil {
			log.Fatal(err)
		}
		_, kind, err := serializer.Decode(wire, nil, nil)
		if err != nil {
			log.Fatalf("%s: %v", file, err)
		}
		out.Write(lineOf(types, serializer, *kind, wire))
		out.WriteByte('\n')
	}
}

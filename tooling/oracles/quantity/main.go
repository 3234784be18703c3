// Prints golden data for packages/apimachinery: quantities as k8s.io/apimachinery reads, writes, rounds, compares and adds
// them. One case a line.
//
//	go run . > ../../../packages/apimachinery/testdata/quantities.json
//	go run . -seed 7 -factor 10 > /tmp/many.json  # ten times as many others: for a thorough run by hand
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"math/big"
	"math/rand"
	"os"
	"strings"

	"k8s.io/apimachinery/pkg/api/resource"
)

type parseCase struct {
	Text string `json:"text"`
	// The text that is computed anew, not the one that was kept from reading.
	Canonical string `json:"canonical,omitempty"`
	Notation  string `json:"notation,omitempty"`
	// The exact value as numerator and denominator.
	Value string `json:"value,omitempty"`
	// In thousandths, ones and thousands; left out where one of them is beyond 64 bits, and for negative ones.
	Rounded []int64 `json:"rounded,omitempty"`
	Error   string  `json:"error,omitempty"`
}

type pairCase struct {
	A       string `json:"a"`
	B       string `json:"b"`
	Compare int    `json:"compare"`
	Sum     string `json:"sum"`
	Less    string `json:"difference"`
}

func canonical(quantity resource.Quantity) string {
	number, suffix := quantity.CanonicalizeBytes(nil)
	return string(number) + string(suffix)
}

func value(quantity resource.Quantity) string {
	dec := quantity.AsDec()
	result := new(big.Rat).SetInt(dec.UnscaledBig())
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(abs(int64(dec.Scale()))), nil)
	if dec.Scale() > 0 {
		result.Quo(result, new(big.Rat).SetInt(scale))
	} else {
		result.Mul(result, new(big.Rat).SetInt(scale))
	}
	return result.String()
}

func abs(number int64) int64 {
	if number < 0 {
		return -number
	}
	return number
}

func parse(text string) parseCase {
	quantity, err := resource.ParseQuantity(text)
	if err != nil {
		return parseCase{Text: text, Error: err.Error()}
	}
	notation := string(quantity.Format)
	return parseCase{Text: text, Canonical: canonical(quantity), Notation: notation, Value: value(quantity), Rounded: rounded(quantity)}
}

// Go rounds a negative amount away from zero or up, by how it is kept in memory: only the others are asked for.
func rounded(quantity resource.Quantity) []int64 {
	if quantity.Sign() < 0 || quantity.Cmp(resource.MustParse("9P")) > 0 {
		return nil
	}
	return []int64{quantity.MilliValue(), quantity.Value(), quantity.ScaledValue(resource.Kilo)}
}

var handmade = []string{
	"", "0", "+0", "-0", "00", "0.0", ".", "+", "-", "+.", "Ki", "m", "e3", ".5", "5.", "-.5", ".5Gi", "5.Gi", ".Gi", "1.5Gi", "-1.5Gi",
	"1", "+1", "-1", "01", "1.500", "1.50", "0.001", "0.0001", "0.000000001", "0.0000000001", "0.0000000000000001", "-0.0000000001",
	"1n", "1u", "1m", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei", "0.1n", "1.1n", "0.1u", "0.5Ki", "0.0005Ki",
	"100m", "1000m", "1500m", "1001m", "1000", "1000k", "1024", "1024Ki", "1023Ki", "1025Ki", "1048576", "1048576Ki", "1023", "0.999Ki", "1.0005Ki",
	"1.1Ki", "1.25Ki", "1.7Mi", "0.1Mi", "1e3", "1E3", "1e-3", "1e0", "1e+3", "12e6", "1.5e3", "1e4", "1e5", "15e-1", "1e-9", "1e-10", "1e18", "1e19",
	"1e30", "1e100", "1e-100", "123456789012345678", "1234567890123456789", "12345678901234567890", "123456789012345678901234567890",
	"9223372036854775807", "9223372036854775808", "-9223372036854775808", "7Ei", "8Ei", "9Ei", "-8Ei", "100Ei", "8191Pi", "8192Pi", "9223372036854775807Ki",
	"0.9223372036854775807", "1.123456789", "1.1234567891", "1.12345678901234567890", "999999999999999999.999999999", "0.5Ei", "7.5Ei", "8.5Ei",
	"1K", "1ki", "1kI", "1KI", "1mi", "1i", "1e", "1e+", "1e-", "1Ei3", "1e3m", "1m3", "1 ", " 1", "1 Gi", "1,5", "1.2.3", "--1", "+-1", "1-", "1+5", "0x10",
	"1e3.5", "NaN", "Infinity", "1E", "1.5E", "1_000", "１", "1Gi\n", "1e0003", "1ee3", "1Ee3", "5e", "5E5", "5E-5", "5E+05", "0Ki", "0e5", "0n", "000Gi",
}

var (
	seed   = flag.Int64("seed", 1, "of the randomness")
	factor = flag.Int("factor", 1, "how many times the cases that are committed")
)

func main() {
	flag.Parse()
	random := rand.New(rand.NewSource(*seed))
	digits := func(most int) string {
		var text strings.Builder
		for range random.Intn(most + 1) {
			// Many zeros, so that factors of ten and of 1024 occur.
			text.WriteByte("00001234567890"[random.Intn(14)])
		}
		return text.String()
	}
	suffixes := []string{"", "", "n", "u", "m", "k", "M", "G", "T", "P", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei", "e3", "e-3", "E5", "e+7", "e-9", "e12", "e20"}
	round := []string{"1", "2", "3", "4", "512", "1000", "1024", "1536", "2048", "1048576", "1073741824", "1500", "999", "1001", "0", "100", "125"}
	texts := append([]string{}, handmade...)
	for range 1800 * *factor {
		number := digits(14)
		switch random.Intn(4) {
		case 0:
			number = round[random.Intn(len(round))]
		case 1:
			number += "." + digits(11)
		}
		texts = append(texts, []string{"", "", "", "-", "+"}[random.Intn(5)]+number+suffixes[random.Intn(len(suffixes))])
	}
	alphabet := "0123456789.+-eEinumkKMGTP "
	for range 500 * *factor {
		var text strings.Builder
		for range 1 + random.Intn(7) {
			text.WriteByte(alphabet[random.Intn(len(alphabet))])
		}
		texts = append(texts, text.String())
	}

	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	line := func(value any) string {
		text, err := json.Marshal(value)
		if err != nil {
			panic(err)
		}
		return string(text)
	}
	seen := map[string]bool{}
	var lines, valid []string
	for _, text := range texts {
		if seen[text] || tooLarge(text) {
			continue
		}
		seen[text] = true
		result := parse(text)
		if result.Error == "" && strings.IndexAny(strings.TrimLeft(text, "+-."), "0123456789") == 0 {
			valid = append(valid, text)
		}
		lines = append(lines, line(result))
	}
	fmt.Fprintf(out, "{\n  \"quantities\": [\n    %s\n  ],\n", strings.Join(lines, ",\n    "))
	lines = nil
	for range 2100 * *factor {
		a, b := valid[random.Intn(len(valid))], valid[random.Intn(len(valid))]
		x, y := resource.MustParse(a), resource.MustParse(b)
		sum, difference := x.DeepCopy(), x.DeepCopy()
		sum.Add(y)
		difference.Sub(y)
		if huge(sum) || huge(difference) {
			continue
		}
		lines = append(lines, line(pairCase{A: a, B: b, Compare: x.Cmp(y), Sum: canonical(sum), Less: canonical(difference)}))
	}
	fmt.Fprintf(out, "  \"pairs\": [\n    %s\n  ]\n}\n", strings.Join(lines, ",\n    "))
}

// Exponents that no quantity needs: Go cuts them to 32 bits or computes for hours.
func tooLarge(text string) bool {
	index := strings.LastIndexAny(text, "eE")
	return index >= 0 && len(strings.TrimLeft(text[index+1:], "+-0")) > 3
}

// Go leaves the suffix out where none is large enough, which changes the value.
func huge(quantity resource.Quantity) bool {
	printed, err := resource.ParseQuantity(canonical(quantity))
	return err != nil || printed.Cmp(quantity) != 0
}

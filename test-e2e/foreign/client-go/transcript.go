package main

import (
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/client-go/transport"
)

// What came of the steps of one section.
type transcript struct {
	section  string
	failures int
	mu       sync.Mutex
	answers  map[string]bool
}

func newTranscript(section string) *transcript {
	return &transcript{section: section, answers: map[string]bool{}}
}

func (t *transcript) say(step string, outcome any) {
	line, err := json.Marshal(map[string]any{"section": t.section, "step": step, "outcome": outcome})
	if err != nil {
		panic(err)
	}
	os.Stdout.Write(append(line, '\n'))
}

func (t *transcript) fail(step string, err error) {
	t.failures++
	t.say(step, map[string]any{"failed": err.Error()})
}

// A step that has to succeed.
func step[T any](t *transcript, name string, do func() (T, error)) T {
	outcome, err := do()
	if err != nil {
		t.fail(name, err)
	} else {
		t.say(name, outcome)
	}
	return outcome
}

// A step that says nothing but that it succeeded.
func done(t *transcript, name string, do func() error) {
	step(t, name, func() (string, error) { return "done", do() })
}

// A step that the server has to refuse.
func refused[T any](t *transcript, name string, do func() (T, error)) {
	outcome, err := do()
	var status apierrors.APIStatus
	switch {
	case err == nil:
		t.failures++
		t.say(name, map[string]any{"not refused": outcome})
	case errors.As(err, &status):
		t.say(name, status.Status())
	default:
		t.fail(name, err)
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(request *http.Request) (*http.Response, error) { return f(request) }

// Notes in which form answers come, and whether they were compressed.
func (t *transcript) observe(next http.RoundTripper) http.RoundTripper {
	return roundTripper(func(request *http.Request) (*http.Response, error) {
		response, err := next.RoundTrip(request)
		if err != nil {
			return response, err
		}
		form := response.Header.Get("Content-Type")
		if response.Uncompressed {
			form += " gzip"
		}
		if !strings.HasPrefix(form, "application/") {
			form += " from " + request.URL.Path
		}
		t.mu.Lock()
		defer t.mu.Unlock()
		t.answers[form] = true
		for _, warning := range response.Header.Values("Warning") {
			t.answers["warning "+warning] = true
		}
		return response, err
	})
}

var _ transport.WrapperFunc = (&transcript{}).observe

func (t *transcript) observed() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	forms := []string{}
	for form := range t.answers {
		forms = append(forms, strings.TrimSpace(form))
	}
	slices.Sort(forms)
	return forms
}

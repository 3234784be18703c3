package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"

	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/clientcmd/api"
)

// edit is what somebody changes of a merged kubeconfig: entries by name, null to take one away.
type edit struct {
	Clusters       map[string]json.RawMessage `json:"clusters,omitempty"`
	Users          map[string]json.RawMessage `json:"users,omitempty"`
	Contexts       map[string]json.RawMessage `json:"contexts,omitempty"`
	CurrentContext *string                    `json:"current-context,omitempty"`
}

// answerEdit changes the files of a case as `kubectl config` does, and says what is in all of them then.
func answerEdit(c kubeconfigCase, root string) (map[string]string, error) {
	options := clientcmd.NewDefaultPathOptions()
	if c.Explicit != "" {
		options.LoadingRules.ExplicitPath = filepath.Join(root, c.Explicit)
	}
	config, err := options.GetStartingConfig()
	if err != nil {
		return nil, err
	}
	c.Edit.apply(config, root)
	if err := clientcmd.ModifyConfig(options, *config, true); err != nil {
		return nil, err
	}
	files := map[string]string{}
	err = filepath.WalkDir(root, func(path string, entry os.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		content, err := os.ReadFile(path)
		name, _ := filepath.Rel(root, path)
		files[name] = strings.ReplaceAll(string(content), root, "$ROOT")
		return err
	})
	return files, err
}

func (e edit) apply(config *api.Config, root string) {
	// The file's own words are read by the file's own reader.
	parse := func(list, field, name string, body json.RawMessage) *api.Config {
		entry := map[string]any{list: []any{map[string]any{"name": name, field: body}}}
		encoded, err := json.Marshal(entry)
		must(err)
		parsed, err := clientcmd.Load([]byte(strings.ReplaceAll(string(encoded), "$ROOT", root)))
		must(err)
		return parsed
	}
	for name, body := range e.Clusters {
		if string(body) == "null" {
			delete(config.Clusters, name)
			continue
		}
		changed := parse("clusters", "cluster", name, body).Clusters[name]
		if old := config.Clusters[name]; old != nil {
			changed.LocationOfOrigin = old.LocationOfOrigin
		}
		config.Clusters[name] = changed
	}
	for name, body := range e.Users {
		if string(body) == "null" {
			delete(config.AuthInfos, name)
			continue
		}
		changed := parse("users", "user", name, body).AuthInfos[name]
		if old := config.AuthInfos[name]; old != nil {
			changed.LocationOfOrigin = old.LocationOfOrigin
		}
		config.AuthInfos[name] = changed
	}
	for name, body := range e.Contexts {
		if string(body) == "null" {
			delete(config.Contexts, name)
			continue
		}
		changed := parse("contexts", "context", name, body).Contexts[name]
		if old := config.Contexts[name]; old != nil {
			changed.LocationOfOrigin = old.LocationOfOrigin
		}
		config.Contexts[name] = changed
	}
	if e.CurrentContext != nil {
		config.CurrentContext = *e.CurrentContext
	}
}

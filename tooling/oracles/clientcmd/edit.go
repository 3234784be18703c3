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
	change(config.Clusters, e.Clusters, func(name string, body json.RawMessage) *api.Cluster {
		return parse("clusters", "cluster", name, body).Clusters[name]
	}, func(cluster *api.Cluster) *string { return &cluster.LocationOfOrigin })
	change(config.AuthInfos, e.Users, func(name string, body json.RawMessage) *api.AuthInfo {
		return parse("users", "user", name, body).AuthInfos[name]
	}, func(user *api.AuthInfo) *string { return &user.LocationOfOrigin })
	change(config.Contexts, e.Contexts, func(name string, body json.RawMessage) *api.Context {
		return parse("contexts", "context", name, body).Contexts[name]
	}, func(context *api.Context) *string { return &context.LocationOfOrigin })
	if e.CurrentContext != nil {
		config.CurrentContext = *e.CurrentContext
	}
}

// change puts the changed entries into the list; each stays in the file that it came from.
func change[T any](
	entries map[string]*T,
	changes map[string]json.RawMessage,
	read func(name string, body json.RawMessage) *T,
	originOf func(*T) *string,
) {
	for name, body := range changes {
		if string(body) == "null" {
			delete(entries, name)
			continue
		}
		changed := read(name, body)
		if old := entries[name]; old != nil {
			*originOf(changed) = *originOf(old)
		}
		entries[name] = changed
	}
}

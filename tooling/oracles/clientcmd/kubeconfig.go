package main

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/clientcmd/api"
)

// overrides are what a command line may lay over a kubeconfig, in the words of the file.
type overrides struct {
	Context       string         `json:"context,omitempty"`
	Cluster       string         `json:"cluster,omitempty"`
	User          string         `json:"user,omitempty"`
	Namespace     string         `json:"namespace,omitempty"`
	ClusterFields map[string]any `json:"clusterFields,omitempty"`
	UserFields    map[string]any `json:"userFields,omitempty"`
}

type kubeconfigCase struct {
	Name string `json:"name"`
	// Path below the case's root to content.
	Files map[string]string `json:"files"`
	// Paths below the root at which there is a directory.
	Folders []string `json:"folders,omitempty"`
	// Path below the root to what a symbolic link there leads to.
	Links map[string]string `json:"links,omitempty"`
	// The list that KUBECONFIG holds.
	Kubeconfig []string `json:"kubeconfig,omitempty"`
	// The environment, in place of that list: KUBECONFIG, HOME and others.
	Env       map[string]string `json:"env,omitempty"`
	Explicit  string            `json:"explicit,omitempty"`
	Overrides overrides         `json:"overrides"`
	// What is changed afterwards; only with an environment.
	Edit *edit `json:"edit,omitempty"`
}

// variables are all of the environment that clientcmd looks at.
var variables = []string{"KUBECONFIG", "HOME", "KUBERNETES_SERVICE_HOST", "KUBERNETES_SERVICE_PORT", "POD_NAMESPACE"}

type kubeconfigAnswer struct {
	Name      string        `json:"name"`
	Error     string        `json:"error,omitempty"`
	Empty     bool          `json:"empty,omitempty"`
	Namespace string        `json:"namespace,omitempty"`
	Config    *configAnswer `json:"config,omitempty"`
	Written   string        `json:"written,omitempty"`
	// What is in the files after the edit, or why there was none.
	Files     map[string]string `json:"files,omitempty"`
	EditError string            `json:"editError,omitempty"`
}

type configAnswer struct {
	Host               string              `json:"host"`
	URL                string              `json:"url,omitempty"`
	URLError           string              `json:"urlError,omitempty"`
	CAFile             string              `json:"caFile,omitempty"`
	CAData             string              `json:"caData,omitempty"`
	CertFile           string              `json:"certFile,omitempty"`
	CertData           string              `json:"certData,omitempty"`
	KeyFile            string              `json:"keyFile,omitempty"`
	KeyData            string              `json:"keyData,omitempty"`
	ServerName         string              `json:"serverName,omitempty"`
	Insecure           bool                `json:"insecure,omitempty"`
	Proxy              string              `json:"proxy,omitempty"`
	DisableCompression bool                `json:"disableCompression,omitempty"`
	Token              string              `json:"token,omitempty"`
	TokenFile          string              `json:"tokenFile,omitempty"`
	Username           string              `json:"username,omitempty"`
	Password           string              `json:"password,omitempty"`
	As                 string              `json:"as,omitempty"`
	AsUID              string              `json:"asUid,omitempty"`
	AsGroups           []string            `json:"asGroups,omitempty"`
	AsExtra            map[string][]string `json:"asExtra,omitempty"`
	Exec               string              `json:"exec,omitempty"`
	AuthProvider       string              `json:"authProvider,omitempty"`
	// What the first client that is made of the configuration says of it.
	ClientError string `json:"clientError,omitempty"`
}

// answerKubeconfig loads a case's files as kubectl does and says which connection comes of it.
func answerKubeconfig(c kubeconfigCase) kubeconfigAnswer {
	root, err := os.MkdirTemp("", "kubeconfig")
	must(err)
	defer os.RemoveAll(root)
	for name, content := range c.Files {
		path := filepath.Join(root, name)
		must(os.MkdirAll(filepath.Dir(path), 0o755))
		must(os.WriteFile(path, []byte(strings.ReplaceAll(content, "$ROOT", root)), 0o600))
	}
	for _, name := range c.Folders {
		must(os.MkdirAll(filepath.Join(root, name), 0o755))
	}
	for name, target := range c.Links {
		must(os.MkdirAll(filepath.Dir(filepath.Join(root, name)), 0o755))
		must(os.Symlink(target, filepath.Join(root, name)))
	}
	rules := &clientcmd.ClientConfigLoadingRules{}
	overrides := c.Overrides.toAPI(root)
	if c.Env != nil {
		for _, name := range variables {
			must(os.Setenv(name, strings.ReplaceAll(c.Env[name], "$ROOT", root)))
		}
		clientcmd.RecommendedConfigDir = filepath.Join(os.Getenv("HOME"), clientcmd.RecommendedHomeDir)
		clientcmd.RecommendedHomeFile = filepath.Join(clientcmd.RecommendedConfigDir, clientcmd.RecommendedFileName)
		rules = clientcmd.NewDefaultClientConfigLoadingRules()
	}
	if c.Explicit != "" {
		rules.ExplicitPath = filepath.Join(root, c.Explicit)
	}
	for _, name := range c.Kubeconfig {
		rules.Precedence = append(rules.Precedence, filepath.Join(root, name))
	}

	answer := kubeconfigAnswer{Name: c.Name}
	text := func(s string) string { return strings.ReplaceAll(s, root, "$ROOT") }
	if loaded, err := rules.Load(); err == nil {
		written, err := clientcmd.Write(*loaded)
		must(err)
		answer.Written = text(string(written))
	}

	answer.connect(clientcmd.NewNonInteractiveDeferredLoadingClientConfig(rules, overrides), text)
	if c.Edit != nil {
		if answer.Files, err = answerEdit(c, root); err != nil {
			answer.EditError = text(err.Error())
		}
	}
	return answer
}

func (answer *kubeconfigAnswer) connect(deferred clientcmd.ClientConfig, text func(string) string) {
	config, err := deferred.ClientConfig()
	if err != nil {
		answer.Error = text(err.Error())
		answer.Empty = clientcmd.IsEmptyConfig(err)
		return
	}
	answer.Namespace, _, err = deferred.Namespace()
	must(err)
	answer.Config = describe(config, text)
}

func (o overrides) toAPI(root string) *clientcmd.ConfigOverrides {
	result := &clientcmd.ConfigOverrides{CurrentContext: o.Context}
	result.Context = api.Context{Cluster: o.Cluster, AuthInfo: o.User, Namespace: o.Namespace}
	// The file's own words are read by the file's own reader.
	entry := map[string]any{
		"clusters": []any{map[string]any{"name": "o", "cluster": o.ClusterFields}},
		"users":    []any{map[string]any{"name": "o", "user": o.UserFields}},
	}
	encoded, err := json.Marshal(entry)
	must(err)
	parsed, err := clientcmd.Load([]byte(strings.ReplaceAll(string(encoded), "$ROOT", root)))
	must(err)
	result.ClusterInfo = *parsed.Clusters["o"]
	result.AuthInfo = *parsed.AuthInfos["o"]
	// A command line sets no extensions; an empty map would count as a difference.
	result.ClusterInfo.Extensions = nil
	result.AuthInfo.Extensions = nil
	return result
}

func describe(config *rest.Config, text func(string) string) *configAnswer {
	answer := &configAnswer{
		Host:               config.Host,
		CAFile:             text(config.CAFile),
		CAData:             string(config.CAData),
		CertFile:           text(config.CertFile),
		CertData:           string(config.CertData),
		KeyFile:            text(config.KeyFile),
		KeyData:            string(config.KeyData),
		ServerName:         config.ServerName,
		Insecure:           config.Insecure,
		DisableCompression: config.DisableCompression,
		Token:              config.BearerToken,
		TokenFile:          text(config.BearerTokenFile),
		Username:           config.Username,
		Password:           config.Password,
		As:                 config.Impersonate.UserName,
		AsUID:              config.Impersonate.UID,
		AsGroups:           config.Impersonate.Groups,
		AsExtra:            config.Impersonate.Extra,
	}
	if base, _, err := rest.DefaultServerUrlFor(config); err != nil {
		answer.URLError = err.Error()
	} else {
		answer.URL = base.String()
	}
	if config.Proxy != nil {
		request := &http.Request{URL: &url.URL{Scheme: "https", Host: "example.com"}}
		proxy, err := config.Proxy(request)
		must(err)
		answer.Proxy = proxy.String()
	}
	if config.ExecProvider != nil {
		answer.Exec = text(config.ExecProvider.Command)
	}
	if config.AuthProvider != nil {
		answer.AuthProvider = config.AuthProvider.Name
	} else if _, err := rest.HTTPWrappersForConfig(config, http.DefaultTransport); err != nil {
		answer.ClientError = text(err.Error())
	}
	return answer
}

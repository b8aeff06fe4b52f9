// Renders a chart the way `helm template` does, as far as this project's chart needs it: values, named templates, Files, sprig.
// Usage: render CHART RELEASE NAMESPACE [--kube-version VERSION] [--api-versions GROUP/VERSION[/KIND]] [VALUES-FILE]...
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"text/template"

	"github.com/Masterminds/sprig/v3"
	"github.com/xeipuuv/gojsonschema"
	"sigs.k8s.io/yaml"
)

type object = map[string]interface{}

// files gives templates the chart's files that are no templates.
type files map[string][]byte

func (f files) Get(name string) string { return string(f[name]) }

func (f files) Glob(pattern string) files {
	found := files{}
	for name, content := range f {
		if match, _ := filepath.Match(pattern, name); match {
			found[name] = content
		}
	}
	return found
}

// versions are what the server serves beside the kinds that every server has.
type versions []string

func (v versions) Has(version string) bool {
	for _, served := range v {
		if served == version {
			return true
		}
	}
	return false
}

func main() {
	if len(os.Args) < 4 {
		fail("usage: render CHART RELEASE NAMESPACE [--kube-version VERSION] [--api-versions GROUP/VERSION[/KIND]] [VALUES-FILE]...")
	}
	chart, release, namespace := os.Args[1], os.Args[2], os.Args[3]
	values := read(filepath.Join(chart, "values.yaml"))
	kubeVersion, served := "v1.32.0", versions{}
	for arguments := os.Args[4:]; len(arguments) > 0; arguments = arguments[1:] {
		switch {
		case arguments[0] == "--kube-version" && len(arguments) > 1:
			kubeVersion, arguments = arguments[1], arguments[1:]
		case arguments[0] == "--api-versions" && len(arguments) > 1:
			served, arguments = append(served, strings.Split(arguments[1], ",")...), arguments[1:]
		default:
			values = merge(values, read(arguments[0]))
		}
	}
	check(values, filepath.Join(chart, "values.schema.json"))
	about := read(filepath.Join(chart, "Chart.yaml"))
	capitalized := object{}
	for key, value := range about {
		capitalized[strings.ToUpper(key[:1])+key[1:]] = value
	}
	content := contents(chart)
	context := object{
		"Values":       values,
		"Chart":        capitalized,
		"Release":      object{"Name": release, "Namespace": namespace, "Service": "Helm", "IsInstall": true, "IsUpgrade": false, "Revision": 1},
		"Capabilities": object{"KubeVersion": object{"Version": kubeVersion}, "APIVersions": served},
		"Files":        content,
	}

	all := template.New("chart").Option("missingkey=zero")
	all.Funcs(functions(all))
	names := []string{}
	for name, text := range content {
		if strings.HasPrefix(name, "templates/") {
			if _, err := all.New(name).Parse(string(text)); err != nil {
				fail("%v", err)
			}
			names = append(names, name)
		}
	}
	sort.Strings(names)
	for _, name := range names {
		var out bytes.Buffer
		if err := all.ExecuteTemplate(&out, name, context); err != nil {
			fail("%v", err)
		}
		if !strings.HasSuffix(name, ".yaml") {
			continue // The notes only have to render.
		}
		text := strings.ReplaceAll(out.String(), "<no value>", "")
		if strings.TrimSpace(text) == "" {
			continue
		}
		for _, document := range strings.Split("\n"+text, "\n---") {
			var parsed interface{}
			if err := yaml.Unmarshal([]byte(document), &parsed); err != nil {
				fail("%s renders to something that is not YAML: %v\n%s", name, err, document)
			}
		}
		fmt.Printf("---\n# Source: %s\n%s\n", name, text)
	}
}

func functions(all *template.Template) template.FuncMap {
	made := sprig.TxtFuncMap()
	// A chart may not read the environment of the machine that renders it.
	delete(made, "env")
	delete(made, "expandenv")
	made["include"] = func(name string, data interface{}) (string, error) {
		var out bytes.Buffer
		err := all.ExecuteTemplate(&out, name, data)
		return out.String(), err
	}
	made["toYaml"] = func(value interface{}) (string, error) {
		text, err := yaml.Marshal(value)
		return strings.TrimSuffix(string(text), "\n"), err
	}
	made["fromYaml"] = func(text string) (object, error) {
		value := object{}
		err := yaml.Unmarshal([]byte(text), &value)
		return value, err
	}
	made["toJson"] = func(value interface{}) (string, error) {
		text, err := json.Marshal(value)
		return string(text), err
	}
	// As with helm template: there is no server to look at.
	made["lookup"] = func(version, kind, namespace, name string) object { return object{} }
	made["required"] = func(message string, value interface{}) (interface{}, error) {
		if value == nil || value == "" {
			return nil, fmt.Errorf("%s", message)
		}
		return value, nil
	}
	made["tpl"] = func(text string, data interface{}) (string, error) {
		parsed, err := template.Must(all.Clone()).New("tpl").Parse(text)
		if err != nil {
			return "", err
		}
		var out bytes.Buffer
		err = parsed.Execute(&out, data)
		return out.String(), err
	}
	return made
}

// check ends the program when the values are not as the chart's schema wants them.
func check(values object, schema string) {
	path, err := filepath.Abs(schema)
	if err != nil {
		fail("%v", err)
	}
	result, err := gojsonschema.Validate(gojsonschema.NewReferenceLoader("file://"+path), gojsonschema.NewGoLoader(values))
	if err != nil {
		fail("%v", err)
	}
	if !result.Valid() {
		lines := []string{"values don't meet the specifications of the schema:"}
		for _, problem := range result.Errors() {
			lines = append(lines, "- "+problem.String())
		}
		fail("%s", strings.Join(lines, "\n"))
	}
}

// merge puts over into base; null removes, as in Helm.
func merge(base, over object) object {
	for key, value := range over {
		below, both := base[key].(object)
		above, objects := value.(object)
		switch {
		case value == nil:
			delete(base, key)
		case both && objects:
			base[key] = merge(below, above)
		default:
			base[key] = value
		}
	}
	return base
}

func read(name string) object {
	text, err := os.ReadFile(name)
	if err != nil {
		fail("%v", err)
	}
	value := object{}
	if err := yaml.Unmarshal(text, &value); err != nil {
		fail("%s: %v", name, err)
	}
	return value
}

func contents(chart string) files {
	found := files{}
	err := filepath.Walk(chart, func(path string, info os.FileInfo, err error) error {
		if err != nil || info.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		name, _ := filepath.Rel(chart, path)
		found[filepath.ToSlash(name)] = text
		return err
	})
	if err != nil {
		fail("%v", err)
	}
	return found
}

func fail(format string, arguments ...interface{}) {
	fmt.Fprintf(os.Stderr, format+"\n", arguments...)
	os.Exit(1)
}

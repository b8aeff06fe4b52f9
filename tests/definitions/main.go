// Command definitions judges CustomResourceDefinitions as the API server of its Kubernetes version does when they are created:
// structural schemas, defaults, names, and the CEL rules with their cost limits.
package main

import (
	"bytes"
	"context"
	"fmt"
	"os"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/install"
	v1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation"
	"k8s.io/apimachinery/pkg/runtime"
	"sigs.k8s.io/yaml"
)

func main() {
	scheme := runtime.NewScheme()
	install.Install(scheme)
	judged, failed := 0, false
	for _, file := range os.Args[1:] {
		data, err := os.ReadFile(file)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
		for _, document := range bytes.Split(append([]byte("\n"), data...), []byte("\n---\n")) {
			if len(bytes.TrimSpace(document)) == 0 {
				continue
			}
			judged++
			for _, problem := range judge(scheme, document) {
				failed = true
				fmt.Printf("%s: %v\n", file, problem)
			}
		}
	}
	fmt.Printf("%d definitions judged\n", judged)
	if failed || judged == 0 {
		os.Exit(1)
	}
}

func judge(scheme *runtime.Scheme, document []byte) (problems []error) {
	definition := &v1.CustomResourceDefinition{}
	if err := yaml.UnmarshalStrict(document, definition); err != nil {
		return []error{err}
	}
	scheme.Default(definition)
	internal := &apiextensions.CustomResourceDefinition{}
	if err := scheme.Convert(definition, internal, nil); err != nil {
		return []error{err}
	}
	// The strategy of the API server fills this before it validates.
	for _, version := range internal.Spec.Versions {
		if version.Storage {
			internal.Status.StoredVersions = []string{version.Name}
		}
	}
	for _, problem := range validation.ValidateCustomResourceDefinition(context.Background(), internal) {
		problems = append(problems, problem)
	}
	return problems
}

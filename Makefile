# Thin on purpose: each target calls dotnet, kubectl or a script that stands beside what it serves.
SHELL := /usr/bin/env bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

CONFIGURATION ?= Release
VERSION ?= $(shell sed -nE 's:.*<VersionPrefix>(.*)</VersionPrefix>.*:\1:p' Directory.Build.props)
IMG ?= ghcr.io/transship/transship:$(VERSION)
KUBECTL = $$(tests/tools/get.sh kubectl)
# What is printed is about this project, also by the first dotnet command of a new machine.
export DOTNET_NOLOGO := 1

##@ General

.PHONY: help
help: ## Show the targets.
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} /^[a-z0-9-]+:.*## / {printf "  %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: clean
clean: ## Remove what builds and tests left in the work tree.
	rm -rf artifacts dist BenchmarkDotNet.Artifacts

.PHONY: clean-cache
clean-cache: ## Remove the programs that tests and demo keep outside the work tree.
	. tests/tools/cache.sh && rm -rf "$$CACHE"

##@ Development

.PHONY: restore
restore: ## Restore packages exactly as the lock files say.
	dotnet restore Operator.sln --locked-mode

.PHONY: build
build: ## Build everything; warnings are errors.
	dotnet build Operator.sln -c $(CONFIGURATION)

.PHONY: format
format: ## Format the C# code as .editorconfig says.
	dotnet format Operator.sln

.PHONY: lint
lint: ## Check format, analyzers and shell scripts; change nothing.
	dotnet format Operator.sln --verify-no-changes
	$$(tests/tools/get.sh shellcheck) -x -P SCRIPTDIR $$(git ls-files '*.sh' .ci/run)

.PHONY: test-faults
test-faults: ## Copy under 10,002 seeds of random faults (a quarter of an hour).
	TRANSSHIP_FAULT_SEEDS=3334 dotnet test tests/Transship.Registry.Tests --filter FullyQualifiedName~FaultTests

.PHONY: manifests
manifests: ## Generate config/crd, config/rbac and the chart's copies from the C# types.
	config/generate.sh

.PHONY: verify
verify: ## Fail when something generated is not what the sources say, or a kustomization does not build.
	config/verify.sh

.PHONY: verify-definitions
verify-definitions: ## Judge the definitions as a current API server does, CEL included (minutes the first time).
	tests/definitions/check.sh

##@ Tests

.PHONY: test
test: ## Run every test: unit tests, and integration against a real API server and real registries.
	tests/suite/run.sh all

.PHONY: test-unit
test-unit: ## Run the unit tests.
	tests/suite/run.sh unit

.PHONY: test-integration
test-integration: ## Run the integration tests; gets a control plane and registries when they are not there.
	tests/suite/run.sh integration

.PHONY: chaos
chaos: ## Run the tests that break things at random moments, as long as they can be (minutes).
	tests/chaos/run.sh

.PHONY: e2e
e2e: ## Install into a real one-node cluster and run the scenarios in its pods (root; about ten minutes).
	tests/e2e/run.sh

.PHONY: e2e-helm
e2e-helm: ## Install, test, upgrade and remove the chart with Helm 3 and 4 in such a cluster (root; IMAGE_ARCHIVE=… is an image that is there).
	tests/chart/helm.sh $(IMAGE_ARCHIVE)

.PHONY: bench
bench: ## Run all benchmarks; fails when a target is missed, after all have run.
	$(MAKE) --keep-going bench-runtime bench-triggers bench-planning bench-charts bench-memory bench-worker bench-pods bench-copy

.PHONY: bench-runtime
bench-runtime: ## Measure caches, queue and restart with 10,000 objects.
	dotnet run --project tests/Transship.Benchmarks -c Release -- runtime

.PHONY: bench-triggers
bench-triggers: ## Measure 1,000 schedules with a tick each minute, and 1,000 events a second for a minute (five minutes).
	dotnet run --project tests/Transship.Benchmarks -c Release -- triggers

.PHONY: bench-planning
bench-planning: ## Measure the planning of 10,000 repositories with 10 tags each.
	dotnet run --project tests/Transship.Benchmarks -c Release -- planning

.PHONY: bench-charts
bench-charts: ## Measure the reading of a chart index of 50,000 versions.
	dotnet run --project tests/Transship.Benchmarks -c Release -- charts

.PHONY: bench-copy
bench-copy: ## Copy in ten scenarios with crane, skopeo, oras and transship (most of an hour; SCENARIOS="a c" runs some).
	tests/bench/copy.sh $(SCENARIOS)

.PHONY: bench-memory
bench-memory: ## Measure the memory of copies of layers of 1 GiB and 8 GiB, and of many at a time.
	tests/bench/memory.sh

.PHONY: bench-worker
bench-worker: ## Measure how soon a worker of a pod begins, and its memory by then.
	dotnet run --project tests/Transship.Benchmarks -c Release -- worker "$$(tests/bench/publish.sh)"

.PHONY: bench-pods
bench-pods: ## Replicate 2,000 tasks in 20 pods on a real control plane; count API writes and the operator's memory (minutes).
	dotnet run --project tests/Transship.Benchmarks -c Release -- pods "$$(tests/bench/publish.sh)"

.PHONY: demo
demo: ## Replicate between two local registries with no cluster, and show what happened.
	tests/demo/run.sh

##@ Program

PREFIX ?= $(HOME)/.local

.PHONY: cli
cli: ## Install the program into PREFIX (~/.local): bin/transship, and bin/kubectl-transship for kubectl.
	dotnet publish src/Transship.Operator -c $(CONFIGURATION) --nologo -v quiet -o $(PREFIX)/lib/transship
	mkdir -p $(PREFIX)/bin
	ln -sfn ../lib/transship/transship $(PREFIX)/bin/transship
	ln -sfn ../lib/transship/transship $(PREFIX)/bin/kubectl-transship

##@ Image and cluster

.PHONY: image
image: ## Build the container image $(IMG): with docker, or without one as the archive dist/image.tar.
	VERSION=$(VERSION) image/build.sh $(IMG)

.PHONY: image-archive
image-archive: ## Build the image as dist/image.tar, without docker; BASE_IMAGE=… is another base image.
	VERSION=$(VERSION) image/archive.sh dist/image.tar $(IMG)

.PHONY: image-check
image-check: ## Build the Dockerfile as it is written, without docker, and check the image (root; minutes; IMAGE_ARCHIVE=… keeps it).
	tests/images/dockerfile.sh $(IMAGE_ARCHIVE)

.PHONY: sbom
sbom: ## Write dist/transship.cdx.json: what the program is made of, as a CycloneDX bill of materials.
	VERSION=$(VERSION) image/sbom.sh dist/transship.cdx.json

.PHONY: install
install: ## Install the resource definitions into the current cluster.
	$(KUBECTL) apply -k config/crd

.PHONY: uninstall
uninstall: ## Remove the resource definitions, and with them every resource of theirs.
	$(KUBECTL) delete --ignore-not-found -k config/crd

.PHONY: deploy
deploy: build-installer ## Install definitions and operator, with image IMG, into the current cluster.
	$(KUBECTL) apply -f dist/install.yaml

.PHONY: build-installer
build-installer: ## Write dist/install.yaml: definitions and operator, with image IMG, in one file.
	mkdir -p dist
	$(KUBECTL) kustomize config/default | sed 's#image: ghcr.io/transship/transship:.*#image: $(IMG)#' > dist/install.yaml

.PHONY: undeploy
undeploy: ## Remove rules, then operator and definitions from the current cluster.
	@# The operator ends what is in progress before a rule goes: without it, rules would stay, and with them their definition.
	if $(KUBECTL) get crd replicationrules.transship.io > /dev/null 2>&1; then $(KUBECTL) delete replicationrules.transship.io --all --all-namespaces --timeout=2m; fi
	$(KUBECTL) delete --ignore-not-found -k config/default

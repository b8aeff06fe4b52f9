# syntax=docker/dockerfile:1
# Both images are those of the .NET that global.json names. Digests, for a tag may move; raise tag and digest together.
FROM mcr.microsoft.com/dotnet/sdk:10.0.401-noble@sha256:e70cdb7f80b0348f5cb85f19a8f670fca061f033d57eed12fa003d58b0e06317 AS build
WORKDIR /src

# What decides the restore comes first, so that this layer is built again only when packages change.
COPY global.json nuget.config Directory.Build.props Directory.Build.targets Directory.Packages.props ./
COPY src/Transship.Api/Transship.Api.csproj src/Transship.Api/packages.lock.json src/Transship.Api/
COPY src/Transship.Embedded/Transship.Embedded.csproj src/Transship.Embedded/packages.lock.json src/Transship.Embedded/
COPY src/Transship.Kubernetes/Transship.Kubernetes.csproj src/Transship.Kubernetes/packages.lock.json src/Transship.Kubernetes/
COPY src/Transship.Operator/Transship.Operator.csproj src/Transship.Operator/packages.lock.json src/Transship.Operator/
COPY src/Transship.Providers/Transship.Providers.csproj src/Transship.Providers/packages.lock.json src/Transship.Providers/
COPY src/Transship.Registry/Transship.Registry.csproj src/Transship.Registry/packages.lock.json src/Transship.Registry/
COPY src/Transship.Replication/Transship.Replication.csproj src/Transship.Replication/packages.lock.json src/Transship.Replication/
COPY src/Transship.Runtime/Transship.Runtime.csproj src/Transship.Runtime/packages.lock.json src/Transship.Runtime/
RUN dotnet restore src/Transship.Operator --locked-mode
# The linker of the compiler ahead of time.
RUN apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev && rm -rf /var/lib/apt/lists/*

COPY .editorconfig ./
COPY config/crd/bases/ config/crd/bases/
COPY config/rbac/ config/rbac/
COPY src/ src/
# Compiled ahead to one native program, for the processor of this build: build on that platform, an emulated one will do.
RUN dotnet publish src/Transship.Operator -c Release --runtime "linux-$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')" -o /app -p:DebugType=none

# Chiseled: no shell and no package manager; extra: with the time zones that schedules name. image/archive.sh builds on the same image.
FROM mcr.microsoft.com/dotnet/runtime-deps:10.0.12-noble-chiseled-extra@sha256:9a3e4e315a3eae3be20b73739ae84fa7e4ffb2a47a234f3bef30825f0543fe1b
ARG VERSION=0.0.0
ARG REVISION=unknown
ARG CREATED=1970-01-01T00:00:00Z
LABEL org.opencontainers.image.title="Transship" \
      org.opencontainers.image.description="Replicates container images, Helm charts and other OCI artifacts between registries" \
      org.opencontainers.image.source="https://github.com/transship/transship" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}"
ENV DOTNET_EnableDiagnostics=0 \
    HOME=/tmp
WORKDIR /app
COPY --from=build /app .
USER 65532:65532
ENTRYPOINT ["/app/transship"]
CMD ["operator"]

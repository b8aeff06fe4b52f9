# syntax=docker/dockerfile:1
FROM mcr.microsoft.com/dotnet/sdk:10.0-noble AS build
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

COPY .editorconfig ./
COPY src/ src/
# Compiled ahead with the framework that it brings, for the processor of this build.
RUN dotnet publish src/Transship.Operator -c Release --use-current-runtime --self-contained -o /app -p:DebugType=none

# Chiseled: no shell and no package manager; extra: with the time zones that schedules name.
FROM mcr.microsoft.com/dotnet/runtime-deps:10.0-noble-chiseled-extra
ARG VERSION=0.0.0
LABEL org.opencontainers.image.title="Transship" \
      org.opencontainers.image.description="Replicates OCI artifacts between registries" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}"
ENV DOTNET_EnableDiagnostics=0 \
    HOME=/tmp
WORKDIR /app
COPY --from=build /app .
USER 65532:65532
ENTRYPOINT ["/app/transship"]
CMD ["operator"]

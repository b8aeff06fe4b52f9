using Transship.Integration.Servers;
using Transship.Testing.Conformance;

namespace Transship.Integration.Conformance;

[Collection(ControlPlaneCollection.Name)]
public sealed class RealObjectTests(RealServer server) : ObjectConformance(server), IClassFixture<RealServer>;

[Collection(ControlPlaneCollection.Name)]
public sealed class RealFinalizerTests(RealServer server) : FinalizerConformance(server), IClassFixture<RealServer>;

[Collection(ControlPlaneCollection.Name)]
public sealed class RealSchemaTests(RealServer server) : SchemaConformance(server), IClassFixture<RealServer>;

[Collection(ControlPlaneCollection.Name)]
public sealed class RealPatchTests(RealServer server) : PatchConformance(server), IClassFixture<RealServer>;

[Collection(ControlPlaneCollection.Name)]
public sealed class RealApplyTests(RealServer server) : ApplyConformance(server), IClassFixture<RealServer>;

[Collection(ControlPlaneCollection.Name)]
public sealed class RealListTests(RealServer server) : ListConformance(server), IClassFixture<RealServer>;

[Collection(ControlPlaneCollection.Name)]
public sealed class RealWatchTests(RealServer server) : WatchConformance(server), IClassFixture<RealServer>;

[Collection(ControlPlaneCollection.Name)]
public sealed class RealGarbageTests(RealServer server) : GarbageConformance(server), IClassFixture<RealServer>;

[Collection(ControlPlaneCollection.Name)]
public sealed class RealNamespaceTests(RealServer server) : NamespaceConformance(server), IClassFixture<RealServer>;

[Collection(ControlPlaneCollection.Name)]
public sealed class RealBuiltInTests(RealServer server) : BuiltInConformance(server), IClassFixture<RealServer>;

[Collection(ControlPlaneCollection.Name)]
public sealed class RealDiscoveryTests(RealServer server) : DiscoveryConformance(server), IClassFixture<RealServer>;

[Collection(ControlPlaneCollection.Name)]
public sealed class RealDefinitionTests(RealServer server) : DefinitionConformance(server), IClassFixture<RealServer>;

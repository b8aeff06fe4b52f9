using Transship.Testing.Conformance;

namespace Transship.Embedded.Tests.Conformance;

public sealed class EmbeddedObjectTests(EmbeddedServerFixture server) : ObjectConformance(server), IClassFixture<EmbeddedServerFixture>;

public sealed class EmbeddedFinalizerTests(EmbeddedServerFixture server) : FinalizerConformance(server), IClassFixture<EmbeddedServerFixture>;

public sealed class EmbeddedSchemaTests(EmbeddedServerFixture server) : SchemaConformance(server), IClassFixture<EmbeddedServerFixture>;

public sealed class EmbeddedPatchTests(EmbeddedServerFixture server) : PatchConformance(server), IClassFixture<EmbeddedServerFixture>;

public sealed class EmbeddedApplyTests(EmbeddedServerFixture server) : ApplyConformance(server), IClassFixture<EmbeddedServerFixture>;

public sealed class EmbeddedListTests(EmbeddedServerFixture server) : ListConformance(server), IClassFixture<EmbeddedServerFixture>;

public sealed class EmbeddedWatchTests(EmbeddedServerFixture server) : WatchConformance(server), IClassFixture<EmbeddedServerFixture>;

public sealed class EmbeddedGarbageTests(EmbeddedServerFixture server) : GarbageConformance(server), IClassFixture<EmbeddedServerFixture>;

public sealed class EmbeddedNamespaceTests(EmbeddedServerFixture server) : NamespaceConformance(server), IClassFixture<EmbeddedServerFixture>;

public sealed class EmbeddedBuiltInTests(EmbeddedServerFixture server) : BuiltInConformance(server), IClassFixture<EmbeddedServerFixture>;

public sealed class EmbeddedDiscoveryTests(EmbeddedServerFixture server) : DiscoveryConformance(server), IClassFixture<EmbeddedServerFixture>;

public sealed class EmbeddedDefinitionTests(EmbeddedServerFixture server) : DefinitionConformance(server), IClassFixture<EmbeddedServerFixture>;

public sealed class EmbeddedModernTests(EmbeddedServerFixture server) : ModernConformance(server), IClassFixture<EmbeddedServerFixture>;

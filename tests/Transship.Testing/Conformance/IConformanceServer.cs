namespace Transship.Testing.Conformance;

/// <summary>An API server that the suite is run against. One instance serves all tests of a class.</summary>
public interface IConformanceServer
{
    /// <summary>A client whose base address is the server's root, and which the server lets do everything.</summary>
    HttpClient Client { get; }
}

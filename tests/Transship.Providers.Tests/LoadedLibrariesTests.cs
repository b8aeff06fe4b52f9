using System.Reflection;
using System.Runtime.Loader;

namespace Transship.Providers.Tests;

public sealed class LoadedLibrariesTests
{
    private static readonly string[] OfClouds = ["AWSSDK.", "Azure.", "Google.", "Microsoft.Identity."];

    [Fact]
    public void Open_EndpointsWithKeys_LoadsNoLibraryOfACloud()
    {
        var context = new Isolated();
        Assert.Equal(4, Call(context, nameof(LoadedLibraries.OpenWithKeys)));
        Assert.Contains("Transship.Providers", Names(context));
        Assert.DoesNotContain(Names(context), IsOfCloud);
        Call(context, nameof(LoadedLibraries.UseOne));
        Assert.Contains(Names(context), IsOfCloud);
    }

    private static object? Call(Isolated context, string method) =>
        context.LoadFromAssemblyPath(typeof(LoadedLibraries).Assembly.Location).GetType(typeof(LoadedLibraries).FullName!)!.GetMethod(method)!.Invoke(null, null);

    private static IEnumerable<string> Names(Isolated context) => context.Assemblies.Select(assembly => assembly.GetName().Name!);

    private static bool IsOfCloud(string name) => OfClouds.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>Loads everything beside the tests anew.</summary>
    private sealed class Isolated() : AssemblyLoadContext("isolated")
    {
        protected override Assembly? Load(AssemblyName assemblyName) =>
            Path.Combine(AppContext.BaseDirectory, $"{assemblyName.Name}.dll") is var path && File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }
}

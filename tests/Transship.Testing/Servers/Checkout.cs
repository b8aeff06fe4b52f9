namespace Transship.Testing.Servers;

/// <summary>The work tree that the tests were built from, whose scripts and manifests they use.</summary>
public static class Checkout
{
    /// <summary>The folder that holds Operator.sln.</summary>
    public static string Root { get; } = Find();

    /// <summary>The full path of a file or folder of the work tree, from its path below the root.</summary>
    public static string PathTo(string relativePath) => Path.GetFullPath(Path.Combine(Root, relativePath));

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Operator.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds Operator.sln; run the tests from a checkout.");
    }
}

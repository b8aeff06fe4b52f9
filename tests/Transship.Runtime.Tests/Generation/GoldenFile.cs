using System.Runtime.CompilerServices;

namespace Transship.Runtime.Tests.Generation;

/// <summary>Compares with a file beside the tests; with TRANSSHIP_UPDATE_GOLDEN=1 it writes the file instead and fails, so that the change is looked at.</summary>
internal static class GoldenFile
{
    internal static void AssertEqual(string name, string actual, [CallerFilePath] string caller = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(caller)!, "Golden", name);
        if (Environment.GetEnvironmentVariable("TRANSSHIP_UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, actual);
            Assert.Fail($"{path} was written: look at the change, then run again without TRANSSHIP_UPDATE_GOLDEN.");
        }

        Assert.Equal(File.ReadAllText(path), actual);
    }
}

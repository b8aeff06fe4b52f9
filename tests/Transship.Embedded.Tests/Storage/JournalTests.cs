using System.Text.Json.Nodes;
using Transship.Embedded.Storage;

namespace Transship.Embedded.Tests.Storage;

public sealed class JournalTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Open_AfterRestart_HasTheLastState()
    {
        using (var store = Open())
        {
            Put(store, "a", 1);
            Put(store, "b", 1);
            Put(store, "a", 2);
            Remove(store, "b");
        }

        using var again = Open();
        var (items, version) = again.List("widgets");

        Assert.Equal(["default/a"], items.Keys);
        Assert.Equal(4, version);
        Assert.Equal(2, items["default/a"].Node["n"]!.GetValue<int>());
        Assert.Equal("3", items["default/a"].Meta.ResourceVersion);
    }

    [Fact]
    public void Open_CutAtEveryByte_HasExactlyTheWholeWrites()
    {
        var ends = new List<long>();
        using (var store = Open())
        {
            for (var i = 1; i <= 4; i++)
            {
                Put(store, "a", i);
                ends.Add(new FileInfo(_directory.File("journal")).Length);
            }
        }

        var whole = File.ReadAllBytes(_directory.File("journal"));
        for (var length = 0; length <= whole.Length; length++)
        {
            File.WriteAllBytes(_directory.File("journal"), whole[..length]);
            var expected = ends.Count(end => end <= length);

            using (var store = Open())
            {
                Assert.Equal(expected, store.List("widgets").Version);
                Assert.Equal(expected, store.Get(Key("a"))?.Node["n"]!.GetValue<int>() ?? 0);
                Put(store, "after", 7);
            }

            using var again = Open();
            Assert.Equal(7, again.Get(Key("after"))!.Node["n"]!.GetValue<int>());
            Assert.Equal(expected + 1, again.List("widgets").Version);
        }
    }

    [Fact]
    public void Open_AnyByteDamaged_KeepsWhatIsBeforeIt()
    {
        var ends = new List<long>();
        using (var store = Open())
        {
            for (var i = 1; i <= 3; i++)
            {
                Put(store, "a", i);
                ends.Add(new FileInfo(_directory.File("journal")).Length);
            }
        }

        var whole = File.ReadAllBytes(_directory.File("journal"));
        for (var at = 0; at < whole.Length; at++)
        {
            var damaged = (byte[])whole.Clone();
            damaged[at] ^= 0x55;
            File.WriteAllBytes(_directory.File("journal"), damaged);

            using var store = Open();

            Assert.Equal(ends.Count(end => end <= at), store.List("widgets").Version);
        }
    }

    [Fact]
    public void Open_DamageInTheMiddle_PutsAsideWhatFollows()
    {
        long end;
        using (var store = Open())
        {
            Put(store, "a", 1);
            end = new FileInfo(_directory.File("journal")).Length;
            Put(store, "a", 2);
            Put(store, "a", 3);
        }

        var damaged = File.ReadAllBytes(_directory.File("journal"));
        damaged[end + 20] ^= 0x55;
        File.WriteAllBytes(_directory.File("journal"), damaged);

        using (var journal = Journal.Open(_directory.Info))
        {
            Assert.Single(journal.Read());
            Assert.Equal((damaged.Length - end, _directory.File("journal.cut")), (journal.CutBytes, journal.CutFile));
        }

        Assert.Equal(damaged[(int)end..], File.ReadAllBytes(_directory.File("journal.cut")));
        using var again = Journal.Open(_directory.Info);
        again.Read();
        Assert.Equal(0, again.CutBytes);
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void Open_NewDirectory_IsPrivate()
    {
        var fresh = new DirectoryInfo(_directory.File("fresh"));

        using var journal = Journal.Open(fresh);

        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(fresh.FullName) & Others);
        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(Path.Combine(fresh.FullName, "journal")) & Others);
    }

    [Fact]
    public void Open_WhileInUse_SaysSo()
    {
        using var store = Open();

        var error = Assert.Throws<IOException>(() => Open());

        Assert.Contains("is in use by another process", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_ManyTimesTheSameObject_KeepsTheFileSmall()
    {
        var text = new string('x', 50_000);
        using (var store = Open())
        {
            for (var i = 0; i < 400; i++)
            {
                Put(store, "a", i, text);
            }
        }

        Assert.True(new FileInfo(_directory.File("journal")).Length < 6_000_000);
        using var again = Open();
        Assert.Equal(399, again.Get(Key("a"))!.Node["n"]!.GetValue<int>());
        Assert.Equal(400, again.List("widgets").Version);
    }

    [Fact]
    public void Compact_LeftBehindByAKill_IsOverwritten()
    {
        File.WriteAllText(_directory.File("journal.new"), "half a compaction");
        using (var store = Open())
        {
            Put(store, "a", 1);
        }

        using var again = Open();
        Assert.NotNull(again.Get(Key("a")));
    }

    [Fact]
    public void Open_VersionsBeforeTheRestart_CannotBeResumed()
    {
        using (var store = Open())
        {
            Put(store, "a", 1);
            Put(store, "a", 2);
        }

        using var again = Open();

        Assert.Equal(2, again.Changes("widgets", 1).CompactedVersion);
        Assert.Null(again.Changes("widgets", 2).CompactedVersion);
    }

    private static ObjectKey Key(string name) => new("widgets", "default", name);

    private static void Put(ObjectStore store, string name, int n, string text = "")
    {
        var node = new JsonObject { ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "default" }, ["n"] = n, ["text"] = text };
        Assert.NotNull(store.Write(Key(name), store.Get(Key(name))?.Version ?? 0, node));
    }

    private static void Remove(ObjectStore store, string name) => Assert.NotNull(store.Write(Key(name), store.Get(Key(name))!.Version, null));

    private ObjectStore Open() => new(100, Journal.Open(_directory.Info));
}

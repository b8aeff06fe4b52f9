using System.Text;
using Transship.Operator.Commands.Work;
using Transship.Operator.Pods;
using Transship.Registry.Blobs;
using Transship.Testing.Files;

namespace Transship.Operator.Tests.Commands.Work;

public sealed class LastWordsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Say_OpenUploads_IsReadBackUntilThereAreNone()
    {
        using var words = new LastWords(new FileInfo(File));

        words.Say([Upload(1)]);
        Assert.Equal([Upload(1)], WorkerSummary.Parse(Said)!.Uploads!);
        Assert.Null(WorkerSummary.MessageOf(Said));

        words.Say([]);
        Assert.Equal("", Said);
    }

    [Fact]
    public void Say_MoreUploadsThanKubernetesKeeps_IsTheNewest()
    {
        using var words = new LastWords(new FileInfo(File));
        words.Say([.. Enumerable.Range(0, 64).Select(Upload)]);

        Assert.InRange(Encoding.UTF8.GetByteCount(Said), 3500, 4096);
        Assert.Equal(Upload(63), WorkerSummary.Parse(Said)!.Uploads![^1]);
    }

    [Fact]
    public void Say_WhereNothingCanBeWritten_IsNoFailure()
    {
        using var words = new LastWords(new FileInfo(Path.Combine(_folder.Path, "nowhere", "log")));
        words.Say(new WorkerSummary());
    }

    [Fact]
    public void Say_LessThanBefore_LeavesNothingOfThat()
    {
        using var words = new LastWords(new FileInfo(File));
        words.Say([Upload(1), Upload(2)]);
        words.Say([Upload(2)]);

        Assert.Equal(new WorkerSummary { Uploads = [Upload(2)] }.ToJson(), Said);
    }

    [Fact]
    public async Task Say_OtherUploads_IsNeverEmptyMeanwhile()
    {
        // A worker that is killed between two words still has one of them to leave.
        using var words = new LastWords(new FileInfo(File));
        words.Say([Upload(0)]);
        var writing = Task.Run(() =>
        {
            for (var turn = 0; turn < 5000; turn++)
            {
                words.Say([.. Enumerable.Range(0, 1 + (turn % 5)).Select(Upload)]);
            }
        });
        while (!writing.IsCompleted)
        {
            Assert.NotEqual(0, new FileInfo(File).Length);
        }

        await writing;
    }

    private string File => Path.Combine(_folder.Path, "termination-log");

    private string Said => System.IO.File.ReadAllText(File);

    private static OpenUpload Upload(int number) => new("team/app", new Uri($"http://registry.example.com/v2/team/app/blobs/uploads/{number}?_state={new string('x', 300)}"));
}

using System.Globalization;
using System.IO.Pipelines;
using Transship.Registry.Content;
using Transship.Registry.Errors;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Transship.Providers.HelmCharts;

/// <summary>
/// Reads an index.yaml (Helm, "The Chart Repository Guide") as a stream of YAML events: of each version a line or two is kept, and nothing of the document.
/// The parser reads synchronously, so it has a thread of its own, which the bytes reach through a pipe of bounded size.
/// </summary>
internal sealed class ChartIndexReader
{
    /// <summary>The most versions of an index that are accepted.</summary>
    public const int MostVersions = 500_000;

    /// <summary>The most bytes of an index that are accepted, decompressed.</summary>
    public const long MostBytes = 512L * 1024 * 1024;

    private const int Buffered = 256 * 1024;
    private const int Samples = 5;
    private const int MaxDepth = 100;

    private readonly Dictionary<string, IReadOnlyList<ChartVersion>> _charts = new(StringComparer.Ordinal);
    private readonly List<string> _unnameable = [];
    private int _versions;

    /// <summary>Reads an index.</summary>
    /// <param name="source">The bytes.</param>
    /// <param name="name">Whose it is, for errors.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="RegistryException">NotARegistry: it is no index. TooLarge.</exception>
    public static async Task<ChartIndex> ReadAsync(Stream source, string name, CancellationToken cancellationToken)
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: Buffered, resumeWriterThreshold: Buffered / 2, useSynchronizationContext: false));
        var parsing = Task.Factory.StartNew(() => Parse(pipe.Reader, name), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Exception? failure = null;
        try
        {
            await FillAsync(source, pipe.Writer, name, cancellationToken);
        }
        catch (InvalidDataException e)
        {
            failure = NoIndex(name, "it cannot be decompressed", e);
        }
        catch (Exception e)
        {
            failure = e;
        }

        await pipe.Writer.CompleteAsync(failure);
        return failure is RegistryException or OperationCanceledException ? await AfterAsync(parsing, failure) : await parsing;
    }

    private static async Task<ChartIndex> AfterAsync(Task<ChartIndex> parsing, Exception failure)
    {
        await parsing.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        throw failure;
    }

    private static async Task FillAsync(Stream source, PipeWriter writer, string name, CancellationToken cancellationToken)
    {
        var total = 0L;
        while (true)
        {
            var read = await source.ReadAsync(writer.GetMemory(64 * 1024), cancellationToken);
            if (read == 0)
            {
                return;
            }

            total += read;
            if (total > MostBytes)
            {
                throw new RegistryException(RegistryErrorKind.TooLarge, $"The index of {name} is larger than {MostBytes} bytes, which is the most that is accepted.");
            }

            writer.Advance(read);
            if ((await writer.FlushAsync(cancellationToken)).IsCompleted)
            {
                return; // The parser gave up; its error tells why.
            }
        }
    }

    private static ChartIndex Parse(PipeReader reader, string name)
    {
        try
        {
            using var text = new StreamReader(reader.AsStream());
            return new ChartIndexReader().Read(new Parser(text), name);
        }
        catch (YamlException e)
        {
            throw NoIndex(name, $"line {e.Start.Line}: {e.Message.ReplaceLineEndings(" ")}", e);
        }
        finally
        {
            reader.Complete();
        }
    }

    private ChartIndex Read(Parser parser, string name)
    {
        parser.Consume<StreamStart>();
        if (!parser.TryConsume<DocumentStart>(out _) || !parser.TryConsume<MappingStart>(out _))
        {
            throw NoIndex(name, "it is no YAML mapping");
        }

        var hasEntries = false;
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = parser.TryConsume<Scalar>(out var scalar) ? scalar.Value : Skip(parser);
            if (key == "entries" && parser.TryConsume<MappingStart>(out _))
            {
                hasEntries = true;
                ReadCharts(parser, name);
            }
            else
            {
                hasEntries |= key == "entries"; // an empty repository may say null
                Skip(parser);
            }
        }

        return hasEntries ? new ChartIndex(_charts, _unnameable) : throw NoIndex(name, "it has no 'entries'");
    }

    private void ReadCharts(Parser parser, string name)
    {
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var chart = parser.TryConsume<Scalar>(out var scalar) ? scalar.Value : Skip(parser);
            if (chart is null || !parser.TryConsume<SequenceStart>(out _))
            {
                Skip(parser);
                continue;
            }

            var versions = ReadVersions(parser, chart, name);
            if (!ChartNames.IsRepository(chart))
            {
                Note(chart);
            }
            else if (versions.Count > 0)
            {
                _charts[chart] = versions;
            }
        }
    }

    private List<ChartVersion> ReadVersions(Parser parser, string chart, string name)
    {
        var (versions, tags) = (new List<ChartVersion>(), new HashSet<string>(StringComparer.Ordinal));
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            if (!parser.TryConsume<MappingStart>(out _))
            {
                Skip(parser);
                continue;
            }

            if (ReadVersion(parser) is not { } version)
            {
                continue;
            }

            if (++_versions > MostVersions)
            {
                throw new RegistryException(RegistryErrorKind.TooLarge, $"The index of {name} has more than {MostVersions} versions of charts, which is the most that is accepted.");
            }

            if (!ChartNames.IsTag(version.Tag))
            {
                Note($"{chart} {version.Version}");
            }
            else if (tags.Add(version.Tag))
            {
                versions.Add(version);
            }
        }

        versions.TrimExcess();
        return versions;
    }

    private static ChartVersion? ReadVersion(Parser parser)
    {
        string? version = null, url = null, digest = null, created = null;
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = parser.TryConsume<Scalar>(out var scalar) ? scalar.Value : Skip(parser);
            switch (key)
            {
                case "version" when parser.TryConsume<Scalar>(out var value):
                    version = value.Value;
                    break;
                case "digest" when parser.TryConsume<Scalar>(out var value):
                    digest = value.Value;
                    break;
                case "created" when parser.TryConsume<Scalar>(out var value):
                    created = value.Value;
                    break;
                case "urls" when parser.TryConsume<SequenceStart>(out _):
                    url = ReadUrl(parser);
                    break;
                default:
                    Skip(parser);
                    break;
            }
        }

        return string.IsNullOrEmpty(version) || string.IsNullOrEmpty(url) ? null : new ChartVersion(version, url, DigestOf(digest), TimeOf(created));
    }

    /// <summary>The first URL, as Helm takes it, or the first that is no registry's.</summary>
    private static string? ReadUrl(Parser parser)
    {
        string? first = null;
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            if (!parser.TryConsume<Scalar>(out var url))
            {
                Skip(parser);
            }
            else if (first is null || (first.StartsWith("oci://", StringComparison.OrdinalIgnoreCase) && !url.Value.StartsWith("oci://", StringComparison.OrdinalIgnoreCase)))
            {
                first = url.Value;
            }
        }

        return first;
    }

    private static Digest? DigestOf(string? text)
    {
        var hex = text?.Trim().ToLowerInvariant() ?? "";
        return Digest.TryParse(hex.StartsWith("sha256:", StringComparison.Ordinal) ? hex : $"sha256:{hex}", out var digest) ? digest : null;
    }

    private static DateTimeOffset? TimeOf(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) && time.Year > 1 ? time : null;

    /// <summary>Passes over a node, which may not be nested without end.</summary>
    private static string? Skip(Parser parser)
    {
        var depth = 0;
        do
        {
            depth += parser.Consume<ParsingEvent>().NestingIncrease;
            if (depth > MaxDepth)
            {
                throw new YamlException($"it is nested more than {MaxDepth} deep");
            }
        }
        while (depth > 0);
        return null;
    }

    private void Note(string what)
    {
        if (_unnameable.Count < Samples)
        {
            _unnameable.Add(what);
        }
    }

    private static RegistryException NoIndex(string name, string why, Exception? inner = null) => new(
        RegistryErrorKind.NotARegistry, $"The index.yaml of {name} is no index of a chart repository ({why}); check the URL, which is that of the folder that holds index.yaml.", inner);
}

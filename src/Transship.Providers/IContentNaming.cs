namespace Transship.Providers;

/// <summary>
/// A source whose digests are those of the content that its artifacts are made from, such as the archive of a chart, because their manifests are made on the
/// way. A destination has such an artifact when its manifest has a layer of that digest.
/// </summary>
public interface IContentNaming;

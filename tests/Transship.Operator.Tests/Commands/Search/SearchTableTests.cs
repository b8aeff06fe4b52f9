using Transship.Operator.Commands.Search;
using Transship.Replication.Filters;

namespace Transship.Operator.Tests.Commands.Search;

public sealed class SearchTableTests
{
    [Fact]
    public void Of_Hits_StandsInColumns() => Assert.Equal(
        [
            "ENDPOINT   REPOSITORY      TYPE    TAGS   TAG",
            "harbor     charts/nginx    chart   3      1.2.0",
            "hub        library/nginx   image   100+   stable",
            "hub        nginx-empty     -       0      -",
        ],
        SearchTable.Of(
        [
            ("harbor", new SearchHit("charts/nginx", ArtifactKind.Chart, 3, "1.2.0")),
            ("hub", new SearchHit("library/nginx", ArtifactKind.Image, EndpointSearch.MaxTags + 1, "stable")),
            ("hub", new SearchHit("nginx-empty", null, 0, null)),
        ]));

    [Fact]
    public void Of_Nothing_HasNoHead() => Assert.Empty(SearchTable.Of([]));
}

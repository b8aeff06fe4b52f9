using System.Globalization;
using Transship.Providers.Tests.Scenarios;

namespace Transship.Providers.Tests.HelmCharts;

/// <summary>What the providers of charts must do as sources.</summary>
public abstract class ChartScenarios : SourceScenarios
{
    protected override string Tag => "1.0.0";

    private protected ChartsServer Charts => (ChartsServer)Server;

    protected override void Fill()
    {
        Charts.Add(Repository, "1.0.0");
        Charts.Add(Repository, "1.1.0");
        Charts.Add(Repository, "2.0.0");
        Charts.Add(OtherRepository, "1.0.0");
    }

    protected override void AddThousandTags()
    {
        Charts.Remove(Repository);
        for (var i = 0; i < 1000; i++)
        {
            Charts.Add(Repository, string.Create(CultureInfo.InvariantCulture, $"1.0.{i}"));
        }
    }
}

using Transship.Kubernetes.Entities;
using Transship.Operator.Tasks;

namespace Transship.Operator.Tests.Tasks;

public sealed class TaskWaitingListTests
{
    private readonly TaskWaitingList _list = new();

    [Fact]
    public void Next_SeveralExecutions_TakeTurns()
    {
        Add("a", "a1", "a2", "a3");
        Add("b", "b1");
        Add("c", "c1", "c2");

        Assert.Equal(["a1", "b1", "c1", "a2", "c2", "a3"], Drain());
    }

    [Fact]
    public void Next_ExecutionHoldsAllItsPlaces_IsPassedOver()
    {
        Add("a", "a1");
        Add("b", "b1");
        var places = new Dictionary<string, int>(StringComparer.Ordinal) { ["a"] = 2 };

        Assert.Equal("b1", _list.Next(places)?.Name);
        Assert.Null(_list.Next(places));
        places["a"] = 1;
        Assert.Equal("a1", _list.Next(places)?.Name);
    }

    [Fact]
    public void Add_Twice_KeepsItsTurn()
    {
        Add("a", "a1", "a2", "a1");

        Assert.Equal(2, _list.Count);
        Assert.Equal(["a1", "a2"], Drain());
    }

    [Fact]
    public void Remove_AnyTask_IsNotTaken()
    {
        Add("a", "a1", "a2");
        _list.Remove("a", Key("a1"));
        _list.Remove("a", Key("unknown"));
        _list.Remove("unknown", Key("a2"));

        Assert.Equal(["a2"], Drain());
        Assert.Equal(0, _list.Count);
    }

    private static NamespacedName Key(string name) => new("default", name);

    private void Add(string execution, params string[] names) => Array.ForEach(names, name => _list.Add(execution, Key(name), 2));

    private IEnumerable<string> Drain()
    {
        while (_list.Next(new Dictionary<string, int>(StringComparer.Ordinal)) is { } next)
        {
            yield return next.Name;
        }
    }
}

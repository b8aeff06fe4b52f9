using Transship.Kubernetes.Entities;

namespace Transship.Operator.Tasks;

/// <summary>Tasks that wait for a place, by execution: first come first served within one, and the executions take turns.</summary>
internal sealed class TaskWaitingList
{
    private readonly LinkedList<Line> _lines = new();

    /// <summary>How many tasks wait.</summary>
    public int Count => _lines.Sum(l => l.Keys.Count);

    /// <summary>A task waits; one that does already keeps its turn.</summary>
    public void Add(string execution, NamespacedName key, int parallelism)
    {
        if (Find(execution) is not { } line)
        {
            line = new Line(execution, parallelism);
            _lines.AddLast(line);
        }

        if (line.Known.Add(key))
        {
            line.Keys.AddLast(key);
        }
    }

    /// <summary>A task waits no longer.</summary>
    public void Remove(string execution, NamespacedName key)
    {
        if (Find(execution) is { } line && line.Known.Remove(key))
        {
            line.Keys.Remove(key);
            if (line.Keys.Count == 0)
            {
                _lines.Remove(line);
            }
        }
    }

    /// <summary>Takes the task whose turn it is, among the executions that have a place left; its execution goes to the end of the row.</summary>
    /// <param name="places">How many places each execution holds.</param>
    public NamespacedName? Next(IReadOnlyDictionary<string, int> places)
    {
        for (var node = _lines.First; node is not null; node = node.Next)
        {
            var line = node.Value;
            if (places.GetValueOrDefault(line.Execution) >= line.Parallelism)
            {
                continue;
            }

            var key = line.Keys.First!.Value;
            line.Keys.RemoveFirst();
            line.Known.Remove(key);
            _lines.Remove(node);
            if (line.Keys.Count > 0)
            {
                _lines.AddLast(line);
            }

            return key;
        }

        return null;
    }

    private Line? Find(string execution) => _lines.FirstOrDefault(l => l.Execution == execution);

    private sealed class Line(string execution, int parallelism)
    {
        public string Execution { get; } = execution;

        public int Parallelism { get; } = parallelism;

        public LinkedList<NamespacedName> Keys { get; } = new();

        public HashSet<NamespacedName> Known { get; } = [];
    }
}

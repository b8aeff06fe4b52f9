namespace Transship.Embedded.Cel;

/// <summary>The variables of an evaluation, and what it may still cost.</summary>
internal sealed class CelScope
{
    /// <summary>The steps that one rule may take (4.5: the limit of kube-apiserver at run time).</summary>
    public const int MaxSteps = 1_000_000;

    private readonly Dictionary<string, object?> _variables = new(StringComparer.Ordinal);
    private int _steps;

    public CelScope(object? self) => _variables["self"] = self;

    public void Set(string name, object? value) => _variables[name] = value;

    public void Remove(string name) => _variables.Remove(name);

    public bool TryGet(string name, out object? value) => _variables.TryGetValue(name, out value);

    public void Step(int count = 1)
    {
        if ((_steps += count) > MaxSteps)
        {
            throw new CelException("operation cancelled: actual cost limit exceeded");
        }
    }
}

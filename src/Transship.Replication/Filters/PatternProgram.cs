namespace Transship.Replication.Filters;

/// <summary>
/// A compiled glob. All places in the pattern that a text may have reached are followed together, so a match takes time linear in the text, whatever the
/// pattern: at most a few states for each of its characters.
/// </summary>
/// <param name="steps">The steps; the last one is the end.</param>
internal sealed class PatternProgram(IReadOnlyList<PatternStep> steps)
{
    /// <summary>Whether the whole text matches.</summary>
    /// <param name="text">The text.</param>
    public bool IsMatch(string text)
    {
        var now = new States(steps);
        var next = new States(steps);
        now.Add(0, Place.ComponentStart);
        foreach (var character in text)
        {
            if (now.TakesAll)
            {
                return true;
            }

            next.Clear();
            foreach (var (step, place) in now.Open)
            {
                Take(character, step, place, next);
            }

            (now, next) = (next, now);
        }

        return now.TakesAll || now.Open.Any(state => steps[state.Step].Kind == PatternStepKind.End);
    }

    private void Take(char character, int index, Place place, States next)
    {
        var isSeparator = character == '/';
        if (place is Place.BetweenComponents or Place.WithinSkipped)
        {
            next.Add(index, isSeparator ? Place.BetweenComponents : Place.WithinSkipped);
            return;
        }

        var step = steps[index];
        switch (step.Kind)
        {
            case PatternStepKind.Literal when step.Character == character:
            case PatternStepKind.Any when !isSeparator:
            case PatternStepKind.Class when step.Class!.Contains(character):
                next.Add(index + 1, Place.WithinComponent);
                break;
            case PatternStepKind.Star when !isSeparator:
                next.Add(index, Place.WithinComponent);
                break;
            case PatternStepKind.Separator when isSeparator:
                next.Add(index + 1, Place.ComponentStart);
                break;
            default:
                break;
        }
    }

    /// <summary>What else is known of a state than its step.</summary>
    private enum Place
    {
        /// <summary>The component has begun, or began with a brace: <c>**</c> is not the whole of it.</summary>
        WithinComponent,

        /// <summary>A component begins here.</summary>
        ComponentStart,

        /// <summary>A <c>**</c> has taken whole components.</summary>
        BetweenComponents,

        /// <summary>A <c>**</c> is taking a component.</summary>
        WithinSkipped,
    }

    private sealed class States(IReadOnlyList<PatternStep> steps)
    {
        private const int Places = 4;

        private readonly bool[] _seen = new bool[steps.Count * Places];

        public List<(int Step, Place Place)> Open { get; } = [];

        /// <summary>Whether a <c>**</c> at the end takes what follows, whatever it is.</summary>
        public bool TakesAll { get; private set; }

        public void Clear()
        {
            Array.Clear(_seen);
            Open.Clear();
            TakesAll = false;
        }

        public void Add(int index, Place place)
        {
            ref var seen = ref _seen[(index * Places) + (int)place];
            if (seen)
            {
                return;
            }

            seen = true;
            var step = steps[index];
            switch (step.Kind)
            {
                case PatternStepKind.Star when place == Place.ComponentStart && step.ComponentEnd >= 0:
                    TakesAll |= steps[step.ComponentEnd].Kind == PatternStepKind.End;
                    Add(index, Place.BetweenComponents);
                    break;
                case PatternStepKind.Star when place == Place.BetweenComponents:
                    Open.Add((index, place));
                    AddBehind(step);
                    break;
                case PatternStepKind.Star when place != Place.WithinSkipped:
                    Open.Add((index, place));
                    Add(index + 1, Place.WithinComponent);
                    break;
                case PatternStepKind.Choice:
                    step.Targets.ForEach(target => Add(target, Place.WithinComponent));
                    break;
                case PatternStepKind.Jump:
                    Add(step.Targets[0], place);
                    break;
                default:
                    Open.Add((index, place));
                    break;
            }
        }

        private void AddBehind(PatternStep doubleStar)
        {
            if (steps[doubleStar.ComponentEnd].Kind == PatternStepKind.Separator)
            {
                Add(doubleStar.ComponentEnd + 1, Place.ComponentStart);
            }
        }
    }
}

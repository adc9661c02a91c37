namespace Postern.Analysis.Findings;

/// <summary>Everything one run says of a record: the object that <c>--json</c> prints (DESIGN §5) and every page is drawn from.</summary>
/// <remarks>Names are a contract: fields are added, never renamed. Times are RFC 3339 UTC text, durations seconds, shares 0 to 1.</remarks>
public sealed record InvestigationFindings
{
    /// <summary>Name and version of this contract.</summary>
    public string Schema { get; init; } = "postern.findings/1";

    /// <summary>What was read.</summary>
    public required RecordFindings Record { get; init; }

    /// <summary>Every option and the seed, so that the run can be repeated.</summary>
    public required IReadOnlyDictionary<string, object?> Settings { get; init; }

    /// <summary>Targets, those that deserve a look first.</summary>
    public required IReadOnlyList<TargetFindings> Targets { get; init; }

    /// <summary>Pairs that <c>--top</c> left out of <see cref="Targets"/>; all computations used them.</summary>
    public int PairsNotShown { get; init; }

    /// <summary>Where the record lies among simulated ones; null unless asked for.</summary>
    public ComparisonFindings? Comparison { get; init; }

    /// <summary>The dated events that were given; null when none were.</summary>
    public EventListFindings? Events { get; init; }

    /// <summary>The holidays that were given; null when none were.</summary>
    public HolidayListFindings? Holidays { get; init; }

    /// <summary>Names that others led to; null when they were not asked for.</summary>
    public IReadOnlyList<NameFindings>? Names { get; init; }

    /// <summary>What turns with other settings; null unless asked for.</summary>
    public IReadOnlyList<SensitivityFindings>? Sensitivity { get; init; }

    /// <summary>The record in a few sentences.</summary>
    public required IReadOnlyList<string> Headline { get; init; }

    /// <summary>What this record cannot show.</summary>
    public required IReadOnlyList<Caveat> Caveats { get; init; }
}

/// <summary>A limit of the record or of a method, with a code that programs can test for.</summary>
public sealed record Caveat(string Code, string Text);

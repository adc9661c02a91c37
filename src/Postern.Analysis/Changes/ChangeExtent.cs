namespace Postern.Analysis.Changes;

/// <summary>When a change began and ended, and the contacts of the stretch with these dates and of the rest of what it was compared with.</summary>
/// <param name="Start">Its start.</param>
/// <param name="End">Its end, covered seconds; of a step the end of what it was compared with.</param>
/// <param name="During">Contacts in it.</param>
/// <param name="Rest">Contacts of the rest; for a step that is what came before.</param>
/// <param name="DuringSeconds">Its length.</param>
/// <param name="RestSeconds">Length of the rest.</param>
readonly record struct ChangeExtent(ChangeDate Start, double End, int During, int Rest, double DuringSeconds, double RestSeconds)
{
    // Where contacts cluster, the border was also chosen among clusters: set by simulation so that the interval of a clear
    // step on bursty traffic holds the truth.
    const double DateUncertainty = 2;

    /// <summary>Rate of the rest, per second, positive.</summary>
    public double RateBefore => (Rest + .5) / RestSeconds;

    /// <summary>Rate during it, per second, positive.</summary>
    public double RateDuring => (During + .5) / DuringSeconds;

    /// <summary>Dates a change: its start up to its middle, its end from there on, by the rates of the stretch that was tested.</summary>
    public static ChangeExtent Of(RateChange change, ChangeSeries series)
    {
        var tested = Between(change, series, new ChangeDate(change.From, change.From, change.From), change.Until);
        var phi = 1 + DateUncertainty * (change.Phi - 1);
        var middle = (change.From + change.Until) / 2;
        var start = change.From <= change.NodeFrom ? tested.Start
            : ChangeDate.Of(series.Contacts, change.NodeFrom, change.IsStep ? change.Until : middle, tested.RateBefore, tested.RateDuring, phi);
        var end = change.IsStep ? change.Until
            : ChangeDate.Of(series.Contacts, middle, change.NodeUntil, tested.RateDuring, tested.RateBefore, phi).Instant;
        // What is told is told of the stretch between the dates that are told.
        var dated = Between(change, series, start, end);
        return dated.DuringSeconds > 0 && dated.RestSeconds > 0 ? dated : tested with { Start = start, End = end };
    }

    static ChangeExtent Between(RateChange change, ChangeSeries series, ChangeDate start, double end)
    {
        // A rise begins and ends with a contact of its own, a fall between those of the others.
        var rises = change.Rises(series);
        var (first, behind) = (rises ? start.Instant : Math.BitIncrement(start.Instant), rises ? Math.BitIncrement(end) : end);
        var during = Math.Max(0, series.Count(first, behind));
        var rest = series.Count(change.NodeFrom, change.NodeUntil) - during;
        return new(start, end, during, Math.Max(0, rest), end - start.Instant, change.NodeUntil - change.NodeFrom - (end - start.Instant));
    }
}

namespace Postern.Analysis.Changes;

/// <summary>A change that stands, in covered seconds since the first contact.</summary>
/// <param name="From">Start of the changed stretch.</param>
/// <param name="Until">Its end.</param>
/// <param name="NodeFrom">Start of the stretch that it was compared with.</param>
/// <param name="NodeUntil">End of that stretch.</param>
/// <param name="LogP">ln of its probability by the record's own variation, the number tried included.</param>
/// <param name="Phi">Dispersion at the scale of the test.</param>
readonly record struct RateChange(double From, double Until, double NodeFrom, double NodeUntil, double LogP, double Phi)
{
    /// <summary>Whether it lasts to the end of what it was compared with, so that all of that lies before it.</summary>
    public bool IsStep => Until >= NodeUntil;

    /// <summary>Whether the rate is above that of the rest.</summary>
    public bool Rises(ChangeSeries series)
    {
        var (during, width) = (series.Count(From, Until), Until - From);
        return during * (NodeUntil - NodeFrom - width) > (series.Count(NodeFrom, NodeUntil) - during) * width;
    }
}

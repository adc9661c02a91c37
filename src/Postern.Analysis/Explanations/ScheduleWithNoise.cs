using Postern.Analysis.Caching;
using Postern.Analysis.Numerics;

namespace Postern.Analysis.Explanations;

/// <summary>A schedule that keeps its phase among random contacts: a Poisson process whose rate peaks once every period.</summary>
/// <param name="Share">Share of the contacts in the peaks.</param>
/// <param name="Spread">Standard deviation of a peak, seconds.</param>
/// <param name="Fit">Seven parameters: rate, share, spread, phase, and the period, which counts as three because what a series
/// says of a period grows with the cube of its length.</param>
/// <remarks>Gaps show a beat only while few other contacts cut them; this law finds it among many. It gives a schedule less
/// credit than it deserves, because it does not know that a beat comes once.</remarks>
readonly record struct ScheduleWithNoise(double Share, double Spread, GapFit Fit)
{
    const int Steps = 40;

    /// <summary>Fits peaks at a period that the cadence test has found.</summary>
    public static ScheduleWithNoise Of(ReadOnlySpan<Step> steps, double period, double tick)
    {
        var origin = steps[0].Start;
        var phases = new double[steps.Length]; // of each step's end, in periods, 0 to 1
        double sine = 0, cosine = 0, total = 0;
        for (var i = 0; i < phases.Length; i++)
        {
            phases[i] = Periods(steps[i].End, origin, period) % 1;
            (sine, cosine) = (sine + Math.Sin(2 * Math.PI * phases[i]), cosine + Math.Cos(2 * Math.PI * phases[i]));
            total += steps[i].Gap;
        }
        var centre = Math.Atan2(sine, cosine) / (2 * Math.PI);
        var (share, spread) = (.5, .05);
        for (var round = 0; round < Steps; round++)
        {
            double members = 0, shift = 0, square = 0;
            foreach (var phase in phases)
            {
                var off = phase - centre - Math.Round(phase - centre);
                var peak = share * Peak(off, spread);
                var r = peak / (peak + 1 - share);
                (members, shift, square) = (members + r, shift + r * off, square + r * off * off);
            }
            if (members < 1)
                break;
            shift /= members;
            centre += shift;
            spread = Math.Max(.3 * tick / period, Math.Sqrt(Math.Max(0, square / members - shift * shift)));
            share = Math.Min(.999, members / phases.Length);
        }
        // Expected contacts: rate x (the even part + whole beats passed), then the best rate in closed form.
        double weight = 0, logs = 0;
        foreach (var step in steps)
        {
            var (from, to) = (Periods(step.Start, origin, period) - centre, Periods(step.End, origin, period) - centre);
            weight += (1 - share) * step.Gap + share * period * (Beats(to, spread) - Beats(from, spread));
            logs += Math.Log(1 - share + share * Peak(to - Math.Round(to), spread));
        }
        var n = steps.Length;
        return new ScheduleWithNoise(share, spread * period, new GapFit(logs + n * (Math.Log(n / weight) - 1), 7));
    }

    static double Periods(long time, long origin, double period) => (time - origin) / 1e9 / period;

    static double Peak(double off, double spread) => Math.Exp(-off * off / (2 * spread * spread)) / (spread * Math.Sqrt(2 * Math.PI));

    /// <summary>Beats that have come by, counting the nearest by how far its peak has passed.</summary>
    static double Beats(double periods, double spread)
    {
        var nearest = Math.Round(periods);
        return nearest + 1 - Math.Exp(Tails.NormalAbove((periods - nearest) / spread));
    }
}

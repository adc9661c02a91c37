using Postern.Analysis.Rate;

namespace Postern.Analysis.Changes;

/// <summary>When a rate changed: the likeliest instant and a 95 % interval.</summary>
/// <param name="Instant">Covered seconds.</param>
/// <param name="Low">Lower limit.</param>
/// <param name="High">Upper limit.</param>
readonly record struct ChangeDate(double Instant, double Low, double High)
{
    /// <summary>The change inside [from, until) from one given rate to another.</summary>
    /// <param name="contacts">Covered seconds, ascending.</param>
    /// <param name="from">Start of the stretch with the first rate.</param>
    /// <param name="until">End of the stretch with the second rate.</param>
    /// <param name="before">First rate, per second, positive.</param>
    /// <param name="after">Second rate, per second, positive.</param>
    /// <param name="phi">Dispersion: contacts are worth 1/phi independent ones.</param>
    /// <remarks>Poisson likelihood over the instant of change, to the power 1/phi; every instant equally likely beforehand. Between
    /// two contacts its logarithm is a line of slope after - before, at a contact it jumps by ln(before/after). The interval cuts
    /// 2.5 % off each side of the posterior.</remarks>
    public static ChangeDate Of(ReadOnlySpan<double> contacts, double from, double until, double before, double after, double phi)
    {
        contacts = contacts[contacts.FirstAt(from)..contacts.FirstAt(until)];
        var slope = (after - before) / phi;
        var jump = Math.Log(before / after) / phi;
        double top = double.NegativeInfinity, instant = from;
        for (var i = 0; i <= contacts.Length; i++)
        {
            var (left, right) = Piece(i, contacts, out var start, out var end);
            if (left > top)
                (top, instant) = (left, start);
            if (right > top)
                (top, instant) = (right, end);
        }
        var total = 0.0;
        for (var i = 0; i <= contacts.Length; i++)
        {
            var (left, right) = Piece(i, contacts, out var start, out var end);
            total += Mass(left - top, right - top, end - start);
        }
        var (low, high, sum) = (from, until, 0.0);
        for (var i = 0; i <= contacts.Length; i++)
        {
            var (left, right) = Piece(i, contacts, out var start, out var end);
            var mass = Mass(left - top, right - top, end - start);
            if (sum < .025 * total && sum + mass >= .025 * total)
                low = start + (end - start) * ((.025 * total - sum) / mass);
            if (sum < .975 * total && sum + mass >= .975 * total)
                high = start + (end - start) * ((.975 * total - sum) / mass);
            sum += mass;
        }
        return new(instant, Math.Min(low, instant), Math.Max(high, instant));

        // Piece i lies between contacts i-1 and i; the logarithm of the likelihood at its two ends.
        (double Left, double Right) Piece(int i, ReadOnlySpan<double> times, out double start, out double end)
        {
            (start, end) = (i == 0 ? from : times[i - 1], i == times.Length ? until : times[i]);
            return (slope * (start - from) + jump * i, slope * (end - from) + jump * i);
        }
    }

    /// <summary>Integral of exp over a line from <paramref name="left"/> to <paramref name="right"/>.</summary>
    static double Mass(double left, double right, double width) =>
        Math.Abs(right - left) < 1e-6 ? width * Math.Exp((left + right) / 2) : width * (Math.Exp(right) - Math.Exp(left)) / (right - left);
}

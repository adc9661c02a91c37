using Postern.Analysis.Numerics;
using Postern.Analysis.Rate;

namespace Postern.Analysis.Coincidence;

/// <summary>Contacts in windows when the whole series is turned about the record as about a circle (METHODS §8, null 2).</summary>
static class CircularShift
{
    const long MostSwitches = 4_000_000;
    const int Draws = 9_999;

    /// <summary>Chance of at least and of at most as many contacts, exactly over all turns; by draws where these are too many.</summary>
    /// <param name="contacts">Ascending, in [0, length).</param>
    /// <param name="windows">Disjoint, in [0, length].</param>
    /// <param name="length">Length of the circle, same unit.</param>
    /// <param name="random">Draws turns where an exact answer costs too much.</param>
    public static RedatedCount Test(ReadOnlySpan<double> contacts, IReadOnlyList<(double From, double To)> windows, double length, SplitMix64 random)
    {
        var observed = Count(contacts, windows, length, 0);
        var expected = contacts.Length * windows.Sum(w => w.To - w.From) / length;
        return 2L * contacts.Length * windows.Count <= MostSwitches
            ? Exact(contacts, windows, length, observed, expected)
            : Drawn(contacts, windows, length, observed, expected, random);
    }

    /// <summary>The same by whole steps, the turn by nothing included: weeks keep hour and weekday.</summary>
    public static RedatedCount Stepped(ReadOnlySpan<double> contacts, IReadOnlyList<(double From, double To)> windows, double length, double step)
    {
        var observed = Count(contacts, windows, length, 0);
        var steps = (int)Math.Round(length / step);
        var (more, fewer, sum) = (0, 0, 0.0);
        for (var turn = 0; turn < steps; turn++)
        {
            var count = Count(contacts, windows, length, turn * step);
            (more, fewer, sum) = (more + (count >= observed ? 1 : 0), fewer + (count <= observed ? 1 : 0), sum + count);
        }
        return new(observed, sum / steps, more / (double)steps, fewer / (double)steps, 1.0 / steps);
    }

    /// <summary>Each contact and window add one on the turns that bring the one into the other; the number changes only where one begins or ends.</summary>
    static RedatedCount Exact(ReadOnlySpan<double> contacts, IReadOnlyList<(double From, double To)> windows, double length, long observed, double expected)
    {
        var at = new double[2 * contacts.Length * windows.Count];
        var change = new int[at.Length];
        var n = 0;
        var inside = 0L; // at turn 0
        foreach (var contact in contacts)
        {
            foreach (var (from, to) in windows)
            {
                var (enter, leave) = (Turn(from - contact, length), Turn(to - contact, length));
                (at[n], change[n++], at[n], change[n++]) = (enter, 1, leave, -1);
                inside += contact >= from && contact < to ? 1 : 0;
            }
        }
        Array.Sort(at, change);
        double more = 0, fewer = 0, last = 0;
        for (var i = 0; i <= n; i++)
        {
            var until = i < n ? at[i] : length;
            more += inside >= observed ? until - last : 0;
            fewer += inside <= observed ? until - last : 0;
            // A turn of exactly 0 is where counting began: its entries are in it already, its exits are not.
            if (i < n)
                inside += change[i] - (at[i] == 0 && change[i] > 0 ? 1 : 0);
            last = until;
        }
        return new(observed, expected, Math.Min(1, more / length), Math.Min(1, fewer / length));
    }

    static RedatedCount Drawn(
        ReadOnlySpan<double> contacts, IReadOnlyList<(double From, double To)> windows, double length, long observed, double expected, SplitMix64 random)
    {
        var (more, fewer) = (1, 1);
        for (var draw = 0; draw < Draws; draw++)
        {
            var count = Count(contacts, windows, length, random.NextDouble() * length);
            more += count >= observed ? 1 : 0;
            fewer += count <= observed ? 1 : 0;
        }
        return new(observed, expected, more / (Draws + 1.0), fewer / (Draws + 1.0), 1 / (Draws + 1.0));
    }

    static double Turn(double by, double length) => by < 0 ? by + length : by >= length ? by - length : by;

    /// <summary>Contacts in the windows after a turn: the windows are turned back instead.</summary>
    static long Count(ReadOnlySpan<double> contacts, IReadOnlyList<(double From, double To)> windows, double length, double turn)
    {
        var count = 0L;
        foreach (var (from, to) in windows)
        {
            var (a, b) = (from - turn, to - turn);
            count += contacts.CountIn(a, b) + contacts.CountIn(a + length, b + length);
        }
        return count;
    }
}

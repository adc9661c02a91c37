namespace Postern.Analysis.Cadence;

/// <summary>The model of a schedule (METHODS §2.4, 2): contact = φ + kP + e, so that jitter does not add up.</summary>
static class ScheduleFit
{
    const int MostSteps = 60;
    const int TrialSteps = 15;
    const int Grid = 25; // ±1.5/T, 8 a bin
    static readonly double LnWorthFitting = Math.Log(0.05);
    static readonly double[] StartSpreads = [0.02, 0.1];

    /// <summary>Fits a schedule near a period; null when it cannot be one.</summary>
    /// <param name="times">Seconds, ascending.</param>
    /// <param name="near">A period within 1.5 cycles of the right one over the series.</param>
    /// <param name="tick">Step of the time stamps, seconds.</param>
    public static Beat? Of(ReadOnlySpan<double> times, double near, double tick)
    {
        var span = times[^1] - times[0];
        if (times.Length < 4 || !(near >= 4 * tick) || span < 4 * near)
            return null;
        var frequency = Strongest(times, 1 / near, 1.5 / span);
        frequency = Strongest(times, frequency, 0.19 / span);
        if (!HasPower(times, frequency))
            return null;
        var fold = new Fold(times, 0.3 * tick);
        var best = (Gain: double.NegativeInfinity, Spread: 0.0);
        foreach (var start in StartSpreads)
        {
            fold.Start(frequency, start);
            fold.Converge(TrialSteps, sampled: true);
            if (fold.Gain > best.Gain)
                best = (fold.Gain, start);
        }
        fold.Start(frequency, best.Spread);
        fold.Converge(MostSteps, sampled: true);
        fold.Converge(2);
        // The fold's own frequency: times regressed on their beat numbers, then folded again.
        if (!fold.Regress())
            return null;
        fold.Converge(MostSteps, sampled: true);
        fold.Converge(2);
        if (!fold.Regress())
            return null;
        fold.Converge(TrialSteps);
        return fold.Gain > 0 ? fold.Beat() : null;
    }

    /// <summary>Whether the contacts crowd at some phase at all; the frequency was the best of many, so chance gets here often.</summary>
    static bool HasPower(ReadOnlySpan<double> times, double frequency)
    {
        var phases = new double[times.Length];
        for (var i = 0; i < phases.Length; i++)
            phases[i] = times[i] * frequency;
        return PhaseTest.H(phases).LnP < LnWorthFitting;
    }

    /// <summary>The frequency with the greatest power of its first two harmonics, on a grid of ± the given width.</summary>
    static double Strongest(ReadOnlySpan<double> times, double centre, double width)
    {
        Span<double> re = stackalloc double[2 * Grid], im = stackalloc double[2 * Grid];
        re.Clear();
        im.Clear();
        var step = 2 * width / (Grid - 1);
        var origin = 0.5 * (times[0] + times[^1]);
        foreach (var time in times)
        {
            var (sin, cos) = Math.SinCos(Cycle((centre - width) * (time - origin)));
            var (turnSin, turnCos) = Math.SinCos(Cycle(step * (time - origin)));
            for (var g = 0; g < Grid; g++)
            {
                re[g] += cos;
                im[g] += sin;
                re[Grid + g] += cos * cos - sin * sin;
                im[Grid + g] += 2 * cos * sin;
                (cos, sin) = (cos * turnCos - sin * turnSin, cos * turnSin + sin * turnCos);
            }
        }
        var best = 0;
        double most = -1;
        for (var g = 0; g < Grid; g++)
        {
            var power = re[g] * re[g] + im[g] * im[g] + re[Grid + g] * re[Grid + g] + im[Grid + g] * im[Grid + g];
            if (power > most)
                (best, most) = (g, power);
        }
        return centre - width + best * step;
    }

    static double Cycle(double turns) => 2 * Math.PI * (turns - Math.Floor(turns));
}

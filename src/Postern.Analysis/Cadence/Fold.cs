namespace Postern.Analysis.Cadence;

/// <summary>A series folded at a frequency, and a mixture of a wrapped normal and a uniform law fitted to the phases
/// by expectation and maximisation (Sanna Passino and Heard 2020).</summary>
ref struct Fold
{
    const double WidestSpread = 0.35;
    const int Sample = 500;
    const double Negligible = 40;
    const double RootTwoPi = 2.5066282746310002;

    readonly ReadOnlySpan<double> times;
    readonly double leastJitter;
    readonly double[] offset; // phase less the mode, -.5 to .5
    readonly double[] belongs; // posterior of belonging to the beat
    double frequency;
    double mode;
    double spread;
    double share;
    double regressionError;

    public Fold(ReadOnlySpan<double> times, double leastJitter)
    {
        this.times = times;
        this.leastJitter = leastJitter;
        offset = new double[times.Length];
        belongs = new double[times.Length];
    }

    /// <summary>Log-likelihood over a uniform phase.</summary>
    public double Gain { get; private set; }

    /// <summary>Begins at the fullest part of the fold.</summary>
    public void Start(double atFrequency, double atSpread)
    {
        (frequency, spread, share) = (atFrequency, atSpread, 0.5);
        const int slots = 50;
        Span<int> counts = stackalloc int[slots];
        foreach (var time in times)
            counts[Math.Min(slots - 1, (int)(slots * Phase(time)))]++;
        int fullest = 0, most = -1;
        for (var i = 0; i < slots; i++)
        {
            var three = counts[(i + slots - 1) % slots] + counts[i] + counts[(i + 1) % slots];
            if (three > most)
                (fullest, most) = (i, three);
        }
        mode = (fullest + 0.5) / slots;
        PlaceOffsets();
    }

    /// <summary>Steps of expectation and maximisation until the gain all but stands still.</summary>
    /// <param name="mostSteps">Most steps.</param>
    /// <param name="sampled">Whether a long series may be thinned evenly; posteriors of the rest are then not set.</param>
    public void Converge(int mostSteps, bool sampled = false)
    {
        var stride = sampled ? Math.Max(1, offset.Length / Sample) : 1;
        var seen = (offset.Length + stride - 1) / stride;
        Gain = double.NegativeInfinity;
        for (var step = 0; step < mostSteps; step++)
        {
            double gain = 0, weight = 0, first = 0, second = 0;
            var height = share / (spread * RootTwoPi);
            var scale = -0.5 / (spread * spread);
            for (var i = 0; i < offset.Length; i += stride)
            {
                var x = offset[i];
                var density = scale * x * x < -Negligible ? 0 : Math.Exp(scale * x * x);
                if (spread > 0.12)
                    density += Math.Exp(scale * (x - 1) * (x - 1)) + Math.Exp(scale * (x + 1) * (x + 1));
                density *= height;
                var total = density + 1 - share;
                gain += Math.Log(total);
                var posterior = density / total;
                belongs[i] = posterior;
                weight += posterior;
                first += posterior * x;
                second += posterior * x * x;
            }
            var done = gain - Gain < 0.01;
            Gain = gain;
            if (done || weight < 1)
                break;
            var shift = first / weight;
            share = Math.Clamp(weight / seen, 1e-3, 1 - 1e-3);
            spread = Math.Clamp(Math.Sqrt(Math.Max(0, second / weight - shift * shift)), leastJitter * frequency, WidestSpread);
            mode += shift;
            PlaceOffsets();
        }
    }

    /// <summary>Sets frequency and mode by weighted regression of times on beat numbers; false when too little is on the beat.</summary>
    public bool Regress()
    {
        double weight = 0, number = 0, time = 0;
        for (var i = 0; i < times.Length; i++)
        {
            weight += belongs[i];
            number += belongs[i] * Number(i);
            time += belongs[i] * times[i];
        }
        if (weight < 4)
            return false;
        (number, time) = (number / weight, time / weight);
        double across = 0, along = 0;
        for (var i = 0; i < times.Length; i++)
        {
            var k = Number(i) - number;
            along += belongs[i] * k * k;
            across += belongs[i] * k * (times[i] - time);
        }
        if (!(along > 0) || !(across > 0))
            return false;
        var period = across / along;
        double squares = 0;
        for (var i = 0; i < times.Length; i++)
        {
            var residual = times[i] - time - period * (Number(i) - number);
            squares += belongs[i] * residual * residual;
        }
        var variance = Math.Max(squares / Math.Max(1, weight - 2), leastJitter * leastJitter);
        regressionError = Math.Sqrt(variance / along);
        frequency = 1 / period;
        mode = time * frequency - number;
        PlaceOffsets();
        return true;
    }

    /// <summary>The beat as fitted; null when next to nothing belongs to it.</summary>
    public readonly Beat? Beat()
    {
        List<int> members = [];
        List<long> numbers = [];
        double weight = 0;
        long distinct = 0;
        for (var i = 0; i < times.Length; i++)
        {
            weight += belongs[i];
            if (belongs[i] <= 0.5)
                continue;
            var number = (long)Number(i);
            if (numbers.Count == 0 || numbers[^1] != number)
                distinct++;
            members.Add(i);
            numbers.Add(number);
        }
        if (members.Count < 4)
            return null;
        var first = numbers[0];
        var scheduled = numbers[^1] - first + 1;
        // Strays inside the beat's width raise the distinct beats, double contacts the weight: the lesser is right.
        var kept = Math.Min(Math.Min(distinct, Math.Round(weight)), scheduled); // whole beats
        return new Beat
        {
            Clock = BeatClock.Schedule,
            Period = 1 / frequency,
            PeriodError = regressionError,
            Jitter = spread / frequency,
            Scheduled = scheduled,
            Kept = kept,
            Members = [.. members],
            Numbers = [.. numbers.Select(n => n - first)],
            Gain = Gain + OncePerBeat(kept, scheduled, members.Count),
        };
    }

    /// <summary>What is gained because a beat comes once or not at all, over as many Poisson contacts at the same phase.</summary>
    static double OncePerBeat(double kept, double scheduled, int members) =>
        members > 1.1 * kept ? 0 : Math.Max(0, kept + (scheduled - kept) * Math.Log(Math.Max(1e-3, 1 - kept / scheduled)));

    readonly double Number(int i) => Math.Round(times[i] * frequency - mode - offset[i]);

    readonly double Phase(double time)
    {
        var turns = time * frequency;
        return turns - Math.Floor(turns);
    }

    readonly void PlaceOffsets()
    {
        for (var i = 0; i < offset.Length; i++)
        {
            var x = times[i] * frequency - mode;
            offset[i] = x - Math.Round(x);
        }
    }
}

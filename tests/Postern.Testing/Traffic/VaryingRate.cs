using Postern.Simulation;

namespace Postern.Testing.Traffic;

/// <summary>Poisson traffic whose rate is a step function of time.</summary>
static class VaryingRate
{
    // Steps of at most ten minutes (METHODS §12), finer in short windows so that a rate still has a shape there.
    static int Steps(double seconds) => (int)Math.Clamp(Math.Ceiling(seconds / 600), 144, 1 << 20);

    /// <summary>Offsets drawn independently in proportion to the rate; <paramref name="rates"/> are equal steps of the window.</summary>
    public static double[] Draw(TrafficRandom random, int count, double seconds, double[] rates)
    {
        var below = new double[rates.Length];
        var total = 0.0;
        for (var i = 0; i < rates.Length; i++)
            below[i] = total += rates[i];
        var offsets = new double[count];
        for (var i = 0; i < count; i++)
        {
            var step = Array.BinarySearch(below, random.Uniform() * total);
            step = Math.Min(step < 0 ? ~step : step + 1, rates.Length - 1);
            offsets[i] = (step + random.Uniform()) / rates.Length * seconds;
        }
        return offsets;
    }

    public static double[] DayWave(TrafficRandom random, double seconds)
    {
        var length = Math.Min(86_400, seconds); // a window shorter than a day holds one whole wave
        var awake = random.Uniform(.3, .8);
        var start = random.Uniform();
        return Rates(seconds, time =>
        {
            var day = time / length + start;
            var position = (day - Math.Floor(day)) / awake;
            return .05 + (position < 1 ? Math.Sin(Math.PI * position) : 0);
        });
    }

    public static double[] OfficeHours(TrafficRandom random, double seconds, double fromSeconds)
    {
        var firstDay = Math.Floor(fromSeconds / 86_400);
        var level = new double[(int)(Math.Floor((fromSeconds + seconds) / 86_400) - firstDay) + 1];
        for (var i = 0; i < level.Length; i++)
            level[i] = Math.Exp(.6 * random.Normal());
        return Rates(seconds, time =>
        {
            var day = Math.Floor((fromSeconds + time) / 86_400);
            var hour = (fromSeconds + time - day * 86_400) / 3_600;
            var weekday = ((long)day + 3) % 7; // 1970-01-01 was a Thursday; Monday is 0
            return level[(int)(day - firstDay)] * (weekday < 5 && hour is >= 8 and < 18 ? 1 : .05);
        });
    }

    public static double[] TwoStates(TrafficRandom random, double seconds)
    {
        const double Busy = 6 * 3_600, Calm = 2 * 86_400;
        var busy = random.Uniform() < Busy / (Busy + Calm);
        var until = random.Exponential(busy ? Busy : Calm);
        return Rates(seconds, time =>
        {
            while (until < time)
            {
                busy = !busy;
                until += random.Exponential(busy ? Busy : Calm);
            }
            return busy ? 20 : 1;
        });
    }

    public static double[] LogGaussian(TrafficRandom random, double seconds, double memorySeconds)
    {
        var keep = Math.Exp(-seconds / Steps(seconds) / memorySeconds);
        var log = random.Normal();
        return Rates(seconds, _ =>
        {
            log = keep * log + Math.Sqrt(1 - keep * keep) * random.Normal();
            return Math.Exp(log);
        });
    }

    /// <summary>The rate in the middle of every step, asked for in time order.</summary>
    static double[] Rates(double seconds, Func<double, double> rate)
    {
        var rates = new double[Steps(seconds)];
        for (var i = 0; i < rates.Length; i++)
            rates[i] = rate((i + .5) / rates.Length * seconds);
        return rates;
    }
}

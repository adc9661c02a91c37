using Postern.Contacts;
using Postern.Simulation.Specification;

namespace Postern.Simulation.Demand;

/// <summary>Beats of a timer: a schedule keeps its phase, a sleep starts anew at each contact (DESIGN §6).</summary>
static class TimerBeats
{
    /// <summary>The beats of one series.</summary>
    public static IEnumerable<Occasion> Times(TimerDemand timer, TrafficRandom random) =>
        (timer.Sleeps ? Sleeps(timer, random) : Schedule(timer, random))
            .Where(time => time >= timer.From && time < timer.To)
            .Select(time => new Occasion(time));

    static IEnumerable<long> Schedule(TimerDemand timer, TrafficRandom random)
    {
        var period = (Int128)(timer.PeriodSeconds * 1e9);
        var phase = (Int128)((timer.PhaseSeconds ?? random.Uniform(0, timer.PeriodSeconds)) * 1e9);
        var jitter = timer.JitterSeconds * 1e9;
        // From the beat before the window on: its jitter may bring it in.
        for (var beat = (timer.From - phase) / period - 1; ; beat++)
        {
            var due = phase + beat * period;
            if (due - (Int128)jitter >= timer.To)
                yield break;
            var time = due + (Int128)random.Uniform(-jitter, jitter);
            if (random.Uniform() >= timer.MissedShare)
                yield return (long)time;
        }
    }

    static IEnumerable<long> Sleeps(TimerDemand timer, TrafficRandom random)
    {
        var seconds = random.Uniform(0, timer.PeriodSeconds);
        for (var time = timer.From + (long)(seconds * 1e9); time < timer.To;)
        {
            if (random.Uniform() >= timer.MissedShare)
                yield return time;
            seconds = timer.PeriodSeconds + random.Uniform(-timer.JitterSeconds, timer.JitterSeconds);
            time += Math.Max(UnixTime.Second / 1_000_000, (long)(seconds * 1e9));
        }
    }
}

using Postern.Simulation.Specification;

namespace Postern.Simulation.Demand;

/// <summary>Attempts that fail come again on a ladder of waits, as a mail queue does.</summary>
static class RetryAttempts
{
    /// <summary>The attempts, each first one followed by those that it needed.</summary>
    public static IEnumerable<Occasion> Of(IEnumerable<Occasion> first, RetrySpecification? ladder, TrafficRandom random)
    {
        foreach (var attempt in first)
        {
            if (ladder is null)
            {
                yield return attempt;
                continue;
            }
            var time = attempt.Time;
            var fails = random.Uniform() < ladder.FailingShare;
            yield return attempt with { Fails = fails };
            foreach (var wait in ladder.AfterSeconds.TakeWhile(_ => fails))
            {
                time += (long)(wait * 1e9);
                fails = random.Uniform() < ladder.FailingShare;
                yield return new Occasion(time, Fails: fails);
            }
        }
    }
}

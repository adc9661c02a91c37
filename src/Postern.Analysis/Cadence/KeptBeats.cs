using Postern.Analysis.Numerics;

namespace Postern.Analysis.Cadence;

/// <summary>How a beat is kept, from one member to the next: what tells a period from a fraction of it.</summary>
/// <remarks>
/// Contacts every 60 s lie on the beats of 20 s and of 3.3 s as well, and a fit of those is hardly worse. But of a beat that is
/// missed now and then, whatever the share q, one period is the commonest step (a share 1 - q of the steps), while of a fraction
/// of the period no step is. So a beat is claimed only where its steps may be those of a beat with three in five missed, which is
/// the most that METHODS §13 tries. Pauses of more than eight beats are set apart where they are few: a poller whose machine is
/// off at night keeps its beat by day.
/// </remarks>
sealed class KeptBeats
{
    /// <summary>Most beats missed while the source is up.</summary>
    public const double MostMissed = 0.6;
    /// <summary>Most beats missed, off times and all: a day in the week, or six hours at 60 % in the day, are left.</summary>
    const double MostAway = 0.9;
    /// <summary>Level at which one length of steps is commoner than steps of one period.</summary>
    const double Level = 0.01;
    const int LongestPause = 8;
    /// <summary>Beats kept, on average, between two off times; where they are fewer, pauses are the rule and no off times.</summary>
    const int FewestBetween = 6;

    readonly int[] steps = new int[LongestPause + 1]; // steps of each length up to the longest
    int kept = 1;
    int pauses;
    long missed;
    long away;

    KeptBeats(Beat beat)
    {
        for (var i = 1; i < beat.Numbers.Length; i++)
        {
            var step = beat.Numbers[i] - beat.Numbers[i - 1];
            if (step == 0)
                continue;
            kept++;
            if (step <= LongestPause)
            {
                steps[step]++;
                missed += step - 1;
                continue;
            }
            pauses++;
            away += step - 1;
        }
        if (kept >= FewestBetween * (pauses + 1))
            return;
        (missed, away) = (missed + away, 0); // no off times
    }

    /// <summary>Whether so many beats are kept, one after the other, that the period may be claimed.</summary>
    public static bool AreEnough(Beat beat)
    {
        var counted = new KeptBeats(beat);
        return counted.AreOften() && counted.AreInTurn();
    }

    bool AreOften() =>
        missed <= MostMissed * (missed + kept) && missed + away <= MostAway * (missed + away + kept);

    bool AreInTurn()
    {
        var all = kept - 1 - (away > 0 ? pauses : 0);
        if (all > 0 && ExactIntervals.Share(steps[1], all).High < 1 - MostMissed)
            return false;
        var share = 1.0;
        for (var step = 2; step <= LongestPause; step++)
        {
            share *= MostMissed;
            // Against a step of one period it is at most as common as share to 1.
            if (Tails.BinomialAtLeast(steps[step], steps[1] + steps[step], share / (1 + share)) < Math.Log(Level))
                return false;
        }
        return true;
    }
}

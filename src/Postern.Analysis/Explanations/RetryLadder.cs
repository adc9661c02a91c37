using Postern.Analysis.Caching;

namespace Postern.Analysis.Explanations;

/// <summary>Delivery attempts of a mail queue: each wait is longer than the last by a fixed factor, then stays at a ceiling, then starts anew.</summary>
/// <param name="Factor">How much longer: 2 (Postfix waits as long as the message is old) or 1.5 (Exim's second stage).</param>
/// <param name="Climbs">Share of the gaps that are a rung up.</param>
/// <param name="Fit">Mixture given the gap before: lognormal about factor x gap, lognormal about the gap itself (the ceiling, or
/// a stage of equal waits), exponential (a new message). Five parameters: two weights, width, rate, factor.</param>
readonly record struct RetryLadder(double Factor, double Climbs, GapFit Fit)
{
    const int Steps = 40;
    const double Narrowest = .05;

    /// <summary>Least share of climbs for a ladder to be one; a timer that never climbs is no ladder.</summary>
    const double LeastClimbs = .15;

    /// <summary>The better factor, or null when hardly any gap climbs.</summary>
    public static RetryLadder? Of(ReadOnlySpan<Step> steps)
    {
        var (a, b) = (With(2, steps), With(1.5, steps));
        var best = a.Fit.LogLikelihood >= b.Fit.LogLikelihood ? a : b;
        return best.Climbs >= LeastClimbs ? best : null;
    }

    static RetryLadder With(double factor, ReadOnlySpan<Step> steps)
    {
        double sum = 0;
        foreach (var step in steps)
            sum += step.Gap;
        var (mean, width, climb, stay) = (sum / steps.Length, .2, .3, .3);
        var logLikelihood = 0.0;
        for (var round = 0; ; round++)
        {
            double climbs = 0, stays = 0, anew = 0, anewSum = 0, square = 0, known = 0;
            logLikelihood = 0;
            foreach (var step in steps)
            {
                var fresh = Math.Exp(-step.Gap / mean) / mean;
                if (double.IsNaN(step.Before))
                {
                    logLikelihood += Math.Log(fresh);
                    (anew, anewSum) = (anew + 1, anewSum + step.Gap);
                    continue;
                }
                var same = Math.Log(step.Gap / step.Before);
                var up = same - Math.Log(factor);
                var a = climb * Normal(up, width) / step.Gap;
                var b = stay * Normal(same, width) / step.Gap;
                var c = (1 - climb - stay) * fresh;
                var all = a + b + c;
                logLikelihood += Math.Log(all);
                known++;
                climbs += a / all;
                stays += b / all;
                square += (a * up * up + b * same * same) / all;
                (anew, anewSum) = (anew + c / all, anewSum + c / all * step.Gap);
            }
            if (round == Steps || climbs + stays < 1 || anew < 1e-9)
                return new RetryLadder(factor, known == 0 ? 0 : climbs / known, new GapFit(logLikelihood, 5));
            (climb, stay, mean) = (climbs / known, stays / known, anewSum / anew);
            // At least a hundredth of the gaps starts anew, or the last weight vanishes with its likelihood.
            var cap = .99 / Math.Max(.99, climb + stay);
            (climb, stay) = (climb * cap, stay * cap);
            width = Math.Max(Narrowest, Math.Sqrt(square / (climbs + stays)));
        }
    }

    static double Normal(double x, double width) => Math.Exp(-x * x / (2 * width * width)) / (width * Math.Sqrt(2 * Math.PI));
}

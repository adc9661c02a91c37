using Postern.Analysis.Coincidence;
using Postern.Analysis.Findings;
using Postern.Analysis.Numerics;
using Postern.Contacts;

namespace Postern.Analysis.Investigation;

/// <summary>A list of events prepared for a record: a study for each observer, and every target measured, so that the correction counts them all.</summary>
sealed class EventScreen
{
    readonly EventStudy[] studies; // by observer
    readonly RecordWatch watch;
    readonly HolidayListFindings? holidays;
    readonly double[] lnQ; // by target; NaN where it was not tested

    EventScreen(EventStudy[] studies, RecordWatch watch, HolidayListFindings? holidays, double[] lnQ) =>
        (this.studies, this.watch, this.holidays, this.lnQ) = (studies, watch, holidays, lnQ);

    /// <summary>Targets that were compared with the list.</summary>
    public int Tested => lnQ.Count(q => !double.IsNaN(q));

    /// <summary>Events of the list that no observer watched.</summary>
    public int Unwatched => studies.Min(study => study.Redating.Unwatched);

    /// <summary>The list for targets of a kind.</summary>
    public EventStudy Of(ContactKind kind) => studies[watch.ObserverOf(kind)];

    /// <summary>p of a target, all targets counted; null where it was not tested.</summary>
    public double? Q(int target) => double.IsNaN(lnQ[target]) ? null : Math.Exp(lnQ[target]);

    /// <summary>Prepares the list and measures all targets; null when no list was given or coincidences were not asked for.</summary>
    public static EventScreen? Of(
        ContactTable table, InvestigationOptions options, RecordWatch watch, PairScreen screen, TargetIndex targets,
        Action<InvestigationProgress>? progress, CancellationToken cancel)
    {
        if (options.Events is not { } list || !options.Analyses.HasFlag(Analyses.Coincidence) || table.Count == 0)
            return null;
        EventStudy[] studies = [.. watch.Observers.Select(observer =>
            new EventStudy(list, screen.Clocks.Clocks[0], observer.Watch.Coverage, options.Decoys, RecordClocks.Seed(options.Seed, "decoys", 0), options.Holidays))];
        var lnP = new double[table.Targets.Count];
        Workers.Run(lnP.Length, options.Threads, () => 0, (target, _) =>
        {
            var (first, end) = (targets.First(target), targets.End(target));
            lnP[target] = double.NaN;
            if (first == end)
                return;
            var study = studies[watch.ObserverOf(table.Pairs[first].Kind)];
            if (TargetTimes.Count(table, first, end) >= CoincidenceAnalysis.FewestContacts
                && study.Screen(TargetTimes.Of(table, first, end), RecordClocks.Seed(options.Seed, "coincidence screen", target)) is { } p)
                lnP[target] = Math.Log(p);
        }, progress is null ? null : done => progress(new InvestigationProgress("comparing with events", done, lnP.Length)), cancel);
        return new EventScreen(studies, watch, screen.Clocks.Holidays(), MultipleTesting.BenjaminiYekutieli(lnP));
    }

    /// <summary>The list as findings.</summary>
    public EventListFindings Findings()
    {
        var list = studies[0].List;
        return new EventListFindings
        {
            Path = list.Path,
            Sha256 = list.Sha256,
            Format = list.Format,
            DeclaredBefore = list.DeclaredBefore,
            Holidays = holidays,
            TimeZone = studies[0].Clock.Name,
            Count = list.Events.Count,
            NotWatched = Unwatched,
            TargetsTested = Tested,
            Events = [.. list.Events.Select(e => new EventFindings(e.Label, UnixTime.Format(e.From), UnixTime.Format(e.To), e.Line))],
        };
    }
}

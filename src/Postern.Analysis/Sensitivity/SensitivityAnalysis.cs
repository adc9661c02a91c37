using Postern.Analysis.Findings;
using Postern.Analysis.Investigation;
using Postern.Contacts;

namespace Postern.Analysis.Sensitivity;

/// <summary>Does an answer hang on a setting: the same record with other definitions, and the verdicts that turn.</summary>
/// <remarks>One setting at a time; the pairs are those that the findings show, and everything is measured and corrected anew.</remarks>
public static class SensitivityAnalysis
{
    const long Second = UnixTime.Second;
    static readonly long[] Sessions = [0, 10 * Second];
    static readonly double[] Levels = [.01, .1];

    /// <summary>Runs the record with each other setting.</summary>
    /// <param name="table">The record.</param>
    /// <param name="options">Settings of the run.</param>
    /// <param name="found">Its findings.</param>
    /// <param name="progress">Told which setting is tried; null when nobody asks.</param>
    /// <param name="cancel">Ends the work soon, with <see cref="OperationCanceledException"/>.</param>
    public static IReadOnlyList<SensitivityFindings> Of(
        ContactTable table, InvestigationOptions options, InvestigationFindings found, Action<InvestigationProgress>? progress = null, CancellationToken cancel = default)
    {
        var usual = Verdicts.Of(found);
        var chosen = found.Targets.SelectMany(t => t.Pairs).Select(p => (p.Source, p.Target, p.Kind)).ToHashSet();
        var settings = Settings(table, options).ToList();
        List<SensitivityFindings> tried = [];
        foreach (var (setting, value, was, record, changed) in settings)
        {
            progress?.Invoke(new InvestigationProgress("trying other settings", tried.Count, settings.Count));
            var then = Verdicts.Of(Investigator.Run(record, changed with { Chosen = chosen, Top = null, Decoys = 0 }, null, cancel));
            List<Flip> flips =
            [
                .. usual.Where(v => then.TryGetValue(v.Key, out var other) && other != v.Value)
                    .Select(v => new Flip(v.Key.Target, v.Key.Source, v.Key.Analysis, v.Value, then[v.Key])),
            ];
            var compared = usual.Keys.Count(then.ContainsKey);
            tried.Add(new SensitivityFindings
            {
                Setting = setting,
                Value = value,
                Usual = was,
                Compared = compared,
                Flips = flips,
                Text = Say(setting, value, was, compared, flips),
            });
        }
        return tried;
    }

    static IEnumerable<(string Setting, string Value, string Usual, ContactTable Table, InvestigationOptions Options)> Settings(ContactTable table, InvestigationOptions options)
    {
        var session = Phrase.Duration(options.Session / 1e9);
        foreach (var other in Sessions.Where(gap => gap != options.Session))
            yield return ("occasion-gap", Phrase.Duration(other / 1e9), session, table, options with { Session = other });
        yield return ("duplicates", "contacts of a pair less than 1 s apart count once", "all count", table.Thinned(Second), options);
        foreach (var other in Levels.Where(level => level != options.Level))
            yield return ("level", Phrase.Number(other, 2), Phrase.Number(options.Level, 2), table, options with { Level = other });
        var first = options.Zones[0];
        var others = options.Zones.Count > 1 ? options.Zones.Skip(1) : [Moved(first, -6), Moved(first, 6)];
        foreach (var zone in others)
            yield return ("zone", zone.Id, first.Id, table, options with { Zones = [zone, .. options.Zones.Where(z => z.Id != zone.Id)] });
    }

    /// <summary>A zone so many hours further east: where nobody named another, no answer should hang on the one.</summary>
    static TimeZoneInfo Moved(TimeZoneInfo zone, int hours)
    {
        var offset = zone.BaseUtcOffset + TimeSpan.FromHours(hours);
        offset = offset > TimeSpan.FromHours(14) ? offset - TimeSpan.FromHours(24) : offset < TimeSpan.FromHours(-12) ? offset + TimeSpan.FromHours(24) : offset;
        var name = $"UTC{(offset < TimeSpan.Zero ? "-" : "+")}{offset:hh\\:mm}";
        return TimeZoneInfo.CreateCustomTimeZone(name, offset, name, name);
    }

    static string Say(string setting, string value, string was, int compared, List<Flip> flips)
    {
        var what = setting switch
        {
            "occasion-gap" => $"With occasions of {value} instead of {was}",
            "duplicates" => "With contacts of a pair less than 1 s apart counted once",
            "level" => $"At a level of {value} instead of {was}",
            _ => $"On the clock of {value} instead of {was}",
        };
        if (flips.Count == 0)
            return $"{what} none of {Phrase.Count(compared, "verdict")} turns.";
        var first = flips[0];
        return $"{what} {flips.Count:#,0} of {Phrase.Count(compared, "verdict")} {(flips.Count == 1 ? "turns" : "turn")}, such as the {first.Analysis} of "
            + $"{(first.Source is null ? first.Target : $"{first.Source} to {first.Target}")}, {first.Usual} and then {first.Then}.";
    }
}

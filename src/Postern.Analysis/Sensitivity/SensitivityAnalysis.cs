using Postern.Analysis.Findings;
using Postern.Analysis.Investigation;
using Postern.Contacts;

namespace Postern.Analysis.Sensitivity;

/// <summary>Does an answer hang on a setting: the same record with other definitions, and the verdicts that turn.</summary>
/// <remarks>One setting at a time; the pairs are those that the findings show, everything is measured and corrected anew, and verdicts that the setting
/// cannot reach are not counted among those that stand.</remarks>
public static class SensitivityAnalysis
{
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
        var settings = OtherSetting.Of(table, options).ToList();
        List<SensitivityFindings> tried = [];
        foreach (var setting in settings)
        {
            var asked = usual.Where(v => setting.Reaches is null || setting.Reaches.Contains(v.Key.Analysis, StringComparer.Ordinal)).ToList();
            if (asked.Count == 0)
                continue;
            progress?.Invoke(new InvestigationProgress("trying other settings", tried.Count, settings.Count));
            var then = Verdicts.Of(Investigator.Run(setting.Table, setting.Options with { Chosen = chosen, Top = null, Decoys = 0, Answers = null }, null, cancel));
            List<Flip> flips =
            [
                .. asked.Where(v => then.TryGetValue(v.Key, out var other) && other != v.Value)
                    .Select(v => new Flip(v.Key.Target, v.Key.Source, v.Key.Analysis, v.Value, then[v.Key])),
            ];
            var compared = asked.Count(v => then.ContainsKey(v.Key));
            tried.Add(new SensitivityFindings
            {
                Setting = setting.Name,
                Value = setting.Value,
                Usual = setting.Usual,
                Compared = compared,
                Flips = flips,
                Text = Say(setting, compared, flips),
            });
        }
        return tried;
    }

    static string Say(OtherSetting setting, int compared, List<Flip> flips)
    {
        var verdicts = setting.Reaches is null ? Phrase.Count(compared, "verdict") : $"{Phrase.Count(compared, "verdict")} that it reaches";
        if (flips.Count == 0)
            return $"{setting.Changed} none of {verdicts} turns.";
        var first = flips[0];
        return $"{setting.Changed} {flips.Count:#,0} of {verdicts} {(flips.Count == 1 ? "turns" : "turn")}, such as the {first.Analysis} of "
            + $"{(first.Source is null ? first.Target : $"{first.Source} to {first.Target}")}, {first.Usual} and then {first.Then}.";
    }
}

using Postern.Settings;

namespace Postern.Simulation.Specification;

/// <summary>Reads levels: those under <c>levels</c>, and those that stand in a demand itself.</summary>
sealed class LevelReader(StretchReader stretches)
{
    /// <summary>The levels that several parties may follow.</summary>
    public IReadOnlyList<LevelSpecification> Named(SectionReader file)
    {
        List<LevelSpecification> levels = [];
        foreach (var (name, _, section) in file.Named("levels", GeneralForms.Name))
        {
            var level = Of(section) with { Name = name };
            section.Close();
            if (level.IsFlat)
                section.Refuse(" says nothing; write hours, changes or drift");
            levels.Add(level);
        }
        return levels;
    }

    /// <summary>The keys of a level in a section, which the caller closes.</summary>
    public LevelSpecification Of(SectionReader section) => new()
    {
        Hours = section.Has("hours") ? Hours(section.Section("hours")) : null,
        Changes = Changes(section),
        Drift = section.Has("drift") ? Drift(section.Section("drift")) : null,
    };

    HoursSpecification? Hours(SectionReader section)
    {
        var zone = section.Value("zone", stretches.Zone, GeneralForms.Zone);
        var open = section.List<WeeklySpan>("open", GeneralForms.Span);
        var otherwise = section.Value("otherwise", 0, SpecificationForms.Share());
        section.Close();
        if (open.Count == 0 && !section.Has("open"))
            section.Refuse(".open is missing; write the hours, such as `open: [Mon-Fri 08:00-18:00]`");
        return open.Count == 0 ? null : new HoursSpecification(new WeeklyHours(zone, [.. open.Select(s => s.Value)]), otherwise);
    }

    List<ChangeSpecification> Changes(SectionReader parent)
    {
        List<ChangeSpecification> changes = [];
        foreach (var section in parent.Sections("changes"))
        {
            var stretch = stretches.Of(section, stretches.Window);
            var times = section.RequiredValue("times", SpecificationForms.Number(0, 10_000), "write how many times as strong demand is, such as `times: 4`");
            section.Close();
            changes.Add(new ChangeSpecification(stretch.From, stretch.To, times ?? 1));
        }
        return changes;
    }

    static DriftSpecification Drift(SectionReader section)
    {
        var spread = section.Value("spread", .6, SpecificationForms.Number(0, 3));
        var memory = section.Value("memory", 86_400, SpecificationForms.Seconds(600, 366 * 86_400.0));
        section.Close();
        return new DriftSpecification(spread, memory);
    }
}

using Postern.Contacts;
using Postern.Settings;

namespace Postern.Simulation.Specification;

/// <summary>Reads a specification strictly: what is unknown, doubled or impossible is refused, with its place and what to do.</summary>
public static class SpecificationReader
{
    const double Microsecond = 1e-6;

    static readonly FileAdvice Advice = new("`postern simulate --example` prints one to begin with", "from: 2026-03-02");

    /// <summary>Reads a specification.</summary>
    /// <param name="file">Path, for the messages.</param>
    /// <param name="text">What stands in it.</param>
    /// <param name="problems">Everything that is wrong, in the order of the file; empty when there is a specification.</param>
    public static RecordSpecification? Read(string file, string text, out IReadOnlyList<SettingsProblem> problems)
    {
        var list = new ProblemList(file);
        var root = SettingsTree.Read(text, Advice, list.Add);
        var read = root is null ? null : Record(file, new SectionReader(root, root, "", list));
        problems = list.InOrder;
        return list.IsEmpty ? read : null;
    }

    static RecordSpecification? Record(string path, SectionReader file)
    {
        var name = file.Value<string?>("name", null, Line!);
        var zone = file.Value("zone", TimeZoneInfo.Utc, GeneralForms.Zone);
        var from = file.RequiredValue("from", SpecificationForms.Instant(zone), "write when the record begins, such as `from: 2026-03-02`");
        var to = file.RequiredValue("to", SpecificationForms.Instant(zone, end: true), "write when the record ends, such as `to: 2026-03-08`; a date is its whole day");
        var seed = file.Value<ulong>("seed", 1, SpecificationForms.Seed);
        var resolution = file.Value("resolution", 1, SpecificationForms.Seconds(Microsecond, 86_400));
        var order = file.Value("order", RecordOrder.Sorted, GeneralForms.Choice(("sorted", RecordOrder.Sorted), ("shuffled", RecordOrder.Shuffled)));
        if (to <= from)
            file.Refuse("to", "is not after from; move one of the two");
        if (to - from > 20 * 366 * UnixTime.Day)
            file.Refuse("to", "is more than 20 years after from; a record is shorter");
        var window = new TimeSpanNs(from ?? 0, to is { } end && end > from ? end : (from ?? 0) + UnixTime.Day);
        var stretches = new StretchReader(zone, window);
        var sensorOff = stretches.List(file, "sensor-off");
        var levels = new LevelReader(stretches);
        var known = levels.Named(file);
        var parties = new PartyReader(stretches, levels, [.. known.Select(l => l.Name)], sensorOff).Read(file);
        if (parties.Count == 0)
            file.Refuse("parties is empty; write who makes contacts, `postern simulate --example` shows how");
        file.Close();
        return from is null || to is null ? null : new RecordSpecification
        {
            File = path,
            Name = name,
            From = window.From,
            To = window.To,
            Zone = zone,
            Seed = seed,
            Resolution = Math.Max(1, (long)Math.Round(resolution * 1e9)),
            Order = order,
            SensorOff = sensorOff,
            Levels = known,
            Parties = parties,
        };
    }

    static string? Line(string text, out string value)
    {
        value = text;
        return text.Length <= 200 && !text.Any(char.IsControl) ? null : "is longer than a line; write a few words";
    }
}

/// <summary>Reads stretches of time inside a record.</summary>
sealed class StretchReader(TimeZoneInfo zone, TimeSpanNs window)
{
    /// <summary>Zone of times without an offset.</summary>
    public TimeZoneInfo Zone => zone;

    /// <summary>The record.</summary>
    public TimeSpanNs Window => window;

    /// <summary>The keys <c>from</c> and <c>to</c> of a section; <paramref name="whole"/> where they are absent.</summary>
    public TimeSpanNs Of(SectionReader section, TimeSpanNs whole)
    {
        var from = section.Value("from", whole.From, SpecificationForms.Instant(zone));
        var to = section.Value("to", whole.To, SpecificationForms.Instant(zone, end: true));
        if (from >= window.To || to <= window.From)
            section.Refuse(from >= window.To ? "from" : "to", "lies outside the record; nothing would come of it");
        else if (to <= from)
            section.Refuse("to", "is not after from; move one of the two");
        return new TimeSpanNs(Math.Max(from, whole.From), Math.Min(to, whole.To));
    }

    /// <summary>A list of stretches.</summary>
    public IReadOnlyList<TimeSpanNs> List(SectionReader parent, string key)
    {
        List<TimeSpanNs> stretches = [];
        foreach (var section in parent.Sections(key))
        {
            if (!section.Has("from") && !section.Has("to"))
                section.Refuse(" is everything; write {from: TIME, to: TIME}, or one of the two");
            stretches.Add(Of(section, window));
            section.Close();
        }
        return stretches;
    }
}

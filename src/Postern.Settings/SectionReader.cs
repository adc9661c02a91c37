namespace Postern.Settings;

/// <summary>Reads one kind of value from text.</summary>
/// <param name="text">What stands in the file.</param>
/// <param name="value">The value.</param>
/// <returns>Null; or what is wrong and what to write, as the end of a sentence.</returns>
public delegate string? Form<T>(string text, out T value);

/// <summary>Reads the keys of one map of a settings file and refuses those that nobody asked for.</summary>
/// <remarks>A reader of a map that is absent or empty gives defaults, so that one way through the code serves both. Problems are
/// collected, not thrown: an owner wants to hear all of them at once.</remarks>
/// <param name="place">Where the section stands.</param>
/// <param name="map">Its keys; null when it is absent or empty.</param>
/// <param name="path">Its keys from the root, for messages; empty for the root.</param>
/// <param name="problems">Takes what is wrong.</param>
public sealed class SectionReader(SettingNode place, SettingMap? map, string path, ProblemList problems)
{
    readonly List<string> known = [];

    /// <summary>Where the section stands.</summary>
    public SettingNode Place => place;

    /// <summary>The value of a key, or what holds without it.</summary>
    public T Value<T>(string key, T otherwise, Form<T> form) =>
        Find(key) is { } node && TryRead(node, Path(key), form, out var value) ? value : otherwise;

    /// <summary>The value of a key that must be there; null when it is not, or not right, which is told.</summary>
    public T? Required<T>(string key, Form<T> form, string advice)
        where T : class
    {
        if (Find(key) is { } node)
            return TryRead(node, Path(key), form, out var value) ? value : null;
        problems.Add(place, $"{Path(key)} is missing; {advice}");
        return null;
    }

    /// <summary>The same for numbers, times and their like.</summary>
    public T? RequiredValue<T>(string key, Form<T> form, string advice)
        where T : struct
    {
        if (Find(key) is { } node)
            return TryRead(node, Path(key), form, out var value) ? value : null;
        problems.Add(place, $"{Path(key)} is missing; {advice}");
        return null;
    }

    /// <summary>The values of a list, each with its place; none when the key is absent. What is not right is told and left out.</summary>
    public IReadOnlyList<(T Value, SettingNode Place)> List<T>(string key, Form<T> form)
    {
        List<(T, SettingNode)> values = [];
        switch (Find(key))
        {
            case null or SettingText { IsNothing: true }:
                break;
            case SettingList list:
                for (var i = 0; i < list.Items.Count; i++)
                {
                    if (TryRead(list.Items[i], $"{Path(key)}[{i}]", form, out var value))
                        values.Add((value, list.Items[i]));
                }
                break;
            case var node:
                problems.Add(node, $"{Path(key)} is a list; write [one, two], or each on a line of its own behind a hyphen");
                break;
        }
        return values;
    }

    /// <summary>The section of a key; an empty one when it is absent.</summary>
    public SectionReader Section(string key) => Of(Find(key) ?? place, Path(key), isAbsent: !Has(key));

    /// <summary>The sections of a list.</summary>
    public IReadOnlyList<SectionReader> Sections(string key)
    {
        switch (Find(key))
        {
            case null or SettingText { IsNothing: true }:
                return [];
            case SettingList list:
                return [.. list.Items.Select((item, i) => Of(item, $"{Path(key)}[{i}]", isAbsent: false))];
            case var node:
                problems.Add(node, $"{Path(key)} is a list; begin each entry with a hyphen on a line of its own");
                return [];
        }
    }

    /// <summary>The sections of a map, by their names.</summary>
    public IReadOnlyList<(string Name, SettingNode Place, SectionReader Section)> Named(string key, Form<string> form) =>
        [.. Entries(key, form).Select(e => (e.Name, e.Place, Of(e.Node, $"{Path(key)}.{e.Name}", isAbsent: false)))];

    /// <summary>The values of a map, by their names.</summary>
    public IReadOnlyList<(string Name, SettingNode Place, T Value)> Values<T>(string key, Form<string> nameForm, Form<T> form)
    {
        List<(string, SettingNode, T)> values = [];
        foreach (var (name, at, node) in Entries(key, nameForm))
        {
            if (TryRead(node, $"{Path(key)}.{name}", form, out var value))
                values.Add((name, at, value));
        }
        return values;
    }

    /// <summary>Whether a key is there.</summary>
    public bool Has(string key) => Find(key) is not null;

    /// <summary>Whether a list is absent or empty; not one whose items are all wrong, which is told of them.</summary>
    public bool IsWithoutItems(string key) => Find(key) is null or SettingText { IsNothing: true } or SettingList { Items.Count: 0 };

    /// <summary>Whether the value of a key is a list.</summary>
    public bool IsList(string key) => Find(key) is SettingList;

    /// <summary>Where the value of a key stands; where the section stands when it is absent.</summary>
    public SettingNode PlaceOf(string key) => Find(key) ?? place;

    /// <summary>Says what is wrong with the value of a key, as the end of a sentence; at the section's place when the key is absent.</summary>
    public void Refuse(string key, string text) => problems.Add(PlaceOf(key), $"{Path(key)} {text}");

    /// <summary>Says what is wrong with the section as a whole.</summary>
    public void Refuse(string text) => problems.Add(place, $"{path}{text}");

    /// <summary>Refuses the keys that nobody asked for. Called last.</summary>
    public void Close()
    {
        foreach (var (key, _) in map?.Entries ?? [])
        {
            if (!known.Contains(key.Text))
                problems.Add(key, $"{Path(key.Text)} is unknown; {(path.Length == 0 ? "the file" : path)} has {string.Join(", ", known)}");
        }
    }

    IEnumerable<(string Name, SettingNode Place, SettingNode Node)> Entries(string key, Form<string> form)
    {
        switch (Find(key))
        {
            case null or SettingText { IsNothing: true }:
                yield break;
            case SettingMap named:
                foreach (var (name, node) in named.Entries)
                {
                    if (TryRead(name, Path(key), form, out var value))
                        yield return (value, name, node);
                }
                break;
            case var node:
                problems.Add(node, $"{Path(key)} is a map; write each entry as `name: …` on a line of its own");
                break;
        }
    }

    SectionReader Of(SettingNode node, string at, bool isAbsent)
    {
        if (!isAbsent && node is not (SettingMap or SettingText { IsNothing: true }))
            problems.Add(node, $"{at} is a map; write its keys on lines of their own, indented");
        return new SectionReader(node, isAbsent ? null : node as SettingMap, at, problems);
    }

    SettingNode? Find(string key)
    {
        if (!known.Contains(key))
            known.Add(key);
        return map?.Entries.FirstOrDefault(e => e.Key.Text == key).Value;
    }

    bool TryRead<T>(SettingNode node, string at, Form<T> form, out T value)
    {
        value = default!;
        var problem = node switch
        {
            SettingText { IsNothing: true } => "has no value; write one or leave the key out",
            SettingText text => form(text.Text, out value),
            _ => "is a single value, not a list or map",
        };
        if (problem is not null)
            problems.Add(node, $"{at} {problem}");
        return problem is null;
    }

    string Path(string key) => path.Length == 0 ? key : $"{path}.{key}";
}

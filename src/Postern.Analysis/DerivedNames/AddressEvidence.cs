using Postern.Analysis.Findings;
using Postern.Analysis.Investigation;
using Postern.Contacts;

namespace Postern.Analysis.DerivedNames;

/// <summary>Did a name that ended and one that came after it stand for the same address.</summary>
/// <remarks>
/// Hosting services and CDNs answer many names with one address. So some other names of the record are asked about too: k of m that stand for an address
/// of the old name make it k/m likely that any new name does by chance, 1 − (1 − k/m)^j that one of j does; a lead is what no other name shares, or what all
/// names that ended counted (Bonferroni) leave at or below <see cref="CountedNames.Level"/>. To ask costs reading the record again: it is done of ends that
/// stand with all pairs counted; and where these are so many that anything would be found among them, or reading takes long, of those that times tell.
/// </remarks>
static class AddressEvidence
{
    /// <summary>The words of <see cref="NameFindings.Evidence"/>.</summary>
    public const string Seen = "address-seen", Differ = "addresses-differ", TimesOnly = "times-only";

    /// <summary>Most names that are asked about, those before and those after an end together, and how many to compare with.</summary>
    const int MostAsked = 1_000, Compared = 1_000;

    /// <summary>How the text ends when nobody could say.</summary>
    const string NotAsked = "This is inferred from times and sources alone: answers are not looked at, so whether the new name stands for the old one's address is not shown.";

    /// <summary>What is known of each name that ended; null where nobody could say or was asked.</summary>
    /// <param name="table">The record.</param>
    /// <param name="ended">Names that ended.</param>
    /// <param name="byTimes">Whether times alone tell each of them.</param>
    /// <param name="answers">Says what names were answered with; null when nobody can.</param>
    public static AddressFound?[] Of(
        ContactTable table, IReadOnlyList<Ended> ended, bool[] byTimes, AnswerSource? answers)
    {
        var found = new AddressFound?[ended.Count];
        bool[] isAsked = [.. ended.Select(name => name.Stands && name.After > 0)];
        if (answers is null || !isAsked.Contains(true))
            return found;
        var asked = Names(table, ended, isAsked);
        if (asked.Count > MostAsked || !answers.IsQuick)
            asked = Names(table, ended, isAsked = byTimes);
        if (asked.Count == 0)
            return found;
        AddCompared(table, asked);
        var known = answers.Of(asked);
        List<IReadOnlyList<SeenAddress>> books = [.. asked.Where(known.ContainsKey).Select(name => known[name])];
        Dictionary<string, int> standing = new(StringComparer.Ordinal);
        foreach (var seen in books.SelectMany(book => book))
            standing[seen.Address] = standing.GetValueOrDefault(seen.Address) + 1;
        for (var i = 0; i < found.Length; i++)
            if (isAsked[i])
                found[i] = Find(ended[i]);
        return found;

        AddressFound Find(Ended name)
        {
            if (!known.TryGetValue(NameOf(table, name.Old), out var old))
                return AddressFound.None(TimesOnly);
            var first = AddressFound.None(TimesOnly);
            for (var place = 0; place < Math.Min(name.After, MostAsked); place++)
            {
                if (!known.TryGetValue(NameOf(table, name[place].Pair), out var fresh))
                    continue;
                List<SharedAddress> shared = [.. old.Join(fresh, a => a.Address, b => b.Address, Shared, StringComparer.Ordinal)];
                if (shared.Count == 0)
                {
                    first = place == 0 ? AddressFound.None(Differ) : first;
                    continue;
                }
                // At least so many others stand there; they are counted where that leaves a lead, and where they are told.
                if (place > 0 && !IsLead(shared.Max(s => standing[s.Address]) - 2, name.After))
                    continue;
                var others = Others(shared);
                var lead = IsLead(others, name.After);
                if (lead || place == 0)
                    first = new(Seen, place, shared, others, books.Count - 2, lead);
                if (lead)
                    break;
            }
            return first;
        }

        int Others(List<SharedAddress> shared) =>
            shared.All(s => standing[s.Address] == 2) ? 0 : books.Count(book => book.Any(seen => shared.Exists(s => s.Address == seen.Address))) - 2;

        bool IsLead(int others, int after) => others == 0 || (1 - Math.Pow(1 - (double)others / (books.Count - 2), after)) * ended.Count <= CountedNames.Level;
    }

    /// <summary>The names that ended, and those that came after them; no more than one too many.</summary>
    static HashSet<string> Names(ContactTable table, IReadOnlyList<Ended> ended, bool[] isAsked)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        for (var i = 0; i < ended.Count; i++)
        {
            if (!isAsked[i])
                continue;
            names.Add(NameOf(table, ended[i].Old));
            for (var place = 0; place < ended[i].After && names.Count <= MostAsked; place++)
                names.Add(NameOf(table, ended[i][place].Pair));
        }
        return names;
    }

    /// <summary>Other names, spread over the record.</summary>
    static void AddCompared(ContactTable table, HashSet<string> names)
    {
        var step = Math.Max(1, (table.Targets.Count + Compared - 1) / Compared);
        for (var target = 0; target < table.Targets.Count; target += step)
            names.Add(table.Targets.Text(target));
    }

    /// <summary>What the answers say, in a sentence or two.</summary>
    public static string Say(AddressFound? found) => found switch
    {
        null => NotAsked,
        { Word: Seen } => $"{At(found.Shared)} {Others(found)} One address may serve many names of a hosting service: the fewer stand for it, the more this says.",
        { Word: Differ } => "The answers seen for the two share no address, so that nothing shows that the one took the other's place; an address may have changed with the name.",
        _ => "The record has no answers with an address for both names: this is inferred from times and sources alone.",
    };

    static string At(IReadOnlyList<SharedAddress> shared)
    {
        var first = shared[0];
        var more = shared.Count > 1 ? $" and {Phrase.Count(shared.Count - 1, "more address", "more addresses")}" : "";
        return $"Both names were answered with {first.Address}{more}: the old one from {Phrase.Instant(first.OfFrom)} to {Phrase.Instant(first.OfTo)}, the new one from {Phrase.Instant(first.From)} on.";
    }

    static string Others(AddressFound found) => found switch
    {
        { LookedAt: 0 } => "No other name was there to compare with.",
        { OthersThere: 0 } => $"{(found.LookedAt == 1 ? "The one other name whose address is known does not stand" : $"None of {Phrase.Count(found.LookedAt!.Value, "other name")} whose addresses are known stands")} for it.",
        _ => $"{found.OthersThere:#,0} of {Phrase.Count(found.LookedAt!.Value, "other name")} whose addresses are known {(found.OthersThere == 1 ? "stands" : "stand")} for {(found.Shared.Count > 1 ? "one of them" : "it")} too{(found.IsLead ? "" : ", as chance would have it")}.",
    };

    static SharedAddress Shared(SeenAddress old, SeenAddress fresh) =>
        new(old.Address, UnixTime.Format(old.From), UnixTime.Format(old.To), UnixTime.Format(fresh.From), UnixTime.Format(fresh.To));

    static string NameOf(ContactTable table, int pair) => table.Targets.Text(table.Pairs[pair].Target);
}

/// <summary>What answers say of a name that ended and a name that came after it.</summary>
/// <param name="Word">The word of <see cref="NameFindings.Evidence"/>.</param>
/// <param name="Place">Which of the names after it is meant.</param>
/// <param name="Shared">Addresses that both stood for.</param>
/// <param name="OthersThere">Other names that stand for one of these; null when there are none.</param>
/// <param name="LookedAt">Other names whose addresses are known.</param>
/// <param name="IsLead">Whether so few others stand there that the address alone is worth telling.</param>
sealed record AddressFound(string Word, int Place, IReadOnlyList<SharedAddress> Shared, int? OthersThere, int? LookedAt, bool IsLead)
{
    /// <summary>Without a shared address, of the first name that came after.</summary>
    public static AddressFound None(string word) => new(word, 0, [], null, null, false);
}

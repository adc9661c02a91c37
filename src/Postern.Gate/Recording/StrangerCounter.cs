using System.Globalization;
using System.Net;
using Postern.Contacts;
using Postern.Gate.Identity;
using Postern.Ledger.Sealing;

namespace Postern.Gate.Recording;

/// <summary>Counts those who belong to nobody, exactly but together: by address block and minute, so that a flood cannot fill the disk.
/// Thread-safe.</summary>
/// <remarks>A minute's counts are appended when it is over; a crash loses those of the minute.</remarks>
sealed class StrangerCounter : IDisposable
{
    /// <summary>Blocks that are told apart in a minute; what comes from others is counted as that of their whole family.</summary>
    const int MostBlocks = 256;

    const int PrefixOfIPv4 = 24;
    const int PrefixOfIPv6 = 64;
    static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    readonly Recorder recorder;
    readonly TimeProvider time;
    readonly string hostName;
    readonly ITimer timer;
    readonly Lock access = new();
    Dictionary<string, SortedDictionary<string, long>> counts = new(StringComparer.Ordinal);
    DateTimeOffset begin;
    DateTimeOffset last;

    /// <param name="recorder">Takes the entries.</param>
    /// <param name="hostName">This host, the contacts' target.</param>
    /// <param name="time">The clock.</param>
    public StrangerCounter(Recorder recorder, string hostName, TimeProvider time)
    {
        (this.recorder, this.hostName, this.time) = (recorder, hostName, time);
        timer = time.CreateTimer(_ => Record(), null, Minute, Minute);
    }

    /// <summary>Strangers so far.</summary>
    public long Total { get; private set; }

    /// <summary>Counts one.</summary>
    /// <param name="address">From where.</param>
    /// <param name="reason">What it was told, in a word of the closed list.</param>
    public void Count(IPAddress address, string reason)
    {
        lock (access)
        {
            Total++;
            last = time.GetUtcNow();
            if (counts.Count == 0)
                begin = last;
            var block = BlockOf(address, out var family);
            if (!counts.TryGetValue(block, out var reasons))
            {
                block = counts.Count < MostBlocks ? block : family;
                if (!counts.TryGetValue(block, out reasons))
                    counts[block] = reasons = new SortedDictionary<string, long>(StringComparer.Ordinal);
            }
            reasons[reason] = reasons.GetValueOrDefault(reason) + 1;
        }
    }

    /// <summary>Hands the counts so far to the recorder.</summary>
    public void Record()
    {
        lock (access)
        {
            if (counts.Count == 0)
                return;
            var (from, until) = (UnixTime.From(begin), UnixTime.From(last));
            recorder.Note([.. counts.SelectMany(c => Entries(c.Key, c.Value, from, until))]);
            counts = new Dictionary<string, SortedDictionary<string, long>>(StringComparer.Ordinal);
        }
    }

    /// <summary>Records what is left.</summary>
    public void Dispose()
    {
        timer.Dispose();
        Record();
    }

    IEnumerable<PlainEntry> Entries(string block, SortedDictionary<string, long> reasons, long from, long until)
    {
        var total = reasons.Values.Sum();
        yield return new PlainEntry(EntryKind.Strangers, from)
            .Add(EntryField.Count, total)
            .Add(EntryField.Until, until)
            .Add(EntryField.Source, block)
            .Add(EntryField.Kept, string.Join('\n', reasons.Select(r => $"{r.Key} {r.Value}")));
        yield return new GateContact(ContactKind.SmtpIn, block, hostName, "rejected")
        {
            IsAggregate = true,
            Detail = [("count", total.ToString(CultureInfo.InvariantCulture)), ("until", UnixTime.Format(until)), ("party", "strangers")],
        }.ToEntry(from);
    }

    /// <summary>The block of an address.</summary>
    public static string BlockOf(IPAddress address, out string family)
    {
        if (!PlainAddress.TryOf(address, out var plain))
        {
            family = "::/0";
            return family;
        }
        var prefix = plain.IsIPv6 ? PrefixOfIPv6 : PrefixOfIPv4;
        family = plain.IsIPv6 ? "::/0" : "0.0.0.0/0";
        var first = plain with { Bits = plain.Bits >> (plain.Width - prefix) << (plain.Width - prefix) };
        return $"{first}/{prefix}";
    }
}

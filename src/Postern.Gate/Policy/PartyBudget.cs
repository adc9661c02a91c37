using System.Collections.Concurrent;
using Postern.Gate.Identity;

namespace Postern.Gate.Policy;

/// <summary>What a party has used of its limits, over all its sessions. It outlives a change of the limits. Thread-safe.</summary>
sealed class PartyBudget(TimeProvider time)
{
    readonly Lock access = new();
    TokenBucket messages = new(TimeSpan.FromMinutes(1));
    TokenBucket octets = new(TimeSpan.FromHours(1));
    int sessions;

    /// <summary>Sessions that are open.</summary>
    public int Sessions => Volatile.Read(ref sessions);

    /// <summary>Counts one more session; false when there are as many as may be.</summary>
    public bool TryOpen(PeerLimits limits)
    {
        lock (access)
        {
            if (sessions >= limits.Connections)
                return false;
            sessions++;
            return true;
        }
    }

    /// <summary>Counts one session less.</summary>
    public void Close()
    {
        lock (access)
            sessions--;
    }

    /// <summary>Takes one message ahead of its coming; false when the rate, of messages or of octets, is used up.</summary>
    /// <param name="limits">The limits now.</param>
    /// <param name="declared">Its size as far as it was declared.</param>
    public bool TryTakeMessage(PeerLimits limits, long declared)
    {
        lock (access)
        {
            if (messages.Left(limits.MessagesPerMinute, time) < 1 || octets.Left(limits.OctetsPerHour, time) < Math.Max(declared, 1))
                return false;
            messages.Take(1);
            return true;
        }
    }

    /// <summary>Gives a message back that did not come to anything.</summary>
    public void GiveBackMessage()
    {
        lock (access)
            messages.GiveBack(1);
    }

    /// <summary>Takes the octets of a message that was accepted.</summary>
    public void TakeOctets(long count)
    {
        lock (access)
            octets.Take(count);
    }
}

/// <summary>The budgets of all parties, by their names. There are as many as the settings have ever named, not as many as call.</summary>
sealed class PartyBudgets(TimeProvider time)
{
    readonly ConcurrentDictionary<string, PartyBudget> budgets = new(StringComparer.Ordinal);

    /// <summary>The budget of a party.</summary>
    public PartyBudget Of(string party) => budgets.GetOrAdd(party, _ => new PartyBudget(time));
}

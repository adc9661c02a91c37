using System.Collections.Concurrent;
using System.Net;
using Postern.Gate.Recording;

namespace Postern.Gate.Policy;

/// <summary>How often a password may be guessed wrong, over all sessions: by block of addresses, and by user. Thread-safe.</summary>
/// <remarks>Whoever is over the limit is told the same as with a wrong password, without the password being looked at: neither side of
/// the limit can be told from the other, and guessing costs us nothing more. Who guesses at a user's name cannot keep that user out from
/// where he has logged in before. A party that proves itself by its key is not concerned.</remarks>
sealed class GuessLimits(TimeProvider time)
{
    /// <summary>Wrong guesses at once; they come back evenly.</summary>
    /// <value>Ten in a quarter of an hour, about what NIST SP 800-63B §5.2.2 (100 in a row at most) leaves room for over hours.</value>
    const int Most = 10;

    /// <summary>Blocks and users that are remembered; beyond them those whose guesses have come back are forgotten.</summary>
    const int MostRemembered = 10_000;

    static readonly TimeSpan Period = TimeSpan.FromMinutes(15);

    readonly ConcurrentDictionary<string, Guesses> remembered = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<string, bool> usual = new(StringComparer.Ordinal);

    /// <summary>Whether a guess may be looked at.</summary>
    public bool May(IPAddress address, string user) =>
        IsBelow(BlockOf(address)) && (usual.ContainsKey(UsualOf(address, user)) || IsBelow(NameOf(user)));

    /// <summary>A user has logged in. There are as many of these as users have places, not as many as guess.</summary>
    public void Succeeded(IPAddress address, string user)
    {
        if (usual.Count < MostRemembered)
            usual[UsualOf(address, user)] = true;
    }

    /// <summary>A guess was wrong.</summary>
    public void Failed(IPAddress address, string user)
    {
        if (remembered.Count >= MostRemembered)
            Forget();
        Take(BlockOf(address));
        Take(NameOf(user));
    }

    bool IsBelow(string key)
    {
        if (!remembered.TryGetValue(key, out var guesses))
            return true;
        lock (guesses)
            return guesses.Bucket.Left(Most, time) >= 1;
    }

    void Take(string key)
    {
        var guesses = remembered.GetOrAdd(key, static _ => new Guesses());
        lock (guesses)
        {
            guesses.Bucket.Left(Most, time);
            guesses.Bucket.Take(1);
        }
    }

    void Forget()
    {
        foreach (var (key, guesses) in remembered)
        {
            lock (guesses)
            {
                if (guesses.Bucket.Left(Most, time) >= Most)
                    remembered.TryRemove(key, out _);
            }
        }
    }

    static string BlockOf(IPAddress address) => $"block {StrangerCounter.BlockOf(address, out _)}";

    static string NameOf(string user) => $"user {user}";

    static string UsualOf(IPAddress address, string user) => $"{BlockOf(address)} {user}";

    sealed class Guesses
    {
        public TokenBucket Bucket = new(Period);
    }
}

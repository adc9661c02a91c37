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

    /// <summary>Blocks and users that are remembered; beyond them those with most guesses left are forgotten, once a second at most.</summary>
    const int MostRemembered = 10_000;

    /// <summary>Bound between two such looks: names and blocks are the guesser's choice.</summary>
    const int Hard = 4 * MostRemembered;

    static readonly TimeSpan Period = TimeSpan.FromMinutes(15);

    readonly ConcurrentDictionary<string, Guesses> remembered = new(StringComparer.Ordinal);
    readonly Lock forgetting = new();
    long lookedAt = time.GetTimestamp();

    readonly ConcurrentDictionary<string, bool> usual = new(StringComparer.Ordinal);

    /// <summary>Blocks and users that are remembered now.</summary>
    public int Remembered => remembered.Count;

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
        return Left(guesses) >= 1;
    }

    void Take(string key)
    {
        if (remembered.Count >= Hard && !remembered.ContainsKey(key))
            return;
        var guesses = remembered.GetOrAdd(key, static _ => new Guesses());
        lock (guesses)
        {
            guesses.Bucket.Left(Most, time);
            guesses.Bucket.Take(1);
        }
    }

    // Those who have guessed most stay. One thread looks, the others need not wait for it.
    void Forget()
    {
        if (!forgetting.TryEnter())
            return;
        try
        {
            if (time.GetElapsedTime(lookedAt) < TimeSpan.FromSeconds(1) && remembered.Count < Hard)
                return;
            lookedAt = time.GetTimestamp();
            var fullest = remembered.Select(entry => (entry.Key, Left: Left(entry.Value))).OrderByDescending(entry => entry.Left).ToList();
            var some = fullest.Count - MostRemembered / 2;
            foreach (var (key, _) in fullest.Where((entry, i) => entry.Left >= Most || i < some))
                remembered.TryRemove(key, out _);
        }
        finally
        {
            forgetting.Exit();
        }
    }

    double Left(Guesses guesses)
    {
        lock (guesses)
            return guesses.Bucket.Left(Most, time);
    }

    static string BlockOf(IPAddress address) => $"block {StrangerCounter.BlockOf(address, out _)}";

    static string NameOf(string user) => $"user {user}";

    static string UsualOf(IPAddress address, string user) => $"{BlockOf(address)} {user}";

    sealed class Guesses
    {
        public TokenBucket Bucket = new(Period);
    }
}

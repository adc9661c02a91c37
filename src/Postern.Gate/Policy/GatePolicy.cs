using System.Security.Cryptography;
using Postern.Gate.Configuration;
using Postern.Gate.Identity;

namespace Postern.Gate.Policy;

/// <summary>Where the gate stands in its life.</summary>
enum GateState
{
    /// <summary>Mail goes as agreed. An announced retirement changes nothing yet.</summary>
    Active,

    /// <summary>No new mail is taken; the queue runs out.</summary>
    Draining,

    /// <summary>Over.</summary>
    Retired,
}

/// <summary>How much room there is.</summary>
/// <param name="FreeOctets">Octets above the reserve, now.</param>
/// <param name="IsFull">Whether a mailbox is over its quota.</param>
sealed record StorageView(Func<long> FreeOctets, Func<LocalMailbox, bool> IsFull)
{
    /// <summary>Room without end.</summary>
    public static StorageView Boundless { get; } = new(() => long.MaxValue, _ => false);
}

/// <summary>What the policies of all sessions share. Thread-safe.</summary>
sealed class GatePolicy(CurrentCircle circle, StorageView storage, TimeProvider time)
{
    const int NonceOctets = 18;

    volatile GateState state;

    /// <summary>Where the gate stands; a change holds for open sessions too, from their next question on.</summary>
    public GateState State
    {
        get => state;
        set => state = value;
    }

    /// <summary>Who is who.</summary>
    public CurrentCircle Circle => circle;

    /// <summary>How much room there is.</summary>
    public StorageView Storage => storage;

    /// <summary>The clock.</summary>
    public TimeProvider Time => time;

    /// <summary>What each party has used.</summary>
    public PartyBudgets Budgets { get; } = new(time);

    /// <summary>How often a password may be guessed wrong.</summary>
    public GuessLimits Guesses { get; } = new(time);

    /// <summary>Verifiers of users that do not exist.</summary>
    public DecoyVerifiers Decoys { get; } = new(RandomNumberGenerator.GetBytes(32));

    /// <summary>A fresh nonce: 24 characters of Base64.</summary>
    public static string Nonce() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(NonceOctets));
}

namespace Postern.Commands;

/// <summary>What the process ends with (DESIGN §4).</summary>
static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>Failed for a reason that is neither the user's nor the input's.</summary>
    public const int Failed = 1;

    /// <summary>Wrong usage.</summary>
    public const int Usage = 2;

    /// <summary>An input could not be read, in whole or in part.</summary>
    public const int Input = 3;

    /// <summary>A ledger, a proof or a bundle does not hold.</summary>
    public const int Verification = 4;

    /// <summary>Ended by Ctrl-C (128 + SIGINT).</summary>
    public const int Interrupted = 130;

    /// <summary>Ended by SIGTERM (128 + SIGTERM), where it did not end in order: the system's own doing, as with a second Ctrl-C.</summary>
    public const int Terminated = 143;
}

/// <summary>The user asked for something that cannot be; the message says what to write instead.</summary>
sealed class UsageException(string message) : Exception(message);

/// <summary>A file beside the logs (such as the coverage) cannot be read.</summary>
sealed class InputException(string message) : Exception(message);

/// <summary>A file that was asked for cannot be written; the message says what to do.</summary>
sealed class WriteException(string message) : Exception(message);

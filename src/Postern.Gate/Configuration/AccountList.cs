using System.Globalization;

namespace Postern.Gate.Configuration;

/// <summary>The accounts of this machine: <c>/etc/passwd</c> (passwd(5)). Accounts that only a directory service knows are named by number.</summary>
static class AccountList
{
    const string Path = "/etc/passwd";

    /// <summary>The number of an account.</summary>
    /// <returns>Null; or what is wrong and what to write, as the end of a sentence.</returns>
    public static string? TryFind(string name, out uint number)
    {
        number = 0;
        try
        {
            return TryFind(name, File.ReadLines(Path), out number)
                ? null
                : $"is \"{name}\", which is no account in {Path}; write an account's name, or its number (`id -u NAME` tells it)";
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return $"is \"{name}\", and names of accounts cannot be looked up: {problem.Message.TrimEnd('.')}; write the account's number";
        }
    }

    /// <summary>The number of an account in lines of such a file; lines that are none are passed over, and of two the first counts, as for
    /// the system's own library.</summary>
    public static bool TryFind(string name, IEnumerable<string> lines, out uint number)
    {
        number = 0;
        foreach (var line in lines)
        {
            if (line.Split(':') is [var account, _, var user, _, ..] && account == name
                && uint.TryParse(user, NumberStyles.None, CultureInfo.InvariantCulture, out number))
                return true;
        }
        return false;
    }
}

using System.Globalization;

namespace Postern.Gate.Configuration;

/// <summary>A program on the gate's own machine that submits mail for any mailbox, through a Unix socket: the kernel tells the account
/// that it runs as.</summary>
/// <param name="Name">Name.</param>
/// <param name="Accounts">Numbers of the accounts; none belongs to two programs.</param>
public sealed record OwnProgram(string Name, IReadOnlyList<uint> Accounts)
{
    /// <summary>The number that the kernel tells instead of an account that the gate's own user namespace does not have
    /// (user_namespaces(7), overflowuid): it is whoever runs in any other container.</summary>
    const uint NobodyHere = 65534;

    /// <summary>Reads the section <c>programs</c>, in the order of the file.</summary>
    internal static List<OwnProgram> Read(SectionReader file, ConsistencyCheck consistency)
    {
        List<OwnProgram> programs = [];
        foreach (var (name, _, section) in file.Named("programs", GeneralForms.Name))
        {
            var accounts = section.List<uint>("accounts", Account);
            section.Close();
            if (accounts.Count == 0 && section.IsWithoutItems("accounts"))
                section.Refuse(".accounts is missing or empty; name the accounts that it runs as");
            foreach (var (account, place) in accounts)
                consistency.Account(name, account, place);
            programs.Add(new OwnProgram(name, [.. accounts.Select(a => a.Value)]));
        }
        return programs;
    }

    /// <summary>An account by its number, or by its name as the system's list has it.</summary>
    static string? Account(string text, out uint value)
    {
        if (!uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value))
        {
            var problem = AccountList.TryFind(text, out value);
            if (problem is not null)
                return problem;
        }
        return value switch
        {
            NobodyHere => $"is \"{text}\", the account {NobodyHere}, which the kernel also tells of programs in other containers; let the program run as an account of its own",
            uint.MaxValue => $"is \"{text}\", which is no account's number",
            _ => null,
        };
    }
}

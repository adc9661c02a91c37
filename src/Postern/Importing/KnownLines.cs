using Postern.Contacts;
using Postern.Ledger;

namespace Postern.Importing;

/// <summary>How many contacts of each line of a file the ledger holds already.</summary>
/// <remarks>The line, not the contact, says what is known: a session that was open where the file ended before has a contact
/// already, and what later lines tell about it cannot change a sealed entry.</remarks>
sealed class KnownLines
{
    /// <summary>Lines of a page: few enough that contacts far apart cost little, enough that a line of contacts close together costs an int.</summary>
    const int PageLength = 64;

    readonly Dictionary<long, int[]> pages = [];

    /// <summary>Contacts counted.</summary>
    public long Contacts { get; private set; }

    /// <summary>Counts the contacts of a file.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="file">Number of the file.</param>
    /// <param name="from">Number of the first entry about it.</param>
    /// <param name="cancellation">Ends it.</param>
    public static KnownLines Of(ILedgerReader ledger, long file, long from, CancellationToken cancellation)
    {
        var known = new KnownLines();
        ledger.ReadContacts(from, ledger.Size, ContactFilter.None, whole: false, (in LedgerContact contact) =>
        {
            if (contact.File == file)
                known.Count(contact.Figures.Line);
        }, cancellation);
        foreach (var line in ledger.ForgottenLines(file))
            known.Count(line);
        return known;
    }

    /// <summary>Whether the next contact of a line is one that the ledger holds.</summary>
    public bool Takes(long line)
    {
        if (!pages.TryGetValue(line / PageLength, out var page) || page[line % PageLength] == 0)
            return false;
        page[line % PageLength]--;
        return true;
    }

    void Count(long line)
    {
        if (!pages.TryGetValue(line / PageLength, out var page))
            pages.Add(line / PageLength, page = new int[PageLength]);
        page[line % PageLength]++;
        Contacts++;
    }
}

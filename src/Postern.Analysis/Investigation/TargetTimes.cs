using Postern.Contacts;

namespace Postern.Analysis.Investigation;

/// <summary>The contacts of all pairs of a target as one series.</summary>
static class TargetTimes
{
    /// <summary>Number of contacts of the pairs from <paramref name="first"/> to before <paramref name="end"/>.</summary>
    public static int Count(ContactTable table, int first, int end)
    {
        var count = 0;
        for (var pair = first; pair < end; pair++)
            count += table.ContactsOf(pair);
        return count;
    }

    /// <summary>Their times, ascending, nanoseconds.</summary>
    public static long[] Of(ContactTable table, int first, int end)
    {
        var times = new long[Count(table, first, end)];
        var count = 0;
        for (var pair = first; pair < end; pair++)
        {
            table.Times(pair).CopyTo(times.AsSpan(count));
            count += table.ContactsOf(pair);
        }
        if (end - first > 1)
            Array.Sort(times);
        return times;
    }
}

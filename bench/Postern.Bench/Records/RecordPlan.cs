using System.Text;
using Postern.Simulation;

namespace Postern.Bench.Records;

/// <summary>Who asks for which names, how often and in what manner: the cast of a synthetic record.</summary>
/// <remarks>A few thousand clients and names of Zipf popularity; pair sizes are lognormal (median about 4, the largest tens of
/// thousands), as in the records of a real resolver. Addresses and names are those set aside for documentation and private use.</remarks>
sealed class RecordPlan
{
    RecordPlan(byte[][] clients, byte[][] names, byte[][] answers, PlannedPair[] pairs) =>
        (Clients, Names, Answers, Pairs) = (clients, names, answers, pairs);

    public byte[][] Clients { get; }

    public byte[][] Names { get; }

    /// <summary>The addresses that a name resolves to, as Zeek prints them.</summary>
    public byte[][] Answers { get; }

    public PlannedPair[] Pairs { get; }

    /// <summary>A plan whose pairs have <paramref name="lines"/> contacts in all.</summary>
    public static RecordPlan Make(ulong seed, int lines, int pairs)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(pairs, lines);
        var random = new TrafficRandom(seed);
        byte[][] clients = [.. Enumerable.Range(0, 10 + pairs / 30).Select(i => Client(random, i))];
        var vocabulary = new NameVocabulary(random);
        byte[][] names = [.. Enumerable.Range(0, 10 + pairs / 4).Select(vocabulary.Next)];
        byte[][] answers = [.. names.Select(_ => NameVocabulary.Answers(random))];
        return new RecordPlan(clients, names, answers, Cast(random, clients.Length, names.Length, lines, pairs));
    }

    static PlannedPair[] Cast(TrafficRandom random, int clients, int names, int lines, int pairs)
    {
        var sizes = Sizes(random, lines, pairs);
        HashSet<(int, int)> taken = [];
        var cast = new PlannedPair[pairs];
        for (var i = 0; i < pairs;)
        {
            var client = (int)(clients * Math.Pow(random.Uniform(), 1.5));
            var name = (int)Math.Pow(names, random.Uniform()) - 1;
            if (taken.Add((client, name)))
                cast[i] = new PlannedPair(client, name, sizes[i++], Habit(random.Uniform()));
        }
        return cast;
    }

    static Habit Habit(double draw) => draw switch
    {
        < .55 => Records.Habit.ByDay,
        < .80 => Records.Habit.Sessions,
        < .90 => Records.Habit.Cached,
        < .95 => Records.Habit.Steady,
        < .98 => Records.Habit.Schedule,
        _ => Records.Habit.Sleep,
    };

    static int[] Sizes(TrafficRandom random, int lines, int pairs)
    {
        var weights = new double[pairs];
        for (var i = 0; i < pairs; i++)
            weights[i] = Math.Exp(2.2 * random.Normal());
        var scale = (lines - pairs) / weights.Sum();
        var sizes = Array.ConvertAll(weights, weight => 1 + (int)(scale * weight));
        var missing = lines - sizes.Sum();
        for (var i = 0; missing > 0; i = (i + 1) % pairs, missing--)
            sizes[i]++;
        return sizes;
    }

    static byte[] Client(TrafficRandom random, int i) => Encoding.ASCII.GetBytes(
        random.Uniform() < .85 ? $"10.{i / 250 / 250}.{i / 250 % 250}.{i % 250 + 2}" : $"2001:db8:{i / 250 + 1:x}::{i % 250 + 16:x}");
}

/// <summary>One client's use of one name.</summary>
readonly record struct PlannedPair(int Client, int Name, int Contacts, Habit Habit);

/// <summary>When the contacts of a pair come.</summary>
enum Habit
{
    /// <summary>At random, more by day than by night.</summary>
    ByDay,

    /// <summary>In trains, whose starts come at random.</summary>
    Sessions,

    /// <summary>Whenever a cached copy has expired and someone asks.</summary>
    Cached,

    /// <summary>At random around the clock.</summary>
    Steady,

    /// <summary>On a schedule with 5 % jitter; every tenth beat is missed.</summary>
    Schedule,

    /// <summary>A jittered period (10 %) after the last.</summary>
    Sleep,
}

using System.Text;
using Postern.Simulation;

namespace Postern.Bench.Records;

/// <summary>Names and answers of the lengths that real ones have, under reserved domains (RFC 2606, RFC 5737, RFC 3849).</summary>
sealed class NameVocabulary(TrafficRandom random)
{
    static readonly string[] syllables =
        ["ba", "cor", "dan", "el", "fir", "gan", "hol", "in", "jul", "kep", "lor", "min", "nav", "or", "pel", "quar", "ros", "sol", "tur", "vel"];

    static readonly string[] zones = ["example", "example.com", "example.net", "example.org", "test"];

    /// <summary>Name number <paramref name="number"/>; the number makes it unique.</summary>
    public byte[] Next(int number)
    {
        var zone = zones[(int)random.Uniform(0, zones.Length)];
        return Encoding.ASCII.GetBytes((int)random.Uniform(0, 8) switch
        {
            0 => $"www.{Word(2)}{number}.{zone}",
            1 => $"api.{Word(3)}.{Word(2)}{number}.{zone}",
            2 => $"edge-{number}.cdn{number % 9}.{zone}",
            3 => $"{random.Next() >> 32:x8}.{Word(2)}{number}.{zone}",
            4 => $"{Word(2)}-{number}.dualstack.{Word(2)}-edge.{zone}",
            5 => $"mail.{Word(3)}{number}.{zone}",
            6 => $"{number % 250}.{number / 250 % 250}.{number / 62_500}.10.in-addr.arpa",
            _ => $"{Word(2)}{number}.{zone}",
        });
    }

    /// <summary>None to three answers as Zeek prints them.</summary>
    public static byte[] Answers(TrafficRandom random)
    {
        var answers = Enumerable.Range(0, (int)random.Uniform(0, 3.3)).Select(_ => $"198.51.100.{(int)random.Uniform(1, 255)}");
        return Encoding.ASCII.GetBytes(string.Join(',', answers));
    }

    string Word(int length) =>
        string.Concat(Enumerable.Range(0, length).Select(_ => syllables[(int)random.Uniform(0, syllables.Length)]));
}

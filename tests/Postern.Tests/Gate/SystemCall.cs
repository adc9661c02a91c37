using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Postern.Tests.Gate;

/// <summary>A call in a trace that <c>strace --decode-fds=all --strings-in-hex=all</c> wrote.</summary>
/// <param name="Name">What was called.</param>
/// <param name="On">Path, or ends of the connection, of the open file that it was on.</param>
/// <param name="Octets">Its first text: what was written, or a name.</param>
/// <param name="Line">Its line in the trace.</param>
/// <param name="Begun">The number of that line.</param>
sealed partial record SystemCall(string Name, string On, byte[] Octets, string Line, int Begun)
{
    /// <summary>The number of the line at which it was over; the first line's unless others came between.</summary>
    public int Ended { get; private set; } = Begun;

    /// <summary>What it returned; octets, for a write.</summary>
    public long Result { get; private set; } = -1;

    /// <summary>Whether it wrote, or named, something.</summary>
    public bool Says(string text) => Octets.AsSpan().IndexOf(Encoding.ASCII.GetBytes(text)) >= 0;

    /// <summary>Reads the lines of a trace of several threads; a call that others came between ends with its second line.</summary>
    public static IReadOnlyList<SystemCall> Read(IReadOnlyList<string> lines)
    {
        List<SystemCall> calls = [];
        Dictionary<string, SystemCall> open = [];
        for (var i = 0; i < lines.Count; i++)
        {
            var thread = lines[i].Split(' ')[0];
            if (Resumed().Match(lines[i]) is { Success: true } resumed && open.Remove(thread, out var cut))
                cut.End(i, resumed.Groups["result"].Value);
            else if (Begins().Match(lines[i]) is { Success: true } begun)
            {
                var call = new SystemCall(
                    begun.Groups["name"].Value, Encoding.UTF8.GetString(Bytes(begun.Groups["on"].Value)), Bytes(begun.Groups["octets"].Value), lines[i], i);
                calls.Add(call);
                if (begun.Groups["rest"].Value.EndsWith("<unfinished ...>", StringComparison.Ordinal))
                    open[thread] = call;
                else
                    call.End(i, Returns().Match(begun.Groups["rest"].Value).Groups["result"].Value);
            }
        }
        return calls;
    }

    public override string ToString() => $"lines {Begun} to {Ended}: {Name} on {On}";

    void End(int line, string result) =>
        (Ended, Result) = (line, long.TryParse(result, CultureInfo.InvariantCulture, out var number) ? number : -1);

    // Paths and texts are in hexadecimal; what stands around them (TCP:[…]) is as it is.
    static byte[] Bytes(string text) =>
        [.. Units().Matches(text).Select(m => m.Value.Length == 4 ? byte.Parse(m.ValueSpan[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture) : (byte)m.Value[0])];

    [GeneratedRegex(@"\\x[0-9a-f]{2}|.", RegexOptions.None, 10_000)]
    private static partial Regex Units();

    [GeneratedRegex("""^\d+ +(?<name>\w+)\((\w+<(?<on>[^"]*?)>(?=[,) ]))?(, "(?<octets>[^"]*)")?(?<rest>.*)$""", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Begins();

    [GeneratedRegex(@"^\d+ +<\.\.\. \w+ resumed>.* = (?<result>-?\d+)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Resumed();

    [GeneratedRegex(@"\) += (?<result>-?\d+)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Returns();
}

namespace Postern.Bench.Records;

/// <summary>Lines of a BIND 9.18 query log with its default time stamps (milliseconds, no zone: UTC).</summary>
static class BindQuery
{
    static readonly byte[][] months =
        [.. "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".Split(' ').Select(System.Text.Encoding.ASCII.GetBytes)];

    public static void Write(LineBuffer line, Question question)
    {
        var draw = question.Draws.Next();
        var at = DateTimeOffset.FromUnixTimeMilliseconds(question.AskedMicros / 1_000);
        line.Add(at.Day, 2).Add("-"u8).Add(months[at.Month - 1]).Add("-"u8).Add(at.Year).Add(" "u8)
            .Add(at.Hour, 2).Add(":"u8).Add(at.Minute, 2).Add(":"u8).Add(at.Second, 2).Add("."u8).Add(at.Millisecond, 3)
            .Add(" queries: info: client @0x7f"u8);
        Span<byte> pointer = stackalloc byte[10];
        foreach (ref var digit in pointer)
            (draw, digit) = (draw >> 4, "0123456789abcdef"u8[(int)(draw & 15)]);
        line.Add(pointer).Add(" "u8).Add(question.Client).Add("#"u8).Add(1_024 + (long)(draw % 60_000))
            .Add(" ("u8).Add(question.Name).Add("): query: "u8).Add(question.Name)
            .Add(question.Ipv6 ? " IN AAAA +E(0) ("u8 : " IN A +E(0) ("u8).Add(ZeekDns.Resolver(question)).Add(")\n"u8);
    }
}

using System.Text;
using Postern.Contacts;
using Postern.Simulation.Formats;

namespace Postern.Bench.Records;

/// <summary>Lines of Zeek's dns.log in its tab-separated form, with its 24 columns.</summary>
static class ZeekDns
{
    /// <summary>The lines that begin a log opened at midnight of <paramref name="date"/>, yyyy-mm-dd.</summary>
    public static byte[] Header(string date) => Encoding.ASCII.GetBytes(ZeekColumns.Header(ContactKind.DnsLookup, $"{date}-00-00-00"));

    /// <summary>The line that ends it.</summary>
    public static byte[] Footer(string date) => Encoding.ASCII.GetBytes(ZeekColumns.Footer($"{date}-00-00-00"));

    public static void Write(LineBuffer line, Question question)
    {
        var draw = question.Draws.Next();
        line.AddMicros(question.AskedMicros).Add("\tC"u8);
        Uid(line, question);
        line.Add("\t"u8).Add(question.Client).Add("\t"u8).Add(1_024 + (long)(draw % 60_000)).Add("\t"u8)
            .Add(Resolver(question)).Add("\t53\tudp\t"u8).Add((long)(draw >> 48)).Add("\t"u8);
        if (question.Answered)
            line.AddMicros(question.DelayMicros);
        else
            line.Add("-"u8);
        line.Add("\t"u8).Add(question.Name).Add(question.Ipv6 ? "\t1\tC_INTERNET\t28\tAAAA"u8 : "\t1\tC_INTERNET\t1\tA"u8);
        if (!question.Answered)
            line.Add("\t-\t-\tF\tF\tT\tF\t0\t-\t-\tF\n"u8);
        else if (!question.Exists)
            line.Add("\t3\tNXDOMAIN\tF\tF\tT\tT\t0\t-\t-\tF\n"u8);
        else if (question.Ipv6)
            line.Add("\t0\tNOERROR\tF\tF\tT\tT\t0\t-\t-\tF\n"u8);
        else
            Answer(line, question, (long)(draw >> 20) % 300);
    }

    /// <summary>The resolver that the client asks, of the client's own address family.</summary>
    public static ReadOnlySpan<byte> Resolver(Question question) =>
        question.Client.AsSpan().Contains((byte)':') ? "2001:db8::53"u8 : "192.0.2.53"u8;

    /// <summary>Seventeen letters and digits.</summary>
    public static void Uid(LineBuffer line, Question question)
    {
        Span<byte> uid = stackalloc byte[17];
        var draw = (UInt128)question.Draws.Next() << 64 | question.Draws.Next();
        foreach (ref var letter in uid)
            (draw, letter) = (draw / 62, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8[(int)(draw % 62)]);
        line.Add(uid);
    }

    static void Answer(LineBuffer line, Question question, long ttl)
    {
        line.Add("\t0\tNOERROR\tF\tF\tT\tT\t0\t"u8).Add(question.Answers).Add("\t"u8);
        for (var left = question.Answers.AsSpan().Count((byte)','); left >= 0; left--)
            line.Add(ttl).Add(left > 0 ? ".000000,"u8 : ".000000"u8);
        line.Add("\tF\n"u8);
    }
}

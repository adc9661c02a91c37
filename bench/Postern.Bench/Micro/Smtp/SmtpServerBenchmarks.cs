using System.Buffers;
using System.Text;
using BenchmarkDotNet.Attributes;
using Postern.Smtp.Server;

namespace Postern.Bench.Micro.Smtp;

/// <summary>The server's session alone, without sockets and without policy: what the protocol costs a message.</summary>
[MemoryDiagnoser]
public class SmtpServerBenchmarks
{
    const int ContentOctets = 1 << 20;

    readonly Sink sink = new();
    byte[] content = [];
    byte[] transaction = [];
    SmtpServerSession inData = null!;
    SmtpServerSession idle = null!;

    [Params(18, 70, 998)]
    public int Line { get; set; }

    [GlobalSetup]
    public void Begin()
    {
        var line = $"{new string('x', Line)}\r\n";
        content = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(line, ContentOctets / line.Length)));
        var body = string.Concat(Enumerable.Repeat(line, 4096 / line.Length));
        transaction = Encoding.ASCII.GetBytes(
            $"MAIL FROM:<m@peer-a.test> SIZE=4096\r\nRCPT TO:<alice@circle.test>\r\nDATA\r\nSubject: t\r\n\r\n{body}.\r\n");
        idle = Opened("");
        inData = Opened("MAIL FROM:<m@peer-a.test>\r\nRCPT TO:<alice@circle.test>\r\nDATA\r\nSubject: t\r\n\r\n");
    }

    [Benchmark(Baseline = true, Description = "copy a megabyte")]
    public void Copy() => content.CopyTo(sink.GetSpan());

    [Benchmark(Description = "a megabyte of DATA")]
    public void Data() => Run(inData, content);

    [Benchmark(Description = "a transaction of 4 kB")]
    public void Transaction() => Run(idle, transaction);

    SmtpServerSession Opened(string commands)
    {
        var session = new SmtpServerSession(new SmtpServerOptions { HostName = "mx.circle.test" }, SmtpChannel.Tls);
        Run(session, Encoding.ASCII.GetBytes($"EHLO mx.peer-a.test\r\n{commands}"));
        return session;
    }

    void Run(SmtpServerSession session, byte[] octets)
    {
        var input = new ReadOnlySequence<byte>(octets);
        for (var step = SmtpStep.Notice; step is SmtpStep.Notice or SmtpStep.NeedVerdict; step = session.Advance(ref input, sink, sink))
        {
            if (step == SmtpStep.NeedVerdict)
                session.Answer(session.Question is OpenQuestion ? SmtpVerdict.Admit(Terms) : SmtpVerdict.Accept);
        }
    }

    static readonly SessionTerms Terms = new() { MaximumSize = long.MaxValue, MaximumTransactions = int.MaxValue };

    sealed class Sink : IBufferWriter<byte>
    {
        readonly byte[] buffer = new byte[ContentOctets];

        public void Advance(int count)
        {
        }

        public Memory<byte> GetMemory(int sizeHint = 0) => buffer;

        public Span<byte> GetSpan(int sizeHint = 0) => buffer;
    }
}

namespace Postern.Bench.Records;

/// <summary>Lines of Zeek's dns.log as JSON objects, unset fields left out as Zeek does.</summary>
static class ZeekDnsJson
{
    public static void Write(LineBuffer line, Question question)
    {
        var draw = question.Draws.Next();
        line.Add("{\"ts\":"u8).AddMicros(question.AskedMicros).Add(",\"uid\":\"C"u8);
        ZeekDns.Uid(line, question);
        line.Add("\",\"id.orig_h\":\""u8).Add(question.Client).Add("\",\"id.orig_p\":"u8).Add(1_024 + (long)(draw % 60_000))
            .Add(",\"id.resp_h\":\""u8).Add(ZeekDns.Resolver(question)).Add("\",\"id.resp_p\":53,\"proto\":\"udp\",\"trans_id\":"u8)
            .Add((long)(draw >> 48));
        if (question.Answered)
            line.Add(",\"rtt\":"u8).AddMicros(question.DelayMicros);
        line.Add(",\"query\":\""u8).Add(question.Name).Add("\",\"qclass\":1,\"qclass_name\":\"C_INTERNET\",\"qtype\":"u8)
            .Add(question.Ipv6 ? "28,\"qtype_name\":\"AAAA\""u8 : "1,\"qtype_name\":\"A\""u8);
        if (question.Answered)
            line.Add(question.Exists ? ",\"rcode\":0,\"rcode_name\":\"NOERROR\""u8 : ",\"rcode\":3,\"rcode_name\":\"NXDOMAIN\""u8);
        line.Add(",\"AA\":false,\"TC\":false,\"RD\":true,\"RA\":true,\"Z\":0,\"rejected\":false}\n"u8);
    }
}

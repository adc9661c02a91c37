using System.Net;
using Postern.Testing;
using Postern.Testing.Smtp;

namespace Postern.Gate.Tests.Hosting;

public sealed class MonitorTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Monitoring_names_nobody_and_reaches_no_command()
    {
        var free = 1L;
        await using var house = new GateHouse { Storage = new Gate.Policy.StorageView(() => Interlocked.Read(ref free), _ => false) };
        var place = new IPEndPoint(IPAddress.Loopback, LoopbackPort.Free());
        house.Text = $"monitor: {place}\n{house.Text}";
        house.Write();
        await house.StartAsync();
        await using (var peer = await LoadSession.OpenAsync(IPAddress.Parse("127.0.0.2"), house.Secure, SomeCertificates.Of("peer-a"), Cancellation))
            await Assert.ThrowsAsync<IOException>(() => peer.SendAsync("m@elsewhere.test", "alice@circle.test", "", Cancellation));
        using var client = new HttpClient { BaseAddress = new Uri($"http://{place}") };
        Assert.Equal("live\n", await client.GetStringAsync("/live", Cancellation));
        Assert.Equal("ready\n", await client.GetStringAsync("/ready", Cancellation));
        var metrics = await client.GetStringAsync("/metrics", Cancellation);
        Assert.Contains("postern_refusals_total{reason=\"SenderNotAllowed\"} 1\n", metrics);
        Assert.DoesNotContain("peer-a", metrics);
        foreach (var path in new[] { "/control/queue", "/Control/queue", "/CONTROL/STATUS", "/%63ontrol/status", "/live/../control/status" })
            Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(path, Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.PostAsync("/CONTROL/queue/hold?destination=all", null, Cancellation)).StatusCode);
        Assert.Empty(house.Server.Services.Queue.Schedule.Held);
        Interlocked.Exchange(ref free, 0);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.GetAsync("/ready", Cancellation)).StatusCode);
    }
}

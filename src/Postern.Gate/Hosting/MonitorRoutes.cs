using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Postern.Gate.Hosting;

/// <summary>What monitoring asks: <c>/live</c>, <c>/ready</c>, <c>/metrics</c>. Nothing there names a party or a message.</summary>
static class MonitorRoutes
{
    /// <summary>Adds the routes.</summary>
    public static void Map(WebApplication web, GateServer gate)
    {
        web.MapGet("/live", static context => context.Response.WriteAsync("live\n"));
        web.MapGet("/ready", context =>
        {
            var isReady = gate.IsReady;
            context.Response.StatusCode = isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
            return context.Response.WriteAsync(isReady ? "ready\n" : "not ready\n");
        });
        web.MapGet("/metrics", context =>
        {
            context.Response.ContentType = MetricsText.MediaType;
            return context.Response.WriteAsync(MetricsText.Of(
                gate.Services.Counters, gate.Open, gate.Strangers, gate.Services.Queue, gate.Outward?.Alarms.Standing ?? [], gate.Services.Ledger.Size, gate.IsReady));
        });
    }
}

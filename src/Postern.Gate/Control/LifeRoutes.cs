using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Postern.Gate.Hosting;
using Postern.Gate.Retirement;

namespace Postern.Gate.Control;

/// <summary>What the owner tells a running gate about its end (docs/retirement.md).</summary>
static class LifeRoutes
{
    /// <summary>Adds the routes.</summary>
    public static void Map(RouteGroupBuilder control, GateLife life)
    {
        control.MapGet("/life", context => TellAsync(context, life));
        control.MapPost("/life/retire", async context =>
        {
            if (!DateTimeOffset.TryParse(context.Request.Query["at"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
                || !double.TryParse(context.Request.Query["drainHours"], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var hours) || hours > 24 * 365)
                await ControlRoutes.Refuse(context, StatusCodes.Status400BadRequest, "at is an instant, drainHours a number up to 8760");
            else
                await AnswerAsync(context, life, await life.AnnounceAsync(at, TimeSpan.FromHours(hours), ControlRoutes.By(context)));
        });
        control.MapPost("/life/cancel", async context => await AnswerAsync(context, life, await life.CancelAsync(ControlRoutes.By(context))));
    }

    static Task AnswerAsync(HttpContext context, GateLife life, string? problem) =>
        problem is null ? TellAsync(context, life) : ControlRoutes.Refuse(context, StatusCodes.Status409Conflict, problem);

    static Task TellAsync(HttpContext context, GateLife life) =>
        ControlRoutes.Tell(context, ControlAnswers.Life(life.Plan));
}

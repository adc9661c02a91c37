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
    /// <summary>The ledger's instants end in 2262, and what an end takes comes behind it.</summary>
    const int LastYear = 2199;

    /// <summary>Adds the routes.</summary>
    /// <param name="control">Where to.</param>
    /// <param name="life">The gate's life.</param>
    /// <param name="evidence">Where the evidence is put.</param>
    public static void Map(RouteGroupBuilder control, GateLife life, string evidence)
    {
        control.MapGet("/life", TellAsync);
        control.MapPost("/life/retire", async context =>
        {
            if (!DateTimeOffset.TryParse(context.Request.Query["at"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
                || !double.TryParse(context.Request.Query["drainHours"], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var hours) || hours is not (>= 0 and <= 24 * 365) || at.Year > LastYear)
                await ControlRoutes.Refuse(context, StatusCodes.Status400BadRequest, $"at is an instant up to the end of {LastYear}, drainHours a number up to 8760");
            else
                await AnswerAsync(context, await life.AnnounceAsync(at, TimeSpan.FromHours(hours), ControlRoutes.By(context)));
        });
        control.MapPost("/life/cancel", async context => await AnswerAsync(context, await life.CancelAsync(ControlRoutes.By(context))));

        Task AnswerAsync(HttpContext context, string? problem) =>
            problem is null ? TellAsync(context) : ControlRoutes.Refuse(context, StatusCodes.Status409Conflict, problem);

        Task TellAsync(HttpContext context) =>
            ControlRoutes.Tell(context, ControlAnswers.Life(life.Plan, evidence, life.EvidenceProblem));
    }
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Postern.Gate.Heartbeats;
using Postern.Gate.Hosting;
using Postern.Gate.Watch;

namespace Postern.Gate.Control;

/// <summary>What the owner asks a running gate about its peers, and accepts of them (docs/heartbeats.md).</summary>
static class PeerRoutes
{
    /// <summary>Adds the routes.</summary>
    public static void Map(RouteGroupBuilder control, HeartbeatService beats, AlarmBoard alarms)
    {
        control.MapGet("/peers", async context => await ControlRoutes.Tell(context, PeersAnswer.Of(await beats.StatusAsync(), alarms.Standing)));
        control.MapGet("/peers/{name}/ledger", async context => await AnswerAsync(context, await beats.LookAtLedgerAsync(Name(context))));
        control.MapPost("/peers/{name}/ledger/accept", async context =>
        {
            if (!ControlAnswers.TryState(context.Request.Query["size"], context.Request.Query["root"], out var state))
                await ControlRoutes.Refuse(context, StatusCodes.Status400BadRequest, ControlAnswers.NoState);
            else
                await AnswerAsync(context, await beats.AcceptLedgerAsync(Name(context), state.Size, state.Root, ControlRoutes.By(context)));
        });
    }

    static Task AnswerAsync(HttpContext context, (ShownLedger? Shown, string Problem) answer) =>
        answer.Shown is { } shown ? ControlRoutes.Tell(context, shown) : ControlRoutes.Refuse(context, StatusCodes.Status409Conflict, answer.Problem);

    static string Name(HttpContext context) => (string)context.Request.RouteValues["name"]!;
}

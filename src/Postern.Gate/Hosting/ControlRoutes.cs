using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Postern.Gate.Configuration;
using Postern.Gate.Control;
using Postern.Gate.Queue;
using Postern.Gate.Retirement;
using Postern.Ledger;

namespace Postern.Gate.Hosting;

/// <summary>What the owner tells a running gate, as JSON over HTTP on a socket that only he can open (docs/control.md). Commands of
/// <c>postern queue</c>, <c>retire</c> and <c>peer</c> use it.</summary>
static class ControlRoutes
{
    /// <summary>The connection's item that says that it came by the socket.</summary>
    public const string Mark = "postern.control";

    /// <summary>Adds the routes; they are not there for who comes another way.</summary>
    public static void Map(WebApplication web, GateServer gate)
    {
        Guard(web);
        var control = web.MapGroup("/control");
        MapQueue(control, gate);
        control.MapGet("/status", context => Tell(context, new
        {
            State = gate.Services.Policy.State.ToString().ToLowerInvariant(),
            Ready = gate.IsReady,
            Sessions = gate.Open.Count,
            Copies = gate.Services.Queue.Schedule.Depth().Count,
            OldestSeconds = gate.Services.Queue.Schedule.Depth().Oldest.TotalSeconds,
            gate.Services.Queue.Schedule.Held,
            Entries = gate.Services.Ledger.Size,
        }));
        if (gate.Outward is { } parts)
        {
            PeerRoutes.Map(control, parts.Beats, parts.Alarms);
            LifeRoutes.Map(control, parts.Life, GateEvidence.PathOf(gate.Services.Ledger.Path));
        }
        control.MapPost("/reload", context =>
        {
            gate.Reload();
            return Tell(context, new { Read = true });
        });
    }

    /// <summary>Adds the routes of a gate that is sealed: what its files say.</summary>
    public static void MapSealed(WebApplication web, GateFolder folder, GateSettings settings)
    {
        Guard(web);
        web.Map("/control/{**rest}", async context =>
        {
            try
            {
                var (status, json) = await StoppedGate.AnswerAsync(
                    folder, settings, HttpMethods.IsPost(context.Request.Method), $"{context.Request.Path.Value!["/control".Length..]}{context.Request.QueryString}", By(context));
                context.Response.StatusCode = status;
                context.Response.ContentType = "application/json; charset=utf-8";
                await context.Response.WriteAsync(json);
            }
            catch (LedgerException problem)
            {
                await Refuse(context, StatusCodes.Status409Conflict, problem.Message);
            }
        });
    }

    // Who comes another way than by the socket finds nothing here, however it is spelled: routing does not look at case.
    static void Guard(WebApplication web)
    {
        web.Use((context, next) =>
        {
            if (!context.Request.Path.StartsWithSegments("/control", StringComparison.OrdinalIgnoreCase) || IsOwner(context))
                return next(context);
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
        web.UseRouting();
    }

    static void MapQueue(RouteGroupBuilder control, GateServer gate)
    {
        var queue = gate.Services.Queue;
        control.MapGet("/queue", context => Tell(context, ControlAnswers.Queue(queue)));
        control.MapGet("/queue/{id}", context => WithMessage(context, id =>
            queue.Find(id) is { } found ? Tell(context, QueueJson.Of(found)) : Refuse(context, StatusCodes.Status404NotFound, ControlAnswers.NotQueued(id))));
        control.MapPost("/queue/hold", context => Hold(context, queue, isHeld: true));
        control.MapPost("/queue/release", context => Hold(context, queue, isHeld: false));
        control.MapPost("/queue/retry", async context =>
        {
            if (!TryDestination(context, out var destination))
                await Refuse(context, StatusCodes.Status400BadRequest, ControlAnswers.NoDestination);
            else
                await Tell(context, new { Copies = await queue.RetryAsync(destination, By(context)) });
        });
        control.MapPost("/queue/{id}/retry", context => WithMessage(context, async id =>
            await Tell(context, new { Copies = await queue.RetryAsync(id, By(context)) })));
        control.MapPost("/queue/{id}/drop", context => WithMessage(context, async id =>
        {
            var (dropped, busy) = await queue.DropAsync(id, gate.Services.Circle.Value, By(context));
            await Tell(context, new { Dropped = dropped, Busy = busy });
        }));
    }

    /// <summary>Answers with an object.</summary>
    public static Task Tell<T>(HttpContext context, T answer) => context.Response.WriteAsJsonAsync(answer, ControlAnswers.Json);

    /// <summary>Answers with what is wrong.</summary>
    public static Task Refuse(HttpContext context, int status, string problem)
    {
        context.Response.StatusCode = status;
        return Tell(context, ControlAnswers.Problem(problem));
    }

    /// <summary>Who says so, for the record: a header that the commands send.</summary>
    public static string By(HttpContext context) => context.Request.Headers["X-Operator"] is [{ Length: > 0 and <= 100 } name] ? name : "the owner";

    static async Task Hold(HttpContext context, MailQueue queue, bool isHeld)
    {
        if (!TryDestination(context, out var destination))
        {
            await Refuse(context, StatusCodes.Status400BadRequest, ControlAnswers.NoDestination);
            return;
        }
        await queue.HoldAsync(destination?.ToString() ?? QueueSchedule.All, isHeld, By(context));
        await Tell(context, ControlAnswers.Held(queue));
    }

    static bool TryDestination(HttpContext context, out QueueDestination? destination)
    {
        destination = null;
        if (context.Request.Query["destination"] is not [{ } text])
            return false;
        if (text == QueueSchedule.All)
            return true;
        var isDestination = QueueDestination.TryParse(text, out var named);
        destination = named;
        return isDestination;
    }

    static Task WithMessage(HttpContext context, Func<MessageId, Task> action) =>
        MessageId.TryParse((string)context.Request.RouteValues["id"]!, out var id)
            ? action(id)
            : Refuse(context, StatusCodes.Status400BadRequest, ControlAnswers.NoIdentifier);

    static bool IsOwner(HttpContext context) =>
        context.Features.Get<IConnectionItemsFeature>() is { } connection && connection.Items.ContainsKey(Mark);
}

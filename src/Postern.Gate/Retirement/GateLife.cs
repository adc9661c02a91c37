using Microsoft.Extensions.Logging;
using Postern.Gate.Heartbeats;
using Postern.Gate.Identity;
using Postern.Gate.Policy;
using Postern.Gate.Queue;
using Postern.Ledger;
using Postern.Ledger.Sqlite;

namespace Postern.Gate.Retirement;

/// <summary>A gate's way to its end: announced, draining, retired, sealed. Each step is in the ledger before it holds, so that a gate that
/// is started again goes on where it was. Thread-safe.</summary>
/// <remarks>Strangers hear 554 until everybody hears 521.</remarks>
/// <param name="policy">Hears how far it is.</param>
/// <param name="queue">What waits.</param>
/// <param name="endDeliveries">Ends attempts for good, those that go on too; returns when they are over and recorded. May be called again.</param>
/// <param name="ledger">The ledger.</param>
/// <param name="circle">Who is told of what comes back.</param>
/// <param name="time">The clock.</param>
/// <param name="log">The log.</param>
sealed class GateLife(
    GatePolicy policy, MailQueue queue, Func<Task> endDeliveries, SqliteLedger ledger, CurrentCircle circle, TimeProvider time, ILogger log) : IDisposable
{
    /// <summary>Time for reports about what was handed back.</summary>
    static readonly TimeSpan LastReports = TimeSpan.FromMinutes(10);

    /// <summary>Time between two looks while something is to be waited for.</summary>
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    readonly SemaphoreSlim access = new(1, 1);
    readonly SemaphoreSlim changed = new(0, 1);
    volatile LifePlan plan = LifePlan.None;

    /// <summary>Where it stands.</summary>
    public LifePlan Plan => plan;

    /// <summary>Why the evidence could not be written; null when it was, or it is not time yet.</summary>
    public string? EvidenceProblem { get; private set; }

    /// <summary>What signs of life say of it.</summary>
    public LifeNotice Notice => new(plan.Stage.ToString().ToLowerInvariant(), plan.At);

    /// <summary>Takes up what the ledger says. Called once, before sessions begin.</summary>
    public void Restore()
    {
        using var reader = ledger.OpenReader();
        Take(LifePlan.Read(reader));
    }

    /// <summary>Announces the end; a second announcement moves it. Peers hear of it with the next sign of life.</summary>
    /// <param name="at">From when no mail is taken.</param>
    /// <param name="drain">How long what waits may take to be delivered.</param>
    /// <param name="by">Who says so.</param>
    /// <returns>Null; or why it cannot be.</returns>
    public async Task<string?> AnnounceAsync(DateTimeOffset at, TimeSpan drain, string by)
    {
        await access.WaitAsync();
        try
        {
            if (plan.Stage > LifeStage.Announced)
                return $"the gate is {Notice.State} already";
            await EnterAsync(new LifePlan(LifeStage.Announced, at, drain), "announced", by);
        }
        finally
        {
            access.Release();
        }
        Nudge();
        return null;
    }

    /// <summary>Takes an announcement back.</summary>
    /// <returns>Null; or why it cannot be.</returns>
    public async Task<string?> CancelAsync(string by)
    {
        await access.WaitAsync();
        try
        {
            if (plan.Stage != LifeStage.Announced)
                return plan.Stage == LifeStage.Active ? "no end is announced" : $"the gate is {Notice.State}; that is not taken back";
            await EnterAsync(LifePlan.None, "cancelled", by);
            return null;
        }
        finally
        {
            access.Release();
        }
    }

    /// <summary>Goes from stage to stage until the ledger is sealed and the evidence written, or it is stopped.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested && plan.Stage != LifeStage.Sealed)
        {
            try
            {
                await StepAsync();
                var wait = plan.Stage switch
                {
                    LifeStage.Active => Timeout.InfiniteTimeSpan,
                    LifeStage.Announced => Clamp(plan.At!.Value - time.GetUtcNow()),
                    _ => Interval,
                };
                using var over = CancellationTokenSource.CreateLinkedTokenSource(stopping);
                await Task.WhenAny(Task.Delay(wait, time, over.Token), changed.WaitAsync(over.Token));
                await over.CancelAsync();
            }
            catch (Exception problem)
            {
                // Whatever it is: a gate that has announced its end comes to it.
                RetirementLog.StepFailed(log, problem);
                await Task.Delay(Interval, time, stopping).ContinueWith(static _ => { }, TaskScheduler.Default);
            }
        }
        if (plan.Stage == LifeStage.Sealed)
            await Task.Run(() => ExportEvidence(stopping), CancellationToken.None);
    }

    /// <summary>Does what is due: enters the next stage, hands back what could not be delivered in time.</summary>
    public async Task StepAsync()
    {
        await access.WaitAsync();
        try
        {
            var now = time.GetUtcNow();
            if (plan is { Stage: LifeStage.Announced, At: { } at } && now >= at)
                await EnterAsync(plan with { Stage = LifeStage.Draining }, "draining", Self);
            if (plan.Stage == LifeStage.Draining)
                await DrainAsync(now);
            if (plan.Stage == LifeStage.Retired)
                await SealAsync(now);
        }
        finally
        {
            access.Release();
        }
    }

    /// <summary>Writes the evidence beside the ledger. What comes between is told, and changes nothing about the seal.</summary>
    public void ExportEvidence(CancellationToken stopping)
    {
        try
        {
            var entries = GateEvidence.Write(ledger.Path, stopping);
            EvidenceProblem = null;
            RetirementLog.Exported(log, entries, GateEvidence.PathOf(ledger.Path));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or LedgerException or OperationCanceledException)
        {
            EvidenceProblem = problem is OperationCanceledException ? "the gate was stopped before it was written" : problem.Message;
            RetirementLog.NotExported(log, EvidenceProblem);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        access.Dispose();
        changed.Dispose();
    }

    const string Self = QueuedMessage.Gate;

    async Task DrainAsync(DateTimeOffset now)
    {
        var over = plan.At!.Value + plan.Drain;
        if (now >= over)
        {
            // What is left goes back to its senders, at this step or at the one after its attempt has ended; reports of that are members'
            // mail, and get a little time of their own.
            foreach (var message in queue.List().Where(m => m.Purpose == MessagePurpose.Mail))
                await queue.DropAsync(message.Id, circle.Value, Self);
        }
        if (queue.Schedule.Depth().Count == 0 || now >= over + LastReports)
            await EnterAsync(plan with { Stage = LifeStage.Retired }, "retired", Self);
    }

    // What is still there now was neither delivered nor could its sender be told: it stays in the file, and the last entry counts it.
    async Task SealAsync(DateTimeOffset now)
    {
        // What ended behind the seal could not be recorded.
        await endDeliveries();
        var left = queue.Schedule.Depth().Count;
        var last = plan.Entry("sealed", now, Self).Add(Ledger.Sealing.EntryField.Count, left);
        var checkpoint = await ledger.SealForGoodAsync(last, CancellationToken.None);
        Take(plan with { Stage = LifeStage.Sealed });
        RetirementLog.Sealed(log, checkpoint.Size, left);
    }

    async Task EnterAsync(LifePlan next, string act, string by)
    {
        await ledger.AppendAsync([next.Entry(act, time.GetUtcNow(), by)], CancellationToken.None);
        Take(next);
        RetirementLog.Entered(log, act, next.At);
    }

    void Take(LifePlan next)
    {
        plan = next;
        policy.State = next.Stage switch
        {
            LifeStage.Draining => GateState.Draining,
            LifeStage.Retired or LifeStage.Sealed => GateState.Retired,
            _ => GateState.Active,
        };
    }

    void Nudge()
    {
        if (changed.CurrentCount == 0)
            changed.Release();
    }

    // Looked at again every hour: clocks are stepped, and timers have a bound.
    static TimeSpan Clamp(TimeSpan wait) => wait < TimeSpan.Zero ? TimeSpan.Zero : wait < TimeSpan.FromHours(1) ? wait : TimeSpan.FromHours(1);
}

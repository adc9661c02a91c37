using System.Text;
using Microsoft.Extensions.Logging;
using Postern.Gate.Configuration;
using Postern.Gate.Delivery;
using Postern.Gate.Identity;
using Postern.Gate.Queue;
using Postern.Ledger;
using Postern.Ledger.Sealing;
using Postern.Ledger.Sqlite;
using Postern.Smtp.Addresses;
using Postern.Smtp.Client;
using Postern.Smtp.Commands;
using Postern.Smtp.Replies;

namespace Postern.Gate.Tests.Queue;

/// <summary>A queue in a ledger's file, its runner, and destinations that do as they are told; time is moved by hand.</summary>
sealed class QueueWorld : IAsyncDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("postern-queue-").FullName;
    CancellationTokenSource stop = new();
    SqliteLedger ledger = null!;
    Task running = Task.CompletedTask;

    public QueueWorld()
    {
        Directory.CreateDirectory(Path.Combine(folder, "spool"));
        Circle = new CurrentCircle(new Circle(SomeSettings.Read(SomeSettings.Circle())));
        Agent = new ToldAgent(Time);
    }

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ManualTime Time { get; } = new();

    public CurrentCircle Circle { get; }

    public ToldAgent Agent { get; }

    /// <summary>What the runner logs.</summary>
    public FailureLog Log { get; } = new();

    public MailQueue Queue { get; private set; } = null!;

    public QueueRunner Runner { get; private set; } = null!;

    public string Spool => Path.Combine(folder, "spool");

    public GateSettings Settings => Circle.Value.Settings;

    /// <summary>Opens it; with a runner unless told otherwise.</summary>
    public async Task OpenAsync(bool runs = true)
    {
        ledger = SqliteLedger.Open(Path.Combine(folder, "postern.db"), new LedgerOptions { SealWithin = TimeSpan.Zero });
        Queue = await MailQueue.OpenAsync(ledger, PosixFolder.Open(Spool), () => Settings.Queue, Time);
        Runner = new QueueRunner(Queue, Circle, new DeliveryAgents(Agent, Agent, Agent), Time, Log);
        if (runs)
            running = Task.Run(() => Runner.RunAsync(stop.Token, CancellationToken.None), Cancellation);
    }

    /// <summary>Lets time pass in steps, after each of which the queue comes to rest.</summary>
    public async Task PassAsync(TimeSpan time, TimeSpan step)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += step)
        {
            Time.Pass(step);
            await Runner.WhenIdleAsync();
        }
    }

    /// <summary>A message of which nothing is spooled.</summary>
    public QueuedMessage Message(string? from, params (string Path, QueueDestination To)[] recipients)
    {
        var octets = Encoding.ASCII.GetBytes("Subject: t\r\n\r\nbody\r\n");
        return new QueuedMessage
        {
            Id = Queue.Numbers.NextMessage(),
            Received = Time.GetUtcNow(),
            Party = "user alice",
            ReversePath = from is null ? null : Mailbox.Parse(from),
            Trace = "Received: from a\r\n",
            Octets = octets,
            Content = MessageContent.Of("Received: from a\r\n", octets),
            Recipients = [.. recipients.Select((r, i) => new QueuedRecipient(i, Mailbox.Parse(r.Path), RecipientParameters.None, r.To) { Next = Time.GetUtcNow() })],
        };
    }

    public async Task<QueuedMessage> EnqueueAsync(QueuedMessage message)
    {
        await Queue.EnqueueAsync(message, [new PlainEntry(EntryKind.MessageAccepted, Queue.Now).Add(EntryField.Message, message.Id.Value)]);
        return message;
    }

    /// <summary>The entries of a kind, a line each: the values of some of their fields.</summary>
    public IReadOnlyList<string> Entries(EntryKind kind, params EntryField[] fields)
    {
        using var reader = ledger.OpenReader();
        return [.. reader.ReadEntries(kind).Select(e => string.Join(" | ", fields.Select(f => e.Entry.TryGet(f, out var value) ? EntryValues.Text(f, value.Span) : "-")))];
    }

    /// <summary>Changes what the file does, as a full disk would: on the writer's own connection.</summary>
    public Task ExecuteAsync(string sql) => ledger.AppendAsync([], (database, _) => database.Execute(sql), Cancellation);

    public IReadOnlyList<string> Attempts() => Entries(EntryKind.DeliveryAttempt, EntryField.Act, EntryField.Outcome, EntryField.Target);

    /// <summary>Ends it.</summary>
    public async Task CloseAsync()
    {
        await stop.CancelAsync();
        await running;
        stop.Dispose();
        stop = new CancellationTokenSource();
        await Queue.DisposeAsync();
        await ledger.DisposeAsync();
    }

    /// <summary>Ends it as a power cut would: what is not in the file is gone. Only without a runner.</summary>
    public async Task CutOffAsync()
    {
        await ledger.DisposeAsync();
        await OpenAsync();
    }

    public async Task RestartAsync()
    {
        await CloseAsync();
        await OpenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        stop.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}

/// <summary>Hears when something could not be recorded.</summary>
sealed class FailureLog : ILogger
{
    readonly TaskCompletionSource first = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends with the first failure.</summary>
    public Task First => first.Task;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (logLevel == LogLevel.Error)
            first.TrySetResult();
    }
}

/// <summary>Destinations that do as they are told.</summary>
sealed class ToldAgent(TimeProvider time) : IDeliveryAgent
{
    readonly Lock access = new();
    readonly Dictionary<string, Func<DeliveryAttempt, Task<AttemptResult>>> ways = [];

    /// <summary>Attempts in their order: when, where, whom.</summary>
    public List<(TimeSpan At, string To, string Subject, bool MayBeThere)> Attempts { get; } = [];

    /// <summary>What was delivered: where and which message.</summary>
    public List<(string To, QueuedMessage Message)> Delivered { get; } = [];

    public void Always(string destination, DeliveryStatus status, string text = "as told", bool wasReached = true)
    {
        var code = EnhancedStatus.Parse(status switch { DeliveryStatus.Failed => "5.0.0", DeliveryStatus.Delivered => "2.0.0", _ => "4.0.0" });
        Does(destination, attempt => Task.FromResult(AttemptResult.Same(attempt, status, code, text) with { WasReached = wasReached }));
    }

    public void Does(string destination, Func<DeliveryAttempt, Task<AttemptResult>> way) => ways[destination] = way;

    public async ValueTask<AttemptResult> AttemptAsync(DeliveryAttempt attempt, CancellationToken stopping)
    {
        var to = attempt.Destination.ToString();
        lock (access)
            Attempts.Add((time.GetElapsedTime(0), to, attempt.Message.Id.ToString(), attempt.MayBeThere));
        var result = ways.TryGetValue(to, out var way)
            ? await way(attempt)
            : AttemptResult.Same(attempt, DeliveryStatus.Delivered, EnhancedStatus.Parse("2.0.0"), "delivered");
        lock (access)
        {
            if (result.Outcomes.Any(o => o.Status == DeliveryStatus.Delivered))
                Delivered.Add((to, attempt.Message));
        }
        return result;
    }
}

namespace Postern.Analysis.Investigation;

/// <summary>Spreads numbered pieces of work over threads. Each piece writes only its own result, so the order does not matter.</summary>
static class Workers
{
    const int Chunk = 8;

    /// <summary>Does pieces 0 to <paramref name="count"/> - 1; throws <see cref="OperationCanceledException"/> soon after a cancellation.</summary>
    /// <param name="count">Number of pieces.</param>
    /// <param name="threads">Threads, at least one.</param>
    /// <param name="local">Makes one thread's scratch.</param>
    /// <param name="body">One piece.</param>
    /// <param name="done">Told now and then, on any thread, how many are done; never twice at once.</param>
    /// <param name="cancel">Asked before every piece.</param>
    public static void Run<T>(int count, int threads, Func<T> local, Action<int, T> body, Action<int>? done, CancellationToken cancel)
    {
        var next = 0;
        var finished = 0;
        var gate = new Lock();
        var options = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, threads), CancellationToken = cancel };
        Parallel.For(0, Math.Max(1, threads), options, _ =>
        {
            var scratch = local();
            for (var first = Take(); first < count; first = Take())
            {
                var end = Math.Min(count, first + Chunk);
                for (var i = first; i < end; i++)
                {
                    cancel.ThrowIfCancellationRequested();
                    body(i, scratch);
                }
                var sum = Interlocked.Add(ref finished, end - first);
                if (done is not null && gate.TryEnter())
                {
                    try
                    {
                        done(sum);
                    }
                    finally
                    {
                        gate.Exit();
                    }
                }
            }
        });

        int Take() => Interlocked.Add(ref next, Chunk) - Chunk;
    }
}

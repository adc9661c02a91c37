namespace Postern.Ledger;

/// <summary>Waiting for work whose outcome is of no interest any more.</summary>
static class TaskEnd
{
    /// <summary>Returns when it is over, however it ended.</summary>
    public static void WaitForEnd(this Task task) => task.ContinueWith(_ => { }, TaskScheduler.Default).Wait();
}

namespace Postern.Commands;

/// <summary>Gives memory back between the stages of a long run, whose scratch the collector would leave lying until it runs short.</summary>
sealed class Heap
{
    const long Worth = 24L << 20;

    long kept;

    /// <summary>Collects where a stage has left enough behind to be worth the tens of milliseconds.</summary>
    public void StageOver()
    {
        if (GC.GetTotalMemory(forceFullCollection: false) - kept < Worth)
            return;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        kept = GC.GetTotalMemory(forceFullCollection: false);
    }
}

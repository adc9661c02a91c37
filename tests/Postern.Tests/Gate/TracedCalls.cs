using System.Diagnostics;
using System.Globalization;
using Postern.Testing;

namespace Postern.Tests.Gate;

/// <summary>The system calls of a process that runs, watched or made to fail by <c>strace</c>.</summary>
sealed class TracedCalls : IDisposable
{
    readonly Process strace;
    readonly string file;

    TracedCalls(Process strace, string file) => (this.strace, this.file) = (strace, file);

    /// <summary>Begins to watch all threads of a process; skips the test where the machine does not allow that.</summary>
    /// <param name="process">Its number.</param>
    /// <param name="options">Which calls, and what becomes of them: options of <c>strace</c>.</param>
    public static async Task<TracedCalls> AttachAsync(int process, params string[] options)
    {
        Require.Program("strace");
        var file = Path.GetTempFileName();
        var strace = Process.Start(new ProcessStartInfo(
            "strace", ["--follow-forks", "--output", file, .. options, "--attach", process.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        var said = await strace.StandardError.ReadLineAsync() ?? "";
        if (said.Contains("attached", StringComparison.Ordinal))
            return new TracedCalls(strace, file);
        await strace.WaitForExitAsync();
        Assert.Skip($"this machine lets nobody watch the calls of a process: {said}");
        return null!;
    }

    /// <summary>Lets go of the process, which runs on, and gives what was seen.</summary>
    public async Task<IReadOnlyList<string>> EndAsync()
    {
        using (var interrupt = Process.Start("kill", ["-INT", strace.Id.ToString(CultureInfo.InvariantCulture)]))
            await interrupt.WaitForExitAsync();
        await strace.WaitForExitAsync();
        return await File.ReadAllLinesAsync(file);
    }

    /// <summary>Ends it, if it has not ended.</summary>
    public void Dispose()
    {
        if (!strace.HasExited)
        {
            strace.Kill();
            strace.WaitForExit();
        }
        strace.Dispose();
        File.Delete(file);
    }
}

using System.Diagnostics;
using System.Globalization;
using Postern.Testing;

namespace Postern.Tests.Gate;

/// <summary>A view of the files in which a folder is a small disk of its own. It is made by <c>unshare</c>, seen by the processes that
/// enter it, and gone with its keeper: nothing of it is left on the machine, whatever becomes of the test.</summary>
sealed class OwnMounts : IDisposable
{
    readonly Process keeper;

    OwnMounts(Process keeper) => this.keeper = keeper;

    /// <summary>What a command begins with that is to run in it.</summary>
    public IReadOnlyList<string> Enter => ["nsenter", "--target", Number, "--user", "--mount", "--preserve-credentials", "--"];

    string Number => keeper.Id.ToString(CultureInfo.InvariantCulture);

    /// <summary>Puts a disk in a folder's place, with what is in the folder on it; skips the test where the machine does not allow that.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="mebibytes">The size of the disk.</param>
    public static OwnMounts Start(string folder, int mebibytes)
    {
        Require.Program("unshare");
        Require.Program("nsenter");
        var make = $"mount -t tmpfs -o size={mebibytes}m none /mnt && cp -a '{folder}/.' /mnt && mount --bind /mnt '{folder}' && echo made && exec cat";
        var process = Process.Start(new ProcessStartInfo("unshare", ["--map-root-user", "--mount", "sh", "-c", make])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        var mounts = new OwnMounts(process);
        if (process.StandardOutput.ReadLine() == "made")
            return mounts;
        var said = process.StandardError.ReadToEnd();
        mounts.Dispose();
        Assert.Skip($"this machine lets nobody mount a small disk: {said}");
        return mounts;
    }

    /// <summary>Runs a line of the shell in it.</summary>
    public void Run(string line)
    {
        using var process = Process.Start(Enter[0], [.. Enter.Skip(1), "sh", "-c", line]);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    /// <summary>A path in it, for who is outside.</summary>
    public string From(string path) => $"/proc/{Number}/root{path}";

    /// <summary>Copies a folder of it over the same folder outside.</summary>
    public void BringOut(string folder)
    {
        using var copy = Process.Start("cp", ["-a", $"{From(folder)}/.", folder]);
        copy.WaitForExit();
        Assert.Equal(0, copy.ExitCode);
    }

    /// <summary>Ends it.</summary>
    public void Dispose()
    {
        keeper.StandardInput.Close();
        keeper.WaitForExit();
        keeper.Dispose();
    }
}

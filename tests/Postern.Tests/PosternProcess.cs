using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Postern.Tests;

/// <summary>What a run of the executable printed and ended with.</summary>
sealed record Ran(int ExitCode, string Output, string Error)
{
    /// <summary>Lines of the output.</summary>
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>Runs the built executable as its user does: as a process.</summary>
static class PosternProcess
{
    static readonly string Executable = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "postern.exe" : "postern");

    /// <summary>Runs it with arguments.</summary>
    public static Ran Run(params string[] arguments) => Run(new Surroundings(), arguments);

    /// <summary>Runs it with arguments in given surroundings.</summary>
    public static Ran Run(Surroundings around, params string[] arguments)
    {
        using var process = Start(around, Executable, arguments);
        return Finish(process, around.Input);
    }

    /// <summary>Runs it under GNU time, which the caller has required, and tells the most memory that it, or a program it ran, had resident.</summary>
    public static (Ran Ran, long PeakMiB) Measured(params string[] arguments)
    {
        var report = Path.GetTempFileName();
        try
        {
            using var process = Start(new Surroundings(), "time", ["-q", "-f", "%M", "-o", report, Executable, .. arguments]);
            var ran = Finish(process, []);
            return (ran, long.Parse(File.ReadAllText(report), CultureInfo.InvariantCulture) / 1024);
        }
        finally
        {
            File.Delete(report);
        }
    }

    /// <summary>Runs a line of the shell in which <c>postern</c> is the executable.</summary>
    public static Ran Shell(Surroundings around, string line)
    {
        using var process = Start(around, "bash", ["-c", $"set -o pipefail; postern() {{ '{Executable}' \"$@\"; }}; export POSTERN='{Executable}'; {line}"]);
        return Finish(process, around.Input);
    }

    /// <summary>Starts it and lets it run.</summary>
    public static Process Start(Surroundings around, params string[] arguments) => Start(around, Executable, arguments);

    static Process Start(Surroundings around, string program, string[] arguments)
    {
        string[] command = [.. around.Launcher, program, .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            WorkingDirectory = around.Folder ?? AppContext.BaseDirectory,
        };
        foreach (var name in new[] { "NO_COLOR", "COLUMNS", "TERM", "LC_ALL", "LC_CTYPE", "LANG" })
            start.Environment.Remove(name);
        foreach (var (name, value) in around.Variables)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    static Ran Finish(Process process, byte[] input)
    {
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        try
        {
            process.StandardInput.BaseStream.Write(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading its input.
        }
        process.WaitForExit();
        return new Ran(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }
}

/// <summary>What a process finds around it.</summary>
sealed record Surroundings
{
    /// <summary>Standard input.</summary>
    public byte[] Input { get; init; } = [];

    /// <summary>Working folder.</summary>
    public string? Folder { get; init; }

    /// <summary>A program with arguments that becomes the executable: what stands before it on the command line.</summary>
    public IReadOnlyList<string> Launcher { get; init; } = [];

    /// <summary>Environment variables beside those of the tests; width, locale and colour are unset otherwise.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();
}

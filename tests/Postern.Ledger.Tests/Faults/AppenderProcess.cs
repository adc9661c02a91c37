using System.Diagnostics;

namespace Postern.Ledger.Tests.Faults;

/// <summary>Runs the program that appends, as a process of its own.</summary>
static class AppenderProcess
{
    static readonly string Executable = Path.Combine(AppContext.BaseDirectory,
        OperatingSystem.IsWindows() ? "Postern.Ledger.Appender.exe" : "Postern.Ledger.Appender");

    /// <summary>Starts it.</summary>
    public static Process Start(params string[] arguments) => Launch(Executable, arguments);

    /// <summary>Runs it to its end in a shell line in which <c>$APPENDER</c> is the program; gives code and output.</summary>
    public static (int Code, string Output) Shell(string program, string line, params string[] before)
    {
        using var process = Launch(program, [.. before, "sh", "-c", line]);
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.GetAwaiter().GetResult());
    }

    static Process Launch(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["APPENDER"] = Executable;
        return Process.Start(start)!;
    }
}

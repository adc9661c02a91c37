using Xunit;

namespace Postern.Testing;

/// <summary>What a test needs of the machine it runs on.</summary>
public static class Require
{
    /// <summary>Skips the running test, by name, when a program is not installed; where <c>CI=true</c> it fails instead.</summary>
    public static void Program(string name)
    {
        var folders = Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator) ?? [];
        if (folders.Any(folder => File.Exists(Path.Combine(folder, name)) || File.Exists(Path.Combine(folder, $"{name}.exe"))))
            return;
        if (Environment.GetEnvironmentVariable("CI") == "true")
            Assert.Fail($"the program {name} is not installed; .ci/run installs it");
        Assert.Skip($"the program {name} is not installed");
    }
}

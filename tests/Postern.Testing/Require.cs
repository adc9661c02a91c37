using Xunit;

namespace Postern.Testing;

/// <summary>What a test needs of the machine it runs on.</summary>
public static class Require
{
    /// <summary>Skips the running test, by name, when a program is not installed; where <c>CI=true</c> it fails instead.</summary>
    public static void Program(string name) => Path(name);

    /// <summary>The same, and where the program lies.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="more">Folders that are looked into after those of the path.</param>
    public static string Path(string name, params string[] more)
    {
        var folders = Environment.GetEnvironmentVariable("PATH")?.Split(System.IO.Path.PathSeparator) ?? [];
        var found = folders.Concat(more).SelectMany(folder => new[] { System.IO.Path.Combine(folder, name), System.IO.Path.Combine(folder, $"{name}.exe") }).FirstOrDefault(File.Exists);
        if (found is not null)
            return found;
        if (Environment.GetEnvironmentVariable("CI") == "true")
            Assert.Fail($"the program {name} is not installed; .ci/run installs it");
        Assert.Skip($"the program {name} is not installed");
        return "";
    }
}

using System.Runtime.CompilerServices;
using Xunit;

namespace Postern.Testing;

/// <summary>Text that a person approved, kept in a file beside the test.</summary>
/// <remarks>Run the tests with <c>POSTERN_APPROVE=1</c> to write the files anew, then read the difference before it is committed.</remarks>
public static class Approved
{
    /// <summary>Whether files are written instead of compared.</summary>
    public static bool IsWriting => Environment.GetEnvironmentVariable("POSTERN_APPROVE") == "1";

    /// <summary>Compares a text with <c>&lt;test file&gt;.&lt;name&gt;.approved.txt</c>.</summary>
    /// <param name="text">What the program says now.</param>
    /// <param name="name">Tells the texts of one test file apart.</param>
    /// <param name="testFile">Given by the compiler.</param>
    public static void Equal(string text, string name, [CallerFilePath] string testFile = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(testFile)!, $"{Path.GetFileNameWithoutExtension(testFile)}.{name}.approved.txt");
        text = text.ReplaceLineEndings("\n");
        if (IsWriting)
            File.WriteAllText(path, text);
        Assert.True(File.Exists(path), $"{path} is missing; POSTERN_APPROVE=1 writes it. The text is:\n{text}");
        Assert.Equal(File.ReadAllText(path).ReplaceLineEndings("\n"), text);
    }
}

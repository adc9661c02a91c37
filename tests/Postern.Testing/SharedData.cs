using System.Runtime.CompilerServices;
using Xunit;

namespace Postern.Testing;

/// <summary>Files of the folder <c>shared/data</c> that lies beside a checkout: real logs, vectors, hostile inputs.</summary>
public static class SharedData
{
    /// <summary>The folder, or <see langword="null"/> when this checkout stands alone.</summary>
    public static string? Root { get; } = Find();

    /// <summary>Full path of a file or folder under <c>shared/data</c>; skips the running test when it is absent.</summary>
    public static string Path(params string[] parts)
    {
        if (Root is null)
            Assert.Skip("shared/data does not lie beside this checkout");
        var path = System.IO.Path.Combine([Root, .. parts]);
        if (!File.Exists(path) && !Directory.Exists(path))
            Assert.Skip($"shared/data has no {string.Join('/', parts)}");
        return path;
    }

    /// <summary>Paths relative to <c>shared/data</c> of the files that match; empty when the folder is absent.</summary>
    public static IEnumerable<string> Files(string folder, string pattern)
    {
        if (Root is null || !Directory.Exists(System.IO.Path.Combine(Root, folder)))
            return [];
        return Directory.EnumerateFiles(System.IO.Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
            .Select(path => System.IO.Path.GetRelativePath(Root, path))
            .Order(StringComparer.Ordinal);
    }

    static string? Find([CallerFilePath] string here = "")
    {
        foreach (var start in new[] { System.IO.Path.GetDirectoryName(here)!, AppContext.BaseDirectory })
        {
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                var data = System.IO.Path.Combine(folder.FullName, "shared", "data");
                if (Directory.Exists(data))
                    return data;
            }
        }
        return null;
    }
}

using Postern.Logs.Input;

namespace Postern.Logs.Tests.Input;

public sealed class InputFilesTests : IDisposable
{
    static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    readonly string folder = Directory.CreateTempSubdirectory("postern-input-").FullName;

    public InputFilesTests()
    {
        foreach (var name in new[] { "mail.log", "mail.log.1", "mail.log.2.gz", "mail.log.10.gz", "dns.log", ".hidden", "deep/er/conn.log" })
        {
            var path = Path.Combine(folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, name);
        }
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    List<string> Find(params string[] inputs) =>
        [.. InputFiles.Find(inputs.Select(i => i == "-" ? i : Path.Combine(folder, i)), Now, out _)
            .Select(f => f.Path == "-" ? "-" : Path.GetRelativePath(folder, f.Path))];

    [Fact]
    public void A_folder_is_walked_and_rotated_files_come_oldest_first() =>
        Assert.Equal(["deep/er/conn.log", "dns.log", "mail.log.10.gz", "mail.log.2.gz", "mail.log.1", "mail.log"], Find(""));

    [Fact]
    public void A_pattern_finds_what_matches() => Assert.Equal(["mail.log.10.gz", "mail.log.2.gz"], Find("mail.*.gz"));

    [Fact]
    public void What_is_named_twice_is_read_once() => Assert.Equal(["dns.log", "-"], Find("dns.log", "-", "dns.log", "d*.log"));

    [Fact]
    public void What_is_not_there_is_said()
    {
        InputFiles.Find([Path.Combine(folder, "nothing"), Path.Combine(folder, "no*thing")], Now, out var problems);

        Assert.Equal(2, problems.Count);
        Assert.All(problems, p => Assert.Contains("no such file or folder", p, StringComparison.Ordinal));
    }
}

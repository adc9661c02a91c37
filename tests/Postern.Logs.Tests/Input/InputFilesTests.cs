using System.Diagnostics;
using Postern.Logs.Input;
using Postern.Testing;

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

    [Fact]
    public void Digits_that_are_not_ASCII_number_nothing()
    {
        File.WriteAllText(Path.Combine(folder, "dns.log.\u0661"), "x");

        Assert.Equal(["dns.log", "dns.log.\u0661"], Find("dns*"));
    }

    [Fact]
    public void A_link_to_a_file_is_read_once_and_a_link_to_a_folder_is_named()
    {
        File.CreateSymbolicLink(Path.Combine(folder, "deep", "other.log"), Path.Combine(folder, "dns.log"));
        File.CreateSymbolicLink(Path.Combine(folder, "mail.link"), Path.Combine(folder, "mail.log"));
        Directory.CreateSymbolicLink(Path.Combine(folder, "deep", "round"), folder);
        File.CreateSymbolicLink(Path.Combine(folder, "deep", "nowhere.log"), Path.Combine(folder, "gone.log"));

        var below = InputFiles.Find([Path.Combine(folder, "deep")], Now, out var problems, out var notes);
        Assert.Equal(["er/conn.log", "other.log"], below.Select(f => Path.GetRelativePath(Path.Combine(folder, "deep"), f.Path)));
        Assert.Equal("dns.log".Length, below[1].Length);
        Assert.Contains("nowhere.log: a link that leads nowhere", Assert.Single(problems), StringComparison.Ordinal);
        Assert.Contains("round: a link to a folder", Assert.Single(notes), StringComparison.Ordinal);

        Assert.Equal(["mail.link"], Find("mail.link", "mail.log"));
    }

    [Fact]
    public void Hidden_files_and_folders_are_counted()
    {
        Directory.CreateDirectory(Path.Combine(folder, ".cache"));
        File.WriteAllText(Path.Combine(folder, ".cache", "dns.log"), "x");

        InputFiles.Find([folder], Now, out var problems, out var notes);

        Assert.Empty(problems);
        Assert.Contains("2 hidden entries were left out", Assert.Single(notes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_pipe_in_a_folder_is_passed_over_and_an_empty_file_is_not()
    {
        Require.Program("mkfifo");
        File.WriteAllText(Path.Combine(folder, "deep", "empty.log"), "");
        Shell($"mkfifo '{folder}/deep/pipe.log'; ln -s pipe.log '{folder}/deep/link.log'");

        var files = InputFiles.Find([Path.Combine(folder, "deep")], Now, out _, out var notes);
        Assert.Equal(["empty.log", "conn.log"], files.Select(f => Path.GetFileName(f.Path)));
        Assert.Equal(["link.log", "pipe.log"], notes.Select(n => Path.GetFileName(n.Split(':')[0])));

        Assert.Equal(["deep/empty.log"], Find("deep/*.log"));
        Assert.Equal(["deep/pipe.log"], Find("deep/pipe.log"));
    }

    [Fact]
    public void A_name_that_is_no_text_costs_only_its_file()
    {
        Shell($"printf x > '{folder}'/deep/$'mm\\xff.log'; printf x > '{folder}/deep/zz.log'");
        var taken = Directory.GetFiles(Path.Combine(folder, "deep")).Length == 2;

        var files = InputFiles.Find([Path.Combine(folder, "deep")], Now, out var problems, out _);

        Shell($"rm '{folder}'/deep/*.log"); // what cannot be opened cannot be deleted either
        Assert.SkipUnless(taken, "this file system takes no such name");
        Assert.Equal(["conn.log", "zz.log"], files.Select(f => Path.GetFileName(f.Path)));
        Assert.Contains("the name is not UTF-8", Assert.Single(problems), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_may_not_be_entered_costs_only_itself()
    {
        var closed = Path.Combine(folder, "deep", "closed");
        Directory.CreateDirectory(closed);
        Shell($"chmod 0 '{closed}'");
        try
        {
            Assert.SkipWhen(CanList(closed), "this user may enter every folder");

            var files = InputFiles.Find([Path.Combine(folder, "deep")], Now, out var problems, out _);

            Assert.Equal("conn.log", Path.GetFileName(Assert.Single(files).Path));
            Assert.StartsWith(closed, Assert.Single(problems), StringComparison.Ordinal);
        }
        finally
        {
            Shell($"chmod 700 '{closed}'");
        }
    }

    static bool CanList(string path)
    {
        try
        {
            return Directory.GetFiles(path).Length == 0;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    static void Shell(string line)
    {
        Require.Program("bash");
        using var shell = Process.Start("bash", ["-c", line]);
        shell.WaitForExit();
    }
}

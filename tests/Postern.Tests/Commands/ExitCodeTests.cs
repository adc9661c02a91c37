using Postern.Testing;

namespace Postern.Tests.Commands;

public sealed class ExitCodeTests : IDisposable
{
    const double Start = 1_700_000_000;

    readonly LogFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>A log of one look-up.</summary>
    string OneLookup(string name = "dns.log") => folder.WriteDns(name, (Start, "192.0.2.1", "a.example"));

    /// <summary>The command where paths are those of the folder.</summary>
    Ran RunInFolder(params string[] arguments) => PosternProcess.Run(new Surroundings { Folder = folder.Path }, arguments);

    public static TheoryData<string> Commands => ["contacts", "investigate"];

    [Theory]
    [MemberData(nameof(Commands))]
    public void An_input_that_is_not_there_ends_with_3_and_the_others_are_read(string command)
    {
        var good = OneLookup();

        var ran = PosternProcess.Run(command, folder["none.log"], good, "--json");

        Assert.Equal(3, ran.ExitCode);
        Assert.Contains("none.log: no such file or folder", ran.Error, StringComparison.Ordinal);
        Assert.Contains("a.example", ran.Output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_named_file_of_no_known_format_ends_with_3(string command)
    {
        var ran = PosternProcess.Run(command, folder.Write("notes.txt", "Buy milk.\nCall home.\n"));

        Assert.Equal(3, ran.ExitCode);
        Assert.Contains("notes.txt: format not recognised", ran.Error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_file_in_a_folder_that_is_no_log_is_passed_over(string command)
    {
        OneLookup();
        folder.Write("README.txt", "These are our logs.\n");

        var ran = RunInFolder(command, ".");

        Assert.Equal(0, ran.ExitCode);
        Assert.Contains("README.txt: passed over", ran.Output + ran.Error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_folder_without_any_log_ends_with_3(string command)
    {
        folder.Write("README.txt", "These were our logs.\n");

        Assert.Equal(3, PosternProcess.Run(command, folder.Path).ExitCode);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Many_files_that_are_no_logs_are_named_by_the_first_few(string command)
    {
        for (var i = 0; i < 25; i++)
            folder.Write($"page-{i:00}.txt", "These are our notes.\n");

        var ran = RunInFolder(command, ".");

        Assert.Equal(3, ran.ExitCode);
        Assert.Contains("page-09.txt: format not recognised", ran.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("page-10.txt: format", ran.Error, StringComparison.Ordinal);
        Assert.Contains("15 more files of no known format", ran.Error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void An_empty_file_is_said_to_be_empty_and_is_no_error(string command)
    {
        folder.Write("empty.log", "");
        var ran = RunInFolder(command, "empty.log");

        Assert.Equal(0, ran.ExitCode);
        Assert.Contains("the file is empty", ran.Output + ran.Error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_gzip_file_that_ends_early_gives_what_it_held_and_ends_with_3(string command)
    {
        folder.WriteDns("dns.log.gz", Enumerable.Range(0, 2_000).Select(i => (Start + i, "192.0.2.1", $"h{i}.example")));
        var octets = File.ReadAllBytes(folder["dns.log.gz"]);
        File.WriteAllBytes(folder["cut.log.gz"], octets[..(octets.Length / 2)]);

        var ran = PosternProcess.Run(command, folder["cut.log.gz"], "--json");

        Assert.Equal(3, ran.ExitCode);
        Assert.Contains("cut.log.gz", ran.Error, StringComparison.Ordinal);
        Assert.Contains("end early", ran.Error, StringComparison.Ordinal);
        Assert.Contains("h1.example", ran.Output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_rejected_line_is_shown_with_file_and_line_and_is_an_error_only_when_strict(string command)
    {
        folder.Write("dns.log", LogFolder.Dns([(Start, "192.0.2.1", "a.example")]) + "garbage\n");

        var tolerant = RunInFolder(command, "dns.log");
        var strict = RunInFolder(command, "dns.log", "--strict");

        Assert.Equal(0, tolerant.ExitCode);
        Assert.Contains("dns.log:8:", tolerant.Output + tolerant.Error, StringComparison.Ordinal);
        Assert.Equal(3, strict.ExitCode);
        Assert.Contains("1 rejected", strict.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_coverage_file_that_cannot_be_read_ends_with_3()
    {
        var log = OneLookup();
        var coverage = folder.Write("coverage.csv", "from,to\n2026-01-02,2026-01-01\n");

        var ran = PosternProcess.Run("investigate", log, "--coverage", coverage);

        Assert.Equal(3, ran.ExitCode);
        Assert.Contains("coverage.csv:2:", ran.Error, StringComparison.Ordinal);
        Assert.Empty(ran.Output);
    }

    [Fact]
    public void What_is_wrong_is_quoted_without_its_commands_to_the_terminal()
    {
        var log = OneLookup();
        var coverage = folder.Write("coverage.csv", "2023\e[31m,2024-01-01\n");

        string[] said =
        [
            PosternProcess.Run("investigate", log, "--coverage", coverage).Error,
            PosternProcess.Run("contacts", log, "--format", "a\e[31m").Error,
            PosternProcess.Run("contacts", log, "--a\e[31m").Error,
        ];

        Assert.All(said, error => Assert.Contains(@"\x1B[31m", error, StringComparison.Ordinal));
        Assert.All(said, error => Assert.DoesNotContain('\e', error));
    }

    [Fact]
    public void A_record_of_more_years_than_can_be_analysed_is_refused_with_its_ends()
    {
        var log = folder.Write("old.csv", "time,client,query\n1800-01-01T00:00:00Z,192.0.2.1,a.example\n2000-01-01T00:00:00Z,192.0.2.1,b.example\n2100-01-01T00:00:00Z,192.0.2.2,c.example\n");

        var ran = PosternProcess.Run("investigate", log);

        Assert.Equal(3, ran.ExitCode);
        Assert.Contains("1800-01-01T00:00:00Z (192.0.2.1 → a.example)", ran.Error, StringComparison.Ordinal);
        Assert.Contains("2100-01-01T00:00:00Z (192.0.2.2 → c.example)", ran.Error, StringComparison.Ordinal);
        Assert.Equal(0, PosternProcess.Run("investigate", log, "--from", "1900-01-01").ExitCode);
        Assert.Equal(0, PosternProcess.Run("contacts", log).ExitCode);
    }

    [Fact]
    public void A_log_without_contacts_says_why_there_are_none()
    {
        var log = folder.Write("http.log", "#separator \\x09\n#path\thttp\n#fields\tts\tuid\tid.orig_h\tid.resp_h\n1.0\tC1\t192.0.2.1\t192.0.2.2\n");

        var ran = RunInFolder("contacts", Path.GetFileName(log));

        Assert.Equal(0, ran.ExitCode);
        Assert.Contains("http.log: zeek, 0 contacts in 4 lines, 4 ignored (directive 3, log http holds no contacts 1)", ran.Error, StringComparison.Ordinal);
        Assert.Contains("the record holds no contact", ran.Error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void What_is_left_out_of_a_folder_is_said(string command)
    {
        OneLookup();
        folder.Write(".hidden.log", "x");
        Directory.CreateSymbolicLink(folder["round"], folder.Path);

        var ran = RunInFolder(command, ".");

        Assert.Equal(0, ran.ExitCode);
        Assert.Contains("1 hidden entry was left out", ran.Output + ran.Error, StringComparison.Ordinal);
        Assert.Contains("round: a link to a folder, not followed", ran.Output + ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Compressed_standard_input_is_unpacked()
    {
        OneLookup("dns.log.gz");

        var ran = PosternProcess.Run(new Surroundings { Input = File.ReadAllBytes(folder["dns.log.gz"]) }, "contacts", "-", "--csv");

        Assert.Equal(0, ran.ExitCode);
        Assert.Contains("a.example", ran.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("zstd", "-q", ".zst")]
    [InlineData("xz", "-k", ".xz")]
    [InlineData("bzip2", "-k", ".bz2")]
    public void Files_of_other_compressions_are_read_through_their_programs(string program, string option, string suffix)
    {
        Require.Program(program);
        OneLookup();
        PosternProcess.Shell(new Surroundings { Folder = folder.Path }, $"{program} {option} dns.log");

        var ran = PosternProcess.Run("contacts", folder["dns.log" + suffix], "--csv");

        Assert.Equal(0, ran.ExitCode);
        Assert.Contains("a.example", ran.Output, StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task Interrupting_ends_at_once_with_130_and_without_a_trace()
    {
        Require.Program("kill");
        // Standard input stays open and says nothing more: only the signal can end the run.
        using var process = PosternProcess.Start(new Surroundings(), "investigate", "-");
        process.StandardInput.Write("#separator \\x09\n");
        process.StandardInput.Flush();
        using var kill = System.Diagnostics.Process.Start("kill", ["-INT", $"{process.Id}"]);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(130, process.ExitCode);
        Assert.Empty(await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
    }
}

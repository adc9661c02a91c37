using System.Text.Json;
using Postern.Testing;

namespace Postern.Tests.Commands;

public sealed class ContactsCommandTests : IDisposable
{
    const double Start = 1_700_000_000;

    readonly LogFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Contacts_of_several_files_come_in_time_order()
    {
        folder.WriteDns("a.log", (Start + 3, "192.0.2.1", "c.example"), (Start + 1, "192.0.2.1", "a.example"));
        folder.WriteDns("b.log.gz", (Start + 2, "192.0.2.2", "b.example"));

        var ran = PosternProcess.Run("contacts", folder.Path, "--json");

        Assert.Equal(0, ran.ExitCode);
        Assert.Equal(["a.example", "b.example", "c.example"], ran.Lines.Select(l => Member(l, "target")));
        Assert.Equal(["2", "1", "1"], ran.Lines.Select(l => Member(l, "line")).Select(l => l == "8" ? "2" : "1"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("--csv")]
    [InlineData("--json")]
    public void A_table_has_the_same_columns_whatever_the_log(string form)
    {
        folder.WriteDns("dns.log", (Start, "192.0.2.1", "a.example"), (Start + .5, "192.0.2.10", "a-longer-name.example"), (Start + 1, "2001:db8::1", "b.example"));

        var ran = PosternProcess.Run(new Surroundings { Folder = folder.Path }, ["contacts", "dns.log", .. form.Length > 0 ? new[] { form } : []]);

        Assert.Equal(0, ran.ExitCode);
        Assert.Empty(ran.Error);
        Approved.Equal(ran.Output, form.Length > 0 ? form[2..] : "text");
    }

    [Fact]
    public void Folder_glob_standard_input_and_compressed_file_give_the_same_contacts()
    {
        var text = LogFolder.Dns([(Start, "192.0.2.1", "a.example"), (Start + 60, "192.0.2.1", "a.example")]);
        folder.Write("plain/dns.log", text);
        folder.Write("zipped/dns.log.gz", text);

        var plain = PosternProcess.Run("contacts", folder["plain/dns.log"]);

        Assert.Equal(3, plain.Lines.Length);
        Assert.Equal(plain.Output, PosternProcess.Run("contacts", folder["plain"]).Output);
        Assert.Equal(plain.Output, PosternProcess.Run("contacts", folder["plain/*.log"]).Output);
        Assert.Equal(plain.Output, PosternProcess.Run("contacts", folder["zipped/dns.log.gz"]).Output);
        Assert.Equal(plain.Output, PosternProcess.Run(new Surroundings { Input = System.Text.Encoding.UTF8.GetBytes(text) }, "contacts", "-").Output);
    }

    [Fact]
    public void Contacts_that_two_files_hold_are_printed_once_unless_kept()
    {
        // One file has the first contact twice, which is two contacts; the other has it once and so adds nothing.
        folder.WriteDns("1.log", (Start, "192.0.2.1", "a.example"), (Start, "192.0.2.1", "a.example"), (Start + 1, "192.0.2.1", "a.example"));
        folder.WriteDns("2.log", (Start, "192.0.2.1", "a.example"), (Start + 2, "192.0.2.1", "a.example"));

        var once = PosternProcess.Run("contacts", folder.Path, "--json");
        var kept = PosternProcess.Run("contacts", folder.Path, "--json", "--keep-duplicates");

        Assert.Equal(4, once.Lines.Length);
        Assert.Contains("1 contact in one file and again in another, printed once", once.Error, StringComparison.Ordinal);
        Assert.Equal(5, kept.Lines.Length);
    }

    [Fact]
    public void The_record_is_narrowed_and_parties_are_joined()
    {
        folder.WriteDns("dns.log",
            (Start, "192.0.2.1", "www.example.com"), (Start + 1, "192.0.2.2", "example.org"), (Start + 2, "198.51.100.1", "mail.example.com"));

        string[] Targets(params string[] options) =>
            [.. PosternProcess.Run(["contacts", folder.Path, "--json", .. options]).Lines.Select(l => Member(l, "target"))];

        Assert.Equal(["www.example.com", "mail.example.com"], Targets("--target", "*.example.com"));
        Assert.Equal(["www.example.com", "example.org"], Targets("--source", "192.0.2.0/24"));
        Assert.Equal(["mail.example.com"], Targets("--from", "2023-11-14T22:13:22Z"));
        Assert.Empty(Targets("--kind", "flow"));
        var mapped = PosternProcess.Run("contacts", folder.Path, "--json", "--map", "192.0.2.1=office", "--map", "192.0.2.2=192.0.2.1");
        Assert.Equal(["office", "office", "198.51.100.1"], mapped.Lines.Select(l => Member(l, "source")));
    }

    [Fact]
    public void Hostile_names_reach_no_output_raw()
    {
        var names = new[] { "\e[31mred.example", "\u202Eevil.example", "=cmd()", "+1", "@x", "a\"b,c", "\u009b2J" };
        folder.Write("names.csv", "time,source,target\n" + string.Concat(names.Select((n, i) =>
            $"2026-11-22T00:00:{i:D2}Z,192.0.2.1,\"{n.Replace("\"", "\"\"", StringComparison.Ordinal)}\"\n")));

        foreach (var form in new string[][] { ["contacts"], ["contacts", "--json"], ["contacts", "--csv"], ["investigate"], ["investigate", "--json"], ["investigate", "--csv"] })
        {
            var ran = PosternProcess.Run([.. form, folder["names.csv"], "--columns", "time=time,source=source,target=target,kind=dns-lookup"]);

            Assert.Equal(0, ran.ExitCode);
            Assert.DoesNotContain(ran.Output + ran.Error, c => (char.IsControl(c) && c != '\n') || c is '\u202E' or '\u009b');
            if (form is ["contacts", "--csv"])
                Assert.Contains(",'=cmd(),", ran.Output, StringComparison.Ordinal);
            Assert.DoesNotContain(",=cmd", ran.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_reader_that_goes_away_ends_the_run_quietly()
    {
        Require.Program("bash");
        folder.WriteDns("dns.log", Enumerable.Range(0, 50_000).Select(i => (Start + i, "192.0.2.1", $"host{i % 100}.example")));

        var ran = PosternProcess.Shell(new Surroundings { Folder = folder.Path }, "postern contacts dns.log | head -2; echo ${PIPESTATUS[0]}");

        Assert.Empty(ran.Error);
        Assert.Equal("0", ran.Lines[^1]);
        Assert.Equal(3, ran.Lines.Length);
    }

    [Fact]
    public void Output_into_a_file_goes_behind_what_others_write_there()
    {
        Require.Program("bash");
        folder.WriteDns("dns.log", (Start, "192.0.2.1", "a.example"));

        var ran = PosternProcess.Shell(new Surroundings { Folder = folder.Path }, "(echo before; postern contacts dns.log --csv; echo after) > out.txt; cat out.txt");

        Assert.Equal("before", ran.Lines[0]);
        Assert.Equal("after", ran.Lines[^1]);
        Assert.Equal(4, ran.Lines.Length);
    }

    static string Member(string line, string name)
    {
        using var json = JsonDocument.Parse(line);
        return json.RootElement.GetProperty(name).ToString();
    }
}

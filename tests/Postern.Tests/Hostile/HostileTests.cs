using System.Globalization;
using System.Text.Json;
using Postern.Testing;

namespace Postern.Tests.Hostile;

/// <summary>Every file of <c>shared/data/hostile</c> whose format is read here does what its manifest says.</summary>
public class HostileTests
{
    static readonly string[] Formats = ["any", "bind", "exim", "generic-csv", "mixed", "postfix", "unbound", "zeek"];

    public static TheoryData<string> Files
    {
        get
        {
            var files = new TheoryData<string>();
            if (SharedData.Root is null)
                return files;
            using var manifest = Manifest();
            foreach (var entry in manifest.RootElement.GetProperty("files").EnumerateArray())
            {
                if (Formats.Contains(entry.GetProperty("format").GetString(), StringComparer.Ordinal))
                    files.Add(entry.GetProperty("file").GetString()!);
            }
            return files;
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_hostile_file_does_what_its_manifest_says(string file)
    {
        var path = SharedData.Path("hostile", file);
        if (file.EndsWith(".zst", StringComparison.Ordinal))
            Require.Program("zstd");
        if (file.EndsWith(".bz2", StringComparison.Ordinal))
            Require.Program("bzip2");
        using var manifest = Manifest();
        var entry = manifest.RootElement.GetProperty("files").EnumerateArray().Single(e => e.GetProperty("file").GetString() == file);

        string[] arguments = ["investigate", .. Options(entry), "--json", "--only", "rate", "--", path];
        Ran ran;
        if (entry.GetProperty("expect").TryGetProperty("max_rss_mib", out var most))
        {
            Require.Program("time");
            (ran, var peak) = PosternProcess.Measured(arguments);
            Assert.InRange(peak, 1, most.GetInt64());
        }
        else
        {
            ran = PosternProcess.Run(arguments);
        }

        Assert.True(ran.ExitCode is 0 or 3, $"exit code {ran.ExitCode}: {ran.Error}");
        Assert.DoesNotContain(ran.Output + ran.Error, c => char.IsControl(c) && c != '\n');
        using var findings = JsonDocument.Parse(ran.Output);
        var record = findings.RootElement.GetProperty("record");
        foreach (var expected in entry.GetProperty("expect").EnumerateObject())
            Check(expected.Name, expected.Value, record, ran, file);
    }

    [Fact]
    public void Names_that_pretend_to_be_fields_give_no_contact()
    {
        var ran = PosternProcess.Run("contacts", SharedData.Path("hostile", "postfix-fake-fields.log"), "--json");

        var parties = ran.Lines.SelectMany(line =>
        {
            using var contact = JsonDocument.Parse(line);
            return new[] { contact.RootElement.GetProperty("source").GetString(), contact.RootElement.GetProperty("target").GetString() };
        }).ToList();
        Assert.Contains("192.0.2.1", parties);
        Assert.Contains("mx.t.test", parties);
        Assert.DoesNotContain(parties, p => p is "203.0.113.9" or "198.51.100.9" or "1.2.3.4" or "6.6.6.6");
    }

    static void Check(string what, JsonElement value, JsonElement record, Ran ran, string file)
    {
        var read = record.GetProperty("files")[0];
        var contacts = read.GetProperty("contacts").GetInt64();
        var rejected = read.GetProperty("rejected").GetProperty("count").GetInt64();
        switch (what)
        {
            case "contacts":
                Assert.Equal(value.GetInt64(), contacts);
                break;
            case "contacts_min":
                Assert.InRange(contacts, value.GetInt64(), long.MaxValue);
                break;
            case "contacts_max":
                Assert.InRange(contacts, 0, value.GetInt64());
                break;
            case "contacts_any":
                Assert.Contains(contacts, value.EnumerateArray().Select(v => v.GetInt64()));
                break;
            case "rejected":
                Assert.Equal(value.GetInt64(), rejected);
                break;
            case "rejected_min":
                Assert.InRange(rejected, value.GetInt64(), long.MaxValue);
                break;
            case "accounted_for":
                Assert.Equal(value.GetInt64(), contacts + rejected + read.GetProperty("ignored").EnumerateObject().Sum(r => r.Value.GetInt64()));
                break;
            case "lines":
                Assert.Equal(value.GetInt64(), read.GetProperty("lines").GetInt64());
                break;
            case "error" when value.GetBoolean():
                Assert.Equal(3, ran.ExitCode);
                Assert.Contains(file, ran.Error, StringComparison.Ordinal);
                break;
            case "error":
                Assert.Equal(0, ran.ExitCode);
                break;
            case "error_or_converted":
                Assert.True(contacts > 0 || ran.Error.Contains("UTF-16", StringComparison.Ordinal));
                break;
            case "silent_zero":
                Assert.True(contacts > 0 || ran.Error.Length > 0);
                break;
            case "distinct_targets":
                Assert.Equal(value.GetInt32(), record.GetProperty("targets").GetInt32());
                break;
            case "first":
                Assert.Equal(Instant(value), Instant(record.GetProperty("from")));
                break;
            case "last":
                Assert.Equal(Instant(value), Instant(record.GetProperty("to")));
                break;
            case "in_time_order":
                Assert.Contains(read.GetProperty("warnings").EnumerateArray(), w => w.GetString()!.Contains("back", StringComparison.Ordinal));
                break;
            case "max_rss_mib" or "no_crash" or "sources_and_targets":
                break; // Asked where it was run; of every file; in a test of its own.
            default:
                Assert.Fail($"the manifest says \"{what}\", which this test does not know");
                break;
        }
    }

    static DateTimeOffset Instant(JsonElement text) => DateTimeOffset.Parse(text.GetString()!, CultureInfo.InvariantCulture);

    static IEnumerable<string> Options(JsonElement entry)
    {
        foreach (var option in entry.GetProperty("import_options").EnumerateObject())
        {
            switch (option.Name)
            {
                case "time_zone":
                    yield return $"--log-zone={option.Value.GetString()}";
                    break;
                case "year":
                    yield return $"--log-year={option.Value.GetInt32()}";
                    break;
                case "mapping":
                    yield return $"--columns={string.Join(',', option.Value.EnumerateObject().Select(m => $"{m.Name}={m.Value.GetString()}"))},kind=dns-lookup";
                    yield return "--format=csv";
                    break;
                default:
                    break;
            }
        }
    }

    static JsonDocument Manifest() => JsonDocument.Parse(File.ReadAllBytes(SharedData.Path("hostile", "MANIFEST.json")));
}

using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Postern.Ledger.Sealing;
using Postern.Testing;

namespace Postern.Ledger.Tests.Sealing;

public sealed class BundleTests : IDisposable
{
    readonly SampleLedger ledger = new(40);

    public void Dispose() => ledger.Dispose();

    IReadOnlyCollection<VerifierKey> Keys => [ledger.Key.Verifier];

    byte[] Bundle(IEnumerable<int> indexes, params EntryField[] redacted)
    {
        using var stream = new MemoryStream();
        var content = new BundleContent(ledger.Sign(38), ledger.Key.Verifier, "entries of a test", "{\"from\":null}")
        {
            Earlier = [ledger.Sign(31), ledger.Sign(16)],
            Redacted = redacted,
        };
        BundleWriter.Write(stream, content, ledger.Tree, indexes.Select(ledger.Open), TestContext.Current.CancellationToken);
        return stream.ToArray();
    }

    BundleResult Verify(byte[] bundle, Action<OpenedEntry>? found = null) =>
        BundleVerification.Verify(new MemoryStream(bundle), Keys, found, TestContext.Current.CancellationToken);

    [Fact]
    public void A_bundle_is_checked_without_the_ledger()
    {
        List<OpenedEntry> found = [];

        var result = Verify(Bundle(Enumerable.Range(5, 20)), found.Add);

        Assert.True(result.Holds, result.Sentence);
        Assert.Equal((20, 0, true), (result.Entries, result.RedactedFields, result.IsContiguous));
        Assert.Contains("all 20 entries from 5 to 24", result.Sentence, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(5, 20).Select(i => (long)i), found.Select(entry => entry.Index));
    }

    [Fact]
    public void A_redacted_bundle_still_verifies_and_does_not_hold_what_was_redacted()
    {
        var bundle = Bundle([0, 3, 4, 7], EntryField.Source, EntryField.Figures);

        var result = Verify(bundle, entry => Assert.DoesNotContain(entry.Opened, field => field.Field is EntryField.Source or EntryField.Figures));

        Assert.True(result.Holds, result.Sentence);
        Assert.Equal((4, 6, false), (result.Entries, result.RedactedFields, result.IsContiguous));
        Assert.Contains("not all of those there are", result.Sentence, StringComparison.Ordinal);
        using var zip = new ZipArchive(new MemoryStream(bundle));
        foreach (var file in zip.Entries)
        {
            using var reader = new StreamReader(file.Open());
            Assert.DoesNotContain(Convert.ToBase64String("192.0.2.4"u8), reader.ReadToEnd(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_same_content_gives_the_same_bytes()
    {
        var content = new BundleContent(ledger.Sign(38), ledger.Key.Verifier, "", "{}");
        byte[] Write()
        {
            using var stream = new MemoryStream();
            BundleWriter.Write(stream, content, ledger.Tree, Enumerable.Range(0, 9).Select(ledger.Open), TestContext.Current.CancellationToken);
            return stream.ToArray();
        }

        Assert.Equal(Write(), Write());
    }

    [Fact]
    public void Entries_out_of_order_or_not_as_signed_are_not_written()
    {
        using var other = new SampleLedger(40);

        Assert.Throws<ArgumentException>(() => Bundle([4, 3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Bundle([38]));
        var content = new BundleContent(ledger.Sign(38), ledger.Key.Verifier, "", "{}");
        Assert.Throws<ArgumentException>(() => BundleWriter.Write(new MemoryStream(), content, NotThisTree(), [ledger.Open(5)], TestContext.Current.CancellationToken));
    }

    [Fact]
    public void No_place_of_a_bundle_can_be_changed_without_being_refused_or_leaving_every_file_as_it_was()
    {
        var bundle = Bundle([4], EntryField.Told);
        var contents = Contents(bundle);
        var refused = 0;
        var tried = 0;
        for (var place = 0; place < bundle.Length; place += 7, tried++) // all of them take a minute
        {
            var changed = bundle.ToArray();
            changed[place] ^= (byte)(1 << place % 8);
            // The archive has dates and attributes that say nothing about the files in it.
            if (Verify(changed).Holds)
                Assert.Equal(contents, Contents(changed));
            else
                refused++;
        }
        Assert.InRange(refused, tried * 8 / 10, tried);
    }

    [Theory]
    [InlineData("entries.jsonl", "\"index\":4", "\"index\":5")]
    [InlineData("entries.jsonl", "192.0.2.4", "192.0.2.9")]
    [InlineData("checkpoint.txt", "\n38\n", "\n39\n")]
    [InlineData("bundle.json", "\"entries\": 3", "\"entries\": 2")]
    [InlineData("bundle.json", "\"first\": 3", "\"first\": 2")]
    [InlineData("bundle.json", "\"size\": 38", "\"size\": 37")]
    [InlineData("bundle.json", "gate.example.org", "gate.example.net")]
    [InlineData("earlier/16.json", "ledger\\n16\\n", "ledger\\n17\\n")]
    [InlineData("key.pem", "BEGIN", "BEGAN")]
    public void A_change_with_the_hashes_made_anew_is_found_all_the_same(string file, string old, string replacement)
    {
        var contents = Contents(Bundle([3, 4, 5]));
        Assert.Contains(old, contents[file], StringComparison.Ordinal);
        contents[file] = contents[file].Replace(old, replacement, StringComparison.Ordinal);

        var result = Verify(Pack(contents));

        Assert.False(result.Holds);
        Assert.Contains(file, string.Join('\n', result.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void Files_that_are_missing_or_too_many_are_named()
    {
        foreach (var name in Contents(Bundle([3])).Keys.Where(name => name != "SHA256SUMS" && !name.StartsWith("earlier/", StringComparison.Ordinal)))
        {
            var without = Contents(Bundle([3]));
            without.Remove(name);
            Assert.Contains(name, Verify(Pack(without)).Sentence, StringComparison.Ordinal);
        }
        using var stream = new MemoryStream();
        stream.Write(Bundle([3]));
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
            zip.CreateEntry("../more.txt");
        Assert.Contains("../more.txt", Verify(stream.ToArray()).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Archives_made_of_anything_are_refused_and_nothing_else()
    {
        var random = new Random(31);
        var good = Bundle([3, 4]);
        for (var round = 0; round < 400; round++)
        {
            var bytes = good.ToArray();
            for (var change = random.Next(1, 30); change > 0; change--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            var cut = round % 3 == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
            var result = Verify(cut);
            Assert.Equal(result.Holds, result.Faults.Count == 0);
        }
        Assert.False(Verify([]).Holds);
        Assert.False(Verify("no archive"u8.ToArray()).Holds);
    }

    [Fact]
    public async Task The_page_in_the_bundle_is_followed_by_hand()
    {
        foreach (var program in new[] { "bash", "sha256sum", "base64", "sed", "grep", "od", "tr", "openssl" })
            Require.Program(program);
        var folder = Directory.CreateTempSubdirectory("postern-bundle-");
        try
        {
            ZipFile.ExtractToDirectory(new MemoryStream(Bundle(Enumerable.Range(29, 9), EntryField.Detail)), folder.FullName);
            var page = await File.ReadAllTextAsync(Path.Combine(folder.FullName, "HOW-TO-CHECK.md"), TestContext.Current.CancellationToken);
            var parts = page.Split("```");
            var script = "set -e\n" + string.Concat(parts.Where(part => part.StartsWith("sh\n", StringComparison.Ordinal)).Select(part => part[3..]));
            Assert.DoesNotContain('{', string.Concat(parts.Where((_, i) => i % 2 == 0))); // every placeholder is filled in

            var (code, output) = await Run(folder.FullName, script);

            Assert.True(code == 0, output);
            Assert.Contains(ledger.Key.Verifier.Fingerprint.ToHex(), output, StringComparison.Ordinal);
            Assert.Contains("Verified OK", output, StringComparison.Ordinal);
            Assert.Equal(9, Regex.Count(output, "^in the tree", RegexOptions.Multiline));
            Assert.DoesNotContain("NOT", output, StringComparison.Ordinal);
            var opened = Enumerable.Range(29, 9).Sum(i => ledger.Open(i).Opened.Count(field => field.Field != EntryField.Detail));
            Assert.Equal(opened, Regex.Count(output, "^as sealed", RegexOptions.Multiline));

            // And the same commands notice a changed entry: a byte of the first one's leaf, a byte of a salt.
            var entries = Path.Combine(folder.FullName, "entries.jsonl");
            var text = await File.ReadAllTextAsync(entries, TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(entries, text.Replace("\"leaf\":\"AQUY", "\"leaf\":\"AQQY", StringComparison.Ordinal)
                .Replace("\"salt\":\"A", "\"salt\":\"B", StringComparison.Ordinal), TestContext.Current.CancellationToken);
            (_, output) = await Run(folder.FullName, script.Replace("sha256sum -c SHA256SUMS", "true", StringComparison.Ordinal));
            Assert.Equal(Regex.Count(text, "\"leaf\":\"AQUY"), Regex.Count(output, "^NOT IN THE TREE", RegexOptions.Multiline));
            Assert.Equal(Regex.Count(text, "\"salt\":\"A"), Regex.Count(output, "^NOT AS SEALED", RegexOptions.Multiline));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    static async Task<(int Code, string Output)> Run(string folder, string script)
    {
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-c", script])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = shell.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (shell.ExitCode, await output + await errors);
    }

    TreeReader NotThisTree() => new(NaiveTree.Tiles([.. ledger.Leaves.Reverse()]), 40);

    static SortedDictionary<string, string> Contents(byte[] bundle)
    {
        using var zip = new ZipArchive(new MemoryStream(bundle));
        var contents = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in zip.Entries)
        {
            using var reader = new StreamReader(file.Open());
            contents[file.FullName] = reader.ReadToEnd();
        }
        return contents;
    }

    /// <summary>An archive of the files, with their hashes made anew, as whoever changes one would.</summary>
    static byte[] Pack(SortedDictionary<string, string> contents)
    {
        contents["SHA256SUMS"] = string.Concat(contents.Where(file => file.Key != "SHA256SUMS").Select(file =>
            $"{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(file.Value)))}  {file.Key}\n"));
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in contents)
            {
                using var file = zip.CreateEntry(name).Open();
                file.Write(Encoding.UTF8.GetBytes(text));
            }
        }
        return stream.ToArray();
    }
}

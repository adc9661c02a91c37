using System.Security.Cryptography;
using System.Text;
using Postern.Ledger.Sealing;

namespace Postern.Ledger.Tests.Sealing;

public sealed class CheckpointTests : IDisposable
{
    const string Origin = "gate.example.org/ledger";

    // A checkpoint and the key of a public transparency log that signs with ECDSA P-256, as it publishes them.
    const string PublicLogKey =
        "rekor.sigstore.dev+c0d23d6a+AjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABNhtmPtrWm3U1eQXBogSMdGvXwBcK5AW5i0hrZLOC96l+smGNM7nwZ4QvFK/4sueRoVj//QP22Ni4Qt9DPfkWLc=";
    const string PublicLogNote =
        "rekor.sigstore.dev - 2605736670972794746\n90244708\nCOSIc1jqxpbuuTChPdiTqtZBBve7GAVJqTYjqAaM940=\n\n" +
        "— rekor.sigstore.dev wNI9ajBEAiAkKWVCpp/N5yF/GlQkAyKQxUsjc3Vpu04YyALJvrBsvAIgcZfXJsJdwLdgUAWwnekWg8YXS4gfz/DM1wVhhcouJBE=\n";

    readonly SigningKey key = SigningKey.Create(Origin);

    public void Dispose() => key.Dispose();

    Checkpoint Some(long size = 20_852_163) => new(Origin, size, MerkleHash.Of(SHA256.HashData("root"u8)));

    [Fact]
    public void A_checkpoint_that_a_public_log_signed_is_verified_with_its_published_key()
    {
        Assert.True(VerifierKey.TryParse(PublicLogKey, out var verifier, out var fault), fault);
        Assert.Equal(PublicLogKey, verifier!.ToString());
        Assert.True(SignedNote.TryParse(PublicLogNote, out var note, out fault), fault);
        Assert.Equal(PublicLogNote, note!.ToString());
        Assert.True(Checkpoint.TryParse(note.Text, out var checkpoint, out fault), fault);
        Assert.Equal(90_244_708, checkpoint!.Size);
        Assert.Equal("COSIc1jqxpbuuTChPdiTqtZBBve7GAVJqTYjqAaM940=", checkpoint.Root.ToString());

        Assert.Equal(NoteVerdict.Good, note.Verify([verifier]));
        Assert.Equal(NoteVerdict.UnknownKeys, note.Verify([key.Verifier]));
    }

    [Fact]
    public void What_is_signed_is_read_again_with_the_key_that_signed_it()
    {
        var text = Some().Sign(key).ToString();

        Assert.StartsWith($"{Origin}\n20852163\n", text, StringComparison.Ordinal);
        Assert.True(SignedCheckpoint.TryOpen(text, [key.Verifier], out var opened, out _, out var fault), fault);
        Assert.Equal(Some(), opened!.Checkpoint);
    }

    [Fact]
    public void Signatures_of_unknown_keys_are_ignored_and_a_wrong_one_of_a_known_key_spoils_the_note()
    {
        using var other = SigningKey.Create("witness.example.net");
        using var impostor = SigningKey.Create(Origin);
        var both = Some().Sign(key, other, impostor);
        Assert.True(SignedCheckpoint.TryOpen(both.ToString(), [key.Verifier], out _, out _, out _));

        Assert.False(SignedCheckpoint.TryOpen(Some().Sign(other).ToString(), [key.Verifier, other.Verifier], out _, out var refusal, out _));
        Assert.Equal(CheckpointRefusal.UnknownKeys, refusal);

        // The line of the impostor under the id of the known key.
        var forged = new SignedNote(both.Text, [both.Signatures[0], both.Signatures[2] with { KeyId = key.Verifier.Id }]);
        Assert.False(SignedCheckpoint.TryOpen(forged.ToString(), [key.Verifier], out _, out refusal, out _));
        Assert.Equal(CheckpointRefusal.BadSignature, refusal);

        Assert.False(SignedCheckpoint.TryOpen(both.ToString(), [other.Verifier], out _, out refusal, out var fault));
        Assert.Equal(CheckpointRefusal.OtherLog, refusal);
        Assert.Contains("witness.example.net", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void No_bit_of_a_signed_checkpoint_can_be_turned()
    {
        var bytes = Encoding.UTF8.GetBytes(Some().Sign(key).ToString());
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var changed = bytes.ToArray();
            changed[bit / 8] ^= (byte)(1 << bit % 8);
            Assert.False(SignedNote.TryParse(changed.AsSpan(), out var note, out _)
                && SignedCheckpoint.TryOpen(note!.ToString(), [key.Verifier], out _, out _, out _), $"bit {bit}");
        }
    }

    [Fact]
    public void No_bit_of_a_verifier_key_can_be_turned_without_becoming_another_name_or_nothing()
    {
        var text = key.Verifier.ToString();
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var changed = bytes.ToArray();
            changed[bit / 8] ^= (byte)(1 << bit % 8);
            if (VerifierKey.TryParse(Encoding.UTF8.GetString(changed), out var read, out _))
                Assert.NotEqual(Origin, read!.Name);
        }
    }

    [Theory]
    [InlineData("", "empty line")]
    [InlineData("a\n1\n", "empty line")]
    [InlineData("a\n\n", "empty line")]
    [InlineData("a\n\n— k AAAAAAA=", "empty line")]
    [InlineData("a\n\n- k AAAAAAA=\n", "signature line 1")]
    [InlineData("a\n\n— k AAAAAAA=\nx\n", "signature line 2")]
    [InlineData("a\n\n— k AAAA\n", "signature line 1")]
    [InlineData("a\n\n— k AAAAAAB=\n", "signature line 1")]
    [InlineData("a\n\n— k+k AAAAAAA=\n", "signature line 1")]
    [InlineData("a\n\n— k\u00a0 AAAAAAA=\n", "signature line 1")]
    [InlineData("a\r\n\n— k AAAAAAA=\n", "carriage return")]
    [InlineData("a\t\n\n— k AAAAAAA=\n", "U+0009")]
    public void A_note_that_is_not_in_the_form_is_refused_with_the_reason(string text, string reason)
    {
        Assert.False(SignedNote.TryParse(text, out var note, out var fault));

        Assert.Null(note);
        Assert.Contains(reason, fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_note_that_is_not_Unicode_is_refused()
    {
        Assert.False(SignedNote.TryParse("a\ud800\n\n— k AAAAAAA=\n", out _, out var fault));
        Assert.Contains("surrogate", fault, StringComparison.Ordinal);
        Assert.False(SignedNote.TryParse([0xC3, .. "\n\n— k AAAAAAA=\n"u8], out _, out fault));
        Assert.Contains("UTF-8", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("log\n01\nCOSIc1jqxpbuuTChPdiTqtZBBve7GAVJqTYjqAaM940=\n", "leading zeros")]
    [InlineData("log\n-1\nCOSIc1jqxpbuuTChPdiTqtZBBve7GAVJqTYjqAaM940=\n", "decimal digits")]
    [InlineData("log\n9223372036854775808\nCOSIc1jqxpbuuTChPdiTqtZBBve7GAVJqTYjqAaM940=\n", "decimal digits")]
    [InlineData("log\n1\nCOSIc1jqxpbuuTChPdiTqtZBBve7GAVJqTYjqAaM941=\n", "32 bytes")]
    [InlineData("log\n1\nCOSIc1jq\n", "32 bytes")]
    [InlineData("log\n1\n", "three lines")]
    [InlineData("\n1\nCOSIc1jqxpbuuTChPdiTqtZBBve7GAVJqTYjqAaM940=\n", "none of them empty")]
    [InlineData("log\n1\nCOSIc1jqxpbuuTChPdiTqtZBBve7GAVJqTYjqAaM940=\n\nmore\n", "none of them empty")]
    [InlineData("log\n1\nCOSIc1jqxpbuuTChPdiTqtZBBve7GAVJqTYjqAaM940=", "none of them empty")]
    public void A_text_that_is_no_checkpoint_is_refused_with_the_reason(string text, string reason)
    {
        Assert.False(Checkpoint.TryParse(text, out _, out var fault));

        Assert.Contains(reason, fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_behind_the_root_are_kept_and_are_part_of_what_is_signed()
    {
        var checkpoint = Some(0) with { Extensions = ["one", "two"] };

        Assert.True(Checkpoint.TryParse(checkpoint.Text, out var read, out var fault), fault);
        Assert.Equal(["one", "two"], read!.Extensions);
        Assert.Equal(checkpoint, read);
    }

    [Fact]
    public void Notes_and_keys_made_of_anything_are_read_or_refused_and_nothing_else()
    {
        var random = new Random(17);
        var good = Some().Sign(key).ToString();
        var pieces = new[] { "\n", "\n\n", "— ", "a", " ", "+", "AAAAAAA=", good, Origin, "0", "\ud83d", "\udd11", "\0", key.Verifier.ToString() };
        for (var round = 0; round < 5_000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => pieces[random.Next(pieces.Length)]));
            var cut = text[random.Next(text.Length)..];
            if (SignedNote.TryParse(cut, out var note, out _))
                Assert.Equal(cut, note!.ToString());
            if (Checkpoint.TryParse(cut, out var checkpoint, out _))
                Assert.Equal(cut, checkpoint!.Text);
            if (VerifierKey.TryParse(cut, out var verifier, out _))
                Assert.Equal(cut, verifier!.ToString());
        }
    }

    [Fact]
    public void A_private_key_goes_through_PEM()
    {
        using var again = SigningKey.FromPem(Origin, key.ToPem());

        Assert.Equal(key.Verifier.ToString(), again.Verifier.ToString());
        Assert.StartsWith("-----BEGIN PRIVATE KEY-----\n", key.ToPem(), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => SigningKey.FromPem(Origin, "nothing"));
        Assert.Throws<ArgumentException>(() => SigningKey.FromPem(Origin, key.Verifier.ToPem()));
        Assert.Throws<ArgumentException>(() => SigningKey.Create("two words"));
        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        Assert.Throws<ArgumentException>(() => SigningKey.FromPem(Origin, p384.ExportPkcs8PrivateKeyPem()));
    }

    [Fact]
    public void Two_signatures_of_one_text_differ_and_both_hold()
    {
        var (first, second) = (Some().Sign(key), Some().Sign(key));

        Assert.NotEqual(first.ToString(), second.ToString());
        Assert.Equal(NoteVerdict.Good, first.Verify([key.Verifier]));
        Assert.Equal(NoteVerdict.Good, second.Verify([key.Verifier]));
    }

    [Fact]
    public void Another_type_of_key_is_refused_by_its_number()
    {
        // Of the C2SP specification's own example: Ed25519, type 1.
        Assert.False(VerifierKey.TryParse("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", out _, out var fault));

        Assert.Contains("type 0x01", fault, StringComparison.Ordinal);
    }
}

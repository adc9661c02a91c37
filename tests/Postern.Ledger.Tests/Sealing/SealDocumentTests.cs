using Postern.Ledger.Sealing;
using Postern.Testing;

namespace Postern.Ledger.Tests.Sealing;

/// <summary>What <c>docs/seal.md</c> specifies is what the code does.</summary>
public sealed class SealDocumentTests
{
    static string Document { get; } = File.ReadAllText(Checkout.Path("docs", "seal.md"));

    [Fact]
    public void Every_kind_stands_in_the_document_with_its_number() =>
        Assert.All(Enum.GetValues<EntryKind>(), kind => Assert.Contains($"| `{kind.Word()}` | {(int)kind} |", Document, StringComparison.Ordinal));

    [Fact]
    public void Every_field_stands_in_the_document_with_its_number_and_form() =>
        Assert.All(Enum.GetValues<EntryField>(), field =>
        {
            var form = field.Form() switch
            {
                EntryValueForm.Text => "text",
                EntryValueForm.Number => "number",
                EntryValueForm.Instant => "instant",
                EntryValueForm.Hash => "SHA-256",
                _ => "bytes (8), source port (4), target port (4), line (8)",
            };
            Assert.Contains($"| `{field.Word()}` | {(int)field} | {form}", Document, StringComparison.Ordinal);
        });

    [Fact]
    public void Every_fault_stands_in_the_document() =>
        Assert.All(Enum.GetNames<LedgerFaultKind>(), fault => Assert.Contains($"`{fault}`", Document, StringComparison.Ordinal));

    [Fact]
    public void The_names_of_documents_and_files_are_those_of_the_document() =>
        Assert.All(
            new[]
            {
                InclusionDocument.Name, ConsistencyDocument.Name, BundleFiles.Entries, BundleFiles.Checkpoint, BundleFiles.Key, BundleFiles.Manifest,
                BundleFiles.Settings, BundleFiles.HowToCheck, BundleFiles.Sums,
            },
            name => Assert.Contains($"`{name}`", Document, StringComparison.Ordinal));
}

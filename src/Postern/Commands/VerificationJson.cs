using System.Text.Json;
using Postern.Contacts;
using Postern.Ledger.Sealing;
using Postern.Terminal;

namespace Postern.Commands;

/// <summary>What <c>postern ledger verify --json</c> prints: one object, <c>postern.verification/1</c> (docs/ledger.md).</summary>
static class VerificationJson
{
    /// <summary>Kind of a fault of the file around the entries, or of what lies beside it.</summary>
    public const string FileFault = "file";

    /// <summary>Kind of a fault of a bundle.</summary>
    public const string BundleFault = "bundle";

    /// <summary>The word of a kind of fault.</summary>
    public static string Word(LedgerFaultKind kind) => JsonNamingPolicy.KebabCaseLower.ConvertName(kind.ToString());

    /// <summary>Writes the verdict on a ledger.</summary>
    public static void Write(LedgerVerdict verdict) =>
        Write("ledger", verdict.Path, verdict.Holds, verdict.Sentence, json =>
        {
            var report = verdict.Report;
            json.WriteNumber("entries", report.Size);
            json.WriteNumber("readFrom", report.From);
            if (report.SignedSize < 0)
                json.WriteNull("signed");
            else
                json.WriteNumber("signed", report.SignedSize);
            json.WriteNumber("unsigned", report.Uncovered);
            WriteTime(json, "unsignedFrom", verdict.Tail.From);
            WriteTime(json, "unsignedTo", verdict.Tail.To);
            json.WriteNumber("checkpoints", report.Checkpoints);
            json.WriteString("root", report.Root?.ToString());
            json.WriteString("key", verdict.Trust.Key.ToString());
            json.WriteString("keyFrom", JsonNamingPolicy.KebabCaseLower.ConvertName(verdict.Trust.Source.ToString()));
            json.WriteString("fingerprint", verdict.Trust.Key.Fingerprint.ToHex());
            json.WriteNumber("faultCount", verdict.FaultCount);
            json.WriteStartArray("faults");
            foreach (var fault in report.Faults)
            {
                json.WriteStartObject();
                json.WriteString("kind", Word(fault.Kind));
                if (fault.First >= 0)
                    json.WriteNumber("first", fault.First);
                if (fault.Count > 0)
                    json.WriteNumber("count", fault.Count);
                json.WriteString("sentence", fault.Sentence);
                json.WriteEndObject();
            }
            WriteFaults(json, FileFault, verdict.Others);
            json.WriteEndArray();
        });

    /// <summary>Writes the verdict on a bundle of evidence.</summary>
    public static void Write(string path, BundleResult bundle) => Write("bundle", path, bundle.Holds, bundle.Sentence, json =>
    {
        json.WriteNumber("entries", bundle.Entries);
        json.WriteNumber("redactedFields", bundle.RedactedFields);
        json.WriteBoolean("contiguous", bundle.IsContiguous);
        json.WriteNumber("faultCount", bundle.Faults.Count);
        json.WriteStartArray("faults");
        WriteFaults(json, BundleFault, bundle.Faults);
        json.WriteEndArray();
    });

    /// <summary>Writes the verdict on a proof.</summary>
    public static void Write(string path, ProofResult proof) => Write("proof", path, proof.Holds, proof.Sentence, members: null);

    static void Write(string of, string path, bool holds, string sentence, Action<Utf8JsonWriter>? members)
    {
        using var output = OutputStream.Open();
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("schema", "postern.verification/1");
            json.WriteString("of", of);
            json.WriteString("path", path);
            json.WriteBoolean("holds", holds);
            json.WriteString("sentence", sentence);
            members?.Invoke(json);
            json.WriteEndObject();
        }
        output.Write("\n"u8);
    }

    static void WriteTime(Utf8JsonWriter json, string member, long? time)
    {
        if (time is { } instant)
            json.WriteString(member, UnixTime.Format(instant));
        else
            json.WriteNull(member);
    }

    static void WriteFaults(Utf8JsonWriter json, string kind, IEnumerable<string> sentences)
    {
        foreach (var sentence in sentences)
        {
            json.WriteStartObject();
            json.WriteString("kind", kind);
            json.WriteString("sentence", sentence);
            json.WriteEndObject();
        }
    }
}

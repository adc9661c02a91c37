using System.Reflection;

namespace Postern.Ledger.Sealing;

/// <summary>The page in every bundle that says how to check it by hand.</summary>
static class HowToCheck
{
    const string Resource = "Postern.Ledger.Sealing.Evidence.HOW-TO-CHECK.md";

    /// <summary>The page for a bundle.</summary>
    public static string Text(BundleManifest manifest, VerifierKey key)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Resource)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd()
            .Replace("{origin}", manifest.Origin, StringComparison.Ordinal)
            .Replace("{size}", $"{manifest.Size}", StringComparison.Ordinal)
            .Replace("{entries}", $"{manifest.Entries}", StringComparison.Ordinal)
            .Replace("{fingerprint}", key.Fingerprint.ToHex(), StringComparison.Ordinal)
            .Replace("{keyId}", $"{key.Id:x8}", StringComparison.Ordinal)
            .Replace("{algorithm}", VerifierKey.Algorithm, StringComparison.Ordinal);
    }
}

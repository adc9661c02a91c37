using System.Security.Cryptography;
using System.Text;
using Postern.Ledger.Sealing;

namespace Postern.Ledger.Sqlite;

/// <summary>The file of a ledger's signing key, <c>PATH.key</c>: PKCS #8 in PEM, readable by its owner only.</summary>
static class LedgerKey
{
    /// <summary>Path of the key of a ledger.</summary>
    public static string PathOf(string ledger) => $"{ledger}.key";

    /// <summary>The key for a new ledger: the one that lies there, or a fresh one, durable before the ledger names it.</summary>
    public static SigningKey ForNew(string ledger, string origin)
    {
        if (File.Exists(PathOf(ledger)))
            return Read(ledger, origin);
        var key = SigningKey.Create(origin);
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using var file = new FileStream(PathOf(ledger), options);
            file.Write(Encoding.ASCII.GetBytes(key.ToPem()));
            file.Flush(flushToDisk: true);
            return key;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            key.Dispose();
            throw new LedgerException(LedgerFailure.Key, $"{PathOf(ledger)}: the signing key could not be written ({problem.Message})", problem);
        }
    }

    /// <summary>The key of a ledger that is there.</summary>
    /// <param name="ledger">Path of the ledger.</param>
    /// <param name="verifier">The public key that the ledger names.</param>
    public static SigningKey Of(string ledger, VerifierKey verifier)
    {
        var key = Read(ledger, verifier.Name);
        if (key.Verifier.Fingerprint == verifier.Fingerprint)
            return key;
        key.Dispose();
        throw new LedgerException(LedgerFailure.Key, $"{PathOf(ledger)}: is the key of another ledger; put the key of {ledger} there ({verifier.Fingerprint})");
    }

    /// <summary>The key that lies beside a ledger.</summary>
    /// <param name="ledger">Path of the ledger.</param>
    /// <param name="origin">Name of the ledger in its checkpoints.</param>
    /// <exception cref="LedgerException">There is none, or it cannot be read.</exception>
    public static SigningKey Read(string ledger, string origin)
    {
        var path = PathOf(ledger);
        try
        {
            return SigningKey.FromPem(origin, File.ReadAllText(path));
        }
        catch (FileNotFoundException problem)
        {
            throw new LedgerException(LedgerFailure.Key, $"{path}: the ledger's signing key is missing; put it back from your copy. Without it the ledger can be read and verified, but nothing can be added", problem);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException or CryptographicException)
        {
            throw new LedgerException(LedgerFailure.Key, $"{path}: the signing key cannot be read ({problem.Message})", problem);
        }
    }
}

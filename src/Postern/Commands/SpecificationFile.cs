using System.Security.Cryptography;
using System.Text;
using Postern.Simulation.Specification;

namespace Postern.Commands;

/// <summary>A specification as it was read: what it says, and what identifies the file.</summary>
/// <param name="Record">What it says.</param>
/// <param name="Path">Path as it was given.</param>
/// <param name="Sha256">SHA-256 of the file, hexadecimal.</param>
sealed record SpecificationFile(RecordSpecification Record, string Path, string Sha256)
{
    /// <summary>Problems printed at once; a file with more has one cause.</summary>
    const int MostProblems = 20;

    const long Longest = 16 << 20;

    /// <summary>Reads a specification; throws <see cref="InputException"/> with every problem and its place.</summary>
    public static SpecificationFile Read(string path)
    {
        byte[] bytes;
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > Longest })
                throw new InputException($"{path}: larger than {Longest >> 20} MiB; a specification is a page or two");
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception fault) when (FileFault.Is(fault))
        {
            throw new InputException($"{path}: {FileFault.Reason(fault)}");
        }
        var record = SpecificationReader.Read(path, Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF'), out var problems);
        if (record is not null)
            return new SpecificationFile(record, path, Convert.ToHexStringLower(SHA256.HashData(bytes)));
        var shown = problems.Take(MostProblems).Select(p => Logs.Text.SafeText.Of(p.ToString()));
        var more = problems.Count > MostProblems ? [$"and {problems.Count - MostProblems} more"] : Array.Empty<string>();
        throw new InputException(string.Join('\n', shown.Concat(more).Prepend($"{path} cannot be simulated:")));
    }
}

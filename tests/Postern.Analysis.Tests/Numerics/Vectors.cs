using System.Text.Json;
using Postern.Testing;

namespace Postern.Analysis.Tests.Numerics;

/// <summary>The cases of a file of <c>methods/</c>: {cases: [{id, fn, args | input, expected, tol}]}.</summary>
static class Vectors
{
    /// <summary>All cases of the file, or those of the given functions; skips the test when the file is absent.</summary>
    public static List<JsonElement> Cases(string file, params string[] functions)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(SharedData.Path("methods", file)));
        return [.. document.RootElement.GetProperty("cases").EnumerateArray()
            .Where(c => functions.Length == 0 || (c.TryGetProperty("fn", out var fn) && functions.Contains(fn.GetString())))
            .Select(c => c.Clone())];
    }

    /// <summary>Fails unless the value is within the case's tolerance: abs or rel, whichever is larger, and never finer than
    /// the 12 digits to which expected values are printed.</summary>
    public static void AssertClose(JsonElement vector, double expected, double actual, string what = "")
    {
        var tolerance = 5e-12 * Math.Abs(expected);
        if (vector.GetProperty("tol").TryGetProperty("abs", out var abs))
            tolerance = Math.Max(tolerance, abs.GetDouble());
        if (vector.GetProperty("tol").TryGetProperty("rel", out var rel))
            tolerance = Math.Max(tolerance, rel.GetDouble() * Math.Abs(expected));
        Assert.True(
            Math.Abs(expected - actual) <= tolerance,
            $"{vector.GetProperty("id").GetString()} {what}: expected {expected:R}, got {actual:R}");
    }

    /// <summary>The numbers of an array.</summary>
    public static double[] Doubles(this JsonElement array) => [.. array.EnumerateArray().Select(e => e.GetDouble())];
}

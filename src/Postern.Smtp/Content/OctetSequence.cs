using System.Buffers;

namespace Postern.Smtp.Content;

/// <summary>What a sequence of octets begins with.</summary>
static class OctetSequence
{
    /// <summary>The first octets that lie together; empty only when the sequence is.</summary>
    public static ReadOnlySpan<byte> FirstOctets(this ReadOnlySequence<byte> input)
    {
        foreach (var segment in input)
        {
            if (!segment.IsEmpty)
                return segment.Span;
        }
        return default;
    }
}

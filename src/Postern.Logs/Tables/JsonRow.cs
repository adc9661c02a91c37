using System.Text;
using System.Text.Json;

namespace Postern.Logs.Tables;

/// <summary>Takes the wanted values out of one JSON object: a key is tried as it stands first, then as a dotted path.</summary>
sealed class JsonRow
{
    const int DeepestLevel = 64;

    static readonly JsonReaderOptions Strict = new() { MaxDepth = DeepestLevel, CommentHandling = JsonCommentHandling.Disallow };

    readonly byte[][] keys;
    readonly int[] wanted;
    readonly int[] start;
    readonly int[] end;
    readonly int[] level;
    readonly int[] prefix = new int[DeepestLevel + 2];
    byte[] path = new byte[256];
    byte[] text = new byte[1024];
    int length;

    /// <summary>A row whose fields are numbered as <paramref name="names"/>.</summary>
    /// <param name="names">Keys or dotted paths.</param>
    /// <param name="wanted">The ones to look for; the others stay empty.</param>
    public JsonRow(IReadOnlyList<string> names, IEnumerable<int> wanted)
    {
        keys = [.. names.Select(Encoding.UTF8.GetBytes)];
        this.wanted = [.. wanted];
        start = new int[keys.Length];
        end = new int[keys.Length];
        level = new int[keys.Length];
    }

    /// <summary>Values of the object read last.</summary>
    public RowFields Fields => new(text, start, end);

    /// <summary>Whether a wanted key stood twice in one object; the last one counts.</summary>
    public bool SawTwice { get; private set; }

    /// <summary>Reads an object.</summary>
    /// <param name="json">The text of one element.</param>
    /// <param name="problem">What is wrong with it; one of few texts.</param>
    public bool TryRead(ReadOnlySpan<byte> json, out string problem)
    {
        problem = "";
        length = 0;
        foreach (var key in wanted)
            (start[key], end[key], level[key]) = (0, 0, int.MaxValue);
        if (text.Length < json.Length)
            text = new byte[json.Length * 2];
        try
        {
            var reader = new Utf8JsonReader(json, Strict);
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartObject)
                Walk(ref reader);
            else
                problem = "not a JSON object";
        }
        catch (JsonException)
        {
            problem = "not sound JSON, or deeper than 64 levels";
        }
        catch (InvalidOperationException)
        {
            problem = "text that is not Unicode";
        }
        return problem.Length == 0;
    }

    void Walk(ref Utf8JsonReader reader)
    {
        int pathEnd = 0, depth = 0;
        prefix[1] = 0;
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    depth = reader.CurrentDepth;
                    pathEnd = AppendName(ref reader, prefix[depth]);
                    break;
                case JsonTokenType.StartObject:
                    prefix[reader.CurrentDepth + 1] = pathEnd;
                    break;
                case JsonTokenType.StartArray:
                    reader.Skip();
                    break;
                case JsonTokenType.EndObject:
                    break;
                default:
                    TakeValue(ref reader, path.AsSpan(0, pathEnd), depth);
                    break;
            }
        }
    }

    int AppendName(ref Utf8JsonReader reader, int at)
    {
        if (path.Length < at + 1 + reader.ValueSpan.Length)
            Array.Resize(ref path, (at + 1 + reader.ValueSpan.Length) * 2);
        if (at > 0)
            path[at++] = (byte)'.';
        return at + Copy(ref reader, path.AsSpan(at));
    }

    void TakeValue(ref Utf8JsonReader reader, ReadOnlySpan<byte> at, int depth)
    {
        foreach (var key in wanted)
        {
            if (depth > level[key] || !at.SequenceEqual(keys[key]))
                continue;
            SawTwice |= depth == level[key];
            level[key] = depth;
            start[key] = length;
            if (reader.TokenType != JsonTokenType.Null)
            {
                if (text.Length < length + reader.ValueSpan.Length)
                    Array.Resize(ref text, text.Length * 2);
                length += Copy(ref reader, text.AsSpan(length));
            }
            end[key] = length;
        }
    }

    static int Copy(ref Utf8JsonReader reader, Span<byte> to)
    {
        if (reader.ValueIsEscaped)
            return reader.CopyString(to);
        reader.ValueSpan.CopyTo(to);
        return reader.ValueSpan.Length;
    }
}

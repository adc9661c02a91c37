using System.Text.Json;
using Postern.Contacts;
using Postern.Logs;
using Postern.Logs.Reading;
using Postern.Logs.Text;
using Postern.Terminal;

namespace Postern.Listing;

/// <summary>Writes contacts one a line, in one of the forms of <c>postern contacts</c>.</summary>
abstract class ContactLines(OutputBuffer output)
{
    protected OutputBuffer Output { get; } = output;

    /// <summary>Writes what stands above the contacts.</summary>
    public virtual void Begin()
    {
    }

    /// <summary>Writes a contact.</summary>
    public abstract void Write(RowRecord contact);
}

/// <summary>A table of text in columns that fit all contacts.</summary>
sealed class TextContactLines : ContactLines
{
    const int WidestName = 48;

    readonly DisplayZone zone;
    readonly int digits;
    readonly int time;
    readonly int source;
    readonly int target;
    readonly int outcome;
    readonly int bytes;
    readonly Screen screen;

    public TextContactLines(OutputBuffer output, RowExtent extent, DisplayZone zone, Screen screen)
        : base(output)
    {
        (this.zone, this.screen, digits) = (zone, screen, extent.FractionDigits);
        time = zone.Exact(0, digits).Length;
        source = Math.Clamp(extent.Source, "source".Length, WidestName);
        target = Math.Clamp(extent.Target, "target".Length, WidestName);
        outcome = Math.Clamp(extent.Outcome, "outcome".Length, WidestName);
        bytes = Math.Max("bytes".Length, extent.Bytes < 0 ? 0 : $"{extent.Bytes}".Length);
    }

    public override void Begin() => Line("time", "kind", "source", "target", "outcome", "bytes");

    public override void Write(RowRecord contact) => Line(
        contact.Time == ContactRow.NoTime ? "-" : zone.Exact(contact.Time, digits),
        contact.Kind.Word(),
        Name(contact.Source),
        Name(contact.Target),
        Name(contact.Outcome),
        contact.Bytes < 0 ? "-" : $"{contact.Bytes}");

    void Line(string at, string kind, string from, string to, string ended, string size)
    {
        Output.Add(at, time).Add("  ").Add(kind, 10).Add("  ").Add(from, source).Add("  ").Add(to, target)
            .Add("  ").Add(ended, outcome).Add("  ").Add(size, -bytes);
        Output.EndLine();
    }

    string Name(ReadOnlySpan<byte> name) => name.IsEmpty ? "-" : screen.Fit(SafeText.Of(name));

    string Name(string word) => word.Length == 0 ? "-" : screen.Fit(SafeText.Of(word));
}

/// <summary>CSV with a header line; times in UTC.</summary>
sealed class CsvContactLines(OutputBuffer output, IReadOnlyList<string> files) : ContactLines(output)
{
    readonly string[] files = [.. files.Select(CsvText.Field)];

    public override void Begin()
    {
        Output.Add("time,kind,source,source_port,target,target_port,outcome,bytes,detail,file,line");
        Output.EndLine();
    }

    public override void Write(RowRecord contact)
    {
        Output.Add(contact.Time == ContactRow.NoTime ? "" : UnixTime.Format(contact.Time)).Add(",")
            .Add(contact.Kind.Word()).Add(",").Add(Field(contact.Source)).Add(",");
        Number(contact.SourcePort);
        Output.Add(Field(contact.Target)).Add(",");
        Number(contact.TargetPort);
        Output.Add(CsvText.Field(contact.Outcome)).Add(",");
        Number(contact.Bytes);
        Output.Add(Field(contact.Detail)).Add(",").Add(files[contact.File]).Add(",").Add(contact.Line);
        Output.EndLine();
    }

    static string Field(ReadOnlySpan<byte> text) => text.IsEmpty ? "" : CsvText.Field(NameText.EscapeInvalid(text));

    void Number(long number)
    {
        if (number >= 0)
            Output.Add(number);
        Output.Add(",");
    }
}

/// <summary>One JSON object a line; times in UTC. Everything beyond plain ASCII is escaped.</summary>
sealed class JsonContactLines(OutputBuffer output, IReadOnlyList<string> files) : ContactLines(output), IDisposable
{
    readonly Utf8JsonWriter json = new(output.Bytes, new JsonWriterOptions { SkipValidation = true });

    public override void Write(RowRecord contact)
    {
        json.Reset();
        json.WriteStartObject();
        if (contact.Time == ContactRow.NoTime)
            json.WriteNull("time");
        else
            json.WriteString("time", UnixTime.Format(contact.Time));
        json.WriteString("kind", contact.Kind.Word());
        Name("source"u8, contact.Source);
        Number("source_port"u8, contact.SourcePort);
        Name("target"u8, contact.Target);
        Number("target_port"u8, contact.TargetPort);
        json.WriteString("outcome", contact.Outcome);
        Number("bytes"u8, contact.Bytes);
        json.WritePropertyName("detail");
        json.WriteRawValue(contact.Detail.IsEmpty ? "{}"u8 : contact.Detail, skipInputValidation: true);
        json.WriteString("file", files[contact.File]);
        json.WriteNumber("line", contact.Line);
        json.WriteEndObject();
        json.Flush();
        Output.EndLine();
    }

    public void Dispose() => json.Dispose();

    void Name(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty)
            json.WriteNull(name);
        else if (System.Text.Unicode.Utf8.IsValid(value))
            json.WriteString(name, value);
        else
            json.WriteString(name, NameText.EscapeInvalid(value));
    }

    void Number(ReadOnlySpan<byte> name, long value)
    {
        if (value < 0)
            json.WriteNull(name);
        else
            json.WriteNumber(name, value);
    }
}

using System.CommandLine;
using System.Text.Json;
using Postern.Logs.Reading;
using Postern.Terminal;

namespace Postern.Commands;

/// <summary><c>postern formats</c>: the formats that are read, and how each is recognised.</summary>
static class FormatsCommand
{
    /// <summary>Makes the command.</summary>
    public static CommandHelp Make()
    {
        var json = new Option<bool>("--json") { Description = "print one JSON array" };
        var command = new Command("formats", "the log formats it reads, and how each is recognised") { json };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(json))
                WriteJson();
            else
                WriteText(parsed.InvocationConfiguration.Output, Screen.OfOutput());
            return ExitCode.Done;
        });
        return new CommandHelp(command, [new OptionGroup("Output", [json])], [new Example("postern formats", "list them")], []);
    }

    static void WriteText(TextWriter to, Screen screen)
    {
        to.WriteLine(screen.Fit("Formats are recognised by their content, never by the file name; --format NAME forces one."));
        to.WriteLine(screen.Fit("gzip is unpacked by itself; zstd, bzip2 and xz where their programs are installed."));
        foreach (var format in Formats.All)
        {
            to.WriteLine();
            to.WriteLine(screen.Fit($"{format.Name}  {format.Title}"));
            Row("recognised by", format.Recognised);
            Row("gives", format.Gives);
            if (format.Needs.Length > 0)
                Row("may need", format.Needs);
        }

        void Row(string label, string text)
        {
            foreach (var line in TextLines.Wrap(screen.Fit(text), screen.Width - 17))
            {
                to.WriteLine($"  {label,-13}  {line}");
                label = "";
            }
        }
    }

    static void WriteJson()
    {
        using var output = OutputStream.Open();
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartArray();
            foreach (var format in Formats.All)
            {
                json.WriteStartObject();
                json.WriteString("name", format.Name);
                json.WriteString("title", format.Title);
                json.WriteString("recognised", format.Recognised);
                json.WriteString("gives", format.Gives);
                json.WriteString("needs", format.Needs);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        output.Write("\n"u8);
    }
}

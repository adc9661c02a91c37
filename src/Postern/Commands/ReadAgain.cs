using Postern.Analysis.Investigation;
using Postern.Logs.Input;
using Postern.Logs.Reading;
using Postern.Terminal;

namespace Postern.Commands;

/// <summary>What the record in memory does not keep is read from the inputs again, for the few names that it is asked of.</summary>
static class ReadAgain
{
    /// <summary>Octets that are read again within a blink: two tenths of a second.</summary>
    const long Quick = 64 << 20;

    /// <summary>The inputs that can be read a second time: files, no pipes.</summary>
    public static string[] Paths(RecordRequest request, TimeProvider clock) =>
        // A pipe has no length.
        [.. InputFiles.Find(request.Inputs, clock.GetUtcNow(), out _).Where(file => file.Path != InputFile.StandardInput && file.Length > 0).Select(file => file.Path)];

    /// <summary>Says what look-ups of names were answered with; null where no file of the record tells answers or can be read again.</summary>
    /// <param name="request">The record.</param>
    /// <param name="reading">How it was read the first time.</param>
    /// <param name="alone">Whether nothing else is asked, so that reading once more is what the user waits for.</param>
    /// <param name="clock">Gives the instant of the run.</param>
    /// <param name="bar">Shows the progress, or null.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static AnswerSource? Answers(
        RecordRequest request, RecordReading reading, bool alone, TimeProvider clock, ProgressBar? bar, CancellationToken cancellation)
    {
        var telling = reading.Reports.Where(report => report.Format is { } format && Formats.Named(format) is { TellsAnswers: true })
            .DistinctBy(report => report.Path, StringComparer.Ordinal)
            .ToDictionary(report => report.Path, report => report.Bytes, StringComparer.Ordinal);
        if (telling.Count == 0)
            return null;
        string[] again = [.. Paths(request, clock).Where(telling.ContainsKey)];
        return again.Length == 0 ? null : new(names =>
        {
            var answers = new AnswerHarvest(names, request.Filter.From, request.Filter.To);
            RecordReading.Run(request with { Inputs = again }, answers, clock, bar, cancellation);
            return answers.Addresses;
        }, alone || again.Sum(path => telling[path]) <= Quick);
    }
}

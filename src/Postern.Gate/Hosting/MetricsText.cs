using System.Globalization;
using System.Text;
using Postern.Gate.Queue;
using Postern.Gate.Recording;
using Postern.Gate.Sessions;
using Postern.Gate.Watch;

namespace Postern.Gate.Hosting;

/// <summary>The gate's figures in Prometheus' text form (exposition format 0.0.4).</summary>
static class MetricsText
{
    /// <summary>The media type.</summary>
    public const string MediaType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>The text.</summary>
    public static string Of(GateCounters counters, OpenSessions open, StrangerCounter strangers, MailQueue queue, IReadOnlyList<Alarm> alarms, long ledgerSize, bool isReady)
    {
        var text = new StringBuilder();
        Add("postern_ready", "gauge", "1 when mail is taken", isReady ? 1 : 0);
        Add("postern_sessions_total", "counter", "SMTP sessions that began", counters.Sessions);
        Add("postern_sessions_open", "gauge", "SMTP sessions that are open", open.Count);
        Add("postern_strangers_open", "gauge", "of these, strangers'", open.Strangers);
        Add("postern_strangers_total", "counter", "strangers that were turned away", strangers.Total);
        Add("postern_messages_accepted_total", "counter", "messages answered with 250", counters.Messages);
        Add("postern_octets_accepted_total", "counter", "their octets", counters.Octets);
        Help("postern_refusals_total", "counter", "refusals, by reason");
        foreach (var (reason, count) in counters.Refusals)
            Line($"postern_refusals_total{{reason=\"{reason}\"}}", count);
        Help("postern_deliveries_total", "counter", "recipients' outcomes, by kind of destination");
        foreach (var (kind, outcome, count) in counters.Attempts)
            Line($"postern_deliveries_total{{destination=\"{kind}\",outcome=\"{outcome}\"}}", count);
        var (depth, oldest) = queue.Schedule.Depth();
        Add("postern_queue_copies", "gauge", "copies that wait or are being delivered", depth);
        Add("postern_queue_oldest_seconds", "gauge", "age of the oldest of them", oldest.TotalSeconds);
        Help("postern_alarms", "gauge", "alarms that stand, by kind");
        foreach (var kind in alarms.CountBy(a => a.Kind.Word()).OrderBy(k => k.Key, StringComparer.Ordinal))
            Line($"postern_alarms{{kind=\"{kind.Key}\"}}", kind.Value);
        Add("postern_ledger_entries", "gauge", "entries in the ledger", ledgerSize);
        return text.ToString();

        void Add(string name, string type, string help, double value)
        {
            Help(name, type, help);
            Line(name, value);
        }

        void Help(string name, string type, string help) => text.Append($"# HELP {name} {help}\n# TYPE {name} {type}\n");

        void Line(string name, double value) => text.Append(name).Append(' ').Append(value.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Postern.Analysis.Coincidence;
using Postern.Contacts;
using Postern.Events;

namespace Postern.Tests.Events;

/// <summary>Lists of dated events: CSV and iCalendar, and what is wrong with them.</summary>
public sealed class EventFileTests : IDisposable
{
    static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    readonly LogFolder folder = new();

    public void Dispose() => folder.Dispose();

    EventList Read(string text, TimeZoneInfo? zone = null)
    {
        var list = EventFile.Read(folder.Write("events", text), zone ?? TimeZoneInfo.Utc, declaredBefore: false, out var problem);
        Assert.Null(problem);
        return list!;
    }

    static string Said(DatedEvent e) => $"{UnixTime.Format(e.From)} {UnixTime.Format(e.To)} {e.Label}";

    static string Calendar(params string[] lines) => $"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\n{string.Join("\r\n", lines)}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

    [Fact]
    public void Dates_are_whole_local_days_and_times_are_instants_or_intervals()
    {
        var list = Read(
            "\uFEFFdate,end_date,label\r\n# a comment\r\n2026-07-08,,Trip\r\n\r\n2026-07-10,2026-07-12,\"Fair, \"\"big\"\"\"\r\n"
            + "2026-07-01T09:30,,Talk\r\n2026-07-02T09:30:00+02:00,2026-07-02T10:00:00Z,Call\r\n", Berlin);

        Assert.Equal(
            [
                "2026-07-01T07:30:00Z 2026-07-01T07:30:00Z Talk",
                "2026-07-02T07:30:00Z 2026-07-02T10:00:00Z Call",
                "2026-07-07T22:00:00Z 2026-07-08T22:00:00Z Trip",
                "2026-07-09T22:00:00Z 2026-07-12T22:00:00Z Fair, \"big\"",
            ], list.Events.Select(Said));
        Assert.Equal("csv", list.Format);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(folder["events"]))), list.Sha256);
        Assert.Equal(6, list.Events[0].Line);
    }

    [Theory]
    [InlineData("label,date\nTrip,2026-07-08\n", "Trip")]
    [InlineData("2026-07-08\n", "")]
    [InlineData("2026-07-08,Trip\n", "Trip")]
    [InlineData("2026-07-08,2026-07-08\n", "")]
    [InlineData("2026-07-08,,Trip", "Trip")]
    [InlineData("Date , End_Date , Label\n2026-07-08, 2026-07-08 , Trip ", "Trip")]
    public void Columns_go_by_header_or_by_number(string text, string label) =>
        Assert.Equal($"2026-07-08T00:00:00Z 2026-07-09T00:00:00Z {label}", Said(Assert.Single(Read(text).Events)));

    [Theory]
    [InlineData("date,end_date,label\n2026-07-08,,A\n8 July,,B\n", "events:3: \"8 July\" is no time")]
    [InlineData("2026-07-08,2026-07-07,A\n", "events:1: 2026-07-07 is before 2026-07-08")]
    [InlineData("2026-07-08,,A,B\n", "events:1: 4 fields instead of 3")]
    [InlineData("date,end_date,label\n2026-07-08,,Trip to Paris, France\n", "events:2: 4 fields instead of 3 (as the header has)")]
    [InlineData("2026-07-08,,\"A\n", "events:1: a quote is not closed")]
    [InlineData("date,label\n,A\n", "events:2: has no date")]
    [InlineData("2500-01-01,,A\n", "events:1: \"2500-01-01\" lies outside the years")]
    [InlineData("date,end_date,label\n", "events: holds no event")]
    [InlineData("", "events: holds no event")]
    [InlineData("BEGIN:VCALENDAR\nEND:VCALENDAR\n", "events: holds no event")]
    public void A_row_that_cannot_be_read_is_named_with_file_line_and_reason(string text, string reason)
    {
        Assert.Null(EventFile.Read(folder.Write("events", text), TimeZoneInfo.Utc, false, out var problem));
        Assert.Contains(reason, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void All_bad_rows_are_named_and_what_they_hold_is_made_safe()
    {
        var text = string.Concat(Enumerable.Range(0, 14).Select(i => string.Create(CultureInfo.InvariantCulture, $"\u001b[31mday {i}\n")));
        Assert.Null(EventFile.Read(folder.Write("events", text), TimeZoneInfo.Utc, false, out var problem));
        Assert.Contains(":10: ", problem, StringComparison.Ordinal);
        Assert.Contains("4 more rows are wrong", problem, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', problem!);
    }

    [Fact]
    public void A_calendar_has_instants_intervals_days_and_durations()
    {
        var list = Read(
            "BEGIN:VCALENDAR\r\nBEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\nBEGIN:STANDARD\r\nDTSTART:19701025T030000\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
            + "BEGIN:VEVENT\r\nSUMMARY:Instant\r\nDTSTART:20260701T090000Z\r\nBEGIN:VALARM\r\nTRIGGER:-PT5M\r\nDURATION:PT1H\r\nEND:VALARM\r\nEND:VEVENT\r\n"
            + "BEGIN:VEVENT\r\nSUMMARY;LANGUAGE=en:In\r\n  zone\\, with a\\nbreak\r\nDTSTART;TZID=\"Europe/Berlin\":20260702T090000\r\nDTEND;TZID=Europe/Berlin:20260702T103000\r\nEND:VEVENT\r\n"
            + "BEGIN:VEVENT\r\nSUMMARY:Two days\r\nDTSTART;VALUE=DATE:20260703\r\nDTEND;VALUE=DATE:20260705\r\nEND:VEVENT\r\n"
            + "BEGIN:VEVENT\r\nSUMMARY:Day\r\nDTSTART;VALUE=DATE:20260706\r\nEND:VEVENT\r\n"
            + "BEGIN:VEVENT\r\nSUMMARY:Long\r\nDTSTART:20260707T000000\r\nDURATION:P1DT2H\r\nEND:VEVENT\r\n"
            + "BEGIN:VEVENT\r\nSUMMARY:Off\r\nSTATUS:CANCELLED\r\nDTSTART:20260708T000000Z\r\nEND:VEVENT\r\n"
            + "BEGIN:VTODO\r\nDTSTART:20260709T000000Z\r\nEND:VTODO\r\nEND:VCALENDAR\r\n", Berlin);

        Assert.Equal(
            [
                "2026-07-01T09:00:00Z 2026-07-01T09:00:00Z Instant",
                "2026-07-02T07:00:00Z 2026-07-02T08:30:00Z In zone, with a break",
                "2026-07-02T22:00:00Z 2026-07-04T22:00:00Z Two days",
                "2026-07-05T22:00:00Z 2026-07-06T22:00:00Z Day",
                "2026-07-06T22:00:00Z 2026-07-08T00:00:00Z Long",
            ], list.Events.Select(Said));
        Assert.Equal("icalendar", list.Format);
    }

    [Theory]
    [InlineData("RRULE:FREQ=DAILY;COUNT=3", "0327 0328 0329")]
    [InlineData("RRULE:FREQ=DAILY;INTERVAL=2;UNTIL=20260402T000000Z", "0327 0329 0331")]
    [InlineData("RRULE:FREQ=WEEKLY;COUNT=2", "0327 0403")]
    [InlineData("RRULE:FREQ=WEEKLY;BYDAY=MO,FR;COUNT=4", "0327 0330 0403 0406")]
    [InlineData("RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=FR,SU;COUNT=4", "0327 0329 0410 0412")]
    [InlineData("RRULE:FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=FR,SU;COUNT=4", "0327 0405 0410 0419")]
    [InlineData("RRULE:FREQ=MONTHLY;COUNT=2", "0327 0427")]
    [InlineData("RRULE:FREQ=DAILY;COUNT=4\r\nEXDATE;TZID=Europe/Berlin:20260328T093000,20260329T093000", "0327 0330")]
    [InlineData("RRULE:FREQ=DAILY;COUNT=2\r\nEXDATE;VALUE=DATE:20260328", "0327")]
    [InlineData("RDATE;TZID=Europe/Berlin:20260501T093000", "0327 0501")]
    public void Simple_recurrences_are_expanded_and_keep_the_local_time(string rule, string days)
    {
        var list = Read(Calendar("SUMMARY:Call", "DTSTART;TZID=Europe/Berlin:20260327T093000", "DTEND;TZID=Europe/Berlin:20260327T100000", rule));

        // Summer time begins on 29 March: 09:30 in Berlin is 08:30, then 07:30 UTC.
        Assert.Equal(
            days.Split(' ').Select(day => string.CompareOrdinal(day, "0329") < 0 ? $"2026-{day[..2]}-{day[2..]}T08:30:00Z" : $"2026-{day[..2]}-{day[2..]}T07:30:00Z"),
            list.Events.Select(e => UnixTime.Format(e.From)));
        Assert.All(list.Events, e => Assert.Equal(1_800 * UnixTime.Second, e.To - e.From));
    }

    [Fact]
    public void Days_that_a_month_or_a_year_does_not_have_are_left_out_and_endless_rules_end()
    {
        Assert.Equal(["2026-01-31", "2026-03-31", "2026-05-31"],
            Read(Calendar("DTSTART;VALUE=DATE:20260131", "RRULE:FREQ=MONTHLY;COUNT=3")).Events.Select(e => UnixTime.Format(e.From)[..10]));
        Assert.Equal(["2024-02-29", "2028-02-29"],
            Read(Calendar("DTSTART;VALUE=DATE:20240229", "RRULE:FREQ=YEARLY;COUNT=2")).Events.Select(e => UnixTime.Format(e.From)[..10]));
        Assert.Equal(51, Read(Calendar("DTSTART;VALUE=DATE:20260131", "RRULE:FREQ=YEARLY")).Events.Count);
    }

    [Theory]
    [InlineData("SUMMARY:x", ":3: an event without DTSTART")]
    [InlineData("DTSTART:2026-07-01", ":4: DTSTART \"2026-07-01\" is no time")]
    [InlineData("DTSTART;TZID=W. Europe Standard Time:20260701T090000", ":4: DTSTART is in the zone \"W. Europe Standard Time\", which is no IANA name")]
    [InlineData("DTSTART:20260701T090000Z\r\nDTEND:20260701T080000Z", ":5: DTEND is before DTSTART")]
    [InlineData("DTSTART:20260701T090000Z\r\nDTEND:20260701T100000Z\r\nDURATION:PT1H", ":6: has DTEND and DURATION")]
    [InlineData("DTSTART:20260701T090000Z\r\nDTEND;VALUE=DATE:20260702", ":5: DTEND and DTSTART are not both dates")]
    [InlineData("DTSTART:20260701T090000Z\r\nDURATION:1 hour", ":5: DURATION \"1 hour\" is none")]
    [InlineData("DTSTART:20260701T090000Z\r\nRRULE:FREQ=MONTHLY;BYDAY=2MO", ":5: repeats by a rule that is not read here: BYDAY=2MO")]
    [InlineData("DTSTART:20260701T090000Z\r\nRRULE:FREQ=SECONDLY", ":5: repeats by a rule that is not read here: FREQ=SECONDLY")]
    [InlineData("DTSTART:20260701T090000Z\r\nRRULE:COUNT=3", ":5: repeats by a rule without FREQ")]
    [InlineData("DTSTART:20260701T090000Z\r\nRECURRENCE-ID:20260701T090000Z", ":5: replaces one of a repeated event's dates")]
    [InlineData("DTSTART:20260701T090000Z\r\nnonsense", ":5: is no line of a calendar")]
    [InlineData("DTSTART:25000101T000000Z", ":4: DTSTART")]
    [InlineData("DTSTART:22500601T000000Z\r\nRRULE:FREQ=YEARLY;UNTIL=22611231T000000Z", ":3: lies outside the years 1678 to 2261")]
    [InlineData("DTSTART:22600601T000000Z\r\nRRULE:FREQ=DAILY", ":3: lies outside the years 1678 to 2261")]
    public void What_a_calendar_gets_wrong_is_named_with_its_line(string lines, string reason)
    {
        Assert.Null(EventFile.Read(folder.Write("events", Calendar(lines.Split("\r\n"))), TimeZoneInfo.Utc, false, out var problem));
        Assert.Contains("events" + reason, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_calendar_cut_short_is_told_so()
    {
        Assert.Null(EventFile.Read(folder.Write("events", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260701T090000Z\n"), TimeZoneInfo.Utc, false, out var problem));
        Assert.Contains("cut short", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void No_bytes_make_the_reader_throw()
    {
        var random = new Analysis.Numerics.SplitMix64(7);
        var whole = Encoding.UTF8.GetBytes(Calendar("SUMMARY:a\\;b", "DTSTART;TZID=Europe/Berlin:20260327T093000", "DURATION:P1DT2H", "RRULE:FREQ=WEEKLY;BYDAY=MO,FR;COUNT=4", "EXDATE:20260330T073000Z")
            + "date,end_date,label\n2026-07-10,2026-07-12,\"Fair\"\n");
        var far = Encoding.UTF8.GetBytes(Calendar("DTSTART:22590601T000000Z", "RRULE:FREQ=YEARLY;UNTIL=22611231T235959Z;INTERVAL=2"));
        for (var i = 0; i < 2_000; i++)
        {
            var bytes = (i % 2 == 0 ? whole : far)[(i % 3 == 0 ? random.Next(far.Length) : 0)..];
            for (var change = random.Next(6); change >= 0; change--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(folder["events"], bytes);
            var list = EventFile.Read(folder["events"], Berlin, false, out var problem);
            Assert.Equal(list is null, problem is not null);
        }
    }

    [Fact]
    public void The_command_ends_with_3_for_a_bad_list_and_2_for_options_without_one()
    {
        var log = folder.Write("c.csv", "time,source,target\n2026-07-01T00:00:00Z,a,b\n");
        folder.Write("bad.csv", "2026-07-08,,A\nsoon,,B\n");
        var bad = PosternProcess.Run("investigate", log, "--events", folder["bad.csv"]);
        Assert.Equal(3, bad.ExitCode);
        Assert.Contains("bad.csv:2: \"soon\" is no time", bad.Error, StringComparison.Ordinal);
        Assert.Empty(bad.Output);
        Assert.Equal(3, PosternProcess.Run("investigate", log, "--events", folder["none.csv"]).ExitCode);
        var nameless = PosternProcess.Run("investigate", log, "--events", "");
        Assert.Equal(3, nameless.ExitCode);
        Assert.Contains("no name of a file", nameless.Error, StringComparison.Ordinal);
        Assert.Equal(2, PosternProcess.Run("investigate", log, "--declared-before").ExitCode);
        Assert.Equal(2, PosternProcess.Run("investigate", log, "--decoys", "10").ExitCode);
        Assert.Contains("--holidays says something of rhythms", PosternProcess.Run("investigate", log, "--only", "rate", "--holidays", folder["bad.csv"]).Error, StringComparison.Ordinal);
        Assert.Contains("bad.csv:2", PosternProcess.Run("investigate", log, "--holidays", folder["bad.csv"]).Error, StringComparison.Ordinal);
        Assert.Contains("1 holiday from", PosternProcess.Run("investigate", log, "--holidays", folder.Write("day.csv", "2026-07-04,,B\n")).Output, StringComparison.Ordinal);
        var good = folder.Write("good.csv", "2026-07-01,,A\n");
        var free = PosternProcess.Run("investigate", log, "--events", good, "--holidays", folder["none.csv"]);
        Assert.Equal(3, free.ExitCode);
        Assert.Contains("--holidays: ", free.Error, StringComparison.Ordinal);
        var told = PosternProcess.Run("investigate", log, "--events", good, "--holidays", folder.Write("free.csv", "2026-07-04,2026-07-05,B\n"));
        Assert.Equal(0, told.ExitCode);
        Assert.Contains("2 holidays from", string.Join(' ', told.Output.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.Equal(2, PosternProcess.Run("investigate", log, "--events", folder["bad.csv"], "--decoys", "100000").ExitCode);
    }
}

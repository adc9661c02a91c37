using System.Globalization;
using Postern.Analysis.Investigation;
using Postern.Contacts;
using Postern.Gate.Watch;

namespace Postern.Gate.Tests.Heartbeats;

/// <summary>Months of signs of life between two gates, handed from queue to queue, days of them in sessions with all that belongs to those, and
/// what the instrument says of the ledger.</summary>
public class HeartbeatMonthsTests
{
    static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Theory]
    [InlineData("schedule", 60, 66, false)]
    [InlineData("sleep", 10, 12, false)]
    [InlineData("schedule", 4, 5, true)]
    public async Task Months_weeks_or_days_are_periodic_with_their_outage_and_their_end(string clock, int daysBefore, int daysBehind, bool inSessions)
    {
        await using var pair = await GatePair.OpenAsync($"{{clock: {clock}}}", ofNorth: "{interval: 12 h}", mostSecondsLate: 40, inSessions);
        await pair.PassAsync(daysBefore * Day);
        var outage = pair.Time.GetUtcNow();
        pair.Connect(false);
        await pair.PassAsync(Day + TimeSpan.FromHours(7));
        var back = pair.Time.GetUtcNow();
        pair.Connect(true);
        await pair.PassAsync(daysBehind * Day);
        // South is retired without a word; north watches on for a week.
        var retired = pair.Time.GetUtcNow();
        pair.Connect(false);
        await pair.PassAsync(7 * Day, bothLive: false);

        var contacts = pair.North.Contacts();
        var beats = contacts.Where(c => c.Source == "192.0.2.2").Select(c => c.Time).ToArray();
        // A sleep drifts by what each beat is late: half a minute in an hour.
        Assert.InRange(beats.Length, (int)((daysBefore + daysBehind) * 24 * .99) - 3, (daysBefore + daysBehind) * 24 + 1);
        Assert.All(contacts, c => Assert.Equal(ContactKind.Heartbeat, c.Kind));
        var options = new InvestigationOptions { Threads = 1, Coverage = Coverage.Whole(beats[0], UnixTime.From(pair.Time.GetUtcNow())) };
        var found = Investigator.Run(ContactTable.Of(contacts), options, cancel: TestContext.Current.CancellationToken)
            .Targets.SelectMany(t => t.Pairs).Single(p => p.Source == "192.0.2.2");
        Assert.Equal(("periodic", clock), (found.Cadence!.Verdict, found.Cadence.Clock));
        Assert.InRange(found.Cadence.PeriodSeconds!.Value, clock == "schedule" ? 3599.5 : 3600, clock == "schedule" ? 3600.5 : 3645);

        // The outage lies between the last beat before it and the first behind it; the end is at the last beat.
        var (before, behind) = (beats.Last(t => t < UnixTime.From(outage)), beats.First(t => t > UnixTime.From(back)));
        AssertSame(before, found.End!.LongestGapFrom!);
        Assert.Equal((behind - before) / 1e9, found.End.LongestGapSeconds!.Value, tolerance: 60);
        var quiet = Assert.Single(found.Changes!, c => c.Kind == "quiet");
        AssertSame(before, quiet.From);
        AssertSame(behind, quiet.Until);
        Assert.Equal("stopped", found.End.Verdict);
        AssertSame(beats[^1], found.End.LastContact);
        Assert.True(beats[^1] <= UnixTime.From(retired));

        // Nobody had to ask the instrument: the alarm came with the second missed beat, both times.
        var alarms = pair.North.AlarmEntries().Where(a => a.Alarm == "silence raised").Select(a => a.At).ToList();
        Assert.Equal(2, alarms.Count);
        Assert.InRange(alarms[0] - outage, TimeSpan.FromHours(1), TimeSpan.FromHours(2.2));
        Assert.InRange(alarms[1] - retired, TimeSpan.FromHours(1), TimeSpan.FromHours(2.2));
        Assert.Equal(AlarmKind.Silence, Assert.Single(pair.North.Alarms.Standing).Kind);
    }

    static void AssertSame(long instant, string said) =>
        Assert.Equal(instant / 1e9, DateTimeOffset.Parse(said, CultureInfo.InvariantCulture).ToUnixTimeSeconds(), tolerance: 60);
}

using Postern.Logs.Reading;

namespace Postern.Logs.Tests.Reading;

public sealed class TallyTests
{
    [Fact]
    public void What_a_file_can_make_the_reader_say_is_bounded()
    {
        var whole = new Tally();
        for (var part = 0; part < 3; part++)
        {
            var tally = new Tally();
            for (var i = 0; i < 5_000; i++)
            {
                tally.AddRejected(i + 1, $"reason {part} {i % 500}", "shown"u8);
                tally.AddIgnored($"other {part} {i % 500}", 1);
                tally.AddWarning($"warning {part} {i}");
            }
            tally.AddLines(5_000);
            whole.Append(tally);
        }

        Assert.Equal(15_000, whole.Rejected.Values.Sum());
        Assert.Equal(15_000, whole.Ignored.Values.Sum());
        Assert.InRange(whole.Rejected.Count, 2, Tally.MostTexts + 1);
        Assert.InRange(whole.Ignored.Count, 2, Tally.MostTexts + 1);
        Assert.InRange(whole.Warnings.Count, 2, Tally.MostTexts);
        Assert.All(whole.FirstRejected.CountBy(r => r.Reason), reason => Assert.Equal(Tally.ShownForEachReason, reason.Value));
        Assert.Contains(whole.Rejected, r => r.Key == Tally.OtherReasons && r.Value > 10_000);
    }

    [Fact]
    public void Parts_add_up_to_what_the_whole_file_gives()
    {
        Tally whole = new(), joined = new();
        for (var part = 0; part < 4; part++)
        {
            var tally = new Tally();
            for (var line = 1; line <= 7; line++)
            {
                var reason = line % 3 == 0 ? "a" : "b";
                tally.AddRejected(line, reason, default);
                whole.AddRejected(part * 7 + line, reason, default);
            }
            tally.AddLines(7);
            joined.Append(tally);
        }

        Assert.Equal(whole.Rejected, joined.Rejected);
        Assert.Equal(whole.FirstRejected, joined.FirstRejected);
    }
}

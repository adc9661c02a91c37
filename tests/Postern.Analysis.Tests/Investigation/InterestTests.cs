using Postern.Analysis.Investigation;

namespace Postern.Analysis.Tests.Investigation;

/// <summary>What deserves a look before what.</summary>
public sealed class InterestTests
{
    static readonly PairSigns Beater = new() { Beat = 20, TargetSources = 1, Contacts = 100, Steadiness = 3 };

    [Fact]
    public void A_beat_goes_before_none() => Before(Beater, Beater with { Beat = 0, Steadiness = 0 });

    [Fact]
    public void A_beat_goes_before_mere_volume() => Before(Beater, new PairSigns { TargetSources = 1, Contacts = 10_000_000 });

    [Fact]
    public void An_odd_period_goes_before_a_common_one() => Before(Beater, Beater with { CommonPeriod = true });

    [Fact]
    public void A_timer_goes_before_a_cache() => Before(Beater with { CommonPeriod = true }, Beater with { CacheLimited = true });

    [Fact]
    public void A_period_goes_before_even_spacing_without_one() => Before(Beater, Beater with { NoPeriod = true });

    [Fact]
    public void What_one_source_calls_goes_before_what_all_call() => Before(Beater, Beater with { TargetSources = 500 });

    [Fact]
    public void More_evidence_goes_before_less() => Before(Beater with { Beat = 100 }, Beater with { Beat = 30 });

    [Fact]
    public void A_stop_and_a_change_count_on_top() => Before(Beater with { Stop = 5, Change = 6 }, Beater);

    [Fact]
    public void Most_beats_missed_is_less_than_most_kept() => Before(Beater with { Missed = .3 }, Beater with { Missed = .92 });

    [Fact]
    public void Even_times_that_are_no_finding_go_before_a_few_more_contacts() =>
        Before(new() { TargetSources = 1, Contacts = 100, Steadiness = 2 }, new() { TargetSources = 1, Contacts = 900 });

    [Fact]
    public void What_chance_makes_easily_lifts_nothing() =>
        Before(new() { TargetSources = 1, Contacts = 13 }, new() { TargetSources = 1, Contacts = 12, Steadiness = 1 });

    [Theory]
    [InlineData(60, true)]
    [InlineData(3_599, true)]
    [InlineData(1_024, true)]
    [InlineData(731, false)]
    [InlineData(301.85, true)]
    public void Common_periods_are_known(double period, bool common) => Assert.Equal(common, Interest.IsCommon(period));

    static void Before(PairSigns first, PairSigns second) => Assert.True(Interest.Of(first) > Interest.Of(second));
}

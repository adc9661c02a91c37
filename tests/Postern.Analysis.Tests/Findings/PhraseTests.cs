using Postern.Analysis.Findings;

namespace Postern.Analysis.Tests.Findings;

public sealed class PhraseTests
{
    [Theory]
    [InlineData(.35, "0.35 s")]
    [InlineData(300, "300 s")]
    [InlineData(3_600, "3,600 s")]
    [InlineData(34_200, "9.5 hours")]
    [InlineData(3_542_400, "41 days")]
    public void Durations_come_in_the_unit_a_reader_would_choose(double seconds, string text) => Assert.Equal(text, Phrase.Duration(seconds));

    [Theory]
    [InlineData(299.9, 300.1, "299.9–300.1 s")]
    [InlineData(.742e-3, 1.296e-3, "0.000742–0.0013 s")]
    [InlineData(43_200, 86_400, "12–24 hours")]
    public void Ranges_have_as_many_digits_as_tell_their_ends_apart(double low, double high, string text) => Assert.Equal(text, Phrase.Range(low, high));

    [Theory]
    [InlineData(0, "1")]
    [InlineData(-1.1711829815, "0.31")]
    [InlineData(-6.8, "1 in 900")]
    [InlineData(-92.2, "less than 1 in 10^40")]
    [InlineData(double.NegativeInfinity, "less than 1 in 10^300")] // a double held no smaller number; nothing has no chance at all
    public void Chances_are_said_as_a_person_compares_them(double lnP, string text) => Assert.Equal(text, Phrase.Chance(lnP));

    [Theory]
    [InlineData(.001, .001, "at most 1 in 1,000")]
    [InlineData(.003, .001, "1 in 330")]
    [InlineData(.25, .25, "at most 0.25")]
    [InlineData(.001, 0, "1 in 1,000")]
    [InlineData(1e-40, 1e-40, "less than 1 in 10^40")]
    public void A_chance_at_the_floor_of_its_null_model_is_a_bound(double p, double floor, string text) =>
        Assert.Equal(text, Phrase.AtMost(Math.Log(p), Math.Log(floor)));

    [Theory]
    [InlineData(-0.0, "0")]
    [InlineData(-1_234.4, "-1,234")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    public void No_number_is_less_than_nothing_by_its_sign_alone(double value, string text) => Assert.Equal(text, Phrase.Number(value, 4));

    [Theory]
    [InlineData(.991, "99.1 %")]
    [InlineData(.04, "4 %")]
    [InlineData(.99999, "more than 99.9 %")]
    [InlineData(1, "100 %")]
    [InlineData(.0002, "0.02 %")]
    public void Shares_are_said_as_per_cent(double share, string text) => Assert.Equal(text, Phrase.Percent(share));

    [Theory]
    [InlineData(1, "1 contact")]
    [InlineData(2_820, "2,820 contacts")]
    public void Counts_agree_with_their_word(long count, string text) => Assert.Equal(text, Phrase.Count(count, "contact"));
}

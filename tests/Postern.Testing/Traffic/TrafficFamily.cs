namespace Postern.Testing.Traffic;

/// <summary>Families of traffic without a clock (METHODS §12): what must not be called periodic.</summary>
public enum TrafficFamily
{
    /// <summary>Poisson: no memory at all.</summary>
    Poisson,

    /// <summary>A daily wave, .05 + sine over 30 to 80 % of the day, at a phase of its own; one wave in a window shorter than a day.</summary>
    DayWave,

    /// <summary>Monday to Friday 08-18 UTC at full rate, otherwise a twentieth; each day's level lognormal, sigma .6.</summary>
    OfficeHours,

    /// <summary>Poisson sessions of geometric size (mean 2 to 8) with exponential steps (mean 2 to 60 s).</summary>
    Sessions,

    /// <summary>Renewals with Weibull gaps of shape .5: short gaps breed short gaps.</summary>
    Weibull,

    /// <summary>Renewals with lognormal gaps, sigma 1 to 1.8.</summary>
    LogNormal,

    /// <summary>Self-exciting: each contact causes .7 more on average, exponential delays (mean 10 to 300 s).</summary>
    Hawkes,

    /// <summary>Two states with rates 20 : 1, exponential stays of 6 hours and 2 days on average.</summary>
    MarkovModulated,

    /// <summary>Log-Gaussian Cox: log rate an Ornstein-Uhlenbeck process of sd 1 that forgets in 1 day.</summary>
    CoxOneDay,

    /// <summary>The same with a memory of 5 days.</summary>
    CoxFiveDays,
}

namespace Postern.Simulation.Specification;

/// <summary>The specification that <c>postern simulate --example</c> prints: a small office with something of everything, explained.</summary>
public static class ExampleSpecification
{
    /// <summary>The file's text.</summary>
    public static string Text => """
        # What a simulated record is made of. Change it, then: postern simulate this.yaml --output record.csv --truth truth.json
        name: one office, two weeks
        from: 2026-03-02                      # a date begins with its day; as an end it is its whole day
        to: 2026-03-15
        zone: Europe/Berlin                   # of dates, of times without an offset, and of hours
        seed: 1                               # the same seed gives the same record
        resolution: 1 ms                      # stamps are cut to whole multiples: us, ms, s, min, h
        order: sorted                         # or shuffled
        sensor-off:                           # nothing is recorded then, whoever asks
          - {from: 2026-03-07T22:00, to: 2026-03-08T06:00}

        # How strong demand is over time. Parties that follow the same level rise and fall together.
        levels:
          office:
            hours: {open: [Mon-Fri 08:00-18:00], otherwise: 5 %}
            changes:
              - {from: 2026-03-10, times: 2}                                  # a step
              - {from: 2026-03-12T13:00, to: 2026-03-12T14:30, times: 20}     # a burst
            drift: {spread: 0.4, memory: 1 d}                                 # slow random change

        parties:
          people:                             # three machines, three names, each pair with a rate of its own
            sources: [192.0.2.21, 192.0.2.22, 192.0.2.23]
            targets: [www.example.com, mail.example.com, news.example.net]
            demand:
              - random: 1 to 6 per hour
                follows: [office]

          poller:                             # a timer that keeps its phase, like cron
            source: 192.0.2.40
            target: status.example.net
            off: [{from: 2026-03-05T01:00, to: 2026-03-05T19:00}]             # its machine is off
            demand:
              - {schedule: 1 h, phase: 7 min, jitter: 18 s, missed: 12 %}

          sleeper:                            # a timer that starts anew at each contact
            source: 192.0.2.66
            target: cdn.example.org
            from: 2026-03-03T11:20            # begins late
            demand:
              - {sleep: 5 min, jitter: 30 s}

          busy-name:                          # only what finds no copy in the cache is seen
            source: 192.0.2.10
            target: weather.example.com
            cache: {ttl: 1 h}
            repeats: {share: 30 %, within: 20 s}
            demand:
              - random: 15 per hour

          twins:                              # two resolvers that act as one; exactly 200 contacts of one, 190 of the other
            sources: [198.51.100.11, 198.51.100.12]
            target: login.example.com
            together: {how: all, lag: 5 s}    # apart, either, all, in-turn
            contacts: [200, 190]
            demand:
              - random: 1 per hour
                children: {mean: 0.5, within: 2 min}                          # each contact causes others

          stopped:
            source: 192.0.2.31
            target: backup.example.net
            to: 2026-03-09T16:42              # nothing comes after it
            demand:
              - random: 8 per hour
              - at: ["2026-03-09T16:41:07"]   # its last contact, to the second

          strangers:                          # named 198.51.100.129 and so on; one contact each
            strangers: {number: 6, block: 198.51.100.128/25}
            target: login.example.com
            contacts: [1, 1, 1, 1, 1, 1]
            demand:
              - random: 1 per week

        """.ReplaceLineEndings("\n");
}

using Postern.Gate.Configuration;
using Postern.Gate.Identity;
using Postern.Gate.Recording;

namespace Postern.Gate.Hosting;

/// <summary>Settings file and certificate of a gate that runs: read at the start, and again on request and when the file changes; then taken,
/// or refused with file, line and reason, and the gate goes on with what it has. Thread-safe.</summary>
sealed class LiveSettings(GateServerOptions options)
{
    readonly Lock reading = new();
    SettingsReading last = null!;
    volatile OwnCertificate own = null!;
    byte[] lookedAt = [];

    /// <summary>Who we are to others, now.</summary>
    public OwnCertificate Own => own;

    /// <summary>SHA-256 of the file as it was read last.</summary>
    public byte[] Digest => last.Digest;

    /// <summary>Reads both for the first time.</summary>
    /// <exception cref="InvalidDataException">They are not what they should be; a line for each problem.</exception>
    public GateSettings Open()
    {
        last = SettingsReading.Of(options.SettingsFile);
        if (last.Settings is null)
            throw new InvalidDataException(string.Join('\n', last.Problems));
        var settings = options.Amend(last.Settings);
        own = OwnCertificate.Load(new GateFolder(options.SettingsFile), settings.Certificate);
        return settings;
    }

    /// <summary>Reads both again.</summary>
    public void Reload(GateServices gate)
    {
        lock (reading)
        {
            if (!ReadAgain(gate))
                RenewCertificate(gate);
        }
    }

    /// <summary>Looks whether the file has changed. One look at a time; the next one sees what this one misses. A file that somebody is
    /// still writing is passed over: two looks in a row must see the same.</summary>
    public void Look(GateServices gate)
    {
        if (!reading.TryEnter())
            return;
        try
        {
            var digest = SettingsReading.DigestOf(options.SettingsFile);
            if (lookedAt.AsSpan().SequenceEqual(digest))
                ReadAgain(gate, digest);
            lookedAt = digest;
        }
        finally
        {
            reading.Exit();
        }
    }

    // False when the file is as it was, or not the one that was looked at.
    bool ReadAgain(GateServices gate, byte[]? wanted = null)
    {
        var next = SettingsReading.Of(options.SettingsFile);
        if (wanted is not null && !next.Digest.AsSpan().SequenceEqual(wanted))
            return false;
        if (next.Digest.AsSpan().SequenceEqual(last.Digest) && next.Problems.Count == last.Problems.Count)
            return false;
        var now = gate.Circle.Value.Settings;
        var amended = next.Settings is null ? null : options.Amend(next.Settings);
        var problems = next.Problems.ToList();
        if (amended is not null && SettingsChange.Refusal(now, amended) is { } fixedKey)
            problems.Add(next.ProblemAt(options.SettingsFile, fixedKey, $"{fixedKey} cannot change while the gate runs; start it again"));
        OwnCertificate? renewed = null;
        if (problems.Count == 0 && !TryLoad(amended!, out renewed, out var problem))
            problems.Add(next.ProblemAt(options.SettingsFile, "certificate", problem));
        last = next;
        if (problems.Count > 0)
        {
            problems.ForEach(p => HostingLog.SettingsRefused(gate.Log, p));
            gate.Recorder.Note(GateEntries.Settings("refused", next.Digest, problems.Select(p => p.ToString()), gate.Queue.Now));
            return true;
        }
        Record(gate, [.. SettingsChange.Lines(now, amended!), .. renewed!.Changes(own)]);
        Take(renewed);
        gate.Circle.Replace(new Circle(amended!));
        gate.Open.Wake();
        gate.Queue.Schedule.Nudge();
        return true;
    }

    // It may have been renewed under the same names.
    void RenewCertificate(GateServices gate)
    {
        var settings = gate.Circle.Value.Settings;
        if (!TryLoad(settings, out var renewed, out var problem))
            HostingLog.SettingsRefused(gate.Log, last.ProblemAt(options.SettingsFile, "certificate", problem));
        else if (renewed.Changes(own) is { Count: > 0 } changes)
        {
            Record(gate, changes);
            Take(renewed);
        }
    }

    // The same again stays what it is: sessions that go out are kept for it.
    void Take(OwnCertificate renewed)
    {
        if (renewed.Changes(own).Count > 0)
            own = renewed;
    }

    // Before it holds, so that what follows from it stands behind it.
    void Record(GateServices gate, IReadOnlyList<string> changes)
    {
        gate.Recorder.Note(GateEntries.Settings("changed", last.Digest, changes, gate.Queue.Now));
        foreach (var change in changes)
            HostingLog.SettingsChanged(gate.Log, change);
    }

    bool TryLoad(
        GateSettings settings,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out OwnCertificate? loaded,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out string? problem)
    {
        try
        {
            (loaded, problem) = (OwnCertificate.Load(new GateFolder(options.SettingsFile), settings.Certificate), null);
            return true;
        }
        catch (InvalidDataException wrong)
        {
            (loaded, problem) = (null, wrong.Message);
            return false;
        }
    }
}

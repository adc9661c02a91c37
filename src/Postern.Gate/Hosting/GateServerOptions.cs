using Microsoft.Extensions.Logging;
using Postern.Gate.Configuration;
using Postern.Gate.Delivery;
using Postern.Gate.Policy;
using Postern.Gate.Queue;

namespace Postern.Gate.Hosting;

/// <summary>How a gate is run.</summary>
public sealed record GateServerOptions
{
    /// <summary>Path of its settings.</summary>
    public required string SettingsFile { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where the log goes.</summary>
    public Action<ILoggingBuilder> Logging { get; init; } = static _ => { };

    /// <summary>How often the settings file is looked at.</summary>
    public TimeSpan ReloadInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long sessions and attempts have to end in order when the gate stops.</summary>
    public TimeSpan StopTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Changes the settings behind the file: for tests, which listen at any free port.</summary>
    internal Func<GateSettings, GateSettings> Amend { get; init; } = static settings => settings;

    /// <summary>Opens a folder for mail.</summary>
    internal Func<string, IMailFolder> OpenFolder { get; init; } = PosixFolder.Open;

    /// <summary>How much room there is; null asks the file systems.</summary>
    internal StorageView? Storage { get; init; }

    /// <summary>Who carries mail, given the agent for Maildirs; null when nothing leaves.</summary>
    internal Func<GateServices, IDeliveryAgent, DeliveryAgents>? Agents { get; init; }
}

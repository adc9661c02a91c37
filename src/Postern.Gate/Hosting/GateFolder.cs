using Postern.Gate.Configuration;
using Postern.Gate.Retirement;

namespace Postern.Gate.Hosting;

/// <summary>The files of a gate: paths of the settings, beginning at the folder of the settings file.</summary>
/// <param name="SettingsFile">Path of the settings file.</param>
public sealed record GateFolder(string SettingsFile)
{
    /// <summary>Its folder.</summary>
    public string Path => System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(SettingsFile))!;

    /// <summary>A path of the settings.</summary>
    public string Of(string path) => System.IO.Path.GetFullPath(path, Path);

    /// <summary>The ledger, and in it the queue.</summary>
    public string Ledger(GateSettings settings) => Of(settings.LedgerPath);

    /// <summary>Large messages of the queue.</summary>
    public string Spool(GateSettings settings) => $"{Ledger(settings)}.spool";

    /// <summary>The socket by which the gate is told what to do while it runs; for its owner alone.</summary>
    public string ControlSocket(GateSettings settings) => ControlSocket(settings.LedgerPath);

    /// <summary>The same, from the ledger's path as it is written.</summary>
    internal string ControlSocket(string ledger) => $"{Of(ledger)}.control";

    /// <summary>The evidence that is left when the gate is sealed: a bundle of the whole ledger.</summary>
    public string Evidence(GateSettings settings) => GateEvidence.PathOf(Ledger(settings));

    /// <summary>The mailboxes.</summary>
    public string Mail(GateSettings settings) => Of(settings.MailFolder);
}

using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using Postern.Gate.Configuration;
using Postern.Gate.Hosting;
using Postern.Gate.Identity;
using Postern.Ledger;
using Postern.Ledger.Sqlite;
using Postern.Logs.Text;
using Postern.Smtp.Addresses;
using Postern.Smtp.Sasl;

namespace Postern.Commands;

/// <summary><c>postern init</c>: makes a gate that serves nobody yet, and says what to do next.</summary>
static class InitCommand
{
    /// <summary>As many as RFC 7677 §4 wants at least: who submits mail computes them at each log-in.</summary>
    const int Iterations = 4096;

    const int SaltOctets = 16;

    const string SettingsFile = "postern.yaml";

    /// <summary>Makes the command.</summary>
    public static CommandHelp Make()
    {
        var domain = RecordOptions.One("--domain", "DOMAIN", "the circle's mail domain, such as circle.example");
        var folder = RecordOptions.One("--folder", "FOLDER", "where to make it (the working folder otherwise)");
        var user = RecordOptions.One("--user", "NAME", "also make a mailbox whose user can submit mail; the password is the first line of standard input");
        List<OptionGroup> groups = [new("Gate", [domain, folder, user])];
        var command = new Command("init", "make a gate: settings, key, certificate, an empty ledger, and a circle of nobody");
        foreach (var option in groups.SelectMany(g => g.Options))
            command.Options.Add(option);
        command.SetAction((parsed, _) => RunAsync(
            parsed.GetValue(domain) ?? throw new UsageException("init needs the circle's mail domain: --domain circle.example"),
            parsed.GetValue(folder) ?? ".", parsed.GetValue(user), parsed.InvocationConfiguration.Output));
        return new CommandHelp(command, groups, [
            new Example("postern init --domain circle.example", "in the working folder"),
            new Example("postern init --domain circle.example --folder /srv/postern --user alice < password", "with a mailbox for alice, who can submit mail"),
        ], [
            "Nothing that is there is written over. Who has postern.key is this gate to its peers, who has postern.db.key can sign in its ledger's name: keep both from others, and keep copies.",
            "Exit codes: 0 done, 1 failed, 2 wrong usage.",
        ]);
    }

    static async Task<int> RunAsync(string domainText, string path, string? user, TextWriter output)
    {
        if (!MailDomain.TryParse(Encoding.UTF8.GetBytes(domainText), allowUtf8: true, out var domain))
            throw new UsageException($"--domain: \"{domainText}\" is no mail domain; write one like circle.example");
        var text = DefaultSettingsFile.Text(domain);
        if (user is not null)
            text = WithUser(text, user, Console.In.ReadLine());
        if (GateSettingsReader.Read(SettingsFile, text, out var problems) is not { } settings)
            throw new UsageException(string.Join('\n', problems));
        var folder = new GateFolder(Path.Combine(path, SettingsFile));
        string[] files = [folder.SettingsFile, folder.Of(settings.Certificate.CertificateFile), folder.Of(settings.Certificate.KeyFile), folder.Ledger(settings)];
        if (Array.Find(files, Path.Exists) is { } there)
            throw new UsageException($"{SafeText.Of(there)} is there already; nothing was made. Take another folder, or move it away");
        OwnerFiles.CreateFolder(folder.Path);
        var pin = GateCertificate.Create(files[1], files[2], settings.HostName.Ascii, TimeProvider.System.GetUtcNow());
        await using (SqliteLedger.Open(files[3], new LedgerOptions()))
            OwnerFiles.Secure(files[3]);
        OwnerFiles.CreateFolder(folder.Mail(settings));
        // The settings last: they say that all the rest is there.
        OwnerFiles.Create(files[0], text);
        Tell(output, domain, files, pin, settings, path);
        return ExitCode.Done;
    }

    static void Tell(TextWriter output, MailDomain domain, string[] files, KeyPin pin, GateSettings settings, string path)
    {
        var file = SafeText.Of(path == "." ? SettingsFile : files[0]);
        output.WriteLine($"The gate of {domain} is made:");
        output.WriteLine($"  {SafeText.Of(files[0])}  every setting, explained");
        output.WriteLine($"  {SafeText.Of(files[2])}  its key; {SafeText.Of(Path.GetFileName(files[1]))} is the certificate");
        output.WriteLine($"  {SafeText.Of(files[3])}  its ledger, empty; {SafeText.Of(Path.GetFileName(files[3]))}.key signs it");
        output.WriteLine();
        output.WriteLine("Peers know it by its key:");
        output.WriteLine($"  {pin}");
        output.WriteLine($"  {pin.Words}");
        output.WriteLine();
        output.WriteLine("Its circle is empty: everybody who calls is refused and counted. Next:");
        output.WriteLine($"  postern serve{(path == "." ? "" : $" --settings {file}")}    starts it at {string.Join(" and ", settings.Listeners.Select(l => l.EndPoint))}");
        output.WriteLine($"  postern peer card     prints the card that a peer needs to add this gate");
        output.WriteLine($"  postern peer add CARD adds a peer by its card, or write it under peers in {file}; a running gate reads it at once");
    }

    static string WithUser(string text, string name, string? password)
    {
        if (string.IsNullOrEmpty(password))
            throw new UsageException("--user: give the password as the first line of standard input");
        var verifier = VerifierText.Of(ScramVerifier.Of(password, RandomNumberGenerator.GetBytes(SaltOctets), Iterations));
        const string Section = "\nmailboxes:\n";
        return text.Replace(Section, $"{Section}  {name}:\n    verifier: {verifier}\n", StringComparison.Ordinal);
    }
}

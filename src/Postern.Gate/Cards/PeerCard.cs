using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text;
using Postern.Gate.Configuration;
using Postern.Gate.Identity;
using Postern.Smtp.Addresses;
using Postern.Smtp.Client;

namespace Postern.Gate.Cards;

/// <summary>What a gate tells of itself to those who want to make it their peer: nothing of it is secret, and nothing of it is to be
/// believed before its words were compared over another way.</summary>
public sealed record PeerCard
{
    const string Version = "1";

    /// <summary>Name that is proposed for it.</summary>
    public required string Name { get; init; }

    /// <summary>Its mail domain.</summary>
    public required MailDomain Domain { get; init; }

    /// <summary>Addresses that it connects from.</summary>
    public required IReadOnlyList<AddressBlock> Addresses { get; init; }

    /// <summary>Where it takes mail.</summary>
    public required IPEndPoint EndPoint { get; init; }

    /// <summary>How TLS is started there.</summary>
    public required ClientSecurity Security { get; init; }

    /// <summary>Its key, as client and as server.</summary>
    public required KeyPin Key { get; init; }

    /// <summary>A name made of a domain: <c>north.example</c> is <c>north</c>.</summary>
    public static string NameOf(MailDomain domain) => domain.Ascii.Split('.')[0];

    /// <summary>The card as text, in YAML.</summary>
    public override string ToString() => $"""
        # Postern peer card, for `postern peer add`. Compare the words by voice before you use it.
        postern-card: {Version}
        name: {Name}
        domain: {Domain}
        addresses: [{string.Join(", ", Addresses.Select(Quoted))}]
        route: {Quoted(EndPoint)}
        tls: {SayTls}
        key: {Key}
        words: {Key.Words}

        """;

    static readonly FileAdvice Advice = new("ask the peer for what its `postern peer card` prints", "postern-card: 1");

    /// <summary>Reads a card, strictly.</summary>
    /// <param name="file">Path, for the messages.</param>
    /// <param name="text">What stands in it.</param>
    /// <param name="card">The card.</param>
    /// <param name="problems">Everything that is wrong; empty when there is a card.</param>
    public static bool TryRead(string file, string text, [NotNullWhen(true)] out PeerCard? card, out IReadOnlyList<SettingsProblem> problems)
    {
        var list = new ProblemList(file);
        var root = SettingsTree.Read(text, Advice, list.Add);
        card = root is null ? null : Read(new SectionReader(root, root, "", list), list);
        problems = list.InOrder;
        card = list.IsEmpty ? card : null;
        return card is not null;
    }

    /// <summary>The entry of the section <c>peers</c> that makes it a peer, without indentation.</summary>
    /// <param name="name">Its name there.</param>
    public IReadOnlyList<string> Entry(string name) =>
    [
        $"{name}:",
        $"  addresses: [{string.Join(", ", Addresses.Select(Quoted))}]",
        "  pins:",
        $"    current: {Key}",
        $"  sender-domains: [{Domain}]",
        "  route:",
        $"    to: {Quoted(EndPoint)}",
        $"    tls: {SayTls}",
        "    pins:",
        $"      current: {Key}",
    ];

    /// <summary>What it may do once it is a peer, in sentences.</summary>
    /// <param name="name">Its name.</param>
    public string Allows(string name) => new StringBuilder()
        .AppendLine($"{name} will be a peer of this gate:")
        .AppendLine($"  it may connect from {string.Join(", ", Addresses)}, and from nowhere else,")
        .AppendLine("  with the key")
        .AppendLine($"    {Key}")
        .AppendLine($"    {Key.Words}")
        .AppendLine($"  and send mail from {Domain} to every mailbox here.")
        .AppendLine($"Mail for {Domain} will leave to {EndPoint}, with TLS ({SayTls}), to a server that shows that key.")
        .ToString();

    string SayTls => Security == ClientSecurity.Implicit ? "implicit" : "starttls";

    // Colons and brackets mean something in YAML.
    static string Quoted(object value) => $"{value}" is var text && text.Any(c => c is '[' or ':') ? $"'{text}'" : text;

    static PeerCard? Read(SectionReader section, ProblemList problems)
    {
        const string Whole = "a card has it; ask for the whole text";
        var version = section.Required<string>("postern-card", Text, "this is no card; `postern peer card` prints one");
        var name = section.Required<string>("name", GeneralForms.Name, Whole);
        var domain = section.Required<MailDomain>("domain", Forms.Domain, Whole);
        var addresses = section.List<AddressBlock>("addresses", Forms.Block);
        var route = section.Required<IPEndPoint>("route", Forms.EndPoint, Whole);
        var security = section.Value("tls", ClientSecurity.StartTls, GeneralForms.Choice(("starttls", ClientSecurity.StartTls), ("implicit", ClientSecurity.Implicit)));
        var key = section.Required<KeyPin>("key", Forms.Pin, Whole);
        var words = section.Required<KeyPin>("words", Forms.Pin, Whole);
        section.Close();
        if (version is not null && version != Version)
            problems.Add(section.PlaceOf("postern-card"), $"postern-card is {version}; this program reads {Version}");
        if (addresses.Count == 0 && section.Has("addresses"))
            section.Refuse("addresses is empty; a card names the addresses that its gate connects from");
        else if (addresses.Count == 0)
            section.Refuse($"addresses is missing; {Whole}");
        if (key is not null && words is not null && key != words)
            problems.Add(section.PlaceOf("words"), "words are not those of the key: the card was changed; ask for it again, another way");
        return name is null || domain is null || route is null || key is null
            ? null
            : new PeerCard { Name = name, Domain = domain, Addresses = [.. addresses.Select(a => a.Value)], EndPoint = route, Security = security, Key = key };
    }

    static string? Text(string text, out string value)
    {
        value = text;
        return null;
    }
}

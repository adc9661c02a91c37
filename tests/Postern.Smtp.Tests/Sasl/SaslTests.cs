using System.Text;
using Postern.Smtp.Sasl;

namespace Postern.Smtp.Tests.Sasl;

public class SaslTests
{
    // RFC 7677 §3.
    const string ClientNonce = "rOprNGfwEbeRWgbNEkqO";
    const string ServerNonce = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    const string ClientFinal = $"c=biws,r={ClientNonce}{ServerNonce},p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";
    const string ServerFirst = $"r={ClientNonce}{ServerNonce},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
    const string ServerFinal = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

    static readonly ScramVerifier Pencil = ScramVerifier.Of("pencil", Convert.FromBase64String("W22ZaJ0SNY7soEsUEjb6gQ=="), 4096);

    [Fact]
    public void Server_speaks_scram_as_the_rfc_shows_it()
    {
        Assert.True(ScramServer.TryBegin(Octets($"n,,n=user,r={ClientNonce}"), out var server));
        Assert.Equal(("user", ""), (server!.User, server.Identity));
        Assert.Equal(ServerFirst, Text(server.Challenge(Pencil, ServerNonce)));
        Assert.True(server.TryFinish(Octets(ClientFinal), out var final));
        Assert.Equal(ServerFinal, Text(final));
    }

    [Fact]
    public void Client_speaks_scram_as_the_rfc_shows_it()
    {
        var client = new ScramClient("user", "pencil", ClientNonce);
        Assert.Equal($"n,,n=user,r={ClientNonce}", Text(client.First));
        Assert.True(client.TryAnswer(Octets(ServerFirst), out var final));
        Assert.Equal(ClientFinal, Text(final));
        Assert.True(client.Accepts(Octets(ServerFinal)));
        Assert.False(client.Accepts(Octets("v=AAAATRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")));
    }

    [Theory]
    [InlineData($"c=biws,r={ClientNonce}{ServerNonce},p=AAAAZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")]
    [InlineData($"c=eSws,r={ClientNonce}{ServerNonce},p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")]
    [InlineData($"c=biws,r={ClientNonce},p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")]
    [InlineData($"c=biws,r={ClientNonce}{ServerNonce},p=dHzbZapW")]
    [InlineData($"c=biws,r={ClientNonce}{ServerNonce}")]
    [InlineData("")]
    public void Proof_that_is_not_right_is_refused(string final)
    {
        Assert.True(ScramServer.TryBegin(Octets($"n,,n=user,r={ClientNonce}"), out var server));
        server!.Challenge(Pencil, ServerNonce);
        Assert.False(server.TryFinish(Octets(final), out _));
    }

    [Theory]
    [InlineData("n,,n=user,r=abc", true)]
    [InlineData("y,,n=user,r=abc", true)]
    [InlineData("n,a=other,n=user,r=abc", true)]
    [InlineData("n,,n=a=2Cb=3Dc,r=abc", true)]
    [InlineData("n,,n=user,r=abc,x=extension", true)]
    [InlineData("p=tls-exporter,,n=user,r=abc", false)]
    [InlineData("n,,m=ext,n=user,r=abc", false)]
    [InlineData("n,,n=a=b,r=abc", false)]
    [InlineData("n,,n=,r=abc", false)]
    [InlineData("n,,n=user,r=", false)]
    [InlineData("n,,n=user,r=a b", false)]
    [InlineData("n,,n=user", false)]
    [InlineData("n,other,n=user,r=abc", false)]
    [InlineData("n,", false)]
    [InlineData("", false)]
    public void First_message_is_taken_or_not(string message, bool taken) =>
        Assert.Equal(taken, ScramServer.TryBegin(Octets(message), out _));

    [Theory]
    [InlineData("r=other,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096")]
    [InlineData($"r={ClientNonce},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096")]
    [InlineData($"r={ClientNonce}x,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4095")]
    [InlineData($"r={ClientNonce}x,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=100000000")]
    [InlineData($"r={ClientNonce}x,s=,i=4096")]
    [InlineData($"m=x,r={ClientNonce}x,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096")]
    public void Server_that_plays_foul_gets_no_proof(string serverFirst) =>
        Assert.False(new ScramClient("user", "pencil", ClientNonce).TryAnswer(Octets(serverFirst), out _));

    [Fact]
    public void Verifier_knows_the_password()
    {
        Assert.True(Pencil.Accepts("pencil"));
        Assert.False(Pencil.Accepts("Pencil"));
    }

    [Theory]
    [InlineData("\0user\0password", "", "user", "password")]
    [InlineData("other\0user\0password", "other", "user", "password")]
    public void Plain_is_taken_apart(string message, string identity, string user, string password)
    {
        Assert.True(PlainMessage.TryParse(Octets(message), out var i, out var u, out var p));
        Assert.Equal((identity, user, password), (i, u, p));
    }

    [Theory]
    [InlineData("")]
    [InlineData("user\0password")]
    [InlineData("\0user\0")]
    [InlineData("\0\0password")]
    [InlineData("\0user\0pass\0word")]
    public void What_is_not_plain_is_refused(string message) => Assert.False(PlainMessage.TryParse(Octets(message), out _, out _, out _));

    [Fact]
    public void Ill_formed_utf8_is_no_password() => Assert.False(PlainMessage.TryParse([0, 0x75, 0, 0xff], out _, out _, out _));

    [Theory]
    [InlineData("", true)]
    [InlineData("AHUAcA==", true)]
    [InlineData("AHUAcA=", false)]
    [InlineData("AHU AcA==", false)]
    [InlineData("AHBl=ZXIt", false)]
    [InlineData("@@@@", false)]
    [InlineData("====", false)]
    [InlineData("A", false)]
    public void Base64_is_strict(string text, bool valid) => Assert.Equal(valid, SaslText.TryDecode(Octets(text), out _));

    static byte[] Octets(string text) => Encoding.UTF8.GetBytes(text);

    static string Text(byte[] octets) => Encoding.UTF8.GetString(octets);
}

using Postern.Testing;

namespace Postern.Tests.Terminal;

public sealed class ColourTests : IDisposable
{
    readonly LogFolder folder = new();

    public ColourTests() => folder.WriteDns("dns.log", (1_700_000_000, "192.0.2.1", "a.example"), (1_700_000_060, "192.0.2.1", "a.example"));

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_pipe_gets_no_escape_sequences()
    {
        var ran = PosternProcess.Run(new Surroundings { Folder = folder.Path, Variables = new Dictionary<string, string> { ["TERM"] = "xterm-256color" } }, "investigate", "dns.log");

        Assert.DoesNotContain('\e', ran.Output);
        Assert.Empty(ran.Error);
    }

    [Theory]
    [InlineData("TERM=xterm-256color", true)]
    [InlineData("TERM=xterm-256color NO_COLOR=1", false)]
    [InlineData("TERM=dumb", false)]
    public void A_terminal_gets_colours_unless_they_are_unwelcome(string variables, bool colours)
    {
        Require.Program("script");
        var ran = PosternProcess.Shell(new Surroundings { Folder = folder.Path }, $"{variables} script -qec \"$POSTERN investigate dns.log\" /dev/null < /dev/null");

        Assert.Equal(0, ran.ExitCode);
        Assert.Contains("a.example", ran.Output, StringComparison.Ordinal);
        Assert.Equal(colours, ran.Output.Contains("\e[1m", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("LC_ALL=C", false)]
    [InlineData("LC_ALL=C.UTF-8", true)]
    [InlineData("LANG=en_US.utf8", true)]
    public void A_locale_without_UTF_8_gets_ASCII(string variable, bool unicode)
    {
        var parts = variable.Split('=');
        var ran = PosternProcess.Run(new Surroundings { Folder = folder.Path, Variables = new Dictionary<string, string> { [parts[0]] = parts[1] } }, "investigate", "dns.log");

        Assert.Equal(unicode, ran.Output.Any(c => c > 126));
    }

    [Fact]
    public void Every_line_fits_into_80_columns()
    {
        var ran = PosternProcess.Run(new Surroundings { Folder = folder.Path }, "investigate", "dns.log");

        Assert.DoesNotContain(ran.Lines, line => line.Length > 80);
    }
}

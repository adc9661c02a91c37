namespace Postern.Tests.Commands;

public class UsageTests
{
    [Theory]
    [InlineData("contacts x --taget y", "there is no option --taget; did you mean --target?")]
    [InlineData("contacts x -z", "there is no option -z")]
    [InlineData("investigate x --ttl example.com", "--ttl: \"example.com\" is no lifetime; write TARGET=SECONDS")]
    [InlineData("investigate x --ttl a=0", "--ttl: \"a=0\" is no lifetime")]
    [InlineData("investigate x --ttl a=9999999", "1 to 604,800 seconds")]
    [InlineData("contcts x", "there is no command contcts; did you mean contacts?")]
    [InlineData("contacts", "contacts needs an input")]
    [InlineData("contacts x --target", "--target needs a value: --target NAME")]
    [InlineData("contacts x --server a --server b", "--server takes one value and got 2")]
    [InlineData("contacts x --kind dns-lokup", "did you mean dns-lookup?")]
    [InlineData("contacts x --format zek", "did you mean zeek?")]
    [InlineData("contacts x --log-zone Europe/Berln", "did you mean Europe/Berlin?")]
    [InlineData("contacts x --time-zone Mars/Base", "there is no time zone \"Mars/Base\"")]
    [InlineData("contacts x --from 22.11.2026", "--from: \"22.11.2026\" is no time; write 2026-11-22")]
    [InlineData("contacts x --from 2026-02-02 --to 2026-02-01", "--from 2026-02-02 is not before --to 2026-02-01")]
    [InlineData("contacts x --log-year 26", "--log-year: \"26\" is no whole number from 1970 to 2261")]
    [InlineData("contacts x --threads 0", "--threads: \"0\" is no whole number from 1 to 256")]
    [InlineData("contacts x --map a=b --map b=a", "in a circle")]
    [InlineData("contacts x --columns time", "write key=value, such as time=0")]
    [InlineData("contacts x --json --csv", "give one of them")]
    [InlineData("investigate x --json --csv", "give one of them")]
    [InlineData("investigate x --top many", "--top: \"many\" is no whole number")]
    [InlineData("investigate x --only cadnce", "did you mean cadence?")]
    [InlineData("investigate x --seed -1", "--seed")]
    [InlineData("import x", "import needs a ledger: --ledger postern.db")]
    [InlineData("import", "import needs an input")]
    [InlineData("import - --ledger y.db", "import takes files, not standard input")]
    [InlineData("import x --ledger clickhouse://localhost/x", "ledgers are files so far")]
    [InlineData("import x --ledger y.db --target z", "there is no option --target")]
    [InlineData("ledger verfy x", "there is no command verfy; did you mean verify?")]
    [InlineData("ledger verify", "verify needs a ledger, a bundle, or --proof FILE")]
    [InlineData("ledger prove", "prove needs a ledger, such as postern.db")]
    [InlineData("ledger prove x.db", "prove needs the number of an entry, from 0")]
    [InlineData("ledger prove x.db 1 --redact sorce", "did you mean source?")]
    [InlineData("ledger export x.db", "export needs a file to write: --output evidence.zip")]
    [InlineData("ledger verify x --key nonsense", "a verifier key is name+id+key")]
    [InlineData("simulate", "simulate needs a specification: a YAML file; postern simulate --example prints one")]
    [InlineData("simulate a.yaml b.yaml", "simulate does not take \"b.yaml\"")]
    [InlineData("simulate a.yaml --format zek", "there is no format \"zek\" to write; did you mean zeek?")]
    [InlineData("simulate a.yaml --kind dns", "--kind: there is no kind \"dns\"")]
    [InlineData("investigate x --simulations 50", "give --compare SPEC.yaml too")]
    [InlineData("investigate x --compare a.yaml --simulations 5", "no whole number from 39")]
    [InlineData("formats zeek", "formats does not take \"zeek\"")]
    public void Wrong_usage_ends_with_2_and_a_sentence_that_says_what_to_do(string line, string sentence)
    {
        var ran = PosternProcess.Run(line.Split(' '));

        Assert.Equal(2, ran.ExitCode);
        Assert.Contains(sentence, ran.Error, StringComparison.Ordinal);
        Assert.Empty(ran.Output);
        Assert.DoesNotContain("   at ", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_at_all_shows_the_help_and_ends_with_2()
    {
        var ran = PosternProcess.Run();

        Assert.Equal(2, ran.ExitCode);
        Assert.Contains("Usage: postern <command>", ran.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help", "root")]
    [InlineData("investigate --help", "investigate")]
    [InlineData("contacts -h", "contacts")]
    [InlineData("formats --help", "formats")]
    [InlineData("import --help", "import")]
    [InlineData("simulate --help", "simulate")]
    [InlineData("ledger --help", "ledger")]
    [InlineData("ledger verify --help", "ledger-verify")]
    [InlineData("ledger prove --help", "ledger-prove")]
    [InlineData("ledger checkpoint --help", "ledger-checkpoint")]
    [InlineData("ledger export --help", "ledger-export")]
    public void Help_is_as_approved_and_fits_80_columns(string line, string name)
    {
        var ran = PosternProcess.Run(line.Split(' '));

        Assert.Equal(0, ran.ExitCode);
        Assert.Empty(ran.Error);
        Assert.DoesNotContain(ran.Lines, l => l.Length > 80 && !l.TrimStart().StartsWith("postern ", StringComparison.Ordinal));
        Postern.Testing.Approved.Equal(ran.Output, name);
    }

    [Fact]
    public void Version_is_printed()
    {
        var ran = PosternProcess.Run("--version");

        Assert.Equal(0, ran.ExitCode);
        Assert.Matches(@"^\d+\.\d+\.\d+", ran.Output);
    }
}

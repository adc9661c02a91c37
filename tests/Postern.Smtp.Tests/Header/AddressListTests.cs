using System.Text;
using Postern.Smtp.Header;

namespace Postern.Smtp.Tests.Header;

public class AddressListTests
{
    // The first ones are those of RFC 5322 Appendix A.1.
    [Theory]
    [InlineData("John Doe <jdoe@machine.example>", "jdoe@machine.example")]
    [InlineData("\"Joe Q. Public\" <john.q.public@example.com>", "john.q.public@example.com")]
    [InlineData("Mary Smith <mary@x.test>, jdoe@example.org, Who? <one@y.test>", "mary@x.test jdoe@example.org one@y.test")]
    [InlineData("A Group:Ed Jones <c@a.test>,joe@where.test,John <jdoe@one.test>;", "c@a.test joe@where.test jdoe@one.test")]
    [InlineData("Undisclosed recipients:;", "")]
    [InlineData("Pete(A nice \\) chap) <pete(his account)@silly.test(his host)>", "pete@silly.test")]
    [InlineData("A Group(Some people)\t :Chris Jones <c@(Chris's host.)public.example>, joe@example.org, John <jdoe@one.test> (my dear friend); (the end of the group)", "c@public.example joe@example.org jdoe@one.test")]
    [InlineData("(Empty list)(start)Hidden recipients  :(nobody(that I know))  ;", "")]
    [InlineData("Joe Q. Public <john.q.public@example.com>", "john.q.public@example.com")]
    [InlineData(" alice@circle.test ", "alice@circle.test")]
    [InlineData("<alice@CIRCLE.test>", "alice@circle.test")]
    [InlineData("alice @ circle.test", "alice@circle.test")]
    [InlineData("=?utf-8?B?YUBvdXRzaWRlLmV4YW1wbGU=?= <alice@circle.test>", "alice@circle.test")]
    [InlineData("=?utf-8?Q?a=40outside.example=2C?= <alice@circle.test>", "alice@circle.test")]
    [InlineData("\"a@outside.example, b\" <alice@circle.test>", "alice@circle.test")]
    [InlineData("\"say \\\"<a@outside.example>\\\"\" <alice@circle.test>", "alice@circle.test")]
    [InlineData("(a@outside.example,) alice@circle.test (<b@outside.example>)", "alice@circle.test")]
    [InlineData("\"a b\"@circle.test", "\"a b\"@circle.test")]
    [InlineData("alice@[192.0.2.1]", "alice@[192.0.2.1]")]
    [InlineData("Zoë <zoë@bücher.example>", "zoë@xn--bcher-kva.example")]
    [InlineData("One: a@x.test; , Two: b@y.test;", "a@x.test b@y.test")]
    public void Addresses_are_read_and_what_stands_around_them_is_not(string body, string expected)
    {
        Assert.True(AddressList.TryRead(Encoding.UTF8.GetBytes(body), out var mailboxes));
        Assert.Equal(expected, string.Join(' ', mailboxes));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" (nobody) ")]
    [InlineData("alice")]
    [InlineData("<>")]
    [InlineData("<alice>")]
    [InlineData("@circle.test")]
    [InlineData("alice@")]
    [InlineData("alice@circle.test,")]
    [InlineData(",alice@circle.test")]
    [InlineData("alice@circle.test,,bob@circle.test")]
    [InlineData("alice@circle.test bob@circle.test")]
    [InlineData("alice@circle.test <a@outside.example>")]
    [InlineData("a@outside.example <alice@circle.test>")]
    [InlineData("alice smith@circle.test")]
    [InlineData("\"alice\" smith@circle.test")]
    [InlineData("alice . smith@circle.test")]
    [InlineData("alice.@circle.test")]
    [InlineData("alice@circle.test.")]
    [InlineData("alice@circle . test")]
    [InlineData("alice@circle.test@outside.example")]
    [InlineData("<@outside.example:alice@circle.test>")]
    [InlineData("<alice@circle.test> trailing")]
    [InlineData("<alice@circle.test")]
    [InlineData("<<alice@circle.test>>")]
    [InlineData("\"alice <alice@circle.test>")]
    [InlineData("(alice <alice@circle.test>")]
    [InlineData("alice) <alice@circle.test>")]
    [InlineData("(\\)alice@circle.test")]
    [InlineData("Group: alice@circle.test")]
    [InlineData("Group: Inner: alice@circle.test;;")]
    [InlineData(":alice@circle.test;")]
    [InlineData("Group: alice@circle.test,;")]
    [InlineData("alice@circle.test;")]
    [InlineData("al\u0001ice@circle.test")]
    [InlineData("\"al\u0001ice\" <alice@circle.test>")]
    [InlineData("(\\\u0001) alice@circle.test")]
    [InlineData("\"\\\u0001\" <alice@circle.test>")]
    [InlineData("alice\u200b@circle.test")]
    [InlineData("alice@circle_.test")]
    [InlineData("alice@[circle.test]")]
    [InlineData("alice@[192.0.2.1")]
    public void What_readers_would_read_in_two_ways_is_refused(string body) => Assert.False(AddressList.TryRead(Encoding.UTF8.GetBytes(body), out _));

    [Fact]
    public void Octets_that_are_not_utf8_are_refused() => Assert.False(AddressList.TryRead(Encoding.Latin1.GetBytes("Zo\u00eb <alice@circle.test>"), out _));

    [Fact]
    public void Lists_that_were_put_together_give_exactly_what_was_put_in()
    {
        for (ulong seed = 0; seed < 3_000; seed++)
        {
            var made = new MadeList(new TestRandom(seed));
            var isRead = AddressList.TryRead(Encoding.UTF8.GetBytes(made.Text), out var mailboxes);
            Assert.True(isRead, made.Text);
            Assert.Equal(made.Mailboxes, mailboxes.Select(m => m.ToString()));
        }
    }

    // Whatever stands there: it is read or refused, and no domain is read that does not stand there in one piece.
    [Fact]
    public void Lists_with_a_few_octets_changed_give_no_mailbox_that_does_not_stand_there()
    {
        var read = 0;
        for (ulong seed = 0; seed < 20_000; seed++)
        {
            var random = new TestRandom(seed);
            List<byte> body = [.. Encoding.UTF8.GetBytes(new MadeList(random).Text)];
            for (var edits = 1 + random.Next(3); edits > 0; edits--)
            {
                var at = random.Next(body.Count);
                if (random.Next(2) == 0)
                    body.RemoveAt(at);
                else
                    body.InsertRange(at, random.Octets(1, "ab.@<>(),:;\"\\[] \t\x01=?\xc3"u8));
            }
            if (!AddressList.TryRead(body.ToArray(), out var mailboxes))
                continue;
            read++;
            var bare = Encoding.UTF8.GetString([.. body]);
            Assert.All(mailboxes, m => Assert.True(m.Domain is null || bare.Contains($"{m.Domain}", StringComparison.OrdinalIgnoreCase), bare));
            Assert.InRange(bare.Count(c => c == '@'), mailboxes.Count, int.MaxValue);
        }
        Assert.InRange(read, 2_000, 18_000);
    }

    [Fact]
    public void Deep_comments_and_long_lists_cost_no_stack_and_little_time()
    {
        const int Depth = HeaderReader.LongestField / 2;
        Assert.True(AddressList.TryRead(Encoding.ASCII.GetBytes($"{new string('(', Depth - 10)}{new string(')', Depth - 10)}a@b.test"), out _));
        Assert.False(AddressList.TryRead(Encoding.ASCII.GetBytes(new string('(', 2 * Depth)), out _));
        Assert.True(AddressList.TryRead(Encoding.ASCII.GetBytes(string.Join(',', Enumerable.Repeat("a@b.test", 1_800))), out var many));
        Assert.Equal(1_800, many.Count);
    }

    /// <summary>A list with everything around its mailboxes that may stand there.</summary>
    sealed class MadeList
    {
        readonly TestRandom random;
        readonly StringBuilder text = new();

        public MadeList(TestRandom random)
        {
            this.random = random;
            Add(depth: 0);
            Text = text.ToString();
        }

        public string Text { get; }

        public List<string> Mailboxes { get; } = [];

        string Blank => random.Next(6) switch
        {
            0 => " ",
            1 => "\t ",
            2 => "(a@outside.example)",
            3 => " (x (\\) <y@outside.example>, \") ) ",
            _ => "",
        };

        void Add(int depth)
        {
            var count = 1 + random.Next(3);
            for (var i = 0; i < count; i++)
            {
                text.Append(i > 0 ? "," : "").Append(Blank);
                if (depth == 0 && random.Next(5) == 0)
                    AddGroup();
                else
                    AddMailbox();
                text.Append(Blank);
            }
        }

        void AddGroup()
        {
            text.Append(Name()).Append(Blank).Append(':');
            if (random.Next(3) == 0)
                text.Append(Blank);
            else
                Add(depth: 1);
            text.Append(';');
        }

        void AddMailbox()
        {
            string local = random.Next(4) switch { 0 => "\"o; <d>,d\"", 1 => "a.b-c+d", 2 => "=?x?=", _ => "alice" };
            var domain = random.Next(3) switch { 0 => "circle.test", 1 => "xn--bcher-kva.example", _ => "a-b.c1.test" };
            Mailboxes.Add($"{local}@{domain}");
            var spec = $"{local}{Blank}@{Blank}{domain}";
            text.Append(random.Next(2) == 0 ? spec : $"{(random.Next(3) == 0 ? "" : Name())}{Blank}<{Blank}{spec}{Blank}>");
        }

        string Name() => random.Next(5) switch
        {
            0 => "\"x@outside.example, \\\" y\"",
            1 => "=?utf-8?Q?=40_=3Ca=40outside.example=3E?=",
            2 => "J. R. Doe",
            3 => "Zoë 高橋",
            _ => "Plain name",
        };
    }
}

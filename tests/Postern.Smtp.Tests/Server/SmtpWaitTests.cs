namespace Postern.Smtp.Tests.Server;

public class SmtpWaitTests
{
    [Fact]
    public void Octet_of_a_command_starts_a_wait_that_further_octets_do_not_renew()
    {
        var dialogue = new ServerDialogue();
        dialogue.Say("");
        var idle = dialogue.Session.Wait;
        Assert.Equal((SmtpWaitKind.Command, dialogue.Options.CommandTimeout), (idle.Kind, idle.Whole));
        dialogue.Say("N");
        var begun = dialogue.Session.Wait;
        Assert.Equal((SmtpWaitKind.Line, dialogue.Options.LineTimeout), (begun.Kind, begun.Whole));
        Assert.NotEqual(idle.Number, begun.Number);
        foreach (var octet in "OOP aaaaaaaaaaaaa\r")
        {
            dialogue.Say($"{octet}");
            Assert.Equal(begun, dialogue.Session.Wait);
        }
        dialogue.Say("\n");
        Assert.Equal(SmtpWaitKind.Command, dialogue.Session.Wait.Kind);
        Assert.NotEqual(begun.Number, dialogue.Session.Wait.Number);
    }

    [Fact]
    public void Time_for_a_message_grows_with_its_octets_and_no_faster()
    {
        var dialogue = new ServerDialogue();
        dialogue.Say("EHLO a.test\r\nMAIL FROM:<>\r\nRCPT TO:<alice@circle.test>\r\nDATA\r\n");
        var start = dialogue.Session.Wait;
        Assert.Equal((SmtpWaitKind.Content, dialogue.Options.DataTimeout), (start.Kind, start.Whole));
        dialogue.Say(string.Concat(Enumerable.Repeat("1234567890123456789012345678901234567890123456789012345678901234\r\n", 1024)));
        var later = dialogue.Session.Wait;
        Assert.Equal(start.Number, later.Number);
        Assert.Equal(TimeSpan.FromSeconds(66), later.Whole - start.Whole);
        Assert.Equal(dialogue.Options.DataTimeout, later.Silence);
    }

    [Fact]
    public void Each_chunk_has_its_own_time()
    {
        var dialogue = new ServerDialogue();
        dialogue.Say("EHLO a.test\r\nMAIL FROM:<>\r\nRCPT TO:<alice@circle.test>\r\nBDAT 100\r\n");
        var first = dialogue.Session.Wait;
        dialogue.Say(new string('x', 100));
        dialogue.Say("BDAT 100\r\n");
        Assert.Equal(SmtpWaitKind.Content, dialogue.Session.Wait.Kind);
        Assert.NotEqual(first.Number, dialogue.Session.Wait.Number);
        Assert.Equal(first.Whole, dialogue.Session.Wait.Whole);
    }
}

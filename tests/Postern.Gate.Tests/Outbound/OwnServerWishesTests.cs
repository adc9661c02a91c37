using Postern.Gate.Outbound;
using Postern.Smtp.Commands;

namespace Postern.Gate.Tests.Outbound;

/// <summary>What several names of one mailbox wish to be told, as the owner's server is told it.</summary>
public sealed class OwnServerWishesTests
{
    [Theory]
    [InlineData(DsnNotify.Unspecified, DsnNotify.Unspecified, DsnNotify.Unspecified)]
    [InlineData(DsnNotify.Never, DsnNotify.Never, DsnNotify.Never)]
    [InlineData(DsnNotify.Unspecified, DsnNotify.Success, DsnNotify.Success | DsnNotify.Failure)]
    [InlineData(DsnNotify.Never, DsnNotify.Success, DsnNotify.Success)]
    [InlineData(DsnNotify.Never, DsnNotify.Unspecified, DsnNotify.Failure)]
    [InlineData(DsnNotify.Delay, DsnNotify.Success | DsnNotify.Failure, DsnNotify.Delay | DsnNotify.Success | DsnNotify.Failure)]
    public void No_wish_is_lost(DsnNotify one, DsnNotify other, DsnNotify together)
    {
        Assert.Equal(together, OwnServerAgent.Together([new() { Notify = one }, new() { Notify = other }]).Notify);
        Assert.Equal(together, OwnServerAgent.Together([new() { Notify = other }, new() { Notify = one }]).Notify);
    }

    [Fact]
    public void The_name_of_who_asked_to_be_told_is_kept() =>
        Assert.Equal("rfc822;info@circle.test", OwnServerAgent.Together(
            [new() { OriginalRecipient = "rfc822;bob@circle.test" }, new() { Notify = DsnNotify.Success, OriginalRecipient = "rfc822;info@circle.test" }]).OriginalRecipient);
}

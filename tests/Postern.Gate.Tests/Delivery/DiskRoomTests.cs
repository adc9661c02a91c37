using Postern.Gate.Delivery;

namespace Postern.Gate.Tests.Delivery;

public class DiskRoomTests
{
    readonly ManualTime time = new();
    readonly Dictionary<string, long> disks = new() { ["queue"] = 1000, ["mail"] = 700 };
    int questions;

    [Fact]
    public void The_fullest_file_system_counts_above_its_reserve()
    {
        var room = Room();
        Assert.Equal(600, room.FreeOctets());
        disks["queue"] = 90;
        time.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(-10, room.FreeOctets());
    }

    [Fact]
    public void The_system_is_asked_once_a_second_however_many_ask()
    {
        var room = Room();
        for (var i = 0; i < 1000; i++)
            room.FreeOctets();
        Assert.Equal(2, questions);
        time.Pass(TimeSpan.FromMilliseconds(999));
        room.FreeOctets();
        Assert.Equal(2, questions);
        time.Pass(TimeSpan.FromMilliseconds(1));
        room.FreeOctets();
        Assert.Equal(4, questions);
    }

    [Fact]
    public void A_file_system_that_cannot_be_asked_has_no_room()
    {
        var room = Room();
        disks.Remove("mail");
        Assert.Equal(0, room.FreeOctets());
    }

    [Fact]
    public void The_system_knows_the_room_of_a_real_folder() => Assert.True(DiskRoom.Available(Path.GetTempPath()) > 0);

    DiskRoom Room() => new(["queue", "mail"], 100, Ask, time);

    long Ask(string folder)
    {
        questions++;
        return disks.TryGetValue(folder, out var octets) ? octets : throw new IOException("gone");
    }
}

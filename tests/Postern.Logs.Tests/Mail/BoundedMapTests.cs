using System.Text;
using Postern.Logs.Mail;

namespace Postern.Logs.Tests.Mail;

public class BoundedMapTests
{
    [Fact]
    public void The_oldest_entry_goes_when_there_are_too_many()
    {
        var map = new BoundedMap<Entry>(3);
        for (var i = 0; i < 5; i++)
            map.FindOrAdd(Id(i), out _).Number = i;
        Assert.Null(map.Find(Id(1)));
        Assert.Equal(2, map.Find(Id(2))!.Number);
        Assert.Equal(2, map.Forgotten);
    }

    [Fact]
    public void Entries_that_come_and_go_for_ever_push_none_out()
    {
        var map = new BoundedMap<Entry>(3);
        map.FindOrAdd(Id(-1), out _).Number = -1;
        for (var i = 0; i < 1000; i++)
        {
            map.FindOrAdd(Id(i), out _);
            map.Remove(Id(i));
        }
        Assert.Equal(-1, map.Find(Id(-1))!.Number);
        Assert.Equal(0, map.Forgotten);
    }

    static byte[] Id(int number) => Encoding.ASCII.GetBytes($"id{number}");

    sealed class Entry
    {
        public int Number { get; set; }
    }
}

using System.Text;
using Postern.Logs.Zeek;

namespace Postern.Logs.Tests.Zeek;

public sealed class FieldScanTests
{
    [Fact]
    public void Fields_end_where_splitting_says_for_every_length()
    {
        for (var length = 0; length < 150; length++)
        {
            var line = new string([.. Enumerable.Range(0, length).Select(i => (i * i + length) % 7 == 0 ? '\t' : 'x')]);
            var expected = line.Split('\t');
            for (var room = 0; room < expected.Length + 2; room++)
            {
                var ends = new int[room];

                Assert.Equal(expected.Length, FieldScan.Split(Encoding.ASCII.GetBytes(line), (byte)'\t', ends));

                var place = -1;
                for (var f = 0; f < Math.Min(room, expected.Length); f++)
                    Assert.Equal(place += expected[f].Length + 1, ends[f]);
            }
        }
    }
}

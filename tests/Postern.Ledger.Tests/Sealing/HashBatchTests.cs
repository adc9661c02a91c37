using System.Security.Cryptography;
using Postern.Ledger.Sealing;

namespace Postern.Ledger.Tests.Sealing;

public sealed class HashBatchTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Messages_of_every_length_hash_as_the_platform_hashes_them(bool lanes)
    {
        // Lengths around every block boundary up to longer than the lanes take, several of each, in mixed order.
        var random = new Random(5);
        var messages = Enumerable.Range(0, 4_000).Select(i => new byte[i % 700]).ToArray();
        random.Shuffle(messages);
        var batch = new HashBatch(lanes);
        var hashes = new MerkleHash[messages.Length];
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < messages.Length; i++)
            {
                random.NextBytes(messages[i]);
                var start = batch.Add(messages[i].Length, i);
                messages[i].CopyTo(batch.Message(start, messages[i].Length));
            }

            batch.Run(hashes);

            for (var i = 0; i < messages.Length; i++)
                Assert.Equal(MerkleHash.Of(SHA256.HashData(messages[i])), hashes[i]);
        }
    }
}

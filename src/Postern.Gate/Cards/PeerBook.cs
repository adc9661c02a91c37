using System.Text;
using Postern.Gate.Configuration;

namespace Postern.Gate.Cards;

/// <summary>The settings file as the place where peers are added and taken away. A change is written beside the file, read again as the
/// gate will read it, and then only put in the file's place, whole.</summary>
/// <param name="path">Path of the settings.</param>
public sealed class PeerBook(string path)
{
    /// <summary>The settings as they are.</summary>
    /// <exception cref="InvalidDataException">They cannot be read; a line for each problem.</exception>
    public GateSettings Read() => Read(path, Text());

    /// <summary>Adds a peer.</summary>
    /// <exception cref="InvalidDataException">The file, or the peer in it, cannot be; nothing was changed.</exception>
    public void Add(PeerCard card, string name)
    {
        var text = Text();
        var before = Read(path, text);
        if (before.Peers.Any(p => p.Name == name))
            throw new InvalidDataException($"there is a peer {name} already; give another name with --name, or remove that one first");
        var changed = SettingsEdit.Add(text, card.Entry(name), out var problem) ?? throw new InvalidDataException(problem);
        Replace(text, changed, settings => settings.Peers.Count == before.Peers.Count + 1 && settings.Peers.Any(p => p.Name == name));
    }

    /// <summary>Takes a peer away. A running gate ends its sessions at once.</summary>
    /// <exception cref="InvalidDataException">There is none, or the file cannot be changed; nothing was changed.</exception>
    public void Remove(string name)
    {
        var text = Text();
        var before = Read(path, text);
        var changed = SettingsEdit.Remove(text, name, out var problem) ?? throw new InvalidDataException(problem);
        Replace(text, changed, settings => settings.Peers.Select(p => p.Name).SequenceEqual(before.Peers.Select(p => p.Name).Where(n => n != name), StringComparer.Ordinal));
    }

    void Replace(string text, string changed, Func<GateSettings, bool> isWhatWasMeant)
    {
        var target = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(path);
        var beside = $"{target}.new";
        try
        {
            File.Copy(target, beside, overwrite: true); // with its mode
            using (var file = new FileStream(beside, FileMode.Truncate, FileAccess.Write))
            {
                file.Write(Encoding.UTF8.GetBytes(changed));
                file.Flush(flushToDisk: true);
            }
            if (!isWhatWasMeant(Read(path, File.ReadAllText(beside))))
                throw new InvalidDataException($"{path} could not be changed by lines without changing something else; change it by hand");
            if (File.ReadAllText(target) != text)
                throw new InvalidDataException($"{path} was changed by somebody else meanwhile; try again");
            File.Move(beside, target, overwrite: true);
        }
        finally
        {
            File.Delete(beside);
        }
    }

    string Text()
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{path}: {problem.Message} `postern init` writes one", problem);
        }
    }

    static GateSettings Read(string path, string text) =>
        GateSettingsReader.Read(path, text, out var problems) ?? throw new InvalidDataException(string.Join('\n', problems));
}

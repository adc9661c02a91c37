using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using Postern.Commands;
using Postern.Gate.Configuration;
using Postern.Gate.Control;
using Postern.Gate.Hosting;
using Postern.Logs.Text;

namespace Postern.Control;

/// <summary>Asks a gate: over its socket while it runs, else the ledger's file itself gives the same answer.</summary>
sealed class GateClient
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    readonly GateFolder folder;

    GateClient(string file, GateSettings settings)
    {
        folder = new GateFolder(file);
        Settings = settings;
    }

    /// <summary>The settings, as the file has them.</summary>
    public GateSettings Settings { get; }

    /// <summary>Path of the ledger.</summary>
    public string Ledger => folder.Ledger(Settings);

    /// <summary>A client of the gate of a settings file.</summary>
    /// <exception cref="InputException">The file cannot be read, or is wrong.</exception>
    public static GateClient Of(string file)
    {
        try
        {
            var settings = GateSettingsReader.Read(SafeText.Of(file), File.ReadAllText(file), out var problems);
            return settings is null ? throw new InputException(string.Join('\n', problems)) : new GateClient(file, settings);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{SafeText.Of(file)}: {problem.Message} `postern init` makes a gate, --settings names another one's file");
        }
    }

    /// <summary>Asks, and gives the answer's JSON.</summary>
    /// <param name="method">GET or POST.</param>
    /// <param name="path">Behind <c>/control</c>.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="UsageException">The gate says that it cannot be.</exception>
    public async Task<JsonElement> AskAsync(HttpMethod method, string path, CancellationToken cancellation)
    {
        var by = $"{Environment.UserName} (postern)";
        var (status, json) = await OverSocketAsync(method, path, by, cancellation)
            ?? await StoppedGate.AnswerAsync(folder, Settings, method == HttpMethod.Post, path, by);
        using var document = JsonDocument.Parse(json.Length == 0 ? "{}" : json);
        var answer = document.RootElement.Clone();
        return status is >= 200 and < 300 ? answer
            : throw new UsageException(answer.TryGetProperty("problem", out var problem) ? SafeText.Of(problem.GetString()!) : $"the gate answers {status}");
    }

    async Task<(int Status, string Json)?> OverSocketAsync(HttpMethod method, string path, string by, CancellationToken cancellation)
    {
        var socketPath = folder.ControlSocket(Settings);
        if (!Path.Exists(socketPath))
            return null;
        using var handler = new SocketsHttpHandler { ConnectCallback = (_, token) => ConnectAsync(socketPath, token), UseProxy = false };
        using var client = new HttpClient(handler) { Timeout = Patience };
        using var request = new HttpRequestMessage(method, $"http://gate/control{path}");
        request.Headers.TryAddWithoutValidation("X-Operator", by);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        try
        {
            using var response = await client.SendAsync(request, cancellation);
            return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(cancellation));
        }
        catch (HttpRequestException problem) when (problem.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused or SocketError.AddressNotAvailable })
        {
            // What a gate that was killed has left behind.
            return null;
        }
    }

    static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

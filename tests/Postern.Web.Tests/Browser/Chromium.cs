using Microsoft.Playwright;
using Postern.Testing;

namespace Postern.Web.Tests.Browser;

/// <summary>One browser for all tests of a class: the Chromium that is installed, never a downloaded one.</summary>
public sealed class Chromium : IAsyncLifetime
{
    readonly string folder = Path.Combine(Path.GetTempPath(), "postern-tests", Guid.NewGuid().ToString("N"));
    IPlaywright? playwright;
    IBrowser? browser;

    public ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(folder);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
            await browser.DisposeAsync();
        playwright?.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Opens a page from a file, watching what it asks for and complains of; skips the test where there is no Chromium.</summary>
    internal async Task<OpenPage> Open(string html, BrowserNewContextOptions? options = null)
    {
        var path = Require.Path("chromium");
        if (browser is null)
        {
            playwright = await Playwright.CreateAsync();
            browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Args = ["--no-sandbox", "--disable-gpu"] });
        }
        var file = Path.Combine(folder, $"{Guid.NewGuid():N}.html");
        await File.WriteAllTextAsync(file, html, TestContext.Current.CancellationToken);
        var context = await browser.NewContextAsync(options ?? new() { ViewportSize = new() { Width = 1280, Height = 900 } });
        var page = await context.NewPageAsync();
        var opened = new OpenPage(context, page);
        await page.GotoAsync(new Uri(file).AbsoluteUri);
        return opened;
    }
}

/// <summary>A page and what it did while it was open.</summary>
sealed class OpenPage : IAsyncDisposable
{
    readonly IBrowserContext context;

    public OpenPage(IBrowserContext context, IPage page)
    {
        this.context = context;
        Page = page;
        page.Console += (_, message) => Complaints.Add(message.Text);
        page.PageError += (_, error) => Complaints.Add(error);
        page.Request += (_, request) => Requests.Add(request.Url);
    }

    public IPage Page { get; }

    /// <summary>Whatever was written to the console: refusals of the content security policy are, too.</summary>
    public List<string> Complaints { get; } = [];

    /// <summary>What was asked for: the page itself, and nothing else if all is well.</summary>
    public List<string> Requests { get; } = [];

    public ValueTask DisposeAsync() => context.DisposeAsync();
}

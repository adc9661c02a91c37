using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using Postern.Analysis.Findings;
using Postern.Web.Pages;

namespace Postern.Web.Tests.Browser;

public sealed class ReportInBrowserTests(Chromium chromium) : IClassFixture<Chromium>
{
    static readonly string Beacon = Reports.Page(Reports.Beacon(), 1_000, null, "UTC", "America/New_York");

    [Fact]
    public async Task Charts_are_drawn_without_a_complaint_and_without_a_request()
    {
        await using var opened = await chromium.Open(Beacon);
        var page = opened.Page;

        await DrawAll(page);

        foreach (var chart in new[] { "record", "target", "timeline", "gaps", "phases" })
            Assert.True(await IsDrawn(page, $".chart[data-chart={chart}] canvas"), $"nothing is drawn in {chart}");
        Assert.Equal(168, await page.Locator(".chart[data-of='0.0'][data-part='1'] table.heat td").CountAsync());
        Assert.Empty(opened.Complaints);
        Assert.Single(opened.Requests);
    }

    [Fact]
    public async Task The_buttons_zoom_into_finer_steps_and_back()
    {
        await using var opened = await chromium.Open(Beacon);
        var figure = opened.Page.Locator("figure.timeline").First;
        await figure.ScrollIntoViewIfNeededAsync();
        var status = figure.Locator("[role=status]");
        await Assertions.Expect(status).ToContainTextAsync("steps of");
        var whole = await status.TextContentAsync();

        for (var i = 0; i < 4; i++)
            await figure.GetByRole(AriaRole.Button, new() { Name = "Zoom in" }).ClickAsync();
        await Assertions.Expect(status).Not.ToHaveTextAsync(whole!);
        var near = await Zoom(opened.Page);
        await figure.GetByRole(AriaRole.Button, new() { Name = "Later" }).ClickAsync();
        var later = await Zoom(opened.Page);
        await figure.GetByRole(AriaRole.Button, new() { Name = "Show the whole record" }).ClickAsync();
        var back = await Zoom(opened.Page);

        Assert.Equal(back.Span / 16, near.Span, 1.0);
        Assert.Equal(near.From + near.Span / 2, later.From, 1.0);
        Assert.True(near.Step < back.Step, $"steps of {near.Step} s near and {back.Step} s whole");
        Assert.Equal(whole, await status.TextContentAsync());
        Assert.Empty(opened.Complaints);
    }

    [Fact]
    public async Task The_keyboard_reaches_zoom_and_pairs()
    {
        await using var opened = await chromium.Open(Beacon);
        var page = opened.Page;
        await page.Locator("figure.timeline").First.ScrollIntoViewIfNeededAsync();
        await page.Locator("figure.timeline .zoom button").First.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("figure.timeline [role=status]").First).ToContainTextAsync("steps of");
        var zoomed = await Zoom(page);
        await page.Locator("details.pair > summary").Last.FocusAsync();
        await page.Keyboard.PressAsync("Enter");

        Assert.True(zoomed.Span < 3 * 86_400);
        Assert.True(await page.Locator("details.pair").Last.EvaluateAsync<bool>("pair => pair.open"));
    }

    [Fact]
    public async Task Numbers_in_tables_and_charts_are_those_of_the_JSON()
    {
        await using var opened = await chromium.Open(Beacon);
        var page = opened.Page;
        await DrawAll(page);
        using var findings = JsonDocument.Parse(await page.Locator("#findings").TextContentAsync() ?? "");
        var target = findings.RootElement.GetProperty("targets")[0];
        var pair = target.GetProperty("pairs")[0];

        // Every row of the ranking, and the circle, in words.
        var ranked = findings.RootElement.GetProperty("targets").EnumerateArray().SelectMany(t => t.GetProperty("pairs").EnumerateArray())
            .OrderByDescending(p => p.GetProperty("interest").GetDouble()).Select(p => $"{p.GetProperty("source").GetString()} → {p.GetProperty("target").GetString()} {Count(p.GetProperty("contacts"))}");
        Assert.Equal(ranked, await page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('table.ranking tbody tr')].map(r => r.cells[1].textContent + ' ' + r.cells[2].textContent)"));
        var circle = target.GetProperty("circle").GetProperty("sources").EnumerateArray()
            .Select(s => $"{s.GetProperty("source").GetString()} {Count(s.GetProperty("contacts"))} {(100 * s.GetProperty("share").GetDouble()).ToString("0.0", CultureInfo.InvariantCulture)} %");
        Assert.Equal(circle, await page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('#t1 table.circle tbody tr')].map(r => [...r.cells].slice(0, 3).map(c => c.textContent).join(' '))"));

        // What charts add up to.
        var contacts = pair.GetProperty("contacts").GetInt64();
        Assert.Equal(contacts, await SumOf(page, ".chart[data-chart=timeline][data-of='0.0']", "layer0"));
        Assert.Equal(findings.RootElement.GetProperty("record").GetProperty("contacts").GetInt64(), await SumOf(page, ".chart[data-chart=record]", "layer0"));
        Assert.Equal(pair.GetProperty("occasions").GetInt64() - 1, await page.EvaluateAsync<long>(
            "() => echarts.getInstanceByDom(document.querySelector(\".chart[data-chart=gaps][data-of='0.0']\")).getOption().series[0].data.reduce((sum, p) => sum + p[1], 0)"));
        var period = await page.EvaluateAsync<double>(
            "() => Math.pow(10, echarts.getInstanceByDom(document.querySelector(\".chart[data-chart=gaps][data-of='0.0']\")).getOption().series[0].markLine.data[0].xAxis)");
        Assert.Equal(pair.GetProperty("cadence").GetProperty("periodSeconds").GetDouble(), period, 1e-6);
        var rows = await page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('#t1p1 figure.timeline details.table')][0].querySelectorAll('tbody td').values().map(c => c.textContent).toArray()");
        Assert.Equal(contacts, rows.Sum(r => long.Parse(r, NumberStyles.AllowThousands, CultureInfo.InvariantCulture)));
        Assert.Equal("stopped", pair.GetProperty("end").GetProperty("verdict").GetString());
        Assert.Contains("stopped", await page.Locator("#t1p1 > summary").TextContentAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_week_is_drawn_per_hour_of_the_observer_that_saw_the_contacts()
    {
        var content = Reports.Content(Reports.TwoObservers());
        await using var opened = await chromium.Open(Reports.Page(content));
        await DrawAll(opened.Page);
        var clock = content.Findings.Record.Clocks[0];
        for (var number = 0; number < content.Findings.Targets.Count; number++)
        {
            var target = content.Findings.Targets[number];
            var watched = clock.Observers.Single(o => o.Kinds.Contains(target.Pairs[0].Kind, StringComparer.Ordinal)).CoveredHours;
            var rate = await opened.Page.EvaluateAsync<string>("of => document.querySelector(`.chart[data-chart=weeks][data-of='${of}'] .scale span:last-child`).textContent", $"{number}");
            var most = target.Rhythm!.Zones[0].Contacts.Select((n, hour) => watched[hour] > 0 ? n / watched[hour] : 0).Max();
            Assert.StartsWith(Phrase.Number(most, 2), rate, StringComparison.Ordinal);
        }
        Assert.Empty(opened.Complaints);
    }

    [Fact]
    public async Task Hostile_names_are_shown_and_do_nothing()
    {
        await using var opened = await chromium.Open(Reports.OfHostile);
        var page = opened.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "Open every pair" }).ClickAsync();
        await DrawAll(page);
        // Every tooltip of every chart, where names are said.
        await page.EvaluateAsync("""
            () => document.querySelectorAll('.chart').forEach(element => {
              const chart = echarts.getInstanceByDom(element);
              if (chart) {
                chart.dispatchAction({ type: 'showTip', x: element.clientWidth / 2, y: 60 });
                chart.dispatchAction({ type: 'showTip', seriesIndex: 0, dataIndex: 0 });
              }
            })
            """);

        Assert.False(await page.EvaluateAsync<bool>("() => 'pwned' in window"));
        Assert.Equal(0, await page.Locator("img, iframe, [onerror], [onmouseover], [onfocus], [autofocus]").CountAsync());
        foreach (var name in Reports.HostileNames.Where(n => n.Length > 0 && n.All(c => c is > ' ' and < '\x7F')))
            Assert.True(await page.GetByText(name).CountAsync() > 0, $"{name} is not shown");
        Assert.True(await page.GetByText("(unknown)").CountAsync() > 0);
        Assert.Empty(opened.Complaints);
        Assert.Single(opened.Requests);
    }

    [Fact]
    public async Task Events_lags_and_what_chance_gives_are_drawn_as_the_JSON_has_them()
    {
        await using var opened = await chromium.Open(Reports.Page(Reports.Together(), events: Reports.Trips));
        var page = opened.Page;
        await DrawAll(page);
        using var findings = JsonDocument.Parse(await page.Locator("#findings").TextContentAsync() ?? "");
        var target = findings.RootElement.GetProperty("targets")[0];
        var chance = target.GetProperty("coincidence").GetProperty("overall");
        const string Series = "chart => echarts.getInstanceByDom(document.querySelector(`.chart[data-chart=${chart}]`)).getOption().series";

        Assert.Equal(chance.GetProperty("null").GetProperty("draws").GetInt64(), await page.EvaluateAsync<long>($"() => ({Series})('null')[0].data.reduce((sum, p) => sum + p[1], 0)"));
        Assert.Equal(chance.GetProperty("contactsInside").GetInt64(), await page.EvaluateAsync<long>($"() => ({Series})('null')[0].markLine.data[0].xAxis"));
        Assert.Equal(target.GetProperty("synchrony")[0].GetProperty("lags").GetProperty("counts").EnumerateArray().Sum(n => n.GetInt64()),
            await page.EvaluateAsync<long>($"() => ({Series})('lags')[0].data.reduce((sum, p) => sum + p[1], 0)"));
        Assert.Equal(
            target.GetProperty("coincidence").GetProperty("events").EnumerateArray().Zip(target.GetProperty("coincidence").GetProperty("leaveOneOut").EnumerateArray(), (e, left) =>
                $"{e.GetProperty("label").GetString()}: {e.GetProperty("contacts").GetInt64():#,0} contacts, {Told(left)} without it"),
            await page.EvaluateAsync<string[]>("""
                () => [...[...document.querySelectorAll('h4')].find(h => h.textContent === 'Event by event').nextElementSibling.querySelectorAll('tbody tr')]
                    .map(row => `${row.querySelector('th').textContent}: ${row.cells[4].textContent} contacts, ${row.cells[9].textContent} without it`)
                """));
        Assert.Equal(["1", "2", "3", "4", "5"], await page.EvaluateAsync<string[]>($"() => ({Series})('target').find(s => s.id === 'layer0').markLine.data.slice(0, 5).map(d => d.mark)"));
        Assert.True(await page.EvaluateAsync<double>("() => echarts.getInstanceByDom(document.querySelector('.chart[data-chart=target]')).getOption().xAxis[0].max") / 1e9
            > Reports.Trips.Events[^1].From / 1e15, "the event after the end is out of the picture");
        Assert.False(await page.EvaluateAsync<bool>("() => 'pwned' in window"));
        Assert.Empty(opened.Complaints);
    }

    static string Told(JsonElement left) =>
        (left.GetProperty("isBound").GetBoolean() ? "at most " : "") + Show.Chance(left.GetProperty("pValue").GetDouble());

    [Fact]
    public async Task The_timeline_of_a_target_has_blocks_of_all_sources_and_what_its_pairs_tell()
    {
        await using var opened = await chromium.Open(Beacon);
        var page = opened.Page;
        await DrawAll(page);
        using var findings = JsonDocument.Parse(await page.Locator("#findings").TextContentAsync() ?? "");
        using var charts = JsonDocument.Parse(await page.Locator("#charts").TextContentAsync() ?? "");
        var pairs = findings.RootElement.GetProperty("targets")[0].GetProperty("pairs").EnumerateArray().ToList();
        var blocks = charts.RootElement.GetProperty("targets")[0].GetProperty("blocks").GetArrayLength();
        const string Series = "echarts.getInstanceByDom(document.querySelector('.chart[data-chart=target]')).getOption().series";

        Assert.True(blocks > 1);
        Assert.Equal(2 * blocks, await page.EvaluateAsync<int>($"() => {Series}.find(s => s.id === 'blocks').data.length"));
        var changes = pairs.SelectMany((pair, i) => pair.GetProperty("changes").EnumerateArray().Select(_ => $"{i + 1}"));
        var stopped = pairs.FindIndex(pair => pair.GetProperty("end").GetProperty("verdict").GetString() == "stopped");
        Assert.Equal(0, stopped);
        Assert.Equal(changes.Append("last 1").Order(StringComparer.Ordinal),
            (await page.EvaluateAsync<string[]>($"() => {Series}.find(s => s.id === 'layer0').markLine.data.map(d => d.mark)")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Names_in_tooltips_are_text()
    {
        await using var opened = await chromium.Open(Reports.OfHostile);
        var page = opened.Page;
        await DrawAll(page);

        var tip = await page.EvaluateAsync<string>("() => { const tip = postern.tip(['<b>x</b>{b}', '</script><img src=x onerror=window.pwned=1>']); return tip.children.length + tip.textContent; }");

        Assert.Equal("3<b>x</b>{b}</script><img src=x onerror=window.pwned=1>", tip);
    }

    [Fact]
    public async Task Without_scripts_every_number_is_in_a_table()
    {
        await using var opened = await chromium.Open(Beacon, new() { JavaScriptEnabled = false, ViewportSize = new() { Width = 1000, Height = 800 } });
        var page = opened.Page;

        Assert.True(await page.Locator("noscript .note").IsVisibleAsync());
        Assert.False(await page.Locator(".chart").First.IsVisibleAsync());
        Assert.False(await page.GetByRole(AriaRole.Button, new() { Name = "Open every pair" }).IsVisibleAsync());
        await page.Locator("#t1p1 figure.gaps summary").ClickAsync();
        Assert.True(await page.Locator("#t1p1 figure.gaps table").IsVisibleAsync());
        await page.Locator("details.pair > summary").Last.ClickAsync();
        Assert.True(await page.Locator("details.pair").Last.Locator(".answers").IsVisibleAsync());
    }

    [Theory]
    [InlineData(360, ColorScheme.Light)]
    [InlineData(400, ColorScheme.Dark)]
    [InlineData(800, ColorScheme.Light)]
    [InlineData(1600, ColorScheme.Dark)]
    public async Task Nothing_is_wider_than_the_window(int width, ColorScheme scheme)
    {
        await using var opened = await chromium.Open(Reports.OfHostile, new() { ViewportSize = new() { Width = width, Height = 800 }, ColorScheme = scheme });
        await opened.Page.GetByRole(AriaRole.Button, new() { Name = "Open every pair" }).ClickAsync();
        await DrawAll(opened.Page);

        Assert.InRange(await opened.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"), 1, width);
        Assert.Empty(opened.Complaints);
    }

    [Fact]
    public async Task Colours_follow_the_reader_and_paper_is_light()
    {
        await using var opened = await chromium.Open(Beacon, new() { ColorScheme = ColorScheme.Dark, ViewportSize = new() { Width = 1000, Height = 800 } });
        var page = opened.Page;
        await DrawAll(page);
        const string Line = "() => echarts.getInstanceByDom(document.querySelector('.chart[data-chart=record]')).getOption().series[1].lineStyle.color";

        var dark = await page.EvaluateAsync<string>(Line);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await page.WaitForFunctionAsync($"dark => ({Line})() !== dark", dark);
        var light = await page.EvaluateAsync<string>(Line);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await page.WaitForFunctionAsync($"dark => ({Line})() === dark", dark);
        await page.EvaluateAsync("() => window.dispatchEvent(new Event('beforeprint'))");
        var paper = await page.EvaluateAsync<string>(Line);
        await page.EvaluateAsync("() => window.dispatchEvent(new Event('afterprint'))");

        Assert.Equal(light, paper);
        Assert.Equal(dark, await page.EvaluateAsync<string>(Line));
        Assert.NotEmpty(await page.PdfAsync(new() { Format = "A4" }));
        Assert.Empty(opened.Complaints);
    }

    [Fact]
    public async Task Saving_gives_the_findings_of_the_page()
    {
        await using var opened = await chromium.Open(Beacon);
        var page = opened.Page;

        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Save the findings" }).ClickAsync());
        using var saved = new StreamReader(await download.CreateReadStreamAsync());

        Assert.Equal("findings.json", download.SuggestedFilename);
        Assert.Equal(await page.Locator("#findings").TextContentAsync(), await saved.ReadToEndAsync(TestContext.Current.CancellationToken));
        Assert.Empty(opened.Complaints);
    }

    [Fact]
    public async Task A_page_of_a_thousand_pairs_opens_and_a_link_leads_to_its_last_pair()
    {
        await using var opened = await chromium.Open(Reports.OfLargest);
        var page = opened.Page;

        Assert.InRange(await page.EvaluateAsync<int>("() => document.getElementsByTagName('*').length"), 10_000, 200_000);
        Assert.Equal(0, await page.Locator("#t400p1 .inside").CountAsync());
        await page.EvaluateAsync("() => { location.hash = '#t400p1'; }");
        await page.WaitForSelectorAsync("#t400p1 figure.timeline canvas");

        Assert.True(await page.Locator("#t400p1").EvaluateAsync<bool>("pair => pair.open"));
        Assert.Empty(opened.Complaints);
        Assert.Single(opened.Requests);
    }

    /// <summary>Brings every chart that lies open into view, so that it is drawn.</summary>
    static async Task DrawAll(IPage page)
    {
        await page.EvaluateAsync("() => postern.drawOpen()");
        await page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
    }

    static Task<bool> IsDrawn(IPage page, string canvas) => page.EvaluateAsync<bool>("""
        canvas => {
          const drawn = document.querySelector(canvas);
          const pixels = drawn.getContext('2d').getImageData(0, 0, drawn.width, drawn.height).data;
          return new Set(new Uint32Array(pixels.buffer)).size > 3;
        }
        """, canvas);

    /// <summary>Window and steps of the first timeline of a pair, seconds.</summary>
    static async Task<(double From, double Span, double Step)> Zoom(IPage page)
    {
        var zoom = await page.EvaluateAsync<double[]>("""
            () => {
              const option = echarts.getInstanceByDom(document.querySelector('.chart[data-chart=timeline]')).getOption();
              const data = option.series.find(s => s.id === 'layer0').data;
              return [option.dataZoom[0].startValue, option.dataZoom[0].endValue, data[1][0] - data[0][0]];
            }
            """);
        return (zoom[0] / 1e3, (zoom[1] - zoom[0]) / 1e3, zoom[2] / 1e3);
    }

    static Task<long> SumOf(IPage page, string chart, string series) => page.EvaluateAsync<long>(
        "([chart, series]) => echarts.getInstanceByDom(document.querySelector(chart)).getOption().series.find(s => s.id === series).data.reduce((sum, p) => sum + p[1], 0)",
        new[] { chart, series });

    static string Count(JsonElement count) => count.GetInt64().ToString("#,0", CultureInfo.InvariantCulture);
}

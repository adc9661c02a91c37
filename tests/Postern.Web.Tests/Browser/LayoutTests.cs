using Microsoft.Playwright;
using Postern.Analysis.Coincidence;
using Postern.Contacts;

namespace Postern.Web.Tests.Browser;

/// <summary>Nothing on the page runs into anything else, is torn apart, or makes the rest unreadable.</summary>
public sealed class LayoutTests(Chromium chromium) : IClassFixture<Chromium>
{
    const string Chart = "echarts.getInstanceByDom(document.querySelector('.chart[data-chart=target]'))";

    [Fact]
    public async Task Times_stand_on_one_line_and_addresses_are_not_torn_into_letters_in_a_narrow_window()
    {
        await using var opened = await chromium.Open(Reports.Page(Reports.Together(), events: Reports.Trips), new() { ViewportSize = new() { Width = 500, Height = 900 } });
        await opened.Page.EvaluateAsync("() => document.querySelectorAll('details').forEach(d => d.open = true)");

        Assert.True(await opened.Page.Locator("td.t").CountAsync() > 5);
        Assert.Equal(0, await opened.Page.EvaluateAsync<int>("""
            () => [...document.querySelectorAll('td.t')].filter(cell => {
              const range = document.createRange();
              range.selectNodeContents(cell);
              return new Set([...range.getClientRects()].map(r => Math.round(r.top))).size > 1;
            }).length
            """));
        Assert.Equal(0, await opened.Page.EvaluateAsync<int>("() => [...document.querySelectorAll('td.name, th.name')].filter(c => c.offsetParent && c.clientWidth < 90).length"));
        Assert.Equal(0, await opened.Page.EvaluateAsync<int>("() => [...document.querySelectorAll('.scroll caption')].filter(c => c.offsetParent && c.getBoundingClientRect().right > innerWidth).length"));
    }

    [Fact]
    public async Task Counts_of_one_have_the_singular_in_a_narrow_window()
    {
        await using var opened = await chromium.Open(
            Reports.Page([(Reports.Start * UnixTime.Second, ContactKind.Flow, "a", "b"), (Reports.Start * UnixTime.Second, ContactKind.Flow, "c", "d"), ((Reports.Start + 9) * UnixTime.Second, ContactKind.Flow, "c", "d")]),
            new() { ViewportSize = new() { Width = 500, Height = 900 } });
        Assert.Equal(["\" contact\"", "\" contacts\""], (await opened.Page.EvaluateAsync<string[]>(
            "() => [...document.querySelectorAll('.ranking tbody td:nth-child(3)')].map(c => getComputedStyle(c, '::after').content)")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Marks_above_a_timeline_leave_each_other_room_and_those_left_out_come_with_the_zoom()
    {
        // An event every second day of ten weeks is more than a narrow window has room for.
        List<DatedEvent> many = [.. Enumerable.Range(0, 35).Select(i => new DatedEvent($"e{i}", (Reports.Start + i * 172_800) * UnixTime.Second, (Reports.Start + i * 172_800 + 86_400) * UnixTime.Second, i + 2))];
        await using var opened = await chromium.Open(Reports.Page(Reports.Together(), events: new EventList("e.csv", new string('a', 64), "csv", many, true)), new() { ViewportSize = new() { Width = 500, Height = 900 } });
        var page = opened.Page;
        await page.Locator(".chart[data-chart=target]").First.ScrollIntoViewIfNeededAsync();
        await Assertions.Expect(page.Locator(".chart[data-chart=target] canvas")).ToBeVisibleAsync();

        var whole = await Marks(page);
        Assert.Equal(35, whole.Count(m => m.Row == 0));
        Assert.InRange(whole.Count(m => m is { Row: 0, Mark: not "" }), 8, 34);
        NoneRunsIntoAnother(whole);
        Assert.All(whole.Where(m => m.Row == 1), found => Assert.True(found.Distance > whole.First(m => m.Row == 0).Distance));

        await page.EvaluateAsync($"() => {{ const [from, to] = {Chart}.getOption().xAxis.map(x => [x.min, x.max])[0]; {Chart}.dispatchAction({{ type: 'dataZoom', startValue: from, endValue: from + (to - from) / 8 }}); }}");
        var near = await Marks(page);
        Assert.All(near.Where(m => m.Row == 0 && m.At is > 44 and < 400), m => Assert.NotEqual("", m.Mark));
        NoneRunsIntoAnother(near);
        Assert.Empty(opened.Complaints);
    }

    [Fact]
    public async Task A_burst_of_a_moment_leaves_the_other_contacts_their_height()
    {
        // A hundred contacts within a tenth of a second are a rate of millions an hour.
        var contacts = Enumerable.Range(0, 400).Select(i => ((Reports.Start + i * 60L) * UnixTime.Second, ContactKind.Flow, "a", "b"))
            .Concat(Enumerable.Range(0, 100).Select(i => (Reports.Start * UnixTime.Second + 7_000 * UnixTime.Second + i * 1_000_000L, ContactKind.Flow, "a", "b")));
        await using var opened = await chromium.Open(Reports.Page(contacts));
        await opened.Page.Locator(".chart[data-chart=timeline]").First.ScrollIntoViewIfNeededAsync();
        await Assertions.Expect(opened.Page.Locator(".chart[data-chart=timeline] canvas")).ToBeVisibleAsync();
        var drawn = Chart.Replace("=target", "=timeline", StringComparison.Ordinal);
        Assert.True(await opened.Page.EvaluateAsync<int>($"() => {drawn}.getOption().series.find(s => s.id === 'blocks').data.length") > 2);
        Assert.InRange(await opened.Page.EvaluateAsync<double>($"() => {drawn}.getModel().getComponent('yAxis', 0).axis.scale.getExtent()[1]"), 100, 300);
    }

    static void NoneRunsIntoAnother(IReadOnlyList<DrawnMark> marks)
    {
        foreach (var row in marks.Where(m => m.Mark.Length > 0).GroupBy(m => m.Row))
        {
            var drawn = row.OrderBy(m => m.At).ToList();
            for (var i = 1; i < drawn.Count; i++)
                Assert.True(drawn[i].At - drawn[i - 1].At > 3 * (drawn[i].Mark.Length + drawn[i - 1].Mark.Length), $"{drawn[i - 1].Mark} and {drawn[i].Mark}, {drawn[i].At - drawn[i - 1].At} pixels apart");
        }
    }

    static async Task<IReadOnlyList<DrawnMark>> Marks(IPage page) =>
        await page.EvaluateAsync<DrawnMark[]>($$"""
            () => {{Chart}}.getOption().series.find(s => s.id === 'layer0').markLine.data
              .map(d => ({ Mark: d.mark, Row: d.row, Distance: d.label.distance, At: {{Chart}}.convertToPixel({ xAxisIndex: 0 }, d.xAxis) }))
            """);

    /// <summary>A mark of a timeline.</summary>
    sealed class DrawnMark
    {
        public string Mark { get; set; } = "";

        public int Row { get; set; }

        public double Distance { get; set; }

        public double At { get; set; }
    }
}

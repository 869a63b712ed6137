using System.Diagnostics;
using System.Text.Json;
using System.Xml.Linq;
using NUnit.Framework;
using PerfSuite.Correctness.Measurement.Reports;
using PerfSuite.Measurement;
using PerfSuite.Reports;

namespace PerfSuite.Correctness.Program;

/// <summary>The report in a browser that people use.</summary>
[Category("Slow")]
[Explicit("Starts a browser for some seconds; needs chromium on the PATH: dotnet test --filter FullyQualifiedName~BrowserTests")]
public sealed class BrowserTests
{
    /// <summary>Puts the page into frames as wide as a phone and a desk, and writes down what it finds; the page itself has no script.</summary>
    private const string Script = """
        const widths = [360, 1400], found = [];
        const page = document.getElementById('page').content.textContent;
        let left = widths.length;
        for (const width of widths) {
          const frame = document.createElement('iframe');
          frame.style.cssText = `width:${width}px;height:900px;border:0`;
          frame.onload = () => {
            const inside = frame.contentDocument, root = inside.documentElement;
            const wide = [...inside.querySelectorAll('main *')].filter(one => !one.closest('.scroll') && !one.closest('svg') && one.getBoundingClientRect().right > width + 0.5);
            const stops = [...inside.querySelectorAll('a[href],summary,[tabindex="0"]')].filter(one => one.checkVisibility());
            found.push({
              width, scroll: root.scrollWidth, client: root.clientWidth, wide: wide.map(one => one.outerHTML.slice(0, 120)),
              charts: [...inside.querySelectorAll('svg.chart')].map(one => Math.round(one.getBoundingClientRect().width)),
              letters: Math.min(...[...inside.querySelectorAll('svg.chart text')].map(one => one.getBoundingClientRect().height)),
              styled: getComputedStyle(inside.body).marginLeft === '0px',
              unreachable: [...inside.querySelectorAll('.scroll')].filter(one => one.scrollWidth > one.clientWidth && one.tabIndex !== 0).length,
              first: stops[0].className, ordered: stops.every((one, i) => i === 0 || stops[i - 1].compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING),
            });
            if (--left === 0) {
              const out = document.createElement('pre');
              out.id = 'found';
              out.textContent = JSON.stringify(found);
              document.body.append(out);
            }
          };
          frame.srcdoc = page;
          document.body.append(frame);
        }
        """;

    [TestCase("study")]
    [TestCase("gate")]
    public void A_page_fits_a_phone_and_a_desk_and_the_console_stays_empty(string of)
    {
        var browser = Launch.Find("chromium");
        if (browser is null)
            Assert.Ignore("There is no chromium on the PATH: install it (Debian: chromium) to try the report in a browser.");
        using var folder = new ScratchFolder();
        if (of == "gate")
            File.WriteAllText(folder["a.json"], ReportTests.Gate.Json().ToJsonString());
        else
            ReportTests.Study("resnet").Write(folder["a.json"]);
        var page = ReportFile.Of([folder["a.json"]]);
        File.WriteAllText(folder["page.html"], page);
        // Within a template text is not looked at: as an attribute or a script it would have to be escaped in another way.
        File.WriteAllText(folder["frames.html"], $"<!DOCTYPE html><meta charset=\"utf-8\"><title>frames</title><template id=\"page\">{new XText(page)}</template><body><script>{Script}</script>");

        var plain = Browse(browser!, folder, "page.html");
        var framed = Browse(browser!, folder, "frames.html");
        Assert.That(plain.Console, Is.Empty, "a page that breaks its own policy says so there");
        Assert.That(framed.Console, Is.Empty);
        var from = framed.Dom.IndexOf("<pre id=\"found\">", StringComparison.Ordinal);
        Assert.That(from, Is.Not.Negative, framed.Dom[^Math.Min(500, framed.Dom.Length)..]);
        var json = framed.Dom[(from + 16)..framed.Dom.IndexOf("</pre>", from, StringComparison.Ordinal)];
        TestContext.Out.WriteLine(json);
        using var found = JsonDocument.Parse(json.Replace("&lt;", "<").Replace("&gt;", ">").Replace("&amp;", "&"));
        Assert.That(found.RootElement.GetArrayLength(), Is.EqualTo(2));
        foreach (var one in found.RootElement.EnumerateArray())
            Assert.Multiple(() =>
            {
                var width = one.GetProperty("width").GetInt32();
                Assert.That(one.GetProperty("styled").GetBoolean(), Is.True, "the policy lets the style through");
                Assert.That(one.GetProperty("scroll").GetInt32(), Is.LessThanOrEqualTo(one.GetProperty("client").GetInt32()), $"{width}: the page is wider than the window");
                Assert.That(one.GetProperty("wide").GetArrayLength(), Is.Zero, $"{width}: {one.GetProperty("wide")}");
                Assert.That(one.GetProperty("letters").GetDouble(), Is.GreaterThanOrEqualTo(9), $"{width}: letters of charts, in pixels");
                Assert.That(one.GetProperty("unreachable").GetInt32(), Is.Zero, $"{width}: what scrolls can be reached by keyboard");
                Assert.That((one.GetProperty("first").GetString(), one.GetProperty("ordered").GetBoolean()), Is.EqualTo(("skip", true)));
            });
    }

    private static (string Dom, string Console) Browse(string browser, ScratchFolder folder, string page)
    {
        var start = new ProcessStartInfo(browser, ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-extensions", "--disable-background-networking", $"--user-data-dir={folder["profile"]}",
            "--enable-logging=stderr", "--v=0", "--virtual-time-budget=10000", "--window-size=1600,1000", "--dump-dom", new Uri(folder[page]).AbsoluteUri])
        { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var dom = process.StandardOutput.ReadToEnd();
        if (!process.WaitForExit(60_000))
            process.Kill(entireProcessTree: true);
        return (dom, string.Join('\n', errors.Result.Split('\n').Where(line => line.Contains("CONSOLE", StringComparison.Ordinal))));
    }
}

using System.Security.Cryptography;
using System.Text;

namespace PerfSuite.Measurement;

/// <summary>How a report looks: on paper, on a phone, by day and by night.</summary>
public static class ReportStyle
{
    /// <summary>Colours of marks.</summary>
    public const int Hues = 8;

    /// <summary>By day. Letters have a contrast of at least 4.5 to what is below them, marks of 3; colours differ in lightness, too, and are never all that tells two things apart.</summary>
    public static IReadOnlyDictionary<string, string> Light { get; } = new Dictionary<string, string>
    {
        ["paper"] = "#ffffff",
        ["panel"] = "#f5f7f9",
        ["ink"] = "#1b1f24",
        ["muted"] = "#57606a",
        ["rule"] = "#d5dae0",
        ["accent"] = "#0b5cad",
        ["good"] = "#0a6640",
        ["bad"] = "#a40e26",
        ["warn"] = "#7a4f01",
        ["s0"] = "#0067a8",
        ["s1"] = "#c44601",
        ["s2"] = "#00795c",
        ["s3"] = "#94407a",
        ["s4"] = "#7d6200",
        ["s5"] = "#404952",
        ["s6"] = "#5a52d5",
        ["s7"] = "#b3123c",
    };

    /// <summary>By night.</summary>
    public static IReadOnlyDictionary<string, string> Dark { get; } = new Dictionary<string, string>
    {
        ["paper"] = "#14171c",
        ["panel"] = "#1d2229",
        ["ink"] = "#e6e8eb",
        ["muted"] = "#a3abb5",
        ["rule"] = "#3a414b",
        ["accent"] = "#7db4f5",
        ["good"] = "#6fd3a0",
        ["bad"] = "#ff9494",
        ["warn"] = "#e8bf62",
        ["s0"] = "#5cb3f0",
        ["s1"] = "#ff9550",
        ["s2"] = "#3fcfa0",
        ["s3"] = "#e08bc4",
        ["s4"] = "#e2c044",
        ["s5"] = "#c9ccd1",
        ["s6"] = "#a8aaff",
        ["s7"] = "#ff8095",
    };

    private const string Rules = """
        *{box-sizing:border-box}
        html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
        body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","DejaVu Sans",sans-serif;overflow-wrap:anywhere}
        header,main,footer{max-width:72rem;margin:0 auto;padding:0 1rem}
        header{padding-top:1.5rem}
        footer{padding-bottom:2rem;border-top:1px solid var(--rule);margin-top:3rem;color:var(--muted);font-size:.875rem}
        h1{font-size:1.15rem;font-weight:600;color:var(--muted);margin:0 0 .25rem}
        h2{font-size:1.5rem;line-height:1.25;margin:2.5rem 0 .25rem;text-wrap:balance}
        h3{font-size:1.15rem;line-height:1.3;margin:2.25rem 0 .5rem}
        h4{font-size:1rem;line-height:1.35;margin:0;text-wrap:balance}
        p{margin:.5rem 0;max-width:46rem}
        a{color:var(--accent)}
        a:focus-visible,summary:focus-visible,.scroll:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
        .skip{position:absolute;left:-99rem;top:.5rem;padding:.5rem 1rem;background:var(--paper);border:2px solid var(--accent)}
        .skip:focus{left:.5rem}
        .muted{color:var(--muted);font-size:.875rem}
        .good{color:var(--good)}
        .bad{color:var(--bad);font-weight:600}
        .warn{color:var(--warn)}
        .lead{font-size:1.375rem;line-height:1.35;font-weight:600;max-width:52rem;margin:.5rem 0 .75rem;text-wrap:balance}
        .caution{border-left:3px solid var(--warn);padding:.25rem .75rem;background:var(--panel)}
        nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;list-style:none;margin:.75rem 0;padding:0}
        dl{display:grid;grid-template-columns:minmax(6rem,max-content) minmax(0,1fr);gap:.15rem 1rem;margin:.5rem 0;font-size:.9375rem}
        dt{color:var(--muted)}
        dd{margin:0}
        .scroll{overflow-x:auto;max-width:100%;margin:.75rem 0}
        table{border-collapse:collapse;font-size:.875rem;line-height:1.4;font-variant-numeric:tabular-nums}
        caption{text-align:left;font-weight:600;padding:.25rem 0;max-width:calc(100vw - 2rem)}
        th,td{padding:.3rem .75rem .3rem 0;text-align:right;vertical-align:top;white-space:nowrap;border-bottom:1px solid var(--rule);font-weight:400}
        thead th{color:var(--muted);vertical-align:bottom}
        th:first-child,td:first-child,th.group,.name{text-align:left}
        th.group{color:var(--muted);padding-top:.9rem}
        th.words,td.words{text-align:left;white-space:normal;min-width:18rem;max-width:44rem}
        pre{white-space:pre-wrap;background:var(--panel);padding:.75rem 1rem;margin:.5rem 0;font:.875rem/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
        code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
        :not(pre)>code{font-size:.92em}
        details{margin:.5rem 0}
        summary{cursor:pointer;color:var(--accent);font-size:.9375rem}
        .charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,24rem),1fr));gap:2.5rem 3rem;align-items:start;margin:1rem 0}
        figure{margin:0;min-width:0}
        figcaption p{margin:.15rem 0 .5rem}
        .chart{display:block;width:100%;max-width:34rem;height:auto;margin:.5rem 0}
        .key{display:flex;flex-wrap:wrap;gap:.1rem 1.1rem;margin:.35rem 0;padding:0;font-size:.875rem;list-style:none}
        .key svg{width:1rem;height:1rem;vertical-align:-.15rem;margin-right:.3rem}
        ol.key{list-style:decimal inside}
        svg text{fill:var(--ink);font-size:11.5px;font-variant-numeric:tabular-nums;paint-order:stroke;stroke:var(--paper);stroke-width:3px;stroke-linejoin:round}
        svg .soft{fill:var(--muted)}
        .grid{stroke:var(--rule);stroke-width:1;fill:none}
        .one{stroke:var(--ink);stroke-width:1.25;stroke-dasharray:4 3;fill:none}
        .line{stroke:currentColor;stroke-width:1.5;fill:none}
        .whisker{stroke:currentColor;stroke-width:2.25;fill:none}
        .mark{fill:currentColor;stroke:currentColor;stroke-width:1.5}
        .hollow{fill:var(--paper)}
        .dot{fill:currentColor;fill-opacity:.6}
        .part{fill:currentColor}
        .shade1{fill-opacity:.7}
        .shade2{fill-opacity:.45}
        .shade3{fill-opacity:.25;stroke:currentColor;stroke-width:1}
        @media print{body{font-size:10pt}.skip,nav{display:none}.charts{display:block}figure{margin-bottom:1.5rem}.chart,tr,pre,figcaption,.key{break-inside:avoid}h2,h3,h4,figcaption,.key,caption{break-after:avoid}.scroll{overflow:visible}th,td{white-space:normal;overflow-wrap:break-word}th.words,td.words{min-width:8rem}details::details-content{content-visibility:visible;block-size:auto}}
        """;

    /// <summary>The whole sheet.</summary>
    public static string Sheet { get; } = ":root{color-scheme:light dark;" + Variables(Light) + "}\n"
        + "@media (prefers-color-scheme:dark){:root{" + Variables(Dark) + "}}\n"
        + "@media print{:root{color-scheme:light;" + Variables(Light) + "}}\n"
        + string.Concat(Enumerable.Range(0, Hues).Select(hue => $".s{hue}{{color:var(--s{hue})}}\n"))
        + Rules.ReplaceLineEndings("\n");

    /// <summary>What a browser may load for it and run: nothing but this very sheet.</summary>
    public static string Policy { get; } =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Sheet)))}'; base-uri 'none'; form-action 'none'";

    private static string Variables(IReadOnlyDictionary<string, string> colours) => string.Join(';', colours.Select(colour => $"--{colour.Key}:{colour.Value}"));
}

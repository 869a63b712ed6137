namespace PerfSuite.Learning.Data;

/// <summary>One pull of the pen, in a box of 1×1, x to the right, y down.</summary>
/// <param name="Round">A smooth curve through the points; otherwise straight lines between them.</param>
/// <param name="Points">x, y, x, y, …; a round stroke that ends where it began is closed smoothly.</param>
internal sealed record Stroke(bool Round, double[] Points);

/// <summary>How the digits are written: for each the ways people write it.</summary>
internal static class DigitGlyphs
{
    /// <summary>[digit][way] → strokes.</summary>
    public static IReadOnlyList<Stroke[][]> All { get; } =
    [
        [
            [Round(.5, 0, .14, .17, .02, .5, .14, .83, .5, 1, .86, .83, .98, .5, .86, .17, .5, 0)],
            [Round(.72, .03, .3, .08, .05, .45, .12, .86, .45, 1, .85, .8, .97, .4, .8, .08, .5, .02, .34, .1)],
        ],
        [
            [Straight(.5, 0, .5, 1)],
            [Straight(.22, .26, .55, 0, .55, 1)],
            [Straight(.22, .24, .52, 0, .52, 1), Straight(.2, 1, .84, 1)],
        ],
        [
            [Round(.06, .26, .2, .06, .5, 0, .82, .08, .93, .3, .78, .54, .4, .8, .02, 1), Straight(.02, 1, .98, 1)],
            [Round(.08, .22, .28, .03, .6, .02, .86, .2, .8, .48, .48, .82, .16, .98, .03, .87, .2, .77, .55, .92, .98, .95)],
        ],
        [
            [Round(.05, .13, .4, 0, .8, .07, .9, .25, .74, .41, .36, .48), Round(.36, .48, .8, .53, .97, .73, .84, .93, .45, 1, .02, .88)],
            [Straight(.06, 0, .9, 0, .42, .4), Round(.42, .4, .82, .46, .97, .7, .82, .93, .45, 1, .02, .9)],
        ],
        [
            [Straight(.7, 1, .7, 0, 0, .66, 1, .66)],
            [Straight(.16, 0, .04, .55, .94, .55), Straight(.78, .06, .7, 1)],
            [Round(.12, .02, .04, .35, .2, .54, .55, .52, .84, .4), Straight(.9, 0, .8, 1)],
        ],
        [
            [Straight(.92, 0, .2, 0, .13, .45), Round(.13, .45, .5, .36, .88, .48, .96, .73, .76, .95, .38, 1, 0, .88)],
            [Round(.24, .04, .12, .25, .16, .42, .55, .42, .86, .6, .82, .88, .45, 1, .05, .92), Straight(.22, .04, .98, .0)],
        ],
        [
            [Round(.8, .02, .45, .14, .15, .43, .04, .74, .22, .96, .58, 1, .9, .86, .88, .62, .6, .5, .28, .56, .07, .76)],
            [Round(.45, 0, .16, .35, .06, .72, .22, .96, .55, 1, .85, .88, .86, .67, .6, .56, .3, .64, .14, .85)],
        ],
        [
            [Straight(0, 0, 1, 0, .38, 1)],
            [Straight(0, 0, 1, 0, .4, 1), Straight(.28, .5, .9, .5)],
            [Straight(.03, .16, .05, 0), Round(.05, .02, .5, .06, .97, 0, .68, .42, .5, 1)],
        ],
        [
            [Round(.5, .47, .17, .28, .24, .07, .5, 0, .77, .07, .83, .28, .5, .47, .1, .73, .2, .94, .5, 1, .8, .94, .9, .73, .5, .47)],
            [Round(.5, 0, .2, .1, .2, .36, .5, .46, .8, .36, .8, .1, .5, 0), Round(.5, .46, .1, .58, .1, .88, .5, 1, .9, .88, .9, .58, .5, .46)],
        ],
        [
            [Round(.92, .24, .72, .04, .38, .01, .08, .16, .08, .4, .38, .52, .74, .44, .92, .24), Straight(.93, .16, .84, 1)],
            [Round(.9, .22, .7, .03, .36, .02, .07, .18, .1, .43, .42, .52, .76, .42, .9, .2, .95, .5, .82, .85, .46, 1, .08, .93)],
        ],
    ];

    private static Stroke Round(params double[] points) => new(true, points);

    private static Stroke Straight(params double[] points) => new(false, points);
}

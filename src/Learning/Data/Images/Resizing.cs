namespace PerfSuite.Learning.Data.Images;

/// <summary>How a picture is scaled.</summary>
public enum Resizing
{
    /// <summary>As Pillow does: see <see cref="AntialiasResize"/>.</summary>
    Antialias,

    /// <summary>As OpenCV does: see <see cref="PlainResize"/>.</summary>
    Plain,
}

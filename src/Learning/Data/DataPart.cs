namespace PerfSuite.Learning.Data;

/// <summary>Which samples of a data set.</summary>
public enum DataPart
{
    /// <summary>Those learned from.</summary>
    Train,

    /// <summary>Those kept back.</summary>
    Test,
}

namespace PerfSuite.Learning.Training;

/// <summary>Training cannot go on; the message says where, why and what may help.</summary>
public sealed class TrainingException : Exception
{
    /// <param name="message">One line: where, why, what may help.</param>
    public TrainingException(string message) : base(message)
    {
    }
}

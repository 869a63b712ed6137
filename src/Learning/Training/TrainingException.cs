namespace PerfSuite.Learning.Training;

/// <summary>Training cannot go on; the message says where, why and what may help.</summary>
public sealed class TrainingException : Exception
{
    /// <param name="message">One line: where, why, what may help.</param>
    /// <param name="cause">The exception beneath, if any.</param>
    public TrainingException(string message, Exception? cause = null) : base(message, cause)
    {
    }
}

namespace PerfSuite.Learning.Training;

/// <summary>Told what happens while a network is trained, on the thread that trains; does nothing with it unless overridden.</summary>
public class TrainingListener
{
    /// <summary>Everything was found to be in order, and it begins or goes on.</summary>
    public virtual void Began()
    {
    }

    /// <summary>After that, where an estimate was asked for.</summary>
    public virtual void Estimated(Estimate estimate)
    {
    }

    /// <summary>Something that does not end the training but that its owner should know: one sentence.</summary>
    public virtual void Warned(string warning)
    {
    }

    /// <summary>A checkpoint was found to go on from.</summary>
    /// <param name="checkpoint">Its path.</param>
    /// <param name="epochs">Whole epochs it has behind it.</param>
    /// <param name="step">Steps it has behind it.</param>
    public virtual void Resumed(string checkpoint, int epochs, long step)
    {
    }

    /// <summary>After every step.</summary>
    public virtual void Stepped(TrainingProgress progress)
    {
    }

    /// <summary>The steps of an epoch are done, and the test part is next.</summary>
    public virtual void Validating(int epoch)
    {
    }

    /// <summary>After every epoch, when its line is in the log.</summary>
    public virtual void EpochEnded(EpochResult epoch)
    {
    }
}

namespace PerfSuite.Learning.Workloads;

/// <summary>What one timed iteration does. The wire names are <see cref="PhaseName"/>'s.</summary>
public enum Phase
{
    /// <summary>Eval mode, no gradient: forward, output freed.</summary>
    Infer,

    /// <summary>Infer on a GPU by a clock that does not wait for it: what it costs to ask.</summary>
    InferLaunch,

    /// <summary>Infer on a GPU by the GPU's own clock, between two CUDA events.</summary>
    InferEvents,

    /// <summary>Step on a GPU by the same.</summary>
    StepEvents,

    /// <summary>The session's batch copied from the processor's memory to the GPU, freed.</summary>
    Transfer,

    /// <summary>The same from page-locked memory.</summary>
    TransferPinned,

    /// <summary>Eval mode, but the graph built: what a prediction costs that forgets to do without.</summary>
    InferGrad,

    /// <summary>Train mode, graph built: forward and loss, both freed.</summary>
    Forward,

    /// <summary>Backward alone, over one graph that is kept; gradients accumulate in place.</summary>
    Backward,

    /// <summary>Train mode: forward, loss, backward; gradients accumulate in place, nothing is updated.</summary>
    Gradient,

    /// <summary>The loss of one fixed output and its gradient to that output; nothing of the network.</summary>
    Loss,

    /// <summary>Gradients to zero, forward, loss, backward, update; nothing is read back.</summary>
    Step,

    /// <summary>The same, and the loss read back as a number after every step.</summary>
    StepItem,

    /// <summary>What an epoch reads, without training on it: one pass of the language's own loader.</summary>
    Data,

    /// <summary>One pass over the training set in a shuffled order, a last short batch dropped.</summary>
    Epoch,

    /// <summary><c>x.add_(y)</c>, one element.</summary>
    AddInPlace,

    /// <summary><c>a + b</c>, freed, one element.</summary>
    Add,

    /// <summary><c>a + b</c> with the graph built, freed, one element.</summary>
    AddGrad,

    /// <summary>softmax(Linear 784→10), one row, no gradient, freed.</summary>
    LinearSoftmax,

    /// <summary><c>x.item&lt;float&gt;()</c>, one element.</summary>
    Item,

    /// <summary><c>x.shape[1]</c> of a (3,4) tensor.</summary>
    Shape,

    /// <summary>One pass of the loader over rows in memory.</summary>
    Rows,

    /// <summary>The same batches by <c>index_select</c> alone.</summary>
    RowsSelect,

    /// <summary>One pass of the loader over CIFAR-10, augmented.</summary>
    Cifar,

    /// <summary>The same in tensor operations on whole batches.</summary>
    CifarTensors,

    /// <summary>One copy of all the bytes that the batches of CIFAR-10 have.</summary>
    Memcpy,

    /// <summary>One pass of the loader over a folder of pictures.</summary>
    Faces,

    /// <summary>The same, JPEG decoded at a fraction of its size.</summary>
    FacesScaled,

    /// <summary>Eval mode, no gradient: the next batch out of an array, forward, softmax, the probabilities into an array.</summary>
    Predict,

    /// <summary>One product of two 1024×1024 matrices, no gradient, freed.</summary>
    MatMul,
}

/// <summary>The names of phases on the command line, in results and between processes.</summary>
public static class PhaseName
{
    private static readonly (Phase Phase, string Name)[] names =
    [
        (Phase.Infer, "infer"),
        (Phase.InferGrad, "infer-grad"),
        (Phase.InferLaunch, "infer-launch"),
        (Phase.InferEvents, "infer-events"),
        (Phase.StepEvents, "step-events"),
        (Phase.Transfer, "transfer"),
        (Phase.TransferPinned, "transfer-pinned"),
        (Phase.Forward, "forward"),
        (Phase.Backward, "backward"),
        (Phase.Gradient, "gradient"),
        (Phase.Loss, "loss"),
        (Phase.Step, "step"),
        (Phase.StepItem, "step-item"),
        (Phase.Data, "data"),
        (Phase.Epoch, "epoch"),
        (Phase.AddInPlace, "add_"),
        (Phase.Add, "add"),
        (Phase.AddGrad, "add-grad"),
        (Phase.LinearSoftmax, "linear-softmax"),
        (Phase.Item, "item"),
        (Phase.Shape, "shape"),
        (Phase.Rows, "rows"),
        (Phase.RowsSelect, "rows-select"),
        (Phase.Cifar, "cifar"),
        (Phase.CifarTensors, "cifar-tensors"),
        (Phase.Memcpy, "memcpy"),
        (Phase.Faces, "faces"),
        (Phase.FacesScaled, "faces-scaled"),
        (Phase.Predict, "predict"),
        (Phase.MatMul, "matmul"),
    ];

    /// <summary>The name of a phase.</summary>
    public static string Of(Phase phase) => names.First(entry => entry.Phase == phase).Name;

    /// <summary>The phase of that name.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists those there are.</exception>
    public static Phase Parse(string name)
    {
        foreach (var entry in names)
            if (entry.Name == name)
                return entry.Phase;
        throw new ArgumentException(
            $"There is no phase '{name}'. There are: {string.Join(", ", names.Select(entry => entry.Name))}.");
    }
}

namespace PerfSuite.Measurement;

/// <summary>The machine that measured. Null where it cannot be found out; finding out never throws.</summary>
/// <param name="Cpu">Model as the processor names itself.</param>
/// <param name="Cores">Logical processors that this process may use.</param>
/// <param name="Os">Distribution and version.</param>
/// <param name="Kernel">Its release.</param>
/// <param name="Architecture"><c>x64</c>, <c>arm64</c>.</param>
/// <param name="Runtime">.NET's.</param>
/// <param name="MemoryBytes">Memory that this process may use.</param>
/// <param name="Load">Load average over one minute when read.</param>
/// <param name="Hypervisor">Whether it is a virtual machine.</param>
public sealed record Machine(
    string? Cpu,
    int Cores,
    string Os,
    string Kernel,
    string Architecture,
    string Runtime,
    long? MemoryBytes,
    double? Load,
    bool? Hypervisor)
{
    /// <summary>Reads this machine.</summary>
    public static Machine Read() => throw new NotImplementedException();

    /// <summary>Equal on two machines whose absolute times may be compared: all but the load.</summary>
    public string Fingerprint => throw new NotImplementedException();
}

namespace PerfSuite.Contenders;

/// <summary>The environment of everything that is timed: the same for every language, and steady.</summary>
internal static class Surroundings
{
    /// <summary>
    /// What the allocator is told. Left alone, glibc gives large blocks back to the system, or keeps them, by the history of
    /// the process; which contender then pays for fresh pages at every step is a matter of luck. The backward pass of
    /// mnist-cnn at batch 64 took 12 ms in C++ and 22 in C# and Python that way, and 8.7, 8.6 and 8.5 with these. From 32 MiB on glibc
    /// maps every block anew whatever its threshold is, so mapping is off altogether: a step of resnet18 at batch 128, whose tensors have
    /// just that size, touched 176,000 fresh pages in C++, 303,000 in C# and 266,000 in Python, and 12,000 to 16,000 without.
    /// </summary>
    private static readonly (string name, string value)[] allocator =
    [
        ("MALLOC_MMAP_MAX_", "0"),
        ("MALLOC_TRIM_THRESHOLD_", $"{1L << 40}"), // bytes: more than any of them has
    ];

    /// <summary>What CUDA is told: GPUs in the order that NVML has them in, and the workspace without which cuBLAS is not deterministic, in every mode.</summary>
    private static readonly (string name, string value)[] gpu = [("CUDA_DEVICE_ORDER", "PCI_BUS_ID"), ("CUBLAS_WORKSPACE_CONFIG", ":4096:8")];

    /// <summary>What a table says of it.</summary>
    public static string Note => OperatingSystem.IsLinux() ? "Freed memory stays with the process (MALLOC_MMAP_MAX_, MALLOC_TRIM_THRESHOLD_), in every language." : "";

    /// <param name="threads">For the libraries that read their thread count at start.</param>
    /// <returns>Variables by name. What the user has set for the allocator and for CUDA is left as it is.</returns>
    public static Dictionary<string, string> Of(int threads)
    {
        var variables = new Dictionary<string, string>
        {
            ["OMP_WAIT_POLICY"] = "PASSIVE", // waiting threads sleep instead of spinning on a core that another contender needs
            ["GOMP_SPINCOUNT"] = "0",
            ["OMP_NUM_THREADS"] = $"{threads}",
            ["OPENBLAS_NUM_THREADS"] = $"{threads}",
        };
        foreach (var (name, value) in allocator.Concat(gpu))
            variables[name] = Environment.GetEnvironmentVariable(name) ?? value;
        return variables;
    }
}

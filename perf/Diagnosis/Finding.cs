namespace PerfSuite.Diagnosis;

/// <summary>One line of the doctor.</summary>
/// <param name="Name">What was looked at.</param>
/// <param name="Value">What is there.</param>
/// <param name="Warning">What is wrong with it and the cure; null where all is well.</param>
internal sealed record Finding(string Name, string Value, string? Warning = null);

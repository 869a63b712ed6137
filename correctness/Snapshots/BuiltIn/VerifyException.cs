namespace VerifyNUnit;

/// <summary>A snapshot does not hold; the message says why and how to accept it.</summary>
public sealed class VerifyException(string message) : Exception(message);

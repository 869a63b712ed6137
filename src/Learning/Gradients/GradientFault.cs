using System.Globalization;

namespace PerfSuite.Learning.Gradients;

/// <summary>Something <see cref="GradientCheck"/> found; <see cref="object.ToString"/> says all of it in one line.</summary>
public abstract record GradientFault
{
    private protected static string Compared(double? backward, double quotient) => string.Create(
        CultureInfo.InvariantCulture,
        $"backward {Number(backward)}, central difference {quotient:G9}, error {Math.Abs((backward ?? 0) - quotient):G3}");

    private static string Number(double? backward) => backward?.ToString("G9", CultureInfo.InvariantCulture) ?? "none";
}

/// <summary>An element whose derivative is wrong.</summary>
/// <param name="Tensor">Its tensor's name.</param>
/// <param name="Index">Its place, dimensions joined by commas.</param>
/// <param name="Backward">What backward computed; null where it left no gradient in the tensor.</param>
/// <param name="Quotient">What the central difference gives.</param>
public sealed record WrongElement(string Tensor, string Index, double? Backward, double Quotient) : GradientFault
{
    /// <inheritdoc/>
    public override string ToString() => $"{Tensor}[{Index}]: {Compared(Backward, Quotient)}";
}

/// <summary>A direction along which the derivative is wrong.</summary>
/// <param name="Tensor">The tensor that was moved; the first and the number of the others where all were.</param>
/// <param name="Direction">Which direction, from 0.</param>
/// <param name="Backward">⟨gradient, direction⟩; null where backward left no gradient in any tensor that was moved.</param>
/// <param name="Quotient">What the central difference gives.</param>
public sealed record WrongProjection(string Tensor, int Direction, double? Backward, double Quotient) : GradientFault
{
    /// <inheritdoc/>
    public override string ToString() => $"{Tensor} along direction {Direction}: {Compared(Backward, Quotient)}";
}

/// <summary>A tensor along which the function hardly changes: a gradient of zero would have passed too.</summary>
/// <param name="Tensor">Its name; the first and the number of the others where all were moved.</param>
/// <param name="Largest">The largest central difference, in magnitude.</param>
/// <param name="Allowed">The error allowed there.</param>
public sealed record NoSlope(string Tensor, double Largest, double Allowed) : GradientFault
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Tensor}: no central difference above {Largest:G3} where an error of {Allowed:G3} is allowed: a gradient of zero would pass; "
            + $"scale the function, lower the tolerance, or allow it with RequireSlope = false");
}

/// <summary>A tensor whose gradient had other bits when backward ran again.</summary>
/// <param name="Tensor">Its name.</param>
/// <param name="Index">The first element that differs.</param>
/// <param name="First">What the first backward computed there; null where it left no gradient.</param>
/// <param name="Second">What the second did.</param>
public sealed record UnstableGradient(string Tensor, string Index, double? First, double? Second) : GradientFault
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Tensor}[{Index}]: backward gave {First:G17}, and {Second:G17} when it ran again: it is not deterministic");
}

/// <summary>A function that gave another value when it was called again: then no difference means anything.</summary>
/// <param name="First">Its first value.</param>
/// <param name="Second">Its second.</param>
public sealed record UnstableFunction(double First, double Second) : GradientFault
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"The function gave {First:G17}, and {Second:G17} when called again: turn dropout off, or seed it within the function");
}

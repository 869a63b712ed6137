using System.Buffers.Binary;

namespace PerfSuite.Correctness.Learning;

/// <summary>MATLAB level 5 files put together by hand.</summary>
internal static class MatBytes
{
    public static byte[] File(params byte[][] elements) =>
        [.. new byte[124].Select((_, i) => i < 6 ? (byte)"MATLAB"[i] : (byte)' '), 0, 1, (byte)'I', (byte)'M', .. elements.SelectMany(element => element)];

    public static byte[] Element(uint type, params byte[] content) =>
        [.. Word(type), .. Word((uint)content.Length), .. content, .. type == 15 ? [] : new byte[-content.Length & 7]];

    public static byte[] Compressed(byte[] element) => Element(15, PngBytes.Zlib(element));

    /// <summary>An array of doubles; the name is short enough for the short form where that is asked for.</summary>
    public static byte[] Array(string name, int[] sizes, double[] values, byte kind = 6, bool shortName = false)
    {
        byte[] letters = [.. name.Select(letter => (byte)letter)], numbers = [.. values.SelectMany(value => BitConverter.GetBytes(value))];
        return Element(14, [
            .. Element(6, [kind, 0, 0, 0, 0, 0, 0, 0]),
            .. Element(5, [.. sizes.SelectMany(size => Word((uint)size))]),
            .. shortName ? [1, 0, (byte)letters.Length, 0, .. letters, .. new byte[4 - letters.Length]] : Element(1, letters),
            .. Element(9, numbers)]);
    }

    public static byte[] Word(uint value)
    {
        var word = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(word, value);
        return word;
    }
}

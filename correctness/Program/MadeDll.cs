using System.Text;

namespace PerfSuite.Correctness.Program;

/// <summary>The least file that is a library of Windows on x64: a header, and one section with the tables of imports and exports.</summary>
internal static class MadeDll
{
    private const int Header = 0x200;
    private const int Section = 0x1000;

    /// <param name="linker">The minor version of linker 14.</param>
    /// <param name="imports">By library the functions; one that begins with # is imported by number.</param>
    /// <param name="exports">Names of functions.</param>
    public static byte[] Of(byte linker, (string Library, string[] Functions)[] imports, params string[] exports)
    {
        var data = new List<byte>();
        var descriptors = new List<byte>();
        foreach (var (library, functions) in imports)
        {
            ulong[] entries = [.. functions.Select(function => function[0] == '#' ? (1ul << 63) | ulong.Parse(function[1..]) : (ulong)Put([0, 0, .. Text(function)])), 0];
            var (table, name) = (Put([.. entries.SelectMany(entry => BitConverter.GetBytes(entry))]), Put(Text(library)));
            descriptors.AddRange(Numbers(table, 0, 0, name, table));
        }
        var imported = Put([.. descriptors, .. new byte[20]]);
        int[] names = [.. exports.Select(function => Put(Text(function)))];
        var exported = Put(Numbers(0, 0, 0, 0, 1, names.Length, names.Length, 0, Put(Numbers(names)), 0));

        var file = new byte[Header + data.Count];
        Write(0x00, "MZ"u8);
        Write(0x3c, Numbers(0x40));
        Write(0x40, "PE"u8);
        Write(0x44, [0x64, 0x86, 1, 0]);
        Write(0x54, [240, 0, 0x22, 0x20]);
        Write(0x58, [0x0b, 0x02, 14, linker]);
        Write(0x58 + 56, Numbers(Section + data.Count, Header));
        Write(0x58 + 108, Numbers(16, exports.Length > 0 ? exported : 0, 40, imports.Length > 0 ? imported : 0, 40));
        Write(0x148, ".data"u8);
        Write(0x148 + 8, Numbers(data.Count, Section, data.Count, Header));
        Write(Header, [.. data]);
        return file;

        int Put(byte[] bytes)
        {
            data.AddRange(bytes);
            return Section + data.Count - bytes.Length;
        }

        void Write(int place, ReadOnlySpan<byte> bytes) => bytes.CopyTo(file.AsSpan(place));
    }

    private static byte[] Text(string text) => [.. Encoding.UTF8.GetBytes(text), 0];

    private static byte[] Numbers(params int[] numbers) => [.. numbers.SelectMany(number => BitConverter.GetBytes(number))];
}

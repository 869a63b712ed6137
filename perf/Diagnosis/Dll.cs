using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace PerfSuite.Diagnosis;

/// <summary>A Windows library as its file tells, on any system.</summary>
/// <param name="Linker">The tools it was linked with; the C++ runtime must not be older.</param>
/// <param name="Imports">By library the functions that Windows must find before it loads this one; those imported by number are left out.</param>
/// <param name="Exports">Names of the functions it offers.</param>
internal sealed record Dll(Version Linker, IReadOnlyList<(string Library, IReadOnlyList<string> Functions)> Imports, IReadOnlySet<string> Exports)
{
    private const int MostLibraries = 4096;
    private const int MostFunctions = 1 << 17;
    private const int LongestName = 1 << 16;

    /// <summary>Reads the import and export tables, believing nothing.</summary>
    /// <exception cref="BadImageFormatException">It is no such library, or damaged.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static Dll Read(Stream file)
    {
        try
        {
            using var image = new PEReader(file);
            var header = image.PEHeaders.PEHeader ?? throw new BadImageFormatException("it has no header of an image");
            return new Dll(
                new Version(header.MajorLinkerVersion, header.MinorLinkerVersion),
                ImportsAt(image, header.ImportTableDirectory.RelativeVirtualAddress, header.Magic == PEMagic.PE32Plus), ExportsAt(image, header.ExportTableDirectory.RelativeVirtualAddress));
        }
        catch (Exception fault) when (fault is ArgumentException or ArithmeticException or InvalidOperationException)
        {
            // Sizes and places that no reader of images expects.
            throw new BadImageFormatException(fault.Message, fault);
        }
    }

    /// <summary>IMAGE_IMPORT_DESCRIPTOR: names of functions, date, forwarder, name of the library, addresses; one of zeros ends them.</summary>
    private static List<(string, IReadOnlyList<string>)> ImportsAt(PEReader image, int table, bool isWide)
    {
        var imports = new List<(string, IReadOnlyList<string>)>();
        if (table == 0)
            return imports;
        var descriptors = At(image, table);
        while (imports.Count < MostLibraries)
        {
            var names = descriptors.ReadInt32();
            descriptors.Offset += 2 * sizeof(int);
            var library = descriptors.ReadInt32();
            var addresses = descriptors.ReadInt32();
            if (library == 0)
                break;
            imports.Add((Text(image, library), FunctionsAt(image, names != 0 ? names : addresses, isWide)));
        }
        return imports;
    }

    /// <summary>Entries of 64 or 32 bits: the highest one set says that a number follows; else the place of two bytes and a name.</summary>
    private static List<string> FunctionsAt(PEReader image, int table, bool isWide)
    {
        var functions = new List<string>();
        var entries = At(image, table);
        while (functions.Count < MostFunctions)
        {
            var entry = isWide ? entries.ReadUInt64() : entries.ReadUInt32();
            if (entry == 0)
                break;
            if (entry >> (isWide ? 63 : 31) == 0)
                functions.Add(Text(image, (int)(entry & int.MaxValue) + sizeof(ushort)));
        }
        return functions;
    }

    /// <summary>IMAGE_EXPORT_DIRECTORY: the count of names is its seventh number, their place the ninth.</summary>
    private static HashSet<string> ExportsAt(PEReader image, int table)
    {
        var exports = new HashSet<string>(StringComparer.Ordinal);
        if (table == 0)
            return exports;
        var directory = At(image, table);
        directory.Offset += 6 * sizeof(int);
        var count = Math.Min(MostFunctions, directory.ReadInt32());
        directory.Offset += sizeof(int);
        if (count <= 0)
            return exports;
        var names = At(image, directory.ReadInt32());
        for (var place = 0; place < count; place++)
            exports.Add(Text(image, names.ReadInt32()));
        return exports;
    }

    private static string Text(PEReader image, int address)
    {
        var text = At(image, address);
        return text.IndexOf(0) is >= 0 and <= LongestName and var length ? text.ReadUTF8(length) : throw new BadImageFormatException("a name in it does not end");
    }

    private static BlobReader At(PEReader image, int address) =>
        address > 0 && image.GetSectionData(address) is { Length: > 0 } data ? data.GetReader() : throw new BadImageFormatException("an address in it leads nowhere");
}

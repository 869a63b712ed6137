namespace PerfSuite.Learning.Data.Archives;

/// <summary>A file as its publisher offers it, pinned: nothing else is accepted under its name.</summary>
/// <param name="Name">Its name on the disk.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">64 lower-case hexadecimal digits.</param>
/// <param name="Addresses">Where it is, the first choice first; the next is tried where one does not have it.</param>
public sealed record OfficialFile(string Name, long Bytes, string Sha256, params IReadOnlyList<Uri> Addresses);

/// <summary>One file inside an archive that is taken out of it.</summary>
/// <param name="Path">Its path inside, with /.</param>
/// <param name="Bytes">Its length.</param>
public sealed record Member(string Path, long Bytes)
{
    /// <summary>What it is called on the disk.</summary>
    public string Name => Path[(Path.LastIndexOf('/') + 1)..];
}

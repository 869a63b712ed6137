using Microsoft.Win32.SafeHandles;

namespace PerfSuite.Learning.Data;

/// <summary>
/// Whole files, read with every fault as a <see cref="DataException"/>. What has no size is not opened: a pipe would be
/// waited for, a device would never end.
/// </summary>
internal static class RegularFile
{
    /// <summary>Opens a file that is not empty.</summary>
    /// <param name="path">Links are followed.</param>
    /// <param name="what">What is expected there, for messages: "a JPEG or PNG file".</param>
    /// <param name="cure">What to do where there is none.</param>
    /// <param name="most">The longest file accepted, in bytes.</param>
    /// <param name="length">Its length in bytes.</param>
    /// <exception cref="DataException">Missing, unreadable, a folder, a pipe or device, empty or too long.</exception>
    public static SafeFileHandle Open(string path, string what, string cure, long most, out long length)
    {
        SafeFileHandle? file = null;
        try
        {
            var there = new FileInfo(path);
            if (there.LinkTarget is not null)
                there = there.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? there;
            if (Directory.Exists(path))
                throw new DataException(path, 0, "this is a folder", what, cure);
            if (!there.Exists)
                throw new DataException(path, 0, "there is no such file", what, cure);
            if (there.Length == 0)
                throw new DataException(path, 0, "there is nothing in it (or it is a pipe or a device)", what, cure);
            file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            length = RandomAccess.GetLength(file);
            if (length > most)
                throw new DataException(path, 0, $"{length} bytes", $"{what} of at most {most} bytes", "check that it is not another file under this name");
            var opened = file;
            file = null;
            return opened;
        }
        catch (Exception cause) when (DataException.IsFromTheSystem(cause))
        {
            throw DataException.Unreadable(path, 0, cause);
        }
        finally
        {
            file?.Dispose();
        }
    }

    /// <summary>Reads a whole file into memory that is reused and grows where needed.</summary>
    /// <returns>How much of the memory is the file's.</returns>
    /// <exception cref="DataException">As for <see cref="Open"/>, or it changed while it was read.</exception>
    public static int Read(string path, string what, string cure, long most, ref byte[] memory)
    {
        using var file = Open(path, what, cure, most, out var length);
        if (memory.Length < length)
            memory = GC.AllocateUninitializedArray<byte>((int)long.Max(length, long.Min(2L * memory.Length, most)));
        Fill(file, path, memory.AsSpan(0, (int)length), 0);
        return (int)length;
    }

    /// <summary>Fills the span from a place in the file.</summary>
    /// <exception cref="DataException">Unreadable, or shorter than it was when it was opened.</exception>
    public static void Fill(SafeFileHandle file, string path, Span<byte> span, long offset)
    {
        try
        {
            while (span.Length > 0)
            {
                var got = RandomAccess.Read(file, span, offset);
                if (got == 0)
                    throw new DataException(path, offset, "the file ends here", $"{span.Length} bytes more, as it had when it was opened", "something is writing to it: wait for that to end");
                offset += got;
                span = span[got..];
            }
        }
        catch (Exception cause) when (DataException.IsFromTheSystem(cause))
        {
            throw DataException.Unreadable(path, offset, cause);
        }
    }
}

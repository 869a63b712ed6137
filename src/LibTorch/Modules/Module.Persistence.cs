using System.Text;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        // TorchSharp's own format: the number of entries, then per entry its name, element type, number of dimensions and
        // dimensions, all numbers in LEB128, and the elements as row-major little-endian bytes.
        public partial class Module
        {
            /// <summary>Parameters and persistent buffers by dotted name; the tensors themselves, not copies.</summary>
            public virtual Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
            {
                destination ??= [];
                var start = string.IsNullOrEmpty(prefix) ? "" : prefix + ".";
                foreach (var (own, parameter) in named_parameters()) destination.Add(start + own, parameter);
                foreach (var (own, buffer) in named_buffers(include_nonpersistent: false)) destination.Add(start + own, buffer);
                return destination;
            }

            /// <summary>Saves parameters and persistent buffers in TorchSharp's format; returns this module.</summary>
            /// <param name="skip">Names to leave out.</param>
            public Module save(string location, IList<string>? skip = null)
            {
                using var stream = File.Create(location);
                return save(stream, skip);
            }

            /// <summary>Saves and closes the stream.</summary>
            public Module save(Stream stream, IList<string>? skip = null)
            {
                using var writer = new BinaryWriter(stream);
                return save(writer, skip);
            }

            /// <inheritdoc cref="save(string, IList{string})"/>
            public Module save(BinaryWriter writer, IList<string>? skip = null)
            {
                var entries = state_dict().Where(entry => skip is null || !skip.Contains(entry.Key)).ToList();
                writer.Write7BitEncodedInt64(entries.Count);
                foreach (var (entry, tensor) in entries)
                {
                    var text = Encoding.UTF8.GetBytes(entry);
                    writer.Write7BitEncodedInt64(text.Length);
                    writer.Write(text);
                    SavedTensor.Write(writer, tensor);
                }

                return this;
            }

            /// <summary>Copies saved values from a file into the parameters and buffers of the same name.</summary>
            public virtual Module load(string location, bool strict = true, IList<string>? skip = null, Dictionary<string, bool>? loadedParameters = null)
            {
                using var stream = File.OpenRead(location);
                return load(stream, strict, skip, loadedParameters);
            }

            /// <summary>Loads and closes the stream.</summary>
            public Module load(Stream stream, bool strict = true, IList<string>? skip = null, Dictionary<string, bool>? loadedParameters = null)
            {
                using var reader = new BinaryReader(stream);
                return load(reader, strict, skip, loadedParameters);
            }

            /// <summary>Copies saved values into the parameters and buffers of the same name.</summary>
            /// <param name="strict">Whether an entry that is missing or unknown here is an error.</param>
            /// <param name="skip">Names to leave as they are.</param>
            /// <param name="loadedParameters">Gets every name of this module, and whether it was loaded.</param>
            /// <exception cref="FormatException">The data is not what <see cref="save(BinaryWriter, IList{string})"/> writes.</exception>
            /// <exception cref="ArgumentException">The entries do not fit this module.</exception>
            public virtual Module load(BinaryReader reader, bool strict = true, IList<string>? skip = null, Dictionary<string, bool>? loadedParameters = null)
            {
                var own = state_dict();
                var loaded = own.Keys.ToDictionary(key => key, _ => false);
                try
                {
                    var count = SavedTensor.Number(reader, 1_000_000, "the number of entries");
                    for (var i = 0L; i < count; i++) LoadEntry(reader, own, loaded, strict, skip);
                }
                catch (EndOfStreamException)
                {
                    throw new FormatException("The data ends in the middle of an entry; expected a whole module as save writes it.");
                }

                var missing = loaded.Where(entry => !entry.Value && skip?.Contains(entry.Key) != true).Select(entry => entry.Key).ToList();
                if (strict && missing.Count > 0) throw new ArgumentException($"No value for {string.Join(", ", missing)}; load with strict: false to leave them as they are.");
                foreach (var (entry, done) in loaded) loadedParameters?.TryAdd(entry, done);
                return this;
            }

            private static void LoadEntry(BinaryReader reader, Dictionary<string, Tensor> own, Dictionary<string, bool> loaded, bool strict, IList<string>? skip)
            {
                var text = reader.ReadBytes((int)SavedTensor.Number(reader, 10_000, "the length of a name"));
                var entry = Encoding.UTF8.GetString(text);
                var header = SavedTensor.ReadHeader(reader, entry);
                var known = own.TryGetValue(entry, out var target);
                if (!known && strict) throw new ArgumentException($"The module has no '{entry}'; load with strict: false to pass over it.");
                if (!known || skip?.Contains(entry) == true)
                {
                    header.Pass(reader);
                    return;
                }

                // The module's own shape decides how much is read, never the file's word alone.
                using var value = header.Read(reader, entry, target!.shape);
                using (no_grad()) target.copy_(value);
                loaded[entry] = true;
            }
        }
    }
}

namespace TorchSharp;

public static partial class torch
{
    /// <summary>The processor.</summary>
    public static readonly Device CPU = new(DeviceType.CPU);

    /// <summary>A device by its kind and index, or by text such as <c>cuda:1</c>.</summary>
    public static Device device(string description) => new(description);

    /// <inheritdoc cref="device(string)"/>
    public static Device device(string deviceType, int index = -1) => new(deviceType, index);

    /// <inheritdoc cref="device(string)"/>
    public static Device device(DeviceType deviceType, int index = -1) => new(deviceType, index);

    /// <inheritdoc cref="device(string)"/>
    public static Device device(int index) => new(index);

    /// <summary>Where a tensor lives: "cpu", "cuda", "cuda:1". Index -1 is the current device of its kind.</summary>
    public class Device
    {
        /// <summary>The kind.</summary>
        public DeviceType type { get; }

        /// <summary>Which of its kind, from 0; −1 for the current one.</summary>
        public int index { get; }

        /// <summary>"cpu" or "cuda:1".</summary>
        /// <exception cref="ArgumentException">The text is neither a kind of device nor a kind and an index.</exception>
        public Device(string description)
        {
            var parts = description.Split(':');
            if (parts.Length > 2) throw Unknown(description);
            type = TypeOf(parts[0]);
            index = parts.Length == 1 ? -1 : int.TryParse(parts[1], out var number) && number >= 0 ? number : throw Unknown(description);
        }

        /// <inheritdoc cref="Device(string)"/>
        public Device(string deviceType, int index = -1) : this(TypeOf(deviceType), index)
        {
        }

        public Device(DeviceType deviceType, int index = -1)
        {
            type = deviceType;
            this.index = deviceType == DeviceType.CPU ? -1 : index;
        }

        /// <summary>The CUDA device of this index.</summary>
        public Device(int index) : this(DeviceType.CUDA, index)
        {
        }

        public override string ToString()
        {
            var name = type.ToString().ToLowerInvariant();
            return index < 0 ? name : $"{name}:{index}";
        }

        public static implicit operator Device(string description) => new(description);

        private static DeviceType TypeOf(string name) =>
            Enum.TryParse<DeviceType>(name, ignoreCase: true, out var type) && Enum.IsDefined(type) && !char.IsAsciiDigit(name[0])
                ? type
                : throw Unknown(name);

        private static ArgumentException Unknown(string description) =>
            new($"Device '{description}': expected a kind and an optional index, such as cpu, cuda or cuda:0.");
    }
}

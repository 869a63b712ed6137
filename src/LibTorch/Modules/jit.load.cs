namespace TorchSharp;

public static partial class torch
{
    public static partial class jit
    {
#nullable disable annotations
        /// <summary>A network that was traced or scripted and saved, from a file or from its bytes.</summary>
        /// <param name="filename">Of <c>torch.jit.save</c>.</param>
        /// <exception cref="System.Runtime.InteropServices.ExternalException">It is no such network, or damaged.</exception>
        public static ScriptModule load(string filename, DeviceType device_type = DeviceType.CPU, long device_index = -1) =>
            new ScriptModule(ScriptHandle.Load(filename, new Device(device_type, (int)device_index)));

        /// <inheritdoc cref="load(string, DeviceType, long)"/>
        public static ScriptModule load(string filename, Device map_location) => new ScriptModule(ScriptHandle.Load(filename, map_location));

        /// <inheritdoc cref="load(string, DeviceType, long)"/>
        public static ScriptModule load(string filename, string map_location) => new ScriptModule(ScriptHandle.Load(filename, new Device(map_location)));

        /// <inheritdoc cref="load(string, DeviceType, long)"/>
        public static ScriptModule load(byte[] bytes, DeviceType device_type = DeviceType.CPU, long device_index = -1) =>
            new ScriptModule(ScriptHandle.Load(bytes, new Device(device_type, (int)device_index)));

        /// <inheritdoc cref="load(string, DeviceType, long)"/>
        public static ScriptModule load(byte[] bytes, Device map_location) => new ScriptModule(ScriptHandle.Load(bytes, map_location));

        /// <inheritdoc cref="load(string, DeviceType, long)"/>
        public static ScriptModule load(byte[] bytes, string map_location) => new ScriptModule(ScriptHandle.Load(bytes, new Device(map_location)));

        /// <inheritdoc cref="load(string, DeviceType, long)"/>
        public static ScriptModule<TResult> load<TResult>(string filename, DeviceType device_type = DeviceType.CPU, long device_index = -1) =>
            new ScriptModule<TResult>(ScriptHandle.Load(filename, new Device(device_type, (int)device_index)));

        /// <inheritdoc cref="load(string, DeviceType, long)"/>
        public static ScriptModule<TResult> load<TResult>(string filename, Device map_location) => new ScriptModule<TResult>(ScriptHandle.Load(filename, map_location));

        /// <inheritdoc cref="load(string, DeviceType, long)"/>
        public static ScriptModule<TResult> load<TResult>(string filename, string map_location) => new ScriptModule<TResult>(ScriptHandle.Load(filename, new Device(map_location)));

        /// <inheritdoc cref="load(string, DeviceType, long)"/>
        public static ScriptModule<TResult> load<TResult>(byte[] bytes, DeviceType device_type = DeviceType.CPU, long device_index = -1) =>
            new ScriptModule<TResult>(ScriptHandle.Load(bytes, new Device(device_type, (int)device_index)));

        /// <inheritdoc cref="load(string, DeviceType, long)"/>
        public static ScriptModule<TResult> load<TResult>(byte[] bytes, Device map_location) => new ScriptModule<TResult>(ScriptHandle.Load(bytes, map_location));

        /// <inheritdoc cref="load(string, DeviceType, long)"/>
        public static ScriptModule<TResult> load<TResult>(byte[] bytes, string map_location) => new ScriptModule<TResult>(ScriptHandle.Load(bytes, new Device(map_location)));

        /// <inheritdoc cref="load(string, DeviceType, long)"/>
        public static ScriptModule<T1, TResult> load<T1, TResult>(string filename, DeviceType device_type = DeviceType.CPU, long device_index = -1) =>
            new ScriptModule<T1, TResult>(ScriptHandle.Load(filename, new Device(device_type, (int)device_index)));

        /// <inheritdoc cref="load(string, DeviceType, long)"/>
        public static ScriptModule<T1, TResult> load<T1, TResult>(string filename, Device map_location) => new ScriptModule<T1, TResult>(ScriptHandle.Load(filename, map_location));

        /// <inheritdoc cref="load(string, DeviceType, long)"/>
        public static ScriptModule<T1, TResult> load<T1, TResult>(string filename, string map_location) => new ScriptModule<T1, TResult>(ScriptHandle.Load(filename, new Device(map_location)));

        /// <inheritdoc cref="load(string, DeviceType, long)"/>
        public static ScriptModule<T1, TResult> load<T1, TResult>(byte[] bytes, DeviceType device_type = DeviceType.CPU, long device_index = -1) =>
            new ScriptModule<T1, TResult>(ScriptHandle.Load(bytes, new Device(device_type, (int)device_index)));

        /// <inheritdoc cref="load(string, DeviceType, long)"/>
        public static ScriptModule<T1, TResult> load<T1, TResult>(byte[] bytes, Device map_location) => new ScriptModule<T1, TResult>(ScriptHandle.Load(bytes, map_location));

        /// <inheritdoc cref="load(string, DeviceType, long)"/>
        public static ScriptModule<T1, TResult> load<T1, TResult>(byte[] bytes, string map_location) => new ScriptModule<T1, TResult>(ScriptHandle.Load(bytes, new Device(map_location)));

        /// <inheritdoc cref="load(string, DeviceType, long)"/>
        public static ScriptModule<T1, T2, TResult> load<T1, T2, TResult>(string filename, DeviceType device_type = DeviceType.CPU, long device_index = -1) =>
            new ScriptModule<T1, T2, TResult>(ScriptHandle.Load(filename, new Device(device_type, (int)device_index)));

        /// <inheritdoc cref="load(string, DeviceType, long)"/>
        public static ScriptModule<T1, T2, TResult> load<T1, T2, TResult>(string filename, Device map_location) => new ScriptModule<T1, T2, TResult>(ScriptHandle.Load(filename, map_location));

        /// <inheritdoc cref="load(string, DeviceType, long)"/>
        public static ScriptModule<T1, T2, TResult> load<T1, T2, TResult>(string filename, string map_location) => new ScriptModule<T1, T2, TResult>(ScriptHandle.Load(filename, new Device(map_location)));

        /// <inheritdoc cref="load(string, DeviceType, long)"/>
        public static ScriptModule<T1, T2, TResult> load<T1, T2, TResult>(byte[] bytes, DeviceType device_type = DeviceType.CPU, long device_index = -1) =>
            new ScriptModule<T1, T2, TResult>(ScriptHandle.Load(bytes, new Device(device_type, (int)device_index)));

        /// <inheritdoc cref="load(string, DeviceType, long)"/>
        public static ScriptModule<T1, T2, TResult> load<T1, T2, TResult>(byte[] bytes, Device map_location) => new ScriptModule<T1, T2, TResult>(ScriptHandle.Load(bytes, map_location));

        /// <inheritdoc cref="load(string, DeviceType, long)"/>
        public static ScriptModule<T1, T2, TResult> load<T1, T2, TResult>(byte[] bytes, string map_location) => new ScriptModule<T1, T2, TResult>(ScriptHandle.Load(bytes, new Device(map_location)));
    }
}
